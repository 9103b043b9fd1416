#!/usr/bin/env bash
# Makes sure that there are browsers for the tests: Chromium for all of them, and with `--firefox` the ESR in which pages
# are tried as Tor Browser shows them at its safest level. They are the system's own, installed by apt when missing.
# Where none can be had, it says so loudly; under CI that is a failure, because CI never skips a browser test.
# CHROMIUM=/path/to/chromium names one that is somewhere else.
set -euo pipefail

is_here() {
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

missing=()
is_here "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome || missing+=(chromium fonts-liberation)
if [ "${1:-}" = --firefox ]; then
  is_here firefox-esr firefox || missing+=(firefox-esr)
fi
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi

no_browser() {
  {
    echo
    echo "################################################################################"
    echo "#  NO BROWSER (${missing[*]}): $1"
    echo "#  Install it, or set CHROMIUM=/path/to/chromium, and run this again."
    echo "#  Without Chromium, not a single page is tested in a browser; without Firefox,"
    echo "#  none as Tor Browser shows it at its safest level."
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

echo "Installing ${missing[*]} for the browser tests (apt-get, once per machine)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for attempt in 1 2 3; do
  if "${root[@]}" apt-get update -qq >"$log" 2>&1 &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    exit 0
  fi
  echo "Attempt $attempt failed; trying again." >&2
  sleep $((attempt * 5))
done
tail -n 5 "$log" >&2
no_browser "apt-get could not install it (see the lines above)."
