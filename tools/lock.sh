#!/usr/bin/env bash
# Renew the pinned dependencies: hashes, no host names. Needs uv (any recent one).
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
options=(--universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet)
"$uv" pip compile pyproject.toml --group build "${options[@]}" "$@" -o requirements.lock
"$uv" pip compile pyproject.toml --group build --group test -c requirements.lock "${options[@]}" "$@" \
  -o requirements-test.lock
