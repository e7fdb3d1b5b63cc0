#!/bin/sh
# Compares drydock with BuildKit over a list of files and over mutants of them: buildkit_test.sh DRYDOCK FOLDER LIST.
# DRYDOCK_MUTANTS sets the number of mutants. Exits with 77, which means skipped, without Go.
set -eu
tool=$1
folder=$2
list=$3
here=$(dirname "$0")/buildkit
if ! command -v go >/dev/null 2>&1; then
  echo "skipped: Go is not installed"
  exit 77
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
(cd "$here" && go build -o "$folder/judge" .)
"$folder/judge" compare --drydock "$tool" --files-from "$list"
"$folder/judge" mutate --drydock "$tool" --files-from "$list" --seed "${DRYDOCK_SEED:-1}" --count "${DRYDOCK_MUTANTS:-20000}" \
  --keep "$folder/disagreements"

# The image config of every stage.
"$folder/judge" compare-model --drydock "$tool" --base empty --files-from "$list"
"$folder/judge" compare-model --drydock "$tool" --base loaded --files-from "$list"

# The default rewrites, judged by BuildKit's conversion to build steps and image config.
rm -rf "$folder/rewritten"
mkdir -p "$folder/rewritten"
number=0
while IFS= read -r file; do
  number=$((number + 1))
  after=$folder/rewritten/$number
  cp "$file" "$after"
  chmod u+w "$after"
  printf '%s\t%s\n' "$file" "$after"
done <"$list" >"$folder/pairs"
cut -f2 "$folder/pairs" >"$folder/after.list"
"$tool" rewrite --quiet --write --assume=all --files-from "$folder/after.list" || [ $? -eq 2 ]
"$folder/judge" same --files-from "$folder/pairs"
