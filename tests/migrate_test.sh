#!/usr/bin/env bash
# Migrates real Git work trees made from the corpus: what changes, what does not, what comes back, and what a killed run
# leaves behind; then files and folders that cannot be dealt with.
#   migrate_test.sh DRYDOCK LIST
# DRYDOCK_TREES work trees (100), killed DRYDOCK_KILLS times (8).
set -euo pipefail
drydock=$1 list=$2
trees=${DRYDOCK_TREES:-100} kills=${DRYDOCK_KILLS:-8}
folder=$(mktemp -d)
mounted=
clean() {
  [ -z "$mounted" ] || umount "$mounted" || true
  chmod -R u+rwX "$folder" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean EXIT
cd "$folder"
export HOME=$folder/home XDG_STATE_HOME=$folder/state XDG_CONFIG_HOME=$folder/config LC_ALL=C GIT_CONFIG_NOSYSTEM=1
mkdir home state config
fail() { echo "FAILED: $*"; exit 1; }

# --- the work trees ---
mapfile -t corpus < <(awk -v n=$((trees * 6)) '
  { line[NR] = $0 }
  END { step = NR / n; for (i = 0; i < n; i++) print line[int(i * step) + 1] }' "$list")
next=0
take() { cp "${corpus[next % ${#corpus[@]}]}" "$1"; next=$((next + 1)); chmod 644 "$1"; }
mkdir outside
printf 'FROM debian\nCMD nginx\n' >outside/Dockerfile
for ((i = 0; i < trees; i++)); do
  t=trees/group$((i % 7))/tree$i
  mkdir -p $t/{docker,sub/deep,ignored,crlf,nested/inner,module,.hidden}
  git init -q --template= $t
  git init -q --template= $t/nested
  take $t/Dockerfile; take $t/docker/web.Dockerfile; take $t/sub/deep/Dockerfile.dev; take $t/nested/inner/Containerfile
  chmod 755 $t/docker/web.Dockerfile
  take $t/crlf/Dockerfile
  sed -i 's/\r*$/\r/' $t/crlf/Dockerfile
  printf 'crlf/* text eol=crlf\n' >$t/.gitattributes
  printf 'ignored/\n*.tmp.Dockerfile\n!keep.tmp.Dockerfile\n/sub/*.log\n' >$t/.gitignore
  cp outside/Dockerfile $t/ignored/Dockerfile
  cp outside/Dockerfile $t/skip.tmp.Dockerfile
  cp outside/Dockerfile $t/keep.tmp.Dockerfile
  cp outside/Dockerfile $t/nested/inner/other.tmp.Dockerfile  # the rules around a nested repository end at it
  cp outside/Dockerfile $t/.hidden/Dockerfile
  for name in Dockerfile.orig Dockerfile.bak Dockerfile~ web.Dockerfile.dockerignore Dockerfile.dockerignore \
    notes.md; do
    cp outside/Dockerfile $t/$name
  done
  printf 'FROM debian\n\0CMD nginx\n' >$t/Dockerfile.bin
  ln -s docker/web.Dockerfile $t/link.Dockerfile
  ln -s "$folder/outside/Dockerfile" $t/out.Dockerfile
  ln -s sub $t/linked
  ln -s .. $t/sub/loop
  # A submodule: a file .git, and an entry of its own kind in the index.
  take $t/module/Dockerfile
  printf 'gitdir: ../.git/modules/module\n' >$t/module/.git
  (cd $t && git add -A . ':!module' ':!nested' 2>/dev/null &&
    git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,module)
done
cp -a trees before

# --- what has to be found: what Git lists, by name ---
wanted() {
  grep -zE '(^|/)((Dockerfile|Containerfile)(\.[^/]+)?|[^/]+\.(Dockerfile|Containerfile|dockerfile))$' |
    grep -zvE '(\.dockerignore|~|\.orig|\.bak|\.bin)$' | grep -zvE '/\.hidden/' || true
}
{
  for ((i = 0; i < trees; i++)); do
    t=trees/group$((i % 7))/tree$i
    for repository in "$t" "$t/nested"; do
      git -C "$repository" ls-files -z -co --exclude-standard | sed -z "s|^|$repository/|"
    done
    printf '%s\0' "$t/module/Dockerfile"
  done
} | wanted | while IFS= read -r -d '' name; do
  [ -L "$name" ] || [ -d "$name" ] || printf '%s\n' "$name"
done | sort >expected

# What `drydock rewrite` makes of each.
cp -a trees rewritten
(cd rewritten && sed 's|^trees/||' ../expected | "$drydock" rewrite --write --quiet --files-from - 2>/dev/null) ||
  [ $? -eq 2 ] || fail "rewrite"
# One by one the same text is printed as is written; a part of them shows it.
sed 's|^trees/||' expected | awk 'NR % 20 == 1' | while IFS= read -r file; do
  { "$drydock" rewrite --quiet "before/$file" 2>/dev/null || [ $? -eq 2 ]; } | cmp -s - "rewritten/$file" ||
    fail "rewrite of $file"
done
same() { diff -r --no-dereference "$1" "$2" >difference || { head -n 5 difference; fail "$3"; }; }
# The files of `trees` that have other bytes than those in another folder.
differ() { (diff -rq --no-dereference "$1" trees || true) | sed -nE 's/^Files .* and (.*) differ$/\1/p' | sort; }
facts() { (cd "$1" && find . -printf '%p %y %m %U %G %l\n' | sort); }
facts before >facts_before

# --- planned: nothing changes, and the files are those that Git knows ---
status=0
"$drydock" migrate trees --passes= --plan nothing.jsonl --quiet 2>/dev/null || status=$?
[ "$(wc -l <nothing.jsonl)" -eq 1 ] || fail "no passes plan something"
"$drydock" migrate trees --plan plan1.jsonl --jobs 1 --summary-json summary.json --report report1.html \
  >text1 2>errors1 || status=$?
"$drydock" migrate trees --plan plan2.jsonl --jobs 3 --report report2.html >text2 2>errors2 || true
# How far it is, is said every few seconds, and depends on the clock.
without_progress() { grep -v '^drydock: planning ' "$1" || true; }
cmp plan1.jsonl plan2.jsonl && cmp report1.html report2.html && cmp text1 text2 &&
  cmp <(without_progress errors1) <(without_progress errors2) || fail "another plan on more threads"
same before trees "planning changed a file"
grep -q "^ *\"files\": $(wc -l <expected),$" summary.json ||
  fail "$(grep '"files"' summary.json | head -n 1) in place of $(wc -l <expected) files"
(cd before && diff -rq --no-dereference . ../rewritten || true) | sed -E 's/^Files \.\/(.*) and .*/\1/' | sort >changed
[ "$(grep -c '"edits"' plan1.jsonl)" -eq "$(wc -l <changed)" ] ||
  fail "$(grep -c '"edits"' plan1.jsonl) planned, $(wc -l <changed) rewritten"
[ -s changed ] || fail "nothing to change"
sed -nE "s|^\{\"repository\":\"$folder/trees/([^\"]*)\",\"path\":\"([^\"]*)\",.*|\1/\2|p" plan1.jsonl | sort |
  cmp - <(sort changed) || fail "other files are planned"

# --- apply, undo ---
begin=$(date +%s%N)
"$drydock" apply plan1.jsonl --quiet || fail "apply"
writing=$((($(date +%s%N) - begin) / 1000000))
same rewritten trees "apply is not what rewrite does"
facts trees | cmp - facts_before || fail "apply changed modes, owners or links"
"$drydock" apply plan1.jsonl --quiet || fail "apply twice"
"$drydock" undo plan1.jsonl --quiet || fail "undo"
same before trees "undo did not bring all bytes back"
facts trees | cmp - facts_before || fail "undo changed modes, owners or links"

# --- one command ---
begin=$(date +%s%N)
"$drydock" migrate trees --jobs 2 --quiet >out 2>/dev/null || [ $? -eq 2 ] || fail "migrate"
took=$((($(date +%s%N) - begin) / 1000000))
[ ! -s out ] || fail "--quiet says something"
same rewritten trees "migrate is not what rewrite does"
facts trees | cmp - facts_before || fail "migrate changed modes, owners or links"
kept=(state/drydock/*.jsonl)
[ ${#kept[@]} -eq 1 ] || fail "${#kept[@]} plans are kept"
"$drydock" undo "${kept[0]}" --quiet || fail "undo of the plan that was kept"
same before trees "undo did not bring all bytes back"
echo "$trees trees: $(wc -l <expected) files, $(wc -l <changed) changed, $took ms"

# --- killed, and started again ---
halfway=0
for ((k = 0; k < kills; k++)); do
  rm -rf state
  "$drydock" migrate trees --jobs 2 --quiet >/dev/null 2>&1 &
  run=$!
  # At any moment, or every other time at any moment of the writing.
  wait_for=$((RANDOM % (took + 1)))
  if ((k % 2)); then
    until compgen -G 'state/drydock/*.jsonl' >/dev/null || ! kill -0 $run 2>/dev/null; do :; done
    wait_for=$((RANDOM % (writing + 1)))
  fi
  sleep "$(printf '%d.%03d' $((wait_for / 1000)) $((wait_for % 1000)))"
  kill -9 $run 2>/dev/null || true
  wait $run 2>/dev/null || true
  # Each file is old or new, whatever lies beside it.
  differ before >not_old
  differ rewritten >not_new
  [ -z "$(comm -12 not_old not_new)" ] || fail "neither old nor new: $(comm -12 not_old not_new)"
  if [ -s not_old ] && [ -s not_new ]; then halfway=$((halfway + 1)); fi
  "$drydock" migrate trees --jobs 2 --quiet >/dev/null 2>&1 || [ $? -eq 2 ] || fail "migrate after a kill"
  same rewritten trees "another end after a kill at $wait_for ms"
  for plan in state/drydock/*.jsonl; do "$drydock" undo "$plan" --quiet || fail "undo after a kill"; done
  same before trees "undo after a kill did not bring all bytes back"
done
echo "killed $kills times, $halfway of them between the first and the last file"
# An interruption ends the run between files and says how to go on.
rm -rf state
"$drydock" migrate trees --jobs 2 >/dev/null 2>errors &
run=$!
# Until then it is a copy of this shell, with its trap.
while [ "$(readlink "/proc/$run/exe" || true)" = "$(readlink "/proc/$$/exe")" ]; do :; done
sleep "$(printf '0.%03d' $((took / 3 % 1000)))"
kill -TERM $run 2>/dev/null || true
status=0
wait $run || status=$?
[ $status -eq 2 ] || [ $status -eq 0 ] || [ $status -eq 143 ] || fail "status $status after SIGTERM"
"$drydock" migrate trees --quiet >/dev/null 2>&1 || true
same rewritten trees "another end after SIGTERM"

# --- what cannot be dealt with ---
rm -rf state faults
line=$'new\nline' bytes=$'bytes\377'
mkdir -p state faults/{good,changed,deleted,swapped/in,unreadable,locked,readonly,"$line","$bytes"} elsewhere/in
for at in good changed deleted swapped/in unreadable locked readonly "$line" "$bytes"; do
  cp outside/Dockerfile "faults/$at/Dockerfile"
done
for at in "$line" "$bytes"; do
  cp outside/Dockerfile "faults/$at/changed.Dockerfile"
  cp outside/Dockerfile "faults/$at/unreadable.Dockerfile"
done
mkfifo faults/Dockerfile
mkdir faults/socket
perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un("faults/socket/Dockerfile")) or die' ||
  fail "no socket"
cp outside/Dockerfile elsewhere/in/Dockerfile
chmod 000 faults/unreadable/Dockerfile faults/locked faults/*/unreadable.Dockerfile
chmod 444 faults/readonly/Dockerfile
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$folder"
  chown -R 65534:65534 faults home elsewhere state
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
sums() { (cd "$1" && find . -type f -exec sha256sum -z {} + 2>/dev/null | sort -z) || true; }
sums faults >sums_before
# How names are shown, and where: on standard error, in the summary and on the page.
unread=(faults/Dockerfile faults/socket/Dockerfile faults/unreadable/Dockerfile faults/locked
  'faults/new\x0aline/unreadable.Dockerfile' 'faults/bytes\xff/unreadable.Dockerfile')
status=0
"${as_user[@]}" "$drydock" migrate faults --plan - >/dev/null 2>&1 || true
"${as_user[@]}" "$drydock" migrate faults --plan state/plan.jsonl --summary-json state/faults.json \
  --report state/faults.html >out 2>errors || status=$?
[ $status -eq 2 ] || fail "status $status with files that cannot be read"
for named in "${unread[@]}"; do
  grep -qF "drydock: $named: " errors || fail "$named is not named: $(cat errors)"
  grep -qF "<li>$named: " state/faults.html || fail "$named is not on the page"
done
[ "$(grep -c '"reason"' state/faults.json)" -eq ${#unread[@]} ] ||
  fail "$(grep -c '"reason"' state/faults.json) problems in the summary in place of ${#unread[@]}"
grep -qF '<b id="problems">'${#unread[@]}'</b>' state/faults.html || fail "another number of problems on the page"
[ "$(grep -c '"edits"' state/plan.jsonl)" -eq 9 ] || fail "$(grep -c '"edits"' state/plan.jsonl) of 9 files are planned"
sums faults | cmp - sums_before || fail "planning changed a file"
for at in changed/Dockerfile "$line/changed.Dockerfile" "$bytes/changed.Dockerfile"; do
  echo '# more' >>"faults/$at"
done
rm faults/deleted/Dockerfile
mv faults/swapped faults/was && ln -s "$folder/elsewhere" faults/swapped
status=0
"${as_user[@]}" "$drydock" apply state/plan.jsonl >out 2>errors || status=$?
[ $status -eq 2 ] || fail "status $status of apply with faults"
for named in changed/Dockerfile deleted/Dockerfile swapped/in/Dockerfile readonly/Dockerfile \
  'new\x0aline/changed.Dockerfile' 'bytes\xff/changed.Dockerfile'; do
  grep -qF "faults/$named: " errors || fail "$named is not named: $(cat errors)"
done
[ "$(wc -l <errors)" -eq 6 ] || fail "other problems of apply: $(cat errors)"
grep -q '^3 files written, 6 problems$' out || fail "apply: $(cat out)"
cmp -s outside/Dockerfile elsewhere/in/Dockerfile || fail "apply followed a link"
cmp -s outside/Dockerfile faults/was/in/Dockerfile || fail "what was moved away has changed"
cmp -s outside/Dockerfile faults/readonly/Dockerfile || fail "apply wrote a read-only file"
for at in changed/Dockerfile "$line/changed.Dockerfile" "$bytes/changed.Dockerfile"; do
  { cat outside/Dockerfile; echo '# more'; } | cmp -s - "faults/$at" || fail "$at has changed and was written"
done
done_files=("faults/good/Dockerfile" "faults/$line/Dockerfile" "faults/$bytes/Dockerfile")
rewritten_of() { grep -lZ 'CMD \["nginx"\]' "$@" | tr -cd '\0' | wc -c; }
[ "$(rewritten_of "${done_files[@]}")" -eq 3 ] || fail "a file without a fault is not done"
[ -z "$(find faults -name '.drydock*')" ] || fail "apply left a file behind"
# Back, as far as it is there; then all in one command, which says the same.
"${as_user[@]}" "$drydock" undo state/plan.jsonl --quiet >/dev/null 2>&1 && fail "undo with faults"
for file in "${done_files[@]}"; do cmp -s outside/Dockerfile "$file" || fail "undo with faults: $file"; done
status=0
"${as_user[@]}" "$drydock" migrate faults >out 2>errors || status=$?
[ $status -eq 2 ] || fail "status $status of migrate with faults"
for named in "${unread[@]}" faults/readonly/Dockerfile; do
  grep -qF "$named: " errors || fail "$named is not named by migrate: $(cat errors)"
done
done_files+=(faults/changed/Dockerfile faults/*/changed.Dockerfile faults/was/in/Dockerfile)
[ "$(rewritten_of "${done_files[@]}")" -eq 7 ] || fail "migrate did not do the others"
cmp -s outside/Dockerfile elsewhere/in/Dockerfile || fail "migrate followed a link"
for broken in '' '{}' 'x' '{"format":"drydock-plan","version":2}'; do
  printf '%s\n' "$broken" >plan
  "$drydock" apply plan >/dev/null 2>&1 && fail "took the plan \"$broken\""
done
{
  echo '{"format":"drydock-plan","version":1}'
  printf '{"repository":"%s","path":"../outside/Dockerfile","before":"","after":"","edits":[],' "$folder/trees"
  echo '"passes":{},"relations":{},"assumptions":[]}'
  echo x
} >plan
"$drydock" apply plan >/dev/null 2>errors && fail "took a path with dots"
[ "$(grep -c . errors)" -eq 2 ] || fail "lines that are no changes: $(cat errors)"
echo "faults are named, the other files done"

# --- a full disk, and one that is read-only ---
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=256k,nr_inodes=64 tmpfs small 2>/dev/null; then
  mounted=$folder/small
  mkdir -p small/a small/b
  { cat outside/Dockerfile; head -c 9000 /dev/zero | tr '\0' '#'; } >small/a/Dockerfile
  cp small/a/Dockerfile small/b/Dockerfile
  "$drydock" migrate small --plan full.jsonl --quiet || fail "a plan for the small disk"
  cp -a small full_before
  head -c 1000000 /dev/zero >small/filler 2>/dev/null || true
  "$drydock" apply full.jsonl >/dev/null 2>errors && fail "a full disk"
  [ "$(grep -c 'No space left' errors)" -eq 2 ] || fail "a full disk: $(cat errors)"
  "$drydock" migrate small --plan small/plan.jsonl >/dev/null 2>&1 && fail "a plan on a full disk"
  ! compgen -G 'small/plan.jsonl*' >/dev/null || fail "half a plan is left"
  "$drydock" migrate small --plan whole.jsonl --report small/report.html >/dev/null 2>errors &&
    fail "a page on a full disk"
  grep -q 'small/report.html: ' errors && ! compgen -G 'small/report.html*' >/dev/null ||
    fail "half a page is left: $(cat errors)"
  XDG_STATE_HOME=$folder/small "$drydock" migrate small >/dev/null 2>&1 && fail "a plan kept on a full disk"
  rm -rf small/drydock state
  "$drydock" migrate small >/dev/null 2>errors && fail "migrate on a full disk"
  [ "$(grep -c 'No space left' errors)" -eq 2 ] || fail "migrate on a full disk: $(cat errors)"
  rm small/filler
  same full_before small "a full disk changed something"
  mount -o remount,ro "$folder/small"
  "$drydock" apply full.jsonl >/dev/null 2>errors && fail "a read-only file system"
  [ "$(grep -c 'Read-only file system' errors)" -eq 2 ] || fail "a read-only file system: $(cat errors)"
  mount -o remount,rw "$folder/small"
  for again in "apply full.jsonl" "migrate small"; do
    # shellcheck disable=SC2086
    "$drydock" $again --quiet || fail "$again once there is room"
    [ "$(rewritten_of small/a/Dockerfile small/b/Dockerfile)" -eq 2 ] || fail "$again once there is room"
    "$drydock" undo full.jsonl --quiet || fail "undo of $again"
    same full_before small "undo of $again"
  done
  umount "$folder/small"
  mounted=
  echo "full and read-only disks are survived"
else
  echo "without a full disk: mounting one takes root"
fi
