#!/usr/bin/env bash
# Runs once, when the database is first made: the owner of the tables, the role of the application, and the database.
# Neither is a superuser, and the application owns nothing, so that row-level security binds it.
set -euo pipefail

export PGPASSWORD
PGPASSWORD=$(cat /run/secrets/superuser_password)

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
  --set owner_password="$(cat /run/secrets/owner_password)" \
  --set app_password="$(cat /run/secrets/app_password)" <<'SQL'
create role abrigo_owner login nosuperuser nobypassrls nocreatedb nocreaterole password :'owner_password';
create role abrigo_app login nosuperuser nobypassrls nocreatedb nocreaterole password :'app_password';
create database abrigo owner abrigo_owner encoding 'UTF8';
revoke all on database abrigo from public;
grant connect on database abrigo to abrigo_app;
SQL
