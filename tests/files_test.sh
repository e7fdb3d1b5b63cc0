#!/usr/bin/env bash
# What the tool does to the files of its user apart from rewriting them: files that change meanwhile, names of all
# kinds, devices and links, streams that are closed or full, interruptions, and configuration files that are out to harm.
#   files_test.sh DRYDOCK
set -euo pipefail
drydock=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder/home XDG_STATE_HOME=$folder/state XDG_CONFIG_HOME=$folder/config XDG_CACHE_HOME=$folder/cache
export TMPDIR=$folder/tmp LC_ALL=C GIT_CONFIG_NOSYSTEM=1
mkdir "$HOME" "$XDG_STATE_HOME" "$XDG_CONFIG_HOME" "$TMPDIR" "$folder/work"
cd "$folder/work"
fail() { echo "FAILED: $*"; exit 1; }
# Runs a command, with its outputs in `out` and `err` beside the folder, and holds its exit code against the first word.
expect() {
  local wanted=$1 got=0
  shift
  "$@" >../out 2>../err || got=$?
  [ "$got" -eq "$wanted" ] || fail "\"$*\" gives $got in place of $wanted: $(cat ../out ../err)"
}
says() { grep -qF -- "$1" ../err || fail "not \"$1\" but: $(cat ../err)"; }
changeable=$'FROM debian\nCMD nginx' rewritten=$'FROM debian\nCMD ["nginx"]'
make() { mkdir -p "$(dirname -- "$1")"; printf '%s\n' "$changeable" >"$1"; }
is() { [ "$(cat -- "$1")" = "$2" ] || fail "$1 holds: $(cat -- "$1")"; }

# --- names of all kinds ---
make ./a; make ./b; make './[a]'; make './[a,b]'; make './[id]/Dockerfile'; make ./--x=
expect 0 "$drydock" rewrite --write '[a]' '[a,b]'
is '[a]' "$rewritten"; is '[a,b]' "$rewritten"; is a "$changeable"; is b "$changeable"
make './[a]'
for command in 'rewrite --check' 'rewrite --diff --check' review; do
  # shellcheck disable=SC2086
  expect 1 "$drydock" $command '[id]'
  # shellcheck disable=SC2086
  expect 1 "$drydock" $command -- --x= '[a]'
done
for command in 'rewrite' print explain config; do
  # shellcheck disable=SC2086
  expect 0 "$drydock" $command -- --x=
  # shellcheck disable=SC2086
  expect 0 "$drydock" $command '[a]'
done
expect 0 "$drydock" explain --diff '[a]' a
expect 0 "$drydock" migrate '[id]' --plan '[plan]'
expect 0 "$drydock" apply '[plan]'
is '[id]/Dockerfile' "$rewritten"
expect 0 "$drydock" rewrite --passes= a
is ../out "$changeable"
expect 2 "$drydock" rewrite --passes '[a]' a
says '"[a]"'

# A folder or a file that is called like standard input.
mkdir x && cd x
make ./-/Dockerfile
for command in 'rewrite --diff' 'rewrite --diff --check' 'review --format=diff'; do
  # shellcheck disable=SC2086
  "$drydock" $command - <../a >../../out || [ $? -eq 1 ] || fail "$command -"
  grep -q '^+CMD \["nginx"\]' ../../out && ! grep -q '/-/' ../../out || fail "$command took a folder: $(cat ../../out)"
done
"$drydock" rewrite --write ./- || fail "a folder named -"
[ "$(cat ./-/Dockerfile)" = "$rewritten" ] || fail "./- was not rewritten"
rm -r ./-
printf '%s\n' "$changeable" >./-
"$drydock" rewrite --write ./- || fail "a file named -"
[ "$(cat ./-)" = "$rewritten" ] || fail "the file ./- was not rewritten"
cd ..

# Lists with the line ends of Windows, and a file whose name ends so.
make ./a; make ./$'cr\r'
printf 'a\r\n\r\ncr\r\n' >list
expect 0 "$drydock" rewrite --write --files-from list
is a "$rewritten"; is $'cr\r' "$rewritten"

# What a shell makes of <(…) can be read, and is not written.
expect 0 "$drydock" rewrite <(sleep 0.1; printf '%s\n' "$changeable")
is ../out "$rewritten"
expect 1 "$drydock" review <(printf '%s\n' "$changeable")
expect 0 "$drydock" explain --diff <(printf '%s\n' "$changeable") <(printf '%s\n' "$changeable")
expect 2 "$drydock" rewrite --write <(printf '%s\n' "$changeable")
mkfifo fifo
expect 2 timeout 60 "$drydock" rewrite fifo
says 'is not a regular file'

# --- streams that are closed or full ---
make ./a
for ((i = 0; i < 3; i++)); do
  for way in 'rewrite --write' 'rewrite --write --remarks'; do
    make ./a; printf 'FROM debian\nCMD [1]\n' >broken
    # shellcheck disable=SC2086
    case $i in
      0) "$drydock" $way broken a <&- >/dev/null 2>&1 || [ $? -eq 2 ] ;;
      1) "$drydock" $way broken a >&- 2>/dev/null || [ $? -eq 2 ] ;;
      2) "$drydock" $way broken a 2>&- || [ $? -eq 2 ] ;;
    esac || fail "descriptor $i closed: $?"
    is a "$rewritten"; is broken $'FROM debian\nCMD [1]'
  done
done
make t/Dockerfile; printf 'FROM debian\nCOPY\n' >t/broken.Dockerfile
"$drydock" migrate t --plan plan --report page 2>&- >&- || [ $? -eq 2 ] || fail "migrate with closed streams"
[ "$(wc -l <plan)" -eq 2 ] && ! grep -q '^drydock: ' page plan || fail "messages are in the plan: $(cat plan)"
"$drydock" rewrite - <&- >../out 2>../err && fail "a closed standard input is no empty file"
says 'cannot read'
"$drydock" rewrite a >&- 2>../err && fail "a closed standard output"
says 'cannot write to standard output'
for words in --help --version passes 'passes shell_to_exec_form' 'passes --markdown' 'rewrite --help' 'config a'; do
  # shellcheck disable=SC2086
  "$drydock" $words >/dev/full 2>../err && fail "\"$words\" on a full device"
  says 'cannot write to standard output'
done

# --- what plans and pages are written to ---
make t/Dockerfile; rm t/broken.Dockerfile
mkdir real && echo mine >plan.part && echo old >real/page && ln -s real/page page.link && ln -s real/new new.link
chmod 640 real/page
expect 0 "$drydock" migrate t --plan plan --report page.link --summary-json new.link
is plan.part mine
[ -L page.link ] && [ -L new.link ] && grep -q '<html' real/page && grep -q '"files"' real/new || fail "links: $(ls -l)"
[ "$(stat -c %a real/page)" = 640 ] || fail "another mode: $(ls -l real)"
[ "$(stat -c %a plan)" = "$(touch new && stat -c %a new)" ] || fail "another mode: $(ls -l plan)"
[ "$(ls real)" = $'new\npage' ] || fail "left behind: $(ls real)"
cp plan first
rm fifo && mkfifo fifo
"$drydock" migrate t --plan fifo --quiet & cmp fifo first || fail "a FIFO"
wait $! && [ -p fifo ] || fail "a FIFO was replaced"
"$drydock" migrate t --plan - >../out 2>../err || fail "a plan on standard output"
cmp ../out first || fail "a plan on standard output"
"$drydock" migrate t --plan /dev/stdout --report >(cat >page) 2>../err | cmp - first || fail "a plan into a pipe"
"$drydock" migrate t --plan - --quiet | "$drydock" apply - --quiet || fail "a plan on the way"
is t/Dockerfile "$rewritten"
make t/Dockerfile
expect 2 "$drydock" migrate t --plan - --report -
expect 2 "$drydock" migrate t --plan real
expect 2 "$drydock" migrate t --plan /dev/full
[ -c /dev/full ] || fail "a device was replaced"
expect 0 "$drydock" migrate t --plan /dev/null --report /dev/null --summary-json /dev/null
[ -c /dev/null ] || fail "a device was replaced"
expect 2 "$drydock" apply nosuch
says 'nosuch: cannot read the plan: No such file or directory'
: >empty
expect 2 "$drydock" apply empty
says 'empty: is no plan of drydock'
expect 2 "$drydock" apply real
says 'real: cannot read the plan: Is a directory'

# --- files that change meanwhile, or have more than one name ---
make ./a; ln -f a other
expect 0 "$drydock" rewrite --write a
is a "$rewritten"; is other "$changeable"
if command -v script >/dev/null; then
  make ./a
  # The answer comes when the user has saved the file once more.
  { sleep 1; printf 'FROM mine\n' >a; echo y; } |
    script -qec "'$drydock' rewrite --interactive --no-config a" /dev/null >../out || true
  is a 'FROM mine'
  grep -q 'a: has changed while drydock was at work' ../out || fail "no word of it: $(cat ../out)"
  make ./a
  { sleep 1; printf '\003'; sleep 1; } |
    script -qec "'$drydock' rewrite --interactive --no-config a" /dev/null >../out || true
  is a "$changeable"
else
  echo "without a terminal: script is not installed"
fi

# --- interruptions ---
mkdir many
for ((i = 0; i < 400; i++)); do make many/d$i/Dockerfile; done
for delay in 0.01 0.03 0.05 0.08 0.12; do
  "$drydock" rewrite --write many/*/Dockerfile >/dev/null 2>../err & run=$!
  # Until then it is a copy of this shell, which would remove the folder as it ends.
  while [ "$(readlink "/proc/$run/exe" || true)" = "$(readlink "/proc/$$/exe")" ]; do :; done
  sleep $delay
  kill -TERM $run 2>/dev/null || true
  code=0; wait $run || code=$?
  # As early as this no signal is minded yet, and as late as this all is done.
  [ $code -eq 143 ] || [ $code -eq 0 ] || { [ $code -eq 2 ] && says interrupted; } || fail "$code after a signal"
  [ -z "$(find many -name '.drydock*')" ] || fail "left behind: $(find many -name '.drydock*')"
done
printf 'FROM debian\nRUN a b c d e f\n' >big
"$drydock" reduce big --test 'sleep 0.2' >../out 2>../err & run=$!
until compgen -G "$TMPDIR/drydock-reduce-*" >/dev/null; do sleep 0.01; done
sleep 0.3
kill -TERM $run
code=0; wait $run || code=$?
[ $code -eq 2 ] || fail "an interrupted reduce gives $code"
says interrupted
[ -z "$(ls "$TMPDIR")" ] || fail "left behind: $(ls "$TMPDIR")"

# --- configuration files ---
make ./a
long() { head -c $((2 * $1)) /dev/zero | sed "s/\x00\x00/$2/g"; }
deep=("$(long 50000 a.)a = 1" "[$(long 50000 a.)a]" "[[$(long 50000 'a.')a]]" "x = $(long 50000 '[')" "x = {$(long 3000 'a.')a=1}")
for text in "${deep[@]}"; do
  printf 'level = "identical"\n%s\n' "$text" >.drydock.toml
  expect 2 "$drydock" rewrite a
  says '.drydock.toml:2:'
  [ "$(wc -c <../err)" -lt 2000 ] || fail "a long message: $(wc -c <../err) bytes"
done
printf '# %s\nlevel = "identical" # a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a\n"%s" = 1\n' "$(long 200 'a.')" \
  'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a' >.drydock.toml
expect 2 "$drydock" rewrite a
says '.drydock.toml:3:1: error: there is no key'
{ echo 'level = "identical"'; head -c 2000000 /dev/zero | tr '\0' '#'; } >.drydock.toml
expect 2 "$drydock" rewrite a
says 'more than'
# Patterns that match in very many ways.
path=g/$(printf 'a/%.0s' {1..40})
make "${path}Dockerfile"
printf 'exclude = ["%sb", "%sb"]\n' "$(printf '**/a/%.0s' {1..9})" "$(printf '**/%.0s' {1..30})" >.drydock.toml
expect 1 timeout 60 "$drydock" rewrite --check "${path}Dockerfile"
printf 'exclude = ["%sDockerfile"]\n' "$(printf '**/a/%.0s' {1..9})" >.drydock.toml
expect 0 timeout 60 "$drydock" rewrite --check "${path}Dockerfile"
says 'left alone'
# The same for standard input, be it one Dockerfile or many.
echo 'exclude = ["<stdin>"]' >.drydock.toml
printf '{"id":1,"content":"FROM debian\\nCMD nginx\\n"}\n' | "$drydock" stream >../out 2>../err || fail "stream"
grep -q '"changed":false' ../out || fail "stream rewrites what is excluded: $(cat ../out)"
says 'left alone'
rm .drydock.toml
# A current folder that is gone.
mkdir gone && cd gone && rmdir ../gone
for command in 'rewrite -' 'review -' 'explain -' 'print -' 'config x' 'rewrite --check -'; do
  code=0
  # shellcheck disable=SC2086
  printf '%s\n' "$rewritten" | "$drydock" $command >"$folder/out" 2>&1 || code=$?
  [ $code -eq 0 ] || fail "\"$command\" in a folder that is gone gives $code"
done
printf '{"id":1,"content":"FROM a"}\n' | "$drydock" stream >"$folder/out" || fail "stream in a folder that is gone"
cd "$folder/work"

# --- words ---
expect 2 "$drydock" rewrite --bisect-limit -1 a
expect 2 "$drydock" rewrite --bisect-limit=-1 a
expect 0 "$drydock" rewrite --bisect-limit 0 a
is ../out "$changeable"
expect 2 "$drydock" review --format=github nosuch
grep -q 'nosuch was not reviewed: cannot open' ../out && ! grep -q 'proposes nothing\.' ../out || fail "$(cat ../out)"
echo "the files of the user are safe"
