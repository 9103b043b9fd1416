#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: the system's own, installed by apt when missing.
# Where none can be had, it says so loudly; under CI that is a failure, because CI never skips a browser test.
# CHROMIUM=/path/to/chromium names one that is somewhere else.
set -euo pipefail

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

no_browser() {
  {
    echo
    echo "################################################################################"
    echo "#  NO CHROMIUM: $1"
    echo "#  Install a Chromium, or set CHROMIUM=/path/to/chromium, and run this again."
    echo "#  Without one, not a single page is tested in a browser."
    echo "################################################################################"
    echo
  } >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
}

command -v apt-get >/dev/null 2>&1 || no_browser "this machine has none, and no apt-get to install it with."

root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || no_browser "installing it takes root, and this machine has no sudo."
  root=(sudo)
fi

echo "Installing Chromium for the browser tests (apt-get, once per machine)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for attempt in 1 2 3; do
  if "${root[@]}" apt-get update -qq >"$log" 2>&1 &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends chromium fonts-liberation >>"$log" 2>&1; then
    chromium --version
    exit 0
  fi
  echo "Attempt $attempt failed; trying again." >&2
  sleep $((attempt * 5))
done
tail -n 5 "$log" >&2
no_browser "apt-get could not install it (see the lines above)."
