#!/usr/bin/env bash
# Ask the registries which pinned packages have known weaknesses: the locks of Python and of the page.
# Exit status 0 only where none is known. Needs the network, hence no part of `make test`.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
for lock in requirements.txt requirements-trainer.txt requirements-dev.txt requirements-tools.txt requirements-node.txt requirements-flower.txt; do
  echo "── $lock"
  .venv/bin/pip-audit --disable-pip --require-hashes --requirement "$lock" || failed=1
done
echo "── frontend/package-lock.json"
.venv/bin/python -m launch.prepare npm audit || failed=1
exit "$failed"
