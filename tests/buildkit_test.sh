#!/bin/sh
# Compares drydock with BuildKit over a list of files and over mutants of them:
# buildkit_test.sh DRYDOCK COMPARE_MODELS KNOWN_WORKING_DIRS FOLDER LIST. DRYDOCK_MUTANTS sets the number of mutants,
# DRYDOCK_PAIRS that of pairs of files that are compared with each other, DRYDOCK_VARIANTS that of texts to rewrite,
# DRYDOCK_SUBSETS that of random sets of passes; DRYDOCK_EACH_PASS=0 leaves out each pass alone. Exits with 77, which
# means skipped, without Go.
set -eu
tool=$1
comparer=$2
working_dirs=$3
folder=$4
list=$5
here=$(dirname "$0")/buildkit
if ! command -v go >/dev/null 2>&1; then
  echo "skipped: Go is not installed"
  exit 77
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
(cd "$here" && go build -o "$folder/judge" .)
"$folder/judge" compare --drydock "$tool" --files-from "$list"
"$folder/judge" mutate --drydock "$tool" --files-from "$list" --seed "${DRYDOCK_SEED:-1}" \
  --count "${DRYDOCK_MUTANTS:-20000}" --keep "$folder/disagreements"

# The image config of every stage.
"$folder/judge" compare-model --drydock "$tool" --base empty --files-from "$list"
"$folder/judge" compare-model --drydock "$tool" --base loaded --files-from "$list"

# Files that drydock takes to build the same images.
"$folder/judge" equal --comparer "$comparer" --files-from "$list" --seed "${DRYDOCK_SEED:-1}" \
  --count "${DRYDOCK_PAIRS:-20000}" --keep "$folder/disagreements"

# Rewrites a copy of the files that $inputs lists with the options given, and judges what came out by BuildKit's
# conversion to build steps and image config: judge_rewrites NAME JUDGE-OPTIONS OPTION…
inputs=$list
judge_rewrites() {
  name=$1
  judge_options=$2
  shift 2
  rm -rf "$folder/rewritten"
  mkdir -p "$folder/rewritten"
  sed 's,^/,,' "$inputs" | tar -C / -cf - -T - | tar -C "$folder/rewritten" -xf -
  chmod -R u+w "$folder/rewritten"
  sed "s,.*,&\t$folder/rewritten&," "$inputs" >"$folder/pairs"
  cut -f2 "$folder/pairs" >"$folder/after.list"
  "$tool" rewrite --no-config --quiet --write "$@" --files-from "$folder/after.list" || [ $? -eq 2 ]
  echo "== $name"
  status=0
  "$folder/judge" same $judge_options --files-from "$folder/pairs" >"$folder/same.log" || status=$?
  if [ "$status" -ne 0 ]; then
    tail -n 40 "$folder/same.log"
    exit "$status"
  fi
  tail -n 1 "$folder/same.log"
  # The output is an input too.
  "$tool" rewrite --no-config --quiet --check "$@" --files-from "$folder/after.list" >"$folder/again" 2>&1 ||
    [ $? -le 2 ]
  if grep -E ': (would be rewritten|the passes undo)' "$folder/again"; then
    echo "a second run changes something"
    exit 1
  fi
}

# Texts that nobody has written: files of the list after a few changes at random.
variants=${DRYDOCK_VARIANTS:-10000}
rm -rf "$folder/variants"
mkdir -p "$folder/variants"
"$folder/judge" vary --files-from "$list" --seed "${DRYDOCK_SEED:-1}" --count "$variants" --into "$folder/variants" \
  >"$folder/variants.list"

# What is assumed of base images and programs.
assumptions=base-entrypoint,base-onbuild,base-os,base-shell,base-working-dir,interpreter-line,shell-program
judge_rewrites "the default passes" --exclude-start=true

# What BuildKit's linter says before and after the default passes; each warning that is left has a reason from drydock.
rules=ConsistentInstructionCasing,FromAsCasing,StageNameCasing,LegacyKeyValueFormat,NoEmptyContinuation
rules=$rules,RedundantTargetPlatform,ExposeProtoCasing,MultipleInstructionsDisallowed
"$tool" rewrite --no-config --check --remarks --files-from "$folder/after.list" 2>"$folder/remarks" || [ $? -le 2 ]
echo "== warnings before"
"$folder/judge" lint --rules "$rules" --files-from "$list"
echo "== warnings after"
"$folder/judge" lint --rules "$rules" --reasons "$folder/remarks" --files-from "$folder/after.list"

judge_rewrites "the default passes, with assumptions" "--exclude-start=true --working-dirs=$working_dirs" \
  --assume=$assumptions

# Everything assumed, and made true in the judge; without one of the facts it sees a difference, so that it looks at
# each.
facts="last-target no-archive unread-argument"
judge_rewrites "the default passes, with everything assumed" \
  "--exclude-start=true --working-dirs=$working_dirs --assume=$(echo $facts | tr ' ' ,)" \
  --assume=$assumptions,$(echo $facts | tr ' ' ,)
head -n 4000 "$folder/pairs" >"$folder/some.pairs"
for fact in $facts; do
  others=$(printf '%s\n' $facts | grep -vx "$fact" | paste -sd, -)
  status=0
  "$folder/judge" same --working-dirs="$working_dirs" --assume="$others" --files-from "$folder/some.pairs" >/dev/null ||
    status=$?
  [ "$status" -eq 1 ] || { echo "the judge sees no difference without $fact"; exit 1; }
done
# The assumption knows a base image by its name, and a stage in its place not at all.
judge_rewrites "prefer_copy_link" "--exclude-start=false --settle=false --assume=no-symlink" --passes=prefer_copy_link \
  --level=intended --assume=no-symlink
identical=$("$tool" passes | awk '$2 == "identical" { print $1 }')

inputs=$folder/variants.list
judge_rewrites "the default passes, with assumptions, on variants" \
  "--exclude-start=true --working-dirs=$working_dirs" --assume=$assumptions
together=$(printf '%s\n' $identical | grep -vx split_settings | paste -sd, -)
judge_rewrites "all passes that promise the same image, on variants" --exclude-start=false --passes="$together"
inputs=$list

# Each pass that promises the same image, alone; then some of them in any order.
# A number of passes in any order, the same for the same seed; one of two that undo each other's work, which the tool
# refuses to run together.
some_passes() {
  printf '%s\n' $identical | awk -v seed="$1" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' | sort -n | cut -f2 |
    awk -v count="$2" '$0 == "split_settings" || $0 == "merge_adjacent_settings" { if (settings++) next } NR <= count' |
    paste -sd, -
}
for pass in $identical; do
  [ "${DRYDOCK_EACH_PASS:-1}" != 0 ] || break
  judge_rewrites "$pass" --exclude-start=false --passes="$pass"
done
seed=${DRYDOCK_SEED:-1}
for number in $(seq 1 "${DRYDOCK_SUBSETS:-3}"); do
  some=$(some_passes $((seed * 1000 + number)) $((number % 7 + 3)))
  judge_rewrites "$some" --exclude-start=false --passes="$some" --as-given
done
rm -rf "$folder/rewritten"
