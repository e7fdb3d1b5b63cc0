#!/usr/bin/env bash
# Files of the corpus through `drydock stream`, alone and under GNU parallel, and input that nobody should send.
#   stream_test.sh DRYDOCK STREAM_LINES LIST
# Every tenth file is taken; DRYDOCK_STREAM_EACH=1 takes all.
set -euo pipefail
drydock=$1 lines=$2 list=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "FAILED: $*"; exit 1; }

awk -v each="${DRYDOCK_STREAM_EACH:-10}" 'NR % each == 0' "$list" >list
"$lines" make list >requests
for jobs in 1 2; do
  "$drydock" stream --jobs "$jobs" <requests >answers
  "$lines" check list answers || fail "stream --jobs $jobs"
done
"$drydock" stream --flush <requests | cmp - answers || fail "stream --flush"
if command -v parallel >/dev/null && parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
  # The line that the README has.
  parallel --will-cite --pipe --keep-order --block 1M --jobs 2 "$drydock" stream --jobs 1 <requests | cmp - answers || fail "GNU parallel"
  echo "the same under GNU parallel"
else
  echo "without GNU parallel: it is not installed"
fi

# Bad lines are answered, and do not keep the good ones from it.
good='{"id":7,"content":"FROM debian\nCMD nginx\n"}'
{
  head -c 67108864 /dev/zero | tr '\0' x
  printf '\n{"id":1,"content":"'
  head -c 68000000 /dev/zero | tr '\0' '#'
  printf '"}\n'
  head -c 140000000 /dev/zero | tr '\0' x
  printf '\n%s\n{"id":2}\n\n{"id":3,"content":"\xff"}\n[%s]\n%s\n%s' "$good" "$good" "$good" "$good"
} >bad
"$drydock" stream <bad >answers || fail "exit code with bad lines"
[ "$(wc -l <answers)" -eq 10 ] || fail "$(wc -l <answers) answers for 10 lines"
[ "$(grep -c '"error"' answers)" -eq 7 ] || fail "$(grep -c '"error"' answers) errors in place of 7"
[ "$(grep -c '^{"id":7,.*CMD \[\\"nginx\\"\]' answers)" -eq 3 ] || fail "the good lines"
sed -n 5p answers | grep -q '"id":2,"line":5,"error"' || fail "the line number of an error"

# A reader that stops early ends the run without a word.
status=0
{ "$drydock" stream <requests 2>errors || echo $? >status; } | head -n 1 >/dev/null
[ ! -s errors ] && [ ! -e status ] || fail "a reader that stops early: $(cat errors)"
# A full device is named.
if [ -e /dev/full ]; then
  "$drydock" stream <requests >/dev/full 2>errors || status=$?
  [ "$status" -eq 2 ] && grep -q 'cannot write to standard output' errors || fail "a full device"
fi
# An answer does not wait for the next line.
mkfifo in out
"$drydock" stream --flush <in >out &
exec 3>in 4<out
for _ in 1 2 3; do
  echo "$good" >&3
  read -r -t 60 answer <&4 || fail "an answer waits for the next line"
done
exec 3>&- 4<&-
wait
echo "bad input is survived"
