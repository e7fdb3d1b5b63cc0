#!/usr/bin/env bash
# The step of the GitHub Action, the pre-commit hooks and the GitLab job of the README, as far as they run without their
# services: integrations_test.sh TOOL SOURCE. Skips (77) without git; the hooks are only tried where pre-commit is.
set -euo pipefail
tool=$1 source=$2
command -v git >/dev/null || { echo "there is no git"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/repository/services/web"
cp "$tool" "$work/bin/drydock"
export PATH="$work/bin:$PATH" HOME="$work" XDG_CONFIG_HOME="$work/none" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
cd "$work/repository"
git init -q -b main
printf 'FROM debian\nCMD nginx\n' >services/web/Dockerfile
printf 'FROM debian\nCMD nginx\n' >'with blank.Dockerfile'
echo 'FROM x' >not-one
# These are no Dockerfiles, whatever their names say.
echo '*.log' | tee Dockerfile.dockerignore services/web/Dockerfile.dockerignore >services/web/Dockerfile.orig
git add -A
git commit -q -m one
printf 'FROM debian\nCMD httpd\n' >services/web/Dockerfile

fail() {
  echo "integrations: $*" >&2
  exit 1
}
step=$source/.github/actions/review/review.sh

# Everything, as annotations; the step fails because there is something to rewrite.
code=0
GITHUB_OUTPUT=$work/output "$step" >"$work/out" || code=$?
[ "$code" -eq 1 ] || fail "the step ended with $code"
[ "$(cat "$work/output")" = code=1 ] || fail "the output is $(cat "$work/output")"
[ "$(grep -c '^::' "$work/out")" -eq 2 ] || fail "not two annotations: $(cat "$work/out")"
grep -q '^::notice file=with blank.Dockerfile,line=2,' "$work/out" || fail "no place: $(cat "$work/out")"

# Only what changed, into a file, and no reason to fail.
DRYDOCK_SINCE=HEAD DRYDOCK_FAIL=false DRYDOCK_FORMAT=diff DRYDOCK_OUTPUT=$work/patch "$step" ||
  fail "the step ended with $?"
git apply --check "$work/patch" || fail "no patch: $(cat "$work/patch")"
[ "$(grep -c '^+++' "$work/patch")" -eq 1 ] || fail "not one file: $(cat "$work/patch")"

# Named files and more words; a fault is not hidden by `fail: false`.
DRYDOCK_FILES=services/web/Dockerfile DRYDOCK_OPTIONS='--level identical --no-config' "$step" >"$work/out" ||
  fail "the step ended with $?"
code=0
DRYDOCK_SINCE=nothing DRYDOCK_FAIL=false "$step" >"$work/out" 2>&1 || code=$?
[ "$code" -eq 2 ] || fail "a wrong revision gives $code"

# Where there is no drydock the step builds it; the README says with which packages.
packages=$(sed -n 's/.*--no-install-recommends \(.*\) && cmake .*/\1/p' "$source/README.md")
[[ $packages == g++\ cmake\ * && $packages != *'&'* ]] || fail "the packages in the README do not read: $packages"

# The job of the README.
job=$(sed -n '/^```yaml$/,/^```$/{/codequality/,$d;p}' "$source/README.md" |
  sed -n 's/^    - \(drydock review .*\)$/\1/p')
[ -n "$job" ] || fail "there is no GitLab job in the README"
CI_MERGE_REQUEST_DIFF_BASE_SHA=HEAD bash -euo pipefail -c "$job" || fail "the GitLab job ended with $?"
grep -q '"check_name"' drydock.json || fail "no finding in $(cat drydock.json)"

# What tools that open pull requests run in each repository: one with a file that BuildKit would refuse is no failure.
many=$work/many
mkdir -p "$many/a" "$many/b"
printf 'FROM debian\nCMD nginx\n' >"$many/a/Dockerfile"
printf 'FROM debian\nCOPY\n' >"$many/b/Dockerfile"
sed -n '/^# drydock-here.sh$/,/^```$/{/^```$/d;p}' "$source/README.md" >"$work/drydock-here.sh"
grep -q '^drydock ' "$work/drydock-here.sh" || fail "there is no drydock-here.sh in the README"
step_of_batch=$(sed -n 's/^ *- run: \(drydock .*\)$/\1/p' "$source/README.md")
[ -n "$step_of_batch" ] || fail "there is no batch spec in the README"
for script in "$(cat "$work/drydock-here.sh")" "$step_of_batch"; do
  printf 'FROM debian\nCMD nginx\n' >"$many/a/Dockerfile"
  (cd "$many" && sh -c "$script" 2>/dev/null) || fail "\"$script\" ended with $?"
  grep -q 'CMD \["nginx"\]' "$many/a/Dockerfile" || fail "\"$script\" changed nothing"
done
# Renovate's command is allowed by the pattern beside it and needs no shell.
allowed=$(sed -n 's/.*"allowedCommands": \["\([^"]*\)"\].*/\1/p' "$source/README.md" | sed 's/\\\\/\\/g')
words=$(sed -n 's/^ *"commands": \["\([^"]*\)"\],$/\1/p' "$source/README.md")
[ -n "$allowed" ] && grep -qE "$allowed" <<<"$words" || fail "\"$words\" is not allowed by \"$allowed\""
printf 'FROM debian\nCMD nginx\n' >"$many/a/Dockerfile"
read -ra words <<<"$words"
(cd "$many/a" && "${words[@]}") || fail "Renovate's command ended with $?"
grep -q 'CMD \["nginx"\]' "$many/a/Dockerfile" || fail "Renovate's command changed nothing"

if command -v pre-commit >/dev/null; then
  # The hooks of the checkout as it is, whether committed or not.
  mkdir "$work/hooks"
  cp "$source/.pre-commit-hooks.yaml" "$work/hooks"
  git -C "$work/hooks" init -q
  git -C "$work/hooks" add -A
  git -C "$work/hooks" commit -q -m hooks
  git checkout -q services
  code=0
  pre-commit try-repo "$work/hooks" drydock-check --all-files >"$work/out" 2>&1 || code=$?
  [ "$code" -eq 1 ] && grep -q '^+CMD \["nginx"\]$' "$work/out" ||
    fail "drydock-check ended with $code: $(cat "$work/out")"
  git diff --quiet || fail "drydock-check changed a file"
  pre-commit try-repo "$work/hooks" drydock --all-files >"$work/out" 2>&1 &&
    fail "drydock did not say that it changed files"
  [ "$(cat services/web/Dockerfile)" = $'FROM debian\nCMD ["nginx"]' ] ||
    fail "drydock changed nothing: $(cat "$work/out")"
  pre-commit try-repo "$work/hooks" drydock --all-files >"$work/out" 2>&1 ||
    fail "a second run ended with $?: $(cat "$work/out")"
else
  echo "there is no pre-commit: its hooks were not tried"
fi
