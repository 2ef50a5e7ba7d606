#!/usr/bin/env bash
# The secrets that compose.yaml hands to its containers, made once:
#
#   docker/secrets.sh && docker compose up --build
#
# They lie in .carillon/docker, which only you may enter; the files in it can be read by any user of a container.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=.carillon/docker
mkdir -p "$folder"
chmod 700 .carillon "$folder"

random() { od -An -v -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
put() { printf '%s\n' "$2" >"$folder/$1"; chmod 644 "$folder/$1"; }
keep() { [ -s "$folder/$1" ] || put "$1" "$2"; }

keep admin-token "$(random 16)"
keep secret-key "$(random 32)"
keep ari-password "$(random 24)"
keep mariadb-password "$(random 24)"
keep redis.conf "requirepass $(random 24)"
# The ports are those on the host's loopback, see compose.yaml.
put db-url "mysql://carillon:$(<"$folder/mariadb-password")@127.0.0.1:${CARILLON_MARIADB_PORT:-13306}/carillon"
put redis-url "redis://:$(cut -d ' ' -f 2 "$folder/redis.conf")@127.0.0.1:${CARILLON_REDIS_PORT:-16379}"

printf 'The API token is %s\n' "$(<"$folder/admin-token")"
