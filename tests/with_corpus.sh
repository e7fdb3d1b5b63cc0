#!/bin/sh
# Unpacks the corpus once and runs a command over it: with_corpus.sh ARCHIVES FOLDER COMMAND...; the word {list} of the
# command becomes the path of a file that lists all Dockerfiles. Exits with 77, which means skipped, without a corpus.
set -eu
archives=$1
folder=$2
shift 2
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if ! ls "$archives"/dev.tar.gz "$archives"/rare.tar.gz >/dev/null 2>&1; then
  echo "skipped: no corpus in $archives"
  exit 77
fi
(
  # Two tests may come here at once.
  exec 9>"$folder/.lock"
  flock 9
  if [ ! -e "$folder/.unpacked" ]; then
    for archive in "$archives"/dev.tar.gz "$archives"/rare.tar.gz; do tar -xzf "$archive" -C "$folder"; done
    find "$folder" -type f ! -name index.tsv ! -name '.*' ! -name all.list | LC_ALL=C sort >"$folder/all.list"
    touch "$folder/.unpacked"
  fi
)
for word in "$@"; do
  shift
  [ "$word" = "{list}" ] && word=$folder/all.list
  set -- "$@" "$word"
done
exec "$@"
