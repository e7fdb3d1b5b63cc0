#!/bin/sh
# Fuzzes each target for some time, on all cores, and shrinks what it finds: run.sh BUILD SECONDS [TARGET…]
#
# BUILD is the folder of the preset `fuzz`. Inputs that were found to reach new code are kept in BUILD/fuzz/TARGET for
# the next run. A finding is shrunk with `drydock reduce` and left in BUILD/findings/TARGET; once mended it belongs into
# tests/fuzz/TARGET, where ctest replays it. Exits with 1 if there are findings.
set -eu
build=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- parse pipeline words json config stream plan
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$build" && pwd)
found=0
seeds=$build/fuzz/seeds
rm -rf "$seeds"
mkdir -p "$seeds/pipeline"
n=0
for file in "$here"/../../golden/*/*/input.Dockerfile; do
  n=$((n + 1))
  cp "$file" "$seeds/$n"
  # The first six bytes choose passes, level and assumptions.
  { printf '\377\377\377\377\001\377'; cat "$file"; } >"$seeds/pipeline/$n"
done

# One process, with its log. A finding ends libFuzzer but not the run, unless they come one after the other. Its own
# option -fork is no help: its processes are so short that reading the inputs takes most of their time.
fuzz() {
  log=$1 starts=0 left=$seconds
  end=$(($(date +%s) + seconds))
  : >"$log"
  while [ $left -gt 0 ] && [ $starts -lt 20 ]; do
    "$build/tests/fuzz/fuzz_$target" -max_total_time=$left -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_funcs=0 \
      -dict="$here/dockerfile.dict" -artifact_prefix="$findings/" "$inputs" $more 2>>"$log" || true
    starts=$((starts + 1))
    left=$((end - $(date +%s)))
  done
}

for target in "$@"; do
  inputs=$build/fuzz/$target findings=$build/findings/$target
  mkdir -p "$inputs" "$findings"
  case $target in
    pipeline) more=$seeds/pipeline ;;
    parse | words) more=$seeds ;;
    *) more= ;;
  esac
  [ ! -d "$here/$target" ] || more="$more $here/$target"
  echo "== $target, $seconds seconds"
  process=0
  while [ $process -lt "$(nproc)" ]; do
    process=$((process + 1))
    fuzz "$build/fuzz/$target.$process.log" &
  done
  wait
  tail -q -n 1 "$build/fuzz/$target".*.log
  for finding in "$findings"/crash-* "$findings"/leak-* "$findings"/timeout-* "$findings"/oom-*; do
    [ -f "$finding" ] || continue
    found=1
    echo "found: $finding"
    "$build/drydock" reduce --no-config "$finding" --test="! timeout 20 '$build/tests/fuzz/fuzz_$target' \"\$1\"" \
      >"$findings/reduced-${finding##*/}" ||
      rm -f "$findings/reduced-${finding##*/}"
  done
done
exit $found
