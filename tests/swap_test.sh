#!/usr/bin/env bash
# Folders that become symbolic links to folders elsewhere and back again while drydock migrates and takes back: what
# lies elsewhere has the same names and bytes, so that whoever follows a link would write there.
#   swap_test.sh DRYDOCK
# DRYDOCK_ROUNDS rounds (6) of migrate and undo.
set -euo pipefail
drydock=$1 rounds=${DRYDOCK_ROUNDS:-6}
command -v perl >/dev/null && command -v git >/dev/null || { echo "skipped: perl or git is not installed"; exit 77; }
folder=$(mktemp -d)
racer=
trap '[ -z "$racer" ] || kill "$racer" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder/home XDG_STATE_HOME=$folder/state XDG_CONFIG_HOME=$folder/config LC_ALL=C GIT_CONFIG_NOSYSTEM=1
mkdir home state config parked
fail() { echo "FAILED: $*"; exit 1; }

# Repositories in a group, so that a folder in one, one itself and the group above can be swapped; and a folder in none.
for at in plain group/one/sub/deep group/two/sub group/three; do
  for ((i = 0; i < 20; i++)); do
    mkdir -p tree/$at/d$i
    printf 'FROM debian\nCMD nginx\n' >tree/$at/d$i/Dockerfile
  done
done
for name in one two three; do git init -q --template= tree/group/$name; done
files=$(find tree -name Dockerfile | wc -l)
cp -a tree elsewhere
cp -a tree before
cp -a tree after
find after -name Dockerfile -exec sed -i 's/CMD nginx/CMD ["nginx"]/' {} +
swapped=(plain plain/d7 group group/two group/one/sub group/one/sub/deep/d3)

untouched() { diff -r elsewhere before >difference || { head -n 5 difference; fail "$1 wrote through a link"; }; }

# --- between plan and apply: nothing behind a link is written, and what is not behind it is done ---
"$drydock" migrate tree --plan plan --quiet
[ "$(grep -c '"edits"' plan)" -eq "$files" ] || fail "$(grep -c '"edits"' plan) of $files files are planned"
for at in "${swapped[@]}"; do
  behind=$(find "tree/$at" -name Dockerfile | wc -l)
  mv "tree/$at" parked/it
  ln -s "$folder/elsewhere/$at" "tree/$at"
  status=0
  "$drydock" apply plan --quiet >/dev/null 2>errors || status=$?
  [ $status -eq 2 ] || fail "status $status with $at a link"
  [ "$(grep -c "/Dockerfile: .*through a symbolic link" errors)" -eq "$behind" ] ||
    fail "$at: $(wc -l <errors) of $behind files are named"
  untouched "apply with $at a link"
  status=0
  "$drydock" undo plan --quiet >/dev/null 2>errors || status=$?
  [ $status -eq 2 ] || fail "status $status of undo with $at a link"
  untouched "undo with $at a link"
  rm "tree/$at"
  diff -r parked/it "before/$at" >/dev/null || fail "what was moved away has changed"
  mv parked/it "tree/$at"
  diff -r tree before >/dev/null || fail "undo left something behind with $at a link"
done

# --- all the time, while drydock is at work ---
# A folder is moved away, a link put in its place, and the folder moved back; ends in between when it is told to.
perl -e '
  my ($folder, @names) = @ARGV;
  my $stop = 0;
  my $count = 0;
  $SIG{TERM} = sub { $stop = 1 };
  while (!$stop) {
    my $name = $names[$count++ % @names];
    rename("$folder/tree/$name", "$folder/parked/racing") or die "$name: $!";
    symlink("$folder/elsewhere/$name", "$folder/tree/$name") or die "$name: $!";
    select(undef, undef, undef, rand() / 1000);
    unlink("$folder/tree/$name") or die "$name: $!";
    rename("$folder/parked/racing", "$folder/tree/$name") or die "$name: $!";
    select(undef, undef, undef, rand() / 1000);
  }
  print "$count\n";
' "$folder" "${swapped[@]}" >swaps &
racer=$!
hit=0
for ((round = 0; round < rounds; round++)); do
  for command in "migrate tree" "migrate tree --plan moving" "apply plan" "undo plan" "rewrite --write tree" \
    "undo plan"; do
    status=0
    # shellcheck disable=SC2086
    "$drydock" $command --jobs 2 --quiet >/dev/null 2>errors || status=$?
    [ $status -eq 0 ] || [ $status -eq 2 ] || fail "status $status of $command: $(cat errors)"
    [ $status -eq 0 ] || [ -s errors ] || fail "$command ends with 2 and names nothing"
    [ ! -s errors ] || hit=$((hit + 1))
    untouched "$command"
  done
done
kill "$racer"
wait "$racer" || fail "the racer: $?"
racer=
[ "$hit" -gt 0 ] || fail "no run met a link"
find tree -name Dockerfile | while IFS= read -r file; do
  cmp -s "$file" "before/${file#tree/}" || cmp -s "$file" "after/${file#tree/}" || fail "$file is neither old nor new"
done
[ "$(find tree -name Dockerfile | wc -l)" -eq "$files" ] && [ -z "$(find tree -type l)" ] || fail "files are lost"
[ -z "$(find tree elsewhere -name '.drydock*')" ] ||
  fail "something is left behind: $(find tree elsewhere -name '.drydock*')"
"$drydock" migrate tree --quiet || fail "migrate once all is quiet"
diff -r tree after >/dev/null || fail "another end once all is quiet"
"$drydock" undo plan --quiet || fail "undo once all is quiet"
diff -r tree before >/dev/null || fail "undo once all is quiet"
echo "$(cat swaps) swaps, $hit of $((rounds * 6)) runs met a link; nothing was written elsewhere"
