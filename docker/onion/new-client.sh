#!/usr/bin/env bash
# Makes the key of one device: the public half stays here, the private half is printed once, for Tor Browser to be told.
set -euo pipefail
cd "$(dirname "$0")"
name=${1:?name the device: new-client.sh NAME}
[[ $name =~ ^[a-z0-9-]{1,30}$ ]] || { echo "A name has small letters, digits and hyphens." >&2; exit 2; }
file=authorized_clients/$name.auth
[ ! -e "$file" ] || { echo "$name has a key already: remove $file first." >&2; exit 1; }
umask 077
mkdir -p authorized_clients
pem=$(openssl genpkey -algorithm x25519)
half() { openssl pkey "$@" -outform DER | tail -c 32 | base32 | tr -d '=\n'; }
private=$(half <<<"$pem")
echo "descriptor:x25519:$(half -pubout <<<"$pem")" > "$file"
# The service runs under another account and must read it; it is no secret.
chmod 644 "$file"
echo "For Tor Browser, when it asks for the key of this address (shown this once):"
echo "$private"
