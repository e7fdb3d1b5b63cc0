#!/usr/bin/env bash
# A tree of very many files: whether what is found is what Git lists, in how much memory, and on demand how fast.
#   walk_test.sh DRYDOCK LIST_DOCKERFILES MEASURE
# DRYDOCK_FILES files (20000), one in twenty of them a Dockerfile. DRYDOCK_RUNS=N measures the walk N times beside fd
# and `rg --files`, and exits with 1 if its median is over one of theirs. DRYDOCK_MEMORY_TIMES raises the bound on
# memory.
set -euo pipefail
drydock=$1 list=$2 measure=$3
files=${DRYDOCK_FILES:-20000} runs=${DRYDOCK_RUNS:-0}
memory=$((200 * 1024 * ${DRYDOCK_MEMORY_TIMES:-1}))  # KiB
command -v perl >/dev/null && command -v git >/dev/null || { echo "skipped: perl or git is not installed"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder/home XDG_STATE_HOME=$folder/state XDG_CONFIG_HOME=$folder/config LC_ALL=C GIT_CONFIG_NOSYSTEM=1
mkdir home state config
fail() { echo "FAILED: $*"; exit 1; }

# Services with sources three folders deep. Of every hundred files five are Dockerfiles, and there are some more that
# are not to be found: ignored, hidden, backups.
perl -e '
  use File::Path "make_path";
  my $files = shift;
  my @names = ("Dockerfile", "Dockerfile.dev", "web.Dockerfile", "api.dockerfile", "Containerfile");
  my @endings = qw(c h py js go md json txt);
  my $made = 0;
  my $write = sub { open(my $file, ">", $_[0]) or die "$_[0]: $!"; print $file $_[1]; close($file) };
  my $text = "FROM debian\nRUN true\nCMD nginx\n";
  for (my $i = 0; $made < $files; $i++) {
    my $service = sprintf("tree/team%02d/service%d", $i % 40, $i);
    for my $part (0 .. 4) {
      my $at = "$service/part$part/src";
      make_path($at);
      $write->("$service/part$part/$names[$part]", $part == 3 ? $text . "# $i\n" : $text);
      for my $j (0 .. 18) { $write->("$at/file$j.$endings[$j % 8]", "$j\n") }
      $made += 20;
    }
    if ($i % 10 == 0) {
      make_path("$service/build/deep", "$service/.cache", "$service/images");
      $write->("$service/.gitignore", "build/\n*.log\n/images/*\n!/images/keep.Dockerfile\n");
      $write->("$service/build/deep/Dockerfile", $text);
      $write->("$service/.cache/Dockerfile", $text);
      $write->("$service/images/a.Dockerfile", $text);
      $write->("$service/images/keep.Dockerfile", $text);
      $write->("$service/Dockerfile.orig", $text);
      $write->("$service/Dockerfile.dockerignore", "*\n");
      $write->("$service/Dockerfile.log", $text);
    }
  }
' "$files"
git init -q --template= tree
printf '*.tmp\n**/generated/\n' >tree/.gitignore
git -C tree add -A
echo untracked >tree/team00/untracked
printf 'FROM debian\nCMD nginx\n' >tree/team00/Dockerfile

# --- what is found is what Git lists, by name ---
globs=('Dockerfile' 'Dockerfile.*' '*.Dockerfile' '*.dockerfile' 'Containerfile')
pathspecs=()
for glob in "${globs[@]}"; do pathspecs+=(":(glob)**/$glob"); done
for glob in '*.orig' '*.dockerignore' '.*/**'; do pathspecs+=(":(exclude,glob)**/$glob"); done
git -C tree ls-files -z -co --exclude-standard -- "${pathspecs[@]}" |
  sed -z 's|^|tree/|' | sort -z >expected
"$list" tree | sort -z >found
cmp found expected || fail "$(tr -cd '\0' <found | wc -c) files are found, $(tr -cd '\0' <expected | wc -c) are there"
git -C tree ls-files -z -c -- "${pathspecs[@]}" |
  sed -z 's|^|tree/|' | sort -z >tracked
"$list" --tracked tree | sort -z | cmp - tracked || fail "--tracked finds other files"
# All of them can be rewritten, so that the plan of the tool itself names each.
"$measure" migrate "$drydock" migrate tree --plan plan --quiet || fail "migrate"
sed -nE 's/^\{"repository":"[^"]*","path":"([^"]*)",.*/tree\/\1/p' plan | tr '\n' '\0' | sort -z | cmp - expected ||
  fail "the plan names other files"
read -r took used <migrate
[ "$used" -lt "$memory" ] || fail "migrate took $used KiB"
"$measure" apply "$drydock" apply plan --quiet || fail "apply"
read -r writing used_writing <apply
[ "$used_writing" -lt "$memory" ] || fail "apply took $used_writing KiB"
[ "$(git -C tree diff --name-only | wc -l)" -eq "$(($(tr -cd '\0' <expected | wc -c) - 1))" ] ||
  fail "other files have changed"
"$drydock" undo plan --quiet || fail "undo"
git -C tree diff --quiet || fail "undo left something behind"
echo "$(find tree -name .git -prune -o -type f -print | wc -l) files, $(tr -cd '\0' <expected | wc -c) Dockerfiles:" \
  "migrate --plan $took ms and $((used / 1024)) MiB, apply $writing ms and $((used_writing / 1024)) MiB"

# --- how fast, in turn ---
[ "$runs" -gt 0 ] || exit 0
fd=$(command -v fdfind || command -v fd || true)
[ -n "$fd" ] && command -v rg >/dev/null || { echo "without the speed: fd or rg is not installed"; exit 0; }
of_rg=()
for glob in "${globs[@]}" '!*.orig' '!*.dockerignore'; do of_rg+=(--glob "$glob"); done
pattern='^(Dockerfile|Dockerfile\..*|.*\.Dockerfile|.*\.dockerfile|Containerfile)$'
of_fd=(--type f --case-sensitive --exclude '*.orig' --exclude '*.dockerignore' "$pattern")
"$fd" --print0 "${of_fd[@]}" tree | sort -z | cmp - expected || fail "fd finds other files"
rg --null --files "${of_rg[@]}" tree | sort -z | cmp -s - expected ||
  echo "rg finds other files: a glob beats .gitignore there"
for ((run = 0; run < runs; run++)); do
  "$measure" times.drydock "$list" tree >/dev/null
  "$measure" times.drydock-tracked "$list" --tracked tree >/dev/null
  "$measure" times.fd "$fd" "${of_fd[@]}" tree >/dev/null
  "$measure" times.rg rg --files tree >/dev/null
  "$measure" times.rg-globs rg --files "${of_rg[@]}" tree >/dev/null
done
median() {
  sort -n "times.$1" |
    awk '{ time[NR] = $1; if ($2 > most) most = $2 } END { printf "%.0f %d\n", time[int((NR + 1) / 2)], most / 1024 }'
}
read -r ours _ < <(median drydock)
slower=
for name in drydock drydock-tracked fd rg rg-globs; do
  read -r time most < <(median $name)
  echo "$name: $time ms, the median of $runs; $most MiB"
  [ "$ours" -le "$time" ] || [ "$name" = drydock-tracked ] || slower="$slower $name"
done
[ -z "$slower" ] || fail "slower than$slower"
