#!/usr/bin/env bash
# Makes the passwords that compose.yaml hands over as files, once; an existing folder is left as it is.
set -euo pipefail
cd "$(dirname "$0")"

if [ -e secrets ]; then
  echo "docker/secrets is already there; nothing was changed."
  exit 0
fi

umask 077
mkdir secrets
password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
for name in superuser owner app; do printf '%s' "$(password)" >"secrets/${name}_password"; done
printf 'postgresql://abrigo_app:%s@/abrigo?host=/run/postgresql' "$(cat secrets/app_password)" >secrets/abrigo_database_url
printf 'postgresql://abrigo_owner:%s@/abrigo?host=/run/postgresql' "$(cat secrets/owner_password)" >secrets/abrigo_owner_database_url

# A file secret keeps its owner and mode inside the container, where two accounts read it: 999 and 10001. The folder
# stays closed to everybody else on this machine.
chmod 0444 secrets/*
echo "Made docker/secrets. Keep a sealed copy: without it the database cannot be opened."
