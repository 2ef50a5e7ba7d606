#!/usr/bin/env bash
# How a machine gets and runs an Asterisk.
#
#   scripts/asterisk.sh ensure
#       finds an Asterisk >= 20 on this machine, else builds one in the machine's cache folder;
#       prints its root folder, one line on stdout: `/` for the machine's own
#   scripts/asterisk.sh render --root ROOT --home DIR [options, see usage below]
#       writes the configuration of asterisk-conf/ to DIR/etc and makes the folders it names
#   scripts/asterisk.sh run --root ROOT --home DIR
#       becomes that Asterisk, in the foreground; SIGTERM ends it
#   scripts/asterisk.sh cli --root ROOT --home DIR -- COMMAND
#       asks the running one, as `asterisk -rx COMMAND` does
#
# Every sub-command may be repeated. Progress goes to stderr; an error is one line on stderr and a non-zero exit.
#
# A built Asterisk is Debian's own, from its next release: Debian 12 and 13 have none. It lies in a folder like a chroot,
# but runs outside of it, by its own dynamic loader with its own libraries: so every path (sockets, prompts, recordings)
# means the same to it and to everyone else, and no right to chroot is needed to run it.
set -euo pipefail
shopt -u patsub_replacement 2>/dev/null || true # bash 5.2: `&` in a replacement would be special

readonly RECOMMENDED=22.9
readonly SUITE=forky
readonly CACHE=${CARILLON_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/carillon}
readonly PACKAGES='asterisk asterisk-modules asterisk-core-sounds-en asterisk-core-sounds-en-wav
  asterisk-core-sounds-ru asterisk-core-sounds-ru-wav asterisk-moh-opsound-wav'
SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly SCRIPTS
readonly TEMPLATES=$SCRIPTS/../asterisk-conf

say() { printf '%s\n' "asterisk: $*" >&2; }
die() { say "$*"; exit 1; }

# ── ensure ────────────────────────────────────────────────────────────────────────────────────────────────────────────

ensure() {
  local own version
  if own=$(machines_own); then
    version=$(version_of "$own")
    if at_least 20 "$version"; then
      at_least $RECOMMENDED "$version" || say "this machine's Asterisk is $version; $RECOMMENDED or later is recommended"
      echo /
      return
    fi
    say "this machine's Asterisk is ${version:-of an unknown version}, too old (20 is the least): using a private one"
  fi
  build_once
  printf '%s\n' "$CACHE/asterisk-$SUITE"
}

machines_own() {
  local file
  for file in "$(command -v asterisk || true)" /usr/sbin/asterisk /usr/local/sbin/asterisk; do
    [ -n "$file" ] && [ -x "$file" ] && { printf '%s\n' "$file"; return; }
  done
  return 1
}

# `Asterisk 22.10.1+dfsg`, `Asterisk certified/20.7-cert2` → 22.10, 20.7
version_of() { "$1" -V 2>/dev/null | sed -nE 's#^Asterisk (certified[/-])?([0-9]+(\.[0-9]+)?).*#\2#p'; }
at_least() { [ -n "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Two clones may start at once: the second waits for the first, then finds its work done.
build_once() {
  local root=$CACHE/asterisk-$SUITE
  [ ! -e "$root" ] || return 0
  mkdir -p "$CACHE" 2>/dev/null || die "cannot make $CACHE: set CARILLON_CACHE to a folder that can be written"
  exec 9>"$root.lock"
  flock -n 9 || { say 'another start is building Asterisk, waiting for it'; flock 9; }
  [ -e "$root" ] || build "$root"
  exec 9>&-
}

build() {
  local root=$1 mirror script=/usr/share/debootstrap/scripts/$SUITE began=$SECONDS
  [ "$(id -u)" = 0 ] || die "there is no Asterisk on this machine, and only root can build one: run this as root once, or install Asterisk $RECOMMENDED or later"
  command -v dpkg >/dev/null || die "there is no Asterisk on this machine, and one can be built on Debian only: install Asterisk $RECOMMENDED or later"
  room_for_it
  "$SCRIPTS/debian-packages.sh" install debootstrap
  mirror=$("$SCRIPTS/debian-packages.sh" mirror)
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  use_apts_proxy

  BUILDING=$root.building LOG=$root.log
  discard_unfinished
  trap discard_unfinished EXIT
  say "building one from Debian $SUITE, in $root (a minute, once on this machine)"
  : >"$LOG"
  step 'the base system' debootstrap --variant=minbase "$SUITE" "$BUILDING" "$mirror" "$script"
  dress "$BUILDING"
  step 'its package lists' inside apt-get update -q
  # shellcheck disable=SC2086
  step 'Asterisk, sounds and music' inside apt-get install -y -q --no-install-recommends $PACKAGES
  slim "$BUILDING"
  make_links_relative "$BUILDING"
  "$(loader_of "$BUILDING")" --library-path "$(libraries_of "$BUILDING")" "$BUILDING/usr/sbin/asterisk" -V >>"$LOG" 2>&1 ||
    die "what was built does not run: $(last_words); whole output in $LOG"
  mv "$BUILDING" "$root"
  trap - EXIT
  say "built $(tail -n 1 "$LOG") in $((SECONDS - began)) s"
}

room_for_it() {
  local free
  free=$(df -Pm "$CACHE" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge 1000 ] || die "Asterisk needs 1000 MB in $CACHE and $free MB are free: make room, or set CARILLON_CACHE to another folder"
}

step() {
  local what=$1 began=$SECONDS
  shift
  say "  $what …"
  "$@" >>"$LOG" 2>&1 </dev/null 9>&- || die "$what could not be installed: $(last_words); whole output in $LOG"
  say "  $what: $((SECONDS - began)) s"
}
last_words() { grep -E '^(E|W|Err)[: ]' "$LOG" | tail -n 1 | grep . || tail -n 1 "$LOG"; }

inside() { DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$BUILDING" "$@"; }

# What a package manager in there needs of this machine: names, the way out, whom to trust; and that it starts nothing.
dress() {
  local root=$1
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  cp /etc/hosts "$root/etc/hosts" # without it each name look-up may stall for 5 s
  [ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  apt-config dump | grep -E '^Acquire::(http|https|Check|Force|Retries)' >"$root/etc/apt/apt.conf.d/90carillon" || true
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  fi
}

use_apts_proxy() {
  local http='' https=''
  eval "$(apt-config shell http Acquire::http::Proxy https Acquire::https::Proxy)"
  [ -z "${http#DIRECT}" ] || export http_proxy=$http
  [ -z "${https#DIRECT}" ] || export https_proxy=$https
}

slim() {
  rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/usr/share/locale/* "$1"/usr/share/man/* "$1"/usr/share/info/*
  rm -f "$1/etc/apt/apt.conf.d/90carillon" # it may hold a proxy's password
}

# Debian's sounds/en is a link to /etc/alternatives/…: right in a chroot, nowhere outside of it.
make_links_relative() {
  local link target
  find "$1/usr/share/asterisk" -type l -lname '/*' -print | while read -r link; do
    target=$(chroot "$1" readlink -f "${link#"$1"}" || true)
    if [ -n "$target" ] && [ -e "$1$target" ]; then ln -sfnr "$1$target" "$link"; fi
  done
}

discard_unfinished() {
  [ -e "$BUILDING" ] || return 0
  umount "$BUILDING/proc" "$BUILDING/sys" 2>/dev/null || true
  rm -rf --one-file-system "$BUILDING"
}

# ── render ────────────────────────────────────────────────────────────────────────────────────────────────────────────

render_usage() {
  cat <<'END'
usage: scripts/asterisk.sh render --root ROOT --home DIR [--http-port 8088] [--sip-port 5060] [--sip-bind 0.0.0.0] [--callers-from 127.0.0.2]
         [--rtp-start 10000 --rtp-end 14999] [--ari-user carillon] [--ari-password P] [--system-name NAME]
         [--music DIR] [--site DIR]
The password may also come as CARILLON_ARI_PASSWORD; without one, it is made up once and kept in DIR/ari-password.
END
}

render() {
  ROOT='' HOME_DIR='' SITE=''
  local http_port=8088 sip_port=5060 sip_bind=0.0.0.0 callers_from=127.0.0.2 rtp_start=10000 rtp_end=14999
  local ari_user=carillon ari_password=${CARILLON_ARI_PASSWORD:-} system_name='' music=''
  while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || case "$1" in -h | --help) render_usage; return ;; *) die "$1 needs a value" ;; esac
    case "$1" in
      --root) ROOT=$2 ;; --home) HOME_DIR=$2 ;; --site) SITE=$2 ;; --music) music=$2 ;;
      --http-port) http_port=$(port "$1" "$2") ;; --sip-port) sip_port=$(port "$1" "$2") ;; --sip-bind) sip_bind=$2 ;; --callers-from) callers_from=$2 ;;
      --rtp-start) rtp_start=$(port "$1" "$2") ;; --rtp-end) rtp_end=$(port "$1" "$2") ;;
      --ari-user) ari_user=$2 ;; --ari-password) ari_password=$2 ;; --system-name) system_name=$2 ;;
      *) die "unknown option $1: $(render_usage | head -n 1)" ;;
    esac
    shift 2
  done
  needs_root_and_home
  [ "$rtp_start" -lt "$rtp_end" ] || die "--rtp-start $rtp_start is not below --rtp-end $rtp_end: a call takes two ports, give a range"
  [ ${#HOME_DIR} -le 88 ] || die "$HOME_DIR is too long for the sockets in it (88 characters at most): choose another home with CARILLON_HOME"

  local folder
  for folder in etc run db lib lib/keys spool spool/recording spool/tmp log cache; do
    mkdir -p "$HOME_DIR/$folder" 2>/dev/null || die "cannot make $HOME_DIR/$folder: give a --home that can be written"
  done
  chmod 700 "$HOME_DIR/etc" "$HOME_DIR/spool"
  [ -n "$ari_password" ] || ari_password=$(made_up_password)
  plain '--ari-user' "$ari_user"
  plain '--ari-password' "$ari_password"
  plain '--system-name' "$system_name"
  plain '--sip-bind' "$sip_bind"
  plain '--callers-from' "$callers_from"

  local data modules
  data=$(first_with rest-api/applications.json "$ROOT"/usr/share/asterisk "$ROOT"/var/lib/asterisk "$ROOT"/usr/local/share/asterisk) ||
    die "no rest-api folder beside the Asterisk of ${ROOT:-/}, and ARI needs it: install all of Asterisk's files"
  modules=$(first_with app_stasis.so "$ROOT"/usr/lib/*/asterisk/modules "$ROOT"/usr/lib/asterisk/modules "$ROOT"/usr/lib64/asterisk/modules "$ROOT"/usr/local/lib/asterisk/modules) ||
    die "no app_stasis.so among the modules of ${ROOT:-/}: install Asterisk with its ARI modules (Debian: asterisk-modules)"
  [ -n "$music" ] || music=$(first_with '*.*' "$ROOT"/usr/share/asterisk/moh "$ROOT"/var/lib/asterisk/moh "$data"/moh) ||
    { music=$data/moh; say "no music in $music: callers will wait in silence; install some (Debian: asterisk-moh-opsound-wav)"; }

  local -A values=(
    [HOME]=$HOME_DIR [MODULES_DIR]=$modules [DATA_DIR]=$data [MUSIC_DIR]=$music [SYSTEM_NAME]=$system_name
    [HTTP_PORT]=$http_port [ARI_USER]=$ari_user [ARI_PASSWORD]=$ari_password
    [SIP_BIND]=$sip_bind [SIP_PORT]=$sip_port [RTP_START]=$rtp_start [RTP_END]=$rtp_end [CALLERS_FROM]=$callers_from
  )
  local template
  for template in "$TEMPLATES"/*.conf; do fill "$template" "$HOME_DIR/etc/$(basename "$template")"; done
  add_site_files
}

fill() {
  local text key left
  text=$(<"$1")
  for key in "${!values[@]}"; do text=${text//@$key@/${values[$key]}}; done
  left=$(grep -Eom1 '@[A-Z_]+@' <<<"$text") && die "$1: $left is not a known placeholder"
  (umask 077; printf '%s\n' "$text" >"$2.new")
  mv "$2.new" "$2"
}

# The site's own lines: SITE/asterisk/*_site.conf and pjsip_trunks.conf, and files these include.
add_site_files() {
  local file name
  rm -f "$HOME_DIR"/etc/*_site.conf "$HOME_DIR"/etc/pjsip_trunks.conf
  [ -n "$SITE" ] || return 0
  [ -d "$SITE" ] || die "--site $SITE is not a folder"
  for file in "$SITE"/asterisk/*.conf; do
    [ -e "$file" ] || continue
    name=$(basename "$file")
    [ ! -e "$TEMPLATES/$name" ] || die "$file would replace Carillon's own $name: put the lines into ${name%.conf}_site.conf beside it"
    install -m 600 "$file" "$HOME_DIR/etc/$name"
  done
}

port() {
  [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] && [ "$2" -le 65535 ] || die "$1 $2: a port is a number from 1 to 65535"
  echo "$2"
}

# A `;` would begin a comment, a `\` would hide the next letter, and a line end would begin another setting.
plain() { [[ $2 =~ ^[]A-Za-z0-9_.:@%+=,/[~-]*$ ]] || die "$1 has a character that Asterisk's configuration cannot hold: use letters, digits and _ . : @ % + = , / [ ] ~ -"; }

made_up_password() {
  local file=$HOME_DIR/ari-password
  [ -s "$file" ] || (umask 077; od -An -N18 -tx1 /dev/urandom | tr -d ' \n' >"$file")
  cat "$file"
}

first_with() {
  local wanted=$1 folder
  shift
  for folder in "$@"; do
    if compgen -G "$folder/$wanted" >/dev/null; then printf '%s\n' "$folder"; return; fi
  done
  return 1
}

# ── run, cli ──────────────────────────────────────────────────────────────────────────────────────────────────────────

run() {
  arguments_root_home "$@"
  [ -e "$HOME_DIR/etc/asterisk.conf" ] || die "no $HOME_DIR/etc/asterisk.conf: run \`scripts/asterisk.sh render\` first"
  asterisk_command
  umask 027 # recordings are for us and our group
  exec "${COMMAND[@]}" -f -n -C "$HOME_DIR/etc/asterisk.conf"
}

cli() {
  local before=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do before+=("$1"); shift; done
  [ $# -ge 2 ] || die "say what to ask: cli --root ROOT --home DIR -- 'core show version'"
  shift
  arguments_root_home "${before[@]}"
  [ -S "$HOME_DIR/run/asterisk.ctl" ] || die "no Asterisk runs in $HOME_DIR: start one with \`scripts/asterisk.sh run\`"
  asterisk_command
  exec "${COMMAND[@]}" -C "$HOME_DIR/etc/asterisk.conf" -rx "$*"
}

arguments_root_home() {
  ROOT='' HOME_DIR=''
  while [ $# -gt 0 ]; do
    case "$1" in
      --root) ROOT=${2:-} ;; --home) HOME_DIR=${2:-} ;;
      *) die "unknown option $1: only --root and --home are known here" ;;
    esac
    shift $(($# >= 2 ? 2 : 1))
  done
  needs_root_and_home
}

needs_root_and_home() {
  [ -n "$ROOT" ] || die "--root is missing: give what \`scripts/asterisk.sh ensure\` printed"
  [ -n "$HOME_DIR" ] || die '--home is missing: give a folder for configuration, logs and sockets'
  [ -d "$ROOT" ] || die "--root $ROOT is not a folder: give what \`scripts/asterisk.sh ensure\` printed"
  ROOT=$(cd "$ROOT" && pwd)
  [ "$ROOT" != / ] || ROOT=''
  HOME_DIR=$(realpath -m "$HOME_DIR")
  [ "$HOME_DIR" != / ] || die "--home / would write into the machine's own /etc: give a folder"
}

asterisk_command() {
  local own loader
  if [ -z "$ROOT" ]; then
    own=$(machines_own) || die "there is no asterisk on this machine: give the --root that \`scripts/asterisk.sh ensure\` prints"
    COMMAND=("$own")
  else
    loader=$(loader_of "$ROOT")
    COMMAND=("$loader" --library-path "$(libraries_of "$ROOT")" "$ROOT/usr/sbin/asterisk")
  fi
}

# The dynamic loader has another name on each kind of machine: ld-linux-x86-64.so.2, ld-linux-aarch64.so.1 …
loader_of() {
  local file
  for file in "$1"/usr/lib/*-linux-gnu*/ld-linux*.so.* "$1"/usr/lib64/ld-linux*.so.* "$1"/usr/lib/ld-linux*.so.*; do
    [ ! -x "$file" ] || { printf '%s\n' "$file"; return; }
  done
  die "no dynamic loader in $1: remove that folder and run \`scripts/asterisk.sh ensure\` again"
}

libraries_of() { printf '%s\n' "$1"/usr/lib/*-linux-gnu* "$1/usr/lib" | paste -sd :; }

case "${1:-}" in
  ensure) shift; ensure ;;
  render) shift; render "$@" ;;
  run) shift; run "$@" ;;
  cli) shift; cli "$@" ;;
  *) die 'say what: ensure, render, run or cli (the head of this file tells what each does)' ;;
esac
