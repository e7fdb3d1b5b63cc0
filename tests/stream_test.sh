#!/usr/bin/env bash
# Files of the corpus through `drydock stream`, alone and under GNU parallel, and input that nobody should send.
#   stream_test.sh DRYDOCK STREAM_LINES MEASURE LIST
# Every tenth file is taken; DRYDOCK_STREAM_EACH=1 takes all. DRYDOCK_MEMORY_TIMES raises the bound on memory.
set -euo pipefail
drydock=$1 lines=$2 measure=$3 list=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "FAILED: $*"; exit 1; }

awk -v each="${DRYDOCK_STREAM_EACH:-10}" 'NR % each == 0' "$list" >list
# The corpus may have none that is not UTF-8.
printf 'FROM debian\n# caf\351\r\nCMD nginx' >latin1.Dockerfile
echo "$folder/latin1.Dockerfile" >>list
# What the other command makes of the same files; it says 2 because BuildKit would refuse some of them.
xargs cp --parents -t . <list
sed "s|^|$folder|" list >copies
"$drydock" rewrite --write --quiet --no-config --files-from copies || [ $? -eq 2 ] || fail "drydock rewrite"
"$lines" make list >requests
for jobs in 1 2; do
  "$drydock" stream --no-config --jobs "$jobs" <requests >answers
  "$lines" check list answers "$folder" || fail "stream --jobs $jobs"
done
"$drydock" stream --no-config --flush <requests | cmp - answers || fail "stream --flush"
if command -v parallel >/dev/null && parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
  # The line that the README has.
  parallel --will-cite --pipe --keep-order --block 1M --jobs 2 "$drydock" stream --no-config --jobs 1 <requests |
    cmp - answers || fail "GNU parallel"
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
  printf '\n%s\n{"id":2}\n\n{"id":3,"content":"\xff"}\n[%s]\n%s\n' "$good" "$good" "$good"
  # Values that would take many times the memory of their text.
  head -c 40000000 /dev/zero | tr '\0' '['
  printf '\n{"id":4,"x":['
  head -c 40000000 /dev/zero | tr '\0' 1 | sed 's/11/1,/g'
  printf '1]}\n%s' "$good"
} >bad
"$measure" memory "$drydock" stream --jobs 2 <bad >answers || fail "exit code with bad lines"
[ "$(wc -l <answers)" -eq 12 ] || fail "$(wc -l <answers) answers for 12 lines"
[ "$(grep -c '"error"' answers)" -eq 9 ] || fail "$(grep -c '"error"' answers) errors in place of 9"
read -r _ used <memory
echo "bad lines, the longest of 140 MB: $((used / 1024)) MiB"
# Two lines of the largest size at once, their texts, and what comes of them.
[ "$used" -lt $((1000000 * ${DRYDOCK_MEMORY_TIMES:-1})) ] || fail "$used KiB for bad lines"
[ "$(grep -c '^{"id":7,.*CMD \[\\"nginx\\"\]' answers)" -eq 3 ] || fail "the good lines"
sed -n 5p answers | grep -q '"id":2,"line":5,"error"' || fail "the line number of an error"

# A reader that stops early ends the run without a word, be it at once, within a line or after many.
status=0
for reader in "head -n 1" "head -c 100000" "true"; do
  { "$drydock" stream <requests 2>errors || echo $? >status; } | $reader >/dev/null
  [ ! -s errors ] && [ ! -e status ] || fail "a reader that stops early: $(cat errors)"
done
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
