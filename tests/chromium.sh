#!/usr/bin/env bash
# Print the path of a Chromium that the browser tests can drive; install one where there is none.
# CHROMIUM names one by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=$PWD/.stamps/chromium

works() { [ -x "$1" ] && "$1" --headless --no-sandbox --disable-gpu --dump-dom about:blank >/dev/null 2>&1; }

find_one() {
  local name path
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable "$kept/chromium"; do
    path=$(command -v "$name" 2>/dev/null) && works "$path" && echo "$path" && return
  done
  return 1
}

by_apt() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing Chromium with apt…" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
    >"$kept.log" 2>&1
}

# The package carries a headless Chromium and the libraries that small machines lack, compressed.
by_npm() {
  echo "Installing Chromium with npm…" >&2
  mkdir -p "$kept"
  cp tests/chromium/package.json tests/chromium/package-lock.json tests/chromium/unpack.mjs "$kept/"
  PYTHONPATH=. .venv/bin/python -m launch.prepare node "$kept" >"$kept.log" 2>&1
}

mkdir -p .stamps
exec 9>.stamps/chromium.lock
flock 9
find_one || { by_apt && find_one; } || { by_npm && find_one; } || {
  echo "No Chromium for the browser tests: install one, or name it with CHROMIUM=/path ($kept.log)." >&2
  exit 1
}
