#!/bin/sh
# Counts the instructions that parsing and the default pipeline take: instructions.sh record|check PROGRAM GOLDEN RECORD.
#
# `record` counts over all inputs of the golden cases and writes counts, sizes and names of the files to RECORD. `check` counts
# over the files that RECORD names, so that new cases change nothing, and fails if a count grew by more than 5 %. Exits with 77,
# which means skipped, without valgrind.
set -eu
command=$1 program=$2 golden=$3 record=$4
if ! command -v valgrind >/dev/null 2>&1; then
  echo "skipped: valgrind is not installed"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

files_of_record() {
  case $command in
    record) (cd "$golden" && find . -name input.Dockerfile | LC_ALL=C sort | while read -r file; do echo "file $(wc -c <"$file") ${file#./}"; done) ;;
    check) grep '^file ' "$record" ;;
    *) echo "usage: instructions.sh record|check PROGRAM GOLDEN RECORD" >&2 && exit 2 ;;
  esac
}
files_of_record >"$folder/files"
while read -r _ size file; do
  if [ ! -f "$golden/$file" ] || [ "$(wc -c <"$golden/$file")" -ne "$size" ]; then
    echo "$file is not what was counted; record the counts again: cmake --build --preset dev --target record_instructions"
    exit 1
  fi
  echo "$golden/$file"
done <"$folder/files" >"$folder/list"

count() {
  valgrind --tool=callgrind --toggle-collect=measured --callgrind-out-file=/dev/null "$program" "$1" "$folder/list" 2>"$folder/log" >/dev/null ||
    { cat "$folder/log" >&2; return 1; }
  sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$folder/log"
}

status=0
for what in parse pipeline; do
  now=$(count $what)
  [ "$now" -gt 0 ] || { echo "nothing was counted" && exit 1; }
  echo "$what $now" >>"$folder/counts"
  if [ "$command" = check ]; then
    before=$(sed -n "s/^$what //p" "$record")
    echo "$what: $before instructions in the record, $now now ($((now * 1000 / before)) in a thousand)"
    if [ $((now * 100)) -gt $((before * 105)) ]; then
      echo "$what takes more than 5 % more; make it faster, or record the counts in the same commit and say why:"
      echo "  cmake --build --preset dev --target record_instructions"
      status=1
    fi
  fi
done
if [ "$command" = record ]; then
  { echo "# Instructions of the build of the preset dev, as callgrind counts them; made by the target record_instructions."
    cat "$folder/counts" "$folder/files"; } >"$record"
  head -n 3 "$record"
fi
exit $status
