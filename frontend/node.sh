#!/usr/bin/env bash
# Run a command in frontend/ with the machine's Node.js, or with the one that a Python package carries.
set -euo pipefail
cd "$(dirname "$0")"
venv=$PWD/../.venv/bin
enough() { [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ] && command -v npm >/dev/null; }
if ! enough; then
  export PATH="$venv:$PATH"
  if ! enough; then
    echo "Installing Node.js…"
    "$venv/python" -m pip install -q --disable-pip-version-check -r ../requirements-node.txt
  fi
fi
exec "$@"
