#!/bin/sh
# Copies the keys of who may come to where Tor looks for them, and refuses to start for everybody: with none, Tor would let all in.
set -eu
umask 077
ls /var/lib/tor-clients/*.auth >/dev/null 2>&1 || {
  echo "No device may come yet: make a key with docker/onion/new-client.sh NAME, and start again." >&2
  exit 1
}
mkdir -p /var/lib/tor/service/authorized_clients
rm -f /var/lib/tor/service/authorized_clients/*.auth
cp /var/lib/tor-clients/*.auth /var/lib/tor/service/authorized_clients/
exec tor -f /etc/tor/torrc
