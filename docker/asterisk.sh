#!/usr/bin/env bash
# Asterisk as a container: its configuration out of the environment, then Asterisk itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -n "${CARILLON_ARI_PASSWORD_FILE:-}" ]; then
  CARILLON_ARI_PASSWORD=$(<"$CARILLON_ARI_PASSWORD_FILE")
  export CARILLON_ARI_PASSWORD
fi
where=(--root / --home "${CARILLON_ASTERISK_HOME:-/var/lib/carillon/asterisk}")
site=()
[ -z "${CARILLON_SITE:-}" ] || site=(--site "$CARILLON_SITE")
scripts/asterisk.sh render "${where[@]}" "${site[@]}" \
  --http-port "${CARILLON_ARI_PORT:-8088}" --ari-user "${CARILLON_ARI_USER:-carillon}" \
  --sip-port "${CARILLON_SIP_PORT:-5060}" --sip-bind "${CARILLON_SIP_BIND:-0.0.0.0}" \
  --rtp-start "${CARILLON_RTP_START:-10000}" --rtp-end "${CARILLON_RTP_END:-14999}"
exec scripts/asterisk.sh run "${where[@]}"
