#!/usr/bin/env bash
# Has a real Docker engine build and run Dockerfiles before and after their rewrite:
#
#   docker_test.sh DRYDOCK IMAGE_FACTS CASES [CASE...]
#
# Exits with 77, which means skipped, where no engine can start. The engine is started here and lives in namespaces of
# its own: it has no network, its folder is in memory, and all of it is gone when this script ends, in whatever way;
# only SIGKILL leaves an empty folder and empty control groups.
#
# A case is a folder of CASES:
#   Dockerfile            begins with FROM scratch; /busybox is in the build context
#   context/              more files for the build context
#   options               words for `drydock rewrite` instead of --assume=base-shell; CONTEXT in them stands for the build
#                         context's folder
#   compare_files         if it is there, the files of the images are compared too: names, owners, modes, contents
#   arguments             words for `docker run IMAGE`, one a line
#   expected              what the original writes to standard output, and its exit code
#   rewritten.Dockerfile  wrong_ cases: a rewrite made by hand that is wrong
#   effect                effect_ cases: the effect, as the remarks have to name it
#   differences           wrong_ and effect_ cases: what has to be reported, one word a line (see `differences`)
# What begins with keep_ may not change. An effect_ case is rewritten by drydock and shows that an effect that its
# remarks name is one. Everything else has to change, and to do the same as before.
#
# DRYDOCK_UPDATE_GOLDEN makes it write `expected` instead of comparing.
set -euo pipefail

skip() {
  echo "skipped: $*"
  exit 77
}

# ---- outside: makes the namespaces, and leaves nothing behind ----

# The kernel lets go of a group a moment after its last process.
remove_cgroups() {
  local attempt group
  for ((attempt = 0; attempt < 10; ++attempt)); do
    for group in /sys/fs/cgroup/drydock-$$ /sys/fs/cgroup/*/drydock-$$; do
      [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
    compgen -G "/sys/fs/cgroup/*/drydock-$$" >/dev/null || [ -d /sys/fs/cgroup/drydock-$$ ] || return 0
    sleep 0.2
  done
}

outside() {
  [ "$(id -u)" -eq 0 ] || skip "not root"
  local program
  for program in dockerd docker busybox setpriv unshare; do
    type -P "$program" >/dev/null || skip "no $program"
  done
  # Who is in there dies with this script.
  local separate=(setpriv --pdeathsig KILL unshare --mount --pid --net --fork --kill-child --mount-proc)
  "${separate[@]}" true 2>/dev/null || skip "no permission for namespaces"
  folder=$(mktemp -d "${TMPDIR:-/tmp}/drydock.XXXXXX")
  inner=
  trap '[ -z "$inner" ] || kill -KILL "$inner" 2>/dev/null || true; wait; remove_cgroups; rmdir "$folder"' EXIT
  trap 'exit 130' INT TERM HUP
  DRYDOCK_DOCKER_FOLDER=$folder DRYDOCK_DOCKER_CGROUP=/drydock-$$ "${separate[@]}" bash "$0" "$@" &
  inner=$!
  local status=0
  wait "$inner" || status=$?
  inner=
  exit "$status"
}

# ---- the engine ----

start_engine() {
  mount -t tmpfs drydock "$folder" || skip "no permission to mount"
  mkdir "$folder/client" "$folder/probe" "$folder/work"
  cp "$(type -P busybox)" "$folder/busybox"
  # Nothing of the machine's own configuration.
  echo '{}' >"$folder/daemon.json"
  export DOCKER_CONFIG=$folder/client DOCKER_HOST=unix://$folder/docker.sock DOCKER_BUILDKIT=1
  unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_DEFAULT_PLATFORM
  dockerd --config-file "$folder/daemon.json" --host "$DOCKER_HOST" --pidfile "$folder/pid" --data-root "$folder/data" \
    --exec-root "$folder/exec" --storage-driver vfs --bridge none --iptables=false --ip6tables=false \
    --ip-forward=false --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$cgroup" >"$folder/log" 2>&1 &
  engine=$!
  trap stop_engine EXIT
  trap 'exit 130' INT TERM HUP
  local attempt
  for ((attempt = 0; attempt < 300; ++attempt)); do
    docker version >/dev/null 2>&1 && return
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.1
  done
  skip "the engine does not start: $(tail -n 1 "$folder/log")"
}

stop_engine() {
  kill "$engine" 2>/dev/null || true
  wait "$engine" || true
}

# Sets `docker` to the first client that builds with BuildKit and whose image runs; a client may be older or newer than
# the engine. The steps are those that all cases begin with, so they are cached from here on.
find_client() {
  ln "$folder/busybox" "$folder/probe/busybox"
  printf '%s\n' 'FROM scratch' 'COPY busybox /bin/busybox' 'RUN ["/bin/busybox", "--install", "-s", "/bin"]' \
    'CMD ["true"]' >"$folder/probe/Dockerfile"
  while IFS= read -r docker; do
    build "$folder/probe" "$folder/probe/Dockerfile" "" "$folder/probe/image" >"$folder/probe/log" 2>&1 &&
      "$docker" run --rm --network none "$(cat "$folder/probe/image")" >"$folder/probe/log" 2>&1 && return
  done < <(type -ap docker | awk '!seen[$0]++')
  skip "the engine does not build or run: $(tail -n 1 "$folder/probe/log")"
}

# build CONTEXT DOCKERFILE TARGET FILE: builds a stage, the last one if TARGET is empty; writes the image's id to FILE.
build() {
  builds=$((builds + 1))
  timeout 60 "$docker" build --quiet --network none --file "$2" ${3:+--target "$3"} --iidfile "$4" "$1"
}

# ---- what can be seen of an image ----

# observe FOLDER CONTEXT DOCKERFILE TARGET [ARGUMENT...]: builds and runs; writes what is seen to files in FOLDER, which
# are `broken` if it does not build, and else `config`, `rest` (the config but for what starts), `start`, `files` if the
# case asks for them, and what the
# container does: `output`, `errors` and `exit`, or, with a health check, the first of its results in `health`.
observe() {
  local seen=$1 context=$2 file=$3 target=$4
  shift 4
  mkdir -p "$seen"
  if ! build "$context" "$file" "$target" "$seen/image" >/dev/null 2>"$seen/log"; then
    mv "$seen/log" "$seen/broken"
    return 0
  fi
  local image
  image=$(cat "$seen/image")
  "$docker" image inspect "$image" | "$facts" image >"$seen/config"
  grep -vE '^(Cmd|Entrypoint|Healthcheck|ArgsEscaped)	' "$seen/config" >"$seen/rest" || true
  [ ! -e "$case/compare_files" ] || observe_files "$seen" "$image"
  if grep -q '^Healthcheck	.*"Test":\["CMD' "$seen/config"; then
    observe_health "$seen" "$image" "$@"
  else
    observe_run "$seen" "$image" "$@"
  fi
  if "$docker" container inspect case >"$seen/container" 2>/dev/null; then
    "$facts" start <"$seen/container" >"$seen/start"
    "$docker" rm --force case >/dev/null
  else
    echo '[]' >"$seen/start" # an image without a command makes no container
  fi
}

# Writes what the file system of an image holds to `files`: mode, owner and name, and the digest or the target of a
# link.
observe_files() {
  local seen=$1 container
  container=$("$docker" create --network none "$2" true)
  mkdir "$seen/root"
  "$docker" export "$container" | tar -x --numeric-owner -C "$seen/root"
  "$docker" rm "$container" >/dev/null
  (cd "$seen/root" && find . -printf '%M %U:%G %p %l\n' | LC_ALL=C sort &&
    find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) >"$seen/files"
  rm -rf "$seen/root"
}

observe_run() {
  local seen=$1 status=0
  shift
  runs=$((runs + 1))
  timeout 60 "$docker" run --name case --hostname case --network none "$@" </dev/null \
    >"$seen/output" 2>"$seen/errors" || status=$?
  echo "$status" >"$seen/exit"
  # With 125 to 127 the program never started, and it is the shell or the engine that complains, each in its own words.
  [ "$status" -lt 125 ] || [ "$status" -gt 127 ] || : >"$seen/errors"
}

observe_health() {
  local seen=$1 attempt
  local first='{{with .State.Health.Log}}{{with index . 0}}{{.ExitCode}} {{.Output}}{{end}}{{end}}'
  shift
  runs=$((runs + 1))
  "$docker" run --detach --name case --hostname case --network none "$@" >/dev/null
  for ((attempt = 0; attempt < 100; ++attempt)); do
    "$docker" container inspect --format "$first" case >"$seen/health"
    ! grep -q . "$seen/health" || return 0
    sleep 0.1
  done
}

# differences BEFORE AFTER: a word for each thing in which two observed folders differ.
differences() {
  if [ -e "$1/broken" ] || [ -e "$2/broken" ]; then
    [ -e "$1/broken" ] && [ -e "$2/broken" ] || echo build
    return 0
  fi
  cmp -s "$1/rest" "$2/rest" || echo config
  local what
  for what in files output errors exit health; do
    [ ! -e "$1/$what" ] && [ ! -e "$2/$what" ] || cmp -s "$1/$what" "$2/$what" || echo "$what"
  done
}

# ---- what drydock predicts ----

# expected_start MODEL STAGE [ARGUMENT...]: the words that `docker run IMAGE ARGUMENT...` should start, as the
# explanation beside the model says, which was made for these arguments.
expected_start() {
  local how=plain
  [ $# -eq 2 ] || how=arguments
  "$facts" expected-start "$2" "$how" <"${1%.model}.explanation"
}

# check_prediction FOLDER MODEL STAGE [ARGUMENT...]: compares an observed folder with what the model says of the stage.
check_prediction() {
  local seen=$1 model=$2 stage=$3 wrong=0
  shift 3
  diff -u --label predicted --label built <("$facts" model "$stage" <"$model") "$seen/config" || wrong=1
  diff -u --label "predicted start" --label started <(expected_start "$model" "$stage" "$@") "$seen/start" || wrong=1
  return "$wrong"
}

# ---- cases ----

# complain TEXT...: counts one failure of the case that is being checked.
complain() {
  echo "FAILED $name: $*"
  failures=$((failures + 1))
}

# Writes the case's rewritten file to $work/after, with the remarks in $work/remarks.
rewrite_case() {
  if [[ $name == wrong_* ]]; then
    cp "$case/rewritten.Dockerfile" "$work/after"
    return
  fi
  # As a rule the shell of a case has nothing in itself that PATH does not lead to under the same name.
  local options=(--assume=base-shell)
  [ ! -e "$case/options" ] || read -ra options <"$case/options"
  options=("${options[@]//CONTEXT/$work/context}")
  "$drydock" rewrite --no-config --remarks --color=never "${options[@]}" "$work/before" \
    >"$work/after" 2>"$work/remarks" ||
    complain "drydock exits with $?"
  [ ! -e "$case/effect" ] || grep -qF -f "$case/effect" "$work/remarks" || complain "the remarks do not name the effect"
  local changed=1
  ! cmp -s "$work/before" "$work/after" || changed=0
  if [[ $name == keep_* ]]; then
    [ "$changed" -eq 0 ] || complain "changed"
  elif [ "$changed" -eq 0 ]; then
    complain "not changed: $(cat "$work/remarks")"
  else
    rewritten=$((rewritten + 1))
  fi
}

# Compares what the original does with the file `expected`.
check_original() {
  local seen=$1
  if [ -e "$seen/broken" ]; then
    complain "the original does not build: $(cat "$seen/broken")"
    return
  fi
  if [ -e "$seen/health" ]; then
    cat "$seen/health" >"$work/expected"
  else
    { cat "$seen/output" && echo "exit code $(cat "$seen/exit")"; } >"$work/expected"
  fi
  if [ -n "${DRYDOCK_UPDATE_GOLDEN:-}" ]; then cp "$work/expected" "$case/expected"; fi
  diff -au --label expected --label original "$case/expected" "$work/expected" ||
    complain "the original does something else"
}

# check_stage STAGE: builds and runs a stage of both files, adds to $work/differences.
check_stage() {
  local stage=$1 before=$work/before.${1:-last} after=$work/after.${1:-last}
  observe "$before" "$work/context" "$work/before" "$stage" "${arguments[@]}"
  [ -n "$stage" ] || check_original "$before"
  [ ! -e "$before/config" ] || check_prediction "$before" "$work/before.model" "$stage" "${arguments[@]}" ||
    complain "wrong prediction"
  [[ $name != keep_* ]] || return 0
  observe "$after" "$work/context" "$work/after" "$stage" "${arguments[@]}"
  differences "$before" "$after" >>"$work/differences"
  [ -e "$after/config" ] || return 0
  check_prediction "$after" "$work/after.model" "$stage" "${arguments[@]}" ||
    complain "wrong prediction after the rewrite"
  # The prediction has to be able to fail.
  if [[ $name == wrong_* ]] && ! cmp -s "$before/config" "$after/config"; then
    ! check_prediction "$after" "$work/before.model" "$stage" "${arguments[@]}" >/dev/null ||
      complain "the model of the original passes for that of the wrong rewrite"
  fi
}

check_case() {
  name=$1
  case=$cases/$name
  work=$folder/work/$name
  local earlier=$failures
  mkdir -p "$work/context"
  ln "$folder/busybox" "$work/context/busybox"
  [ ! -d "$case/context" ] || cp -a "$case/context/." "$work/context"
  cp "$case/Dockerfile" "$work/before"
  arguments=()
  [ ! -e "$case/arguments" ] || mapfile -t arguments <"$case/arguments"
  rewrite_case
  local which stage stages
  for which in before after; do
    # Of what BuildKit refuses there is no model, and no image to compare it with.
    "$drydock" print --as=model "$work/$which" >"$work/$which.model" 2>/dev/null || true
    "$drydock" explain --json "${arguments[@]/#/--argument=}" "$work/$which" >"$work/$which.explanation" 2>/dev/null ||
      true
  done
  : >"$work/differences"
  mapfile -t stages < <("$facts" stages <"$work/before.model")
  for stage in "" "${stages[@]}"; do check_stage "$stage"; done
  local reference=/dev/null
  if [[ $name == wrong_* || $name == effect_* ]]; then
    reference=$case/differences
    [ -s "$reference" ] || complain "there has to be a difference"
  fi
  diff -u --label "differences expected" --label "differences found" "$reference" <(sort -u "$work/differences") ||
    complain "other differences than expected"
  [ "$failures" -gt "$earlier" ] || return 0
  # All that there is to know about a rewrite that failed, and where the two differ.
  [[ $name == keep_* ]] || diff -u "$work/before" "$work/after" || true
  local file
  for file in "$work"/before.*/{broken,rest,files,output,errors,exit,health,start}; do
    [ ! -e "$file" ] || diff -auN "$file" "${file/before./after.}" || true
  done
}

inside() {
  drydock=$1 facts=$2 cases=$3
  shift 3
  folder=$DRYDOCK_DOCKER_FOLDER cgroup=$DRYDOCK_DOCKER_CGROUP
  builds=0 runs=0 failures=0 rewritten=0
  start_engine
  find_client
  [ $# -gt 0 ] || set -- "$cases"/*/
  local each
  for each in "$@"; do check_case "$(basename "$each")"; done
  echo "$# cases, $rewritten rewritten by drydock, $failures failures;" \
    "$builds builds and $runs runs in $SECONDS s by $(dockerd --version)"
  [ "$failures" -eq 0 ]
}

if [ -n "${DRYDOCK_DOCKER_FOLDER:-}" ]; then inside "$@"; else outside "$@"; fi
