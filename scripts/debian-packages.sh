#!/usr/bin/env bash
# Debian's packages, for the other scripts.
#
#   scripts/debian-packages.sh missing PACKAGE…   print those that are not installed, one a line
#   scripts/debian-packages.sh install PACKAGE…   install those that are not installed (nothing is started by it)
#   scripts/debian-packages.sh mirror             print the mirror this machine takes Debian from
#
# Progress goes to stderr; an error is one line on stderr and a non-zero exit.
# shellcheck disable=SC2016 # $(ORIGIN) and the like are apt's
set -euo pipefail

say() { printf '%s\n' "debian-packages: $*" >&2; }
die() { say "$*"; exit 1; }

missing() {
  local name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || printf '%s\n' "$name"
  done
}

install() {
  local wanted log
  mapfile -t wanted < <(missing "$@")
  [ ${#wanted[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "${wanted[*]} not installed, and only root can install: run this as root, or \`sudo apt-get install ${wanted[*]}\` first"
  command -v apt-get >/dev/null || die "${wanted[*]} not installed, and there is no apt-get here: install them your system's way"

  log=$(mktemp)
  start_nothing
  apt_lists_are_there || update
  say "installing ${wanted[*]}"
  if ! apt_install "${wanted[@]}" >"$log" 2>&1; then
    update # the lists may name versions that the mirror no longer has
    apt_install "${wanted[@]}" >"$log" 2>&1 || die "apt-get could not install ${wanted[*]}: $(last_words "$log"); whole output in $log"
  fi
  rm -f "$log"
}

# Packages of servers start them when installed. Carillon starts private ones itself, so for the time of an installation
# they are told not to, in Debian's own way; a policy that the machine already has is left alone.
start_nothing() {
  local policy=/usr/sbin/policy-rc.d
  [ ! -e $policy ] || grep -q 'left by Carillon' $policy || return 0
  printf '#!/bin/sh\n# left by Carillon: remove this file, it belongs to an installation that was interrupted\nexit 101\n' >$policy
  chmod 755 $policy
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

apt_lists_are_there() {
  [ -n "$(apt-get indextargets --format '$(ORIGIN)' 'Created-By: Packages' 2>/dev/null | sed -n 1p)" ]
}

update() {
  local log
  [ "$(id -u)" = 0 ] || return 0
  say 'apt-get update'
  log=$(mktemp)
  apt-get update -q >"$log" 2>&1 || say "apt-get update complained, going on: $(last_words "$log")"
  rm -f "$log"
}

last_words() { grep -E '^(E|W|Err)' "$1" | head -n 1 || tail -n 1 "$1"; }

# The main archive, told from the security one by its label; a `mirror+file:` list stands for its first line.
mirror() {
  local uri
  if [ -n "${CARILLON_DEBIAN_MIRROR:-}" ]; then printf '%s\n' "$CARILLON_DEBIAN_MIRROR"; return; fi
  command -v apt-get >/dev/null || die 'no apt-get here, so no Debian mirror is known: set CARILLON_DEBIAN_MIRROR to the address of one'
  apt_lists_are_there || update
  uri=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" && !found++ { print $4 }')
  [ -n "$uri" ] || die "apt's sources have no main archive of Debian: set CARILLON_DEBIAN_MIRROR to the address of a Debian mirror"
  case "$uri" in
    mirror+file:*) uri=$(grep -Eom1 '^(https?|file)://[^[:space:]]+' "${uri#mirror+file:}" || true) ;;
    mirror+http*) die "apt takes Debian from a list of mirrors on the net: set CARILLON_DEBIAN_MIRROR to one of them" ;;
  esac
  [ -n "$uri" ] || die "apt's mirror list names no mirror: set CARILLON_DEBIAN_MIRROR to the address of a Debian mirror"
  printf '%s\n' "$uri"
}

case "${1:-}" in
  missing) shift; missing "$@" ;;
  install) shift; install "$@" ;;
  mirror) mirror ;;
  *) die "say what: missing PACKAGE…, install PACKAGE… or mirror" ;;
esac
