import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureAsterisk, startAsterisk } from '../../scripts/lib/asterisk.mjs';
import { Failure } from '../../scripts/lib/failure.mjs';
import { startMariaDb } from '../../scripts/lib/mariadb.mjs';
import { repository } from '../../scripts/lib/places.mjs';
import { freePort, PortBook } from '../../scripts/lib/ports.mjs';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { startProcess } from '../../scripts/lib/server.mjs';
import { aborted } from '../../scripts/lib/stop.mjs';
import { freeUdpPort } from './ports.mjs';

const READY_WITHIN_MS = 60_000;
const END_WITHIN_MS = 20_000;
const PROMPT_MS = 1_000;

/** The numbers that a caller dials for the same three steps, and what does them. */
export const NUMBERS = { carillon: '1000', dialplan: '2000' };

/**
 * A centre of the bench's own, started as `npm start` starts one: the same servers with the same settings, in a home that
 * nobody else uses.
 */
export class Centre {
  /** The servers, in the order they were started. */
  #running = [];

  constructor(home, { profile }) {
    this.home = home;
    this.profile = profile;
  }

  async open({ signal, progress }) {
    const { home } = this;
    const ports = new PortBook(home);
    progress('Redis');
    const redis = this.#keep(await startRedis(home, ports, { signal }));
    progress('MariaDB');
    const database = this.#keep(await startMariaDb(home, ports, { signal, progress }));
    this.asteriskRoot = await ensureAsterisk(home, { signal, progress });
    const root = this.asteriskRoot;
    progress('Asterisk');
    const sipPort = await freeUdpPort('0.0.0.0');
    this.sip = { host: '127.0.0.1', port: sipPort };
    const site = this.#site();
    await this.dress(site, this.sip);
    const asterisk = this.#keep(await startAsterisk(home, ports, { root, site, sipPort, signal }));
    this.ari = asterisk;
    this.asterisk = await versionOf(asterisk);
    progress('Carillon');
    await this.#carillon({ redis, database, asterisk, site }, signal);
  }

  /** What a centre of another kind adds to the site. */
  async dress() {}

  /** Which process is whose. */
  get pids() {
    return Object.fromEntries(this.#running.map(({ name, pid }) => [name, pid]));
  }

  logOf(name) {
    return this.home.at('log', `${name}.log`);
  }

  /** The last that was started is stopped first. */
  async close() {
    for (const server of this.#running.splice(0).reverse()) await server.stop(END_WITHIN_MS);
  }

  #keep(started) {
    this.#running.push(started.server);
    return started;
  }

  /** The site folder, with a tone for its prompt and the same call in plain dialplan. */
  #site() {
    const site = this.home.at('site');
    cpSync(join(import.meta.dirname, 'site'), site, { recursive: true });
    mkdirSync(join(site, 'prompts/en'), { recursive: true });
    writeFileSync(join(site, 'prompts/en/greeting.wav'), tone(PROMPT_MS));
    mkdirSync(join(site, 'asterisk'), { recursive: true });
    const lines = [
      '[from-trunk](+)',
      `exten => ${NUMBERS.dialplan},1,Answer()`,
      ` same => n,Playback(${join(site, 'prompts/en/greeting')})`,
      ' same => n,Hangup()',
    ];
    writeFileSync(join(site, 'asterisk/extensions_site.conf'), `${lines.join('\n')}\n`);
    return site;
  }

  async #carillon({ redis, database, asterisk, site }, signal) {
    const { home, profile } = this;
    const log = home.freshLog('carillon');
    const httpPort = await freePort();
    this.api = { url: `http://127.0.0.1:${httpPort}`, token: home.secret('admin-token', 16) };
    const { server, child } = startProcess(home, {
      name: 'carillon',
      command: process.execPath,
      args: [
        '--enable-source-maps',
        ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
        join(repository, 'dist/src/main/main.js'),
      ],
      folder: repository,
      env: {
        ...withoutOurs(process.env),
        CARILLON_HOME: home.folder,
        CARILLON_SITE: site,
        CARILLON_PROMPTS: home.at('prompts'),
        CARILLON_SPEECH: 'none',
        CARILLON_HTTP_PORT: `${httpPort}`,
        CARILLON_SIP_PORT: `${this.sip.port}`,
        CARILLON_REDIS_URL: redis.url,
        CARILLON_DB_URL: database.url,
        CARILLON_ARI_URL: asterisk.url,
        CARILLON_ARI_USER: asterisk.user,
        CARILLON_ARI_PASSWORD: asterisk.password,
        CARILLON_ADMIN_TOKEN: this.api.token,
        CARILLON_SECRET_KEY: home.secret('secret.key', 32),
      },
      log,
      ipc: true,
    });
    this.#keep({ server });
    const word = await Promise.race([
      once(child, 'message').then(([message]) => message),
      server.gone.then((how) => ({ type: 'gone', message: how })),
      pause(READY_WITHIN_MS, { type: 'late', message: `no answer in ${READY_WITHIN_MS / 1000} s` }, { ref: false }),
      aborted(signal),
    ]);
    signal.throwIfAborted();
    if (word.type !== 'ready') throw new Failure(`Carillon did not start: ${word.message}.`, { log });
  }
}

async function versionOf({ url, user, password }) {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = await fetch(`${url}/ari/asterisk/info?only=system`, { headers: { authorization } });
  return (await answer.json()).system.version;
}

const withoutOurs = (env) => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CARILLON_')));

const RATE = 8000;

/** A WAV file of a tone: mono, 16 bits. */
function tone(ms) {
  const samples = (RATE * ms) / 1000;
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 2 * samples, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // mono
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++)
    wav.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 800 * i) / RATE)), 44 + 2 * i);
  return wav;
}
