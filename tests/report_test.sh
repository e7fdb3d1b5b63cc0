#!/usr/bin/env bash
# The page that `drydock migrate --report` writes, in a real browser without a window: filters are clicked and numbers
# read.
#   report_test.sh DRYDOCK
# Exits with 77, which means skipped, without Chromium and its driver. DRYDOCK_SCREENSHOT=FILE.png keeps a picture.
set -euo pipefail
drydock=$1
for program in chromium chromedriver curl; do
  command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
folder=$(mktemp -d)
driver=
# The driver ends the browser when the session ends, and by itself when it is ended.
trap '[ -z "$driver" ] || kill "$driver" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder" 2>/dev/null || true' EXIT
cd "$folder"
fail() { echo "FAILED: $*"; exit 1; }

mkdir -p trees/{a,b,c,d}
printf 'FROM debian\nCMD nginx -g "daemon off;"\n' >trees/a/Dockerfile
printf 'FROM debian\nENV a b\nCMD nginx\n' >trees/b/Dockerfile
printf 'FROM debian\nCMD a "</script><script>document.title=1</script>" &amp;\nCMD b\n# <b>\n' >trees/c/Dockerfile
printf 'FROM debian\nCOPY\n' >trees/d/Dockerfile
"$drydock" migrate trees --plan plan --report report.html >/dev/null 2>&1 || [ $? -eq 2 ]
grep -qE '(src|href)="(https?:)?//' report.html && fail "the page names something outside of it"
grep -q "default-src 'none'" report.html || fail "no Content-Security-Policy"
count() { grep -c "$1" plan; }

export HOME=$folder
chromedriver --port=0 >driver.log 2>&1 &
driver=$!
port=
for _ in $(seq 300); do
  port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' driver.log)
  [ -n "$port" ] && break
  sleep 0.1
done
[ -n "$port" ] || { echo "skipped: the driver does not start"; exit 77; }
options='"--headless","--no-sandbox","--disable-gpu","--disable-dev-shm-usage","--disable-background-networking",'
options+='"--disable-component-update","--disable-sync","--window-size=1200,900"'
call() { curl -sS -X "$1" -H 'Content-Type: application/json' "http://127.0.0.1:$port$2" ${3:+-d "$3"}; }
browser='"browserName":"chrome","goog:loggingPrefs":{"browser":"ALL"},"goog:chromeOptions":{"args":['$options']}'
session=$(call POST /session "{\"capabilities\":{\"alwaysMatch\":{$browser}}}" |
  sed -nE 's/.*"sessionId":"([^"]+)".*/\1/p')
[ -n "$session" ] || { echo "skipped: the browser does not start"; exit 77; }
find_one() {
  call POST "/session/$session/element" "{\"using\":\"css selector\",\"value\":\"$1\"}" |
    sed -nE 's/.*"element-[^"]+":"([^"]+)".*/\1/p'
}
text() { call GET "/session/$session/element/$(find_one "$1")/text" | sed -nE 's/.*"value":"([^"]*)".*/\1/p'; }
click() { call POST "/session/$session/element/$(find_one "$1")/click" '{}' >/dev/null; }
# What a script that has no quotation marks returns.
value_of() { call POST "/session/$session/execute/sync" "{\"script\":\"return $1\",\"args\":[]}"; }
# How many elements of a kind can be seen.
seen() {
  value_of "[...document.querySelectorAll('$1')].filter(node => node.getBoundingClientRect().height > 0).length" |
    sed -nE 's/.*"value":([0-9]+).*/\1/p'
}
is() { [ "$1" = "$2" ] || fail "$3: \"$1\", not \"$2\""; }

call POST "/session/$session/url" "{\"url\":\"file://$folder/report.html\"}" >/dev/null
is "$(text '#files')" 4 "files"
is "$(text '#changed')" "$(count '"edits"')" "changed files"
is "$(text '#problems')" 1 "problems"
is "$(text '#shown')" "$(count '"edits"')" "shown files"
is "$(seen article)" "$(count '"edits"')" "files that can be seen"
[ "$(seen rect)" -gt 0 ] || fail "no charts"
is "$(count modernize_key_value)" 1 "files of the pass"
click 'button[data-pass=modernize_key_value]'
is "$(text '#shown')" 1 "shown files with a filter"
is "$(seen article)" 1 "files that can be seen with a filter"
click 'button[data-pass=shell_to_exec_form]'
is "$(text '#shown')" 1 "shown files with two filters"
click 'button[data-pass=modernize_key_value]'
is "$(text '#shown')" "$(count shell_to_exec_form)" "shown files with the other filter"
click 'button[data-pass=shell_to_exec_form]'
is "$(seen article)" "$(count '"edits"')" "files that can be seen after all"
if [ -n "${DRYDOCK_SCREENSHOT:-}" ]; then
  call GET "/session/$session/screenshot" | sed -E 's/.*"value":"([^"]+)".*/\1/' | base64 -d >"$DRYDOCK_SCREENSHOT"
fi
# What the policy stopped, and what asked for the network, would stand here.
is "$(call POST "/session/$session/se/log" '{"type":"browser"}')" '{"value":[]}' "messages of the browser"
is "$(call GET "/session/$session/title" | sed -nE 's/.*"value":"([^"]*)".*/\1/p')" 'drydock: migration' "the title"
is "$(value_of "performance.getEntriesByType('resource').length")" '{"value":0}' "requests"
call DELETE "/session/$session" >/dev/null
echo "the page works in $(chromium --version 2>/dev/null | head -n 1)"
