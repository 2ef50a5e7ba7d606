import { connect } from 'node:net';
import { rmSync } from 'node:fs';
import { ensureAsterisk, requireSipPort, startAsterisk } from './asterisk.mjs';
import { address, banner } from './banner.mjs';
import { Carillon } from './carillon.mjs';
import { conclude } from './conclude.mjs';
import { programs } from './debian.mjs';
import { Failure } from './failure.mjs';
import { Home, writeWhole } from './home.mjs';
import { lock } from './lock.mjs';
import { startMariaDb } from './mariadb.mjs';
import { commandLine } from './packages.mjs';
import { shown } from './places.mjs';
import { PortBook, requirePort } from './ports.mjs';
import { endLeftOver } from './private-server.mjs';
import { startRedis } from './redis.mjs';
import { leftOver, namesOf } from './server.mjs';
import { readSettings } from './settings.mjs';
import { buildStep, debianStep, npmStep } from './steps.mjs';
import { aborted } from './stop.mjs';
import { seconds } from './terminal.mjs';

const END_WITHIN_MS = 60_000;

/** `npm start`, from nothing to a running Carillon and back; gives the exit code. */
export const start = (env) =>
  conclude(async (around) => {
    const house = new House(around);
    try {
      await house.raise(env);
      await house.untilOver();
      return 0;
    } finally {
      await house.stop();
    }
  });

class House {
  /** What runs, in the order it was started. */
  #running = [];
  #unlock = () => undefined;

  constructor({ terminal, signal }) {
    this.terminal = terminal;
    this.signal = signal;
  }

  async raise(env) {
    const { terminal } = this;
    const began = performance.now();
    const settings = readSettings(env, process.cwd());
    const home = new Home(settings.home).suitsServers().prepare();
    this.#unlock = await lock(home);
    this.home = home;
    await this.#clearAway(settings);
    await this.#checkPorts(settings);
    const ports = new PortBook(home);

    const wanted = [
      ...(settings.redis ? [] : programs.redis),
      ...(settings.database ? [] : programs.mariadb),
      ...(settings.speaks ? programs.speech : []),
    ];
    await debianStep(home, wanted, this);
    await npmStep(home, this);
    await buildStep(home, this);
    const redis = await this.#redis(settings, ports);
    const database = await this.#database(settings, ports);
    const asterisk = await this.#asterisk(settings, ports);

    const token = settings.adminToken ?? home.secret('admin-token', 16);
    const given = { redis, database, asterisk, token };
    const ready = await this.#carillon(environment(env, settings, home, given));
    this.#announce(ready, token, settings.site);
    const took = seconds(performance.now() - began);
    const command = commandLine(env.npm_config_user_agent);
    for (const line of banner({ ready, token, home, took, command }, terminal)) terminal.line(line);
  }

  /** Until somebody asks for the end, or a server ends by itself, which is a failure. */
  async untilOver() {
    const over = await Promise.race([aborted(this.signal), ...this.#running.flatMap(({ over }) => over ?? [])]);
    if (over !== undefined) throw over;
  }

  /** The last that was started is stopped first. */
  async stop() {
    if (this.home !== undefined) rmSync(this.home.at('running.json'), { force: true });
    for (const { name, stop } of this.#running.reverse())
      await this.terminal.step(name, async (step) => {
        step.result = await stop();
      });
    this.#unlock();
  }

  /** Whatever a killed start left running, but for the servers that can be used again. */
  async #clearAway({ redis, database, asterisk }) {
    const wanted = [...(redis ? [] : ['redis']), ...(database ? [] : ['mariadb']), ...(asterisk ? [] : ['asterisk'])];
    for (const name of namesOf(this.home).filter((one) => !wanted.includes(one)))
      if (await endLeftOver(this.home, name))
        this.terminal.line(`  ${name} of an earlier start still ran: stopped it.`);
  }

  async #checkPorts({ httpHost, httpPort, sipPort, asterisk }) {
    await requirePort({
      kind: 'tcp',
      port: httpPort,
      host: httpHost,
      setting: 'CARILLON_HTTP_PORT',
      purpose: 'the API and the floor page',
    });
    if (asterisk === undefined && leftOver(this.home, 'asterisk') === undefined) await requireSipPort(sipPort);
  }

  #redis({ redis }, ports) {
    if (redis !== undefined) return this.#yours('Redis', redis, 'CARILLON_REDIS_URL', 6379);
    return this.terminal.step('Redis', async (step) => {
      const own = await startRedis(this.home, ports, this);
      this.#keep('Redis', own);
      step.result = `port ${own.port}${again(own)}`;
      return own.url;
    });
  }

  #database({ database }, ports) {
    if (database !== undefined) return this.#yours('Database', database, 'CARILLON_DB_URL', 3306);
    return this.terminal.step('MariaDB', async (step) => {
      const own = await startMariaDb(this.home, ports, { signal: this.signal, progress: step.progress });
      this.#keep('MariaDB', own);
      step.result = `port ${own.port}${again(own)}`;
      return own.url;
    });
  }

  async #asterisk({ asterisk, ariUser, ariPassword, site, sipPort }, ports) {
    if (asterisk !== undefined) {
      await this.#yours('Asterisk', asterisk, 'CARILLON_ARI_URL', asterisk.startsWith('https:') ? 443 : 80);
      return { url: asterisk, user: ariUser ?? 'carillon', password: ariPassword };
    }
    return this.terminal.step('Asterisk', async (step) => {
      const { signal } = this;
      const root = await ensureAsterisk(this.home, { signal, progress: step.progress });
      const own = await startAsterisk(this.home, ports, { root, site, sipPort, signal });
      this.#keep('Asterisk', own);
      step.result = `SIP on port ${sipPort}${again(own)}`;
      return own;
    });
  }

  /** A server that the environment names: only whether somebody is there. */
  #yours(name, url, setting, usualPort) {
    return this.terminal.step(name, async (step) => {
      const { hostname, port } = new URL(url);
      const place = `${hostname}:${port === '' ? usualPort : port}`;
      const problem = await reach(hostname.replace(/^\[|\]$/g, ''), Number(port === '' ? usualPort : port));
      if (problem !== '')
        throw new Failure(`${setting} names ${place}, and nothing answers there (${problem}).`, {
          remedy: `Start that server, or leave ${setting} out to get a private one.`,
        });
      step.result = `yours, at ${place}`;
      return url;
    });
  }

  #carillon(env) {
    return this.terminal.step('Carillon', async (step) => {
      const carillon = new Carillon(this.home, env, this.terminal);
      this.#running.push({ name: 'Carillon', stop: () => carillon.stop() });
      const ready = await carillon.start(this.signal);
      step.result = shown(env.CARILLON_SITE);
      return ready;
    });
  }

  #keep(name, { server }) {
    const log = this.home.at('log', `${server.name}.log`);
    const over = server.gone.then(
      (how) =>
        new Failure(`${name} ended by itself${how && ` (${how})`}, so everything was stopped.`, {
          log,
          remedy: 'Start again with npm start; what was written is kept.',
        }),
    );
    this.#running.push({ name, over, stop: () => server.stop(END_WITHIN_MS) });
  }

  /** For `npx carillon …` in other terminals: where we are, for as long as we are. */
  #announce({ http, sip }, token, site) {
    const card = { pid: process.pid, url: address(http).replace(/\/$/, ''), sip, token, site };
    writeWhole(this.home.at('running.json'), `${JSON.stringify(card, null, 2)}\n`);
  }
}

const again = ({ adopted }) => (adopted ? ', it still ran' : '');

/** What Carillon itself is told; everything else of our environment it gets as it is. */
function environment(env, settings, home, { redis, database, asterisk, token }) {
  const told = {
    CARILLON_HOME: home.folder,
    CARILLON_SITE: settings.site,
    CARILLON_PROMPTS: settings.prompts,
    CARILLON_HTTP_PORT: `${settings.httpPort}`,
    CARILLON_SIP_PORT: `${settings.sipPort}`,
    CARILLON_REDIS_URL: redis,
    CARILLON_DB_URL: database,
    CARILLON_ARI_URL: asterisk.url,
    CARILLON_ARI_USER: asterisk.user,
    CARILLON_ARI_PASSWORD: asterisk.password,
    CARILLON_ADMIN_TOKEN: token,
  };
  const left = Object.entries(env).filter(([name]) => !(name.replace(/_FILE$/, '') in told));
  if (settings.secretKey === undefined) {
    home.secret('secret.key', 32);
    told.CARILLON_SECRET_KEY_FILE = home.at('secret.key');
  }
  return { ...Object.fromEntries(left), ...told };
}

const REACH_WITHIN_MS = 3_000;

/** '' when somebody listens there, else why not. */
function reach(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(REACH_WITHIN_MS, () => end(`no answer in ${REACH_WITHIN_MS / 1000} s`));
    socket.once('error', ({ code }) => end(code));
    socket.once('connect', () => end(''));
  });
}
