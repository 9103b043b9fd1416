#!/usr/bin/env bash
# Makes sure that there is a Firefox for the tour with scripts off: the system's own ESR, installed by apt when missing.
# Where none can be had it says so; the tests that need it then fail, and under CI this fails first.
set -euo pipefail

for name in firefox-esr firefox; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

no_browser() {
  echo "NO FIREFOX: $1 Without one, no page is tried as Tor Browser shows it at its safest level." >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
}

command -v apt-get >/dev/null 2>&1 || no_browser "this machine has none, and no apt-get to install it with."
root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || no_browser "installing it takes root, and this machine has no sudo."
  root=(sudo)
fi

echo "Installing Firefox ESR for the tour with scripts off (apt-get, once per machine)"
for attempt in 1 2 3; do
  if "${root[@]}" apt-get update -qq >/dev/null 2>&1 &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends firefox-esr >/dev/null 2>&1; then
    firefox-esr --version
    exit 0
  fi
  echo "Attempt $attempt failed; trying again." >&2
  sleep $((attempt * 5))
done
no_browser "apt-get could not install it."
