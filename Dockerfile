# Two images: `carillon`, and the `asterisk` beside it. compose.yaml puts them together with MariaDB and Redis.

FROM node:20-bookworm-slim AS build
WORKDIR /srv/carillon
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-bookworm-slim AS carillon
RUN apt-get update \
 && apt-get install -y --no-install-recommends espeak-ng sox \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/carillon
COPY --from=build /srv/carillon/package.json ./
COPY --from=build /srv/carillon/node_modules node_modules
COPY --from=build /srv/carillon/dist dist
COPY --from=build /srv/carillon/scripts scripts
COPY --from=build /srv/carillon/examples examples
# The prompts are a volume that Asterisk reads at the same path.
RUN install -d -o node -g node /var/lib/carillon /var/lib/carillon/prompts \
 && ln -s /srv/carillon/scripts/carillon /usr/local/bin/carillon
ENV NODE_ENV=production CARILLON_HOME=/var/lib/carillon
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CARILLON_HTTP_PORT || 8080}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main/main.js"]

# Debian 12 and 13 have no Asterisk; the next release has 22.
FROM debian:forky-slim AS asterisk
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    asterisk asterisk-modules asterisk-core-sounds-en asterisk-core-sounds-en-wav \
    asterisk-core-sounds-ru asterisk-core-sounds-ru-wav asterisk-moh-opsound-wav \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/carillon
COPY scripts/asterisk.sh scripts/
COPY asterisk-conf asterisk-conf
COPY docker/asterisk.sh docker/
# 1000 is `node` of the other image, whoever of the two makes the volume first.
RUN install -d -o asterisk -g asterisk /var/lib/carillon/asterisk \
 && install -d -o 1000 -g 1000 /var/lib/carillon/prompts
USER asterisk
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s \
  CMD ["scripts/asterisk.sh", "cli", "--root", "/", "--home", "/var/lib/carillon/asterisk", "--", "core waitfullybooted"]
CMD ["docker/asterisk.sh"]
