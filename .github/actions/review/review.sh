#!/usr/bin/env bash
# The step of the action: reviews the Dockerfiles of the repository in the current folder. Takes drydock from PATH, or
# builds it from the checkout of the action, for which it needs Debian or Ubuntu. The variables are the action's inputs.
set -euo pipefail

drydock=$(command -v drydock || true)
if [ -z "$drydock" ]; then
  source=$(cd "$(dirname "$0")/../../.." && pwd)
  drydock=$source/build/release/drydock
  # The README has the packages; it is the one place that lists them.
  packages=$(sed -n 's/.*--no-install-recommends \(.*\) && cmake .*/\1/p' "$source/README.md")
  as_root=$(command -v sudo || true)
  [ "$(id -u)" -ne 0 ] || as_root=
  # Standard output may be what other tools read.
  {
    $as_root apt-get update
    # shellcheck disable=SC2086 # these are words
    $as_root apt-get install -y --no-install-recommends $packages
    (cd "$source" && cmake --workflow --preset release)
  } >&2
fi

words=(review "--format=${DRYDOCK_FORMAT:-github-annotations}")
[ -z "${DRYDOCK_SINCE:-}" ] || words+=("--since=$DRYDOCK_SINCE")
read -r -a more <<<"${DRYDOCK_OPTIONS:-}"
words+=("${more[@]}")
[ -z "${DRYDOCK_OUTPUT:-}" ] || exec >"$DRYDOCK_OUTPUT"
code=0
if [ -n "${DRYDOCK_FILES:-}" ]; then
  "$drydock" "${words[@]}" --files-from - <<<"$DRYDOCK_FILES" || code=$?
else
  "$drydock" "${words[@]}" --tracked --hidden . || code=$?
fi
[ -z "${GITHUB_OUTPUT:-}" ] || echo "code=$code" >>"$GITHUB_OUTPUT"
if [ "$code" -eq 1 ] && [ "${DRYDOCK_FAIL:-true}" != true ]; then code=0; fi
exit "$code"
