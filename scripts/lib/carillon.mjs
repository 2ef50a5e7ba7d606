import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure, Stopped } from './failure.mjs';
import { LogTail } from './log-tail.mjs';
import { repository } from './places.mjs';
import { startProcess } from './server.mjs';
import { seconds } from './terminal.mjs';

const MAIN = join(repository, 'dist/src/main/main.js');
const READY_WITHIN_MS = 120_000; // the first start speaks all prompts
const STOP_WITHIN_MS = 20_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const STEADY_AFTER_MS = 60_000;

/** Carillon itself, beside us: started, and started again when it ends by itself, since the calls go on in Asterisk. */
export class Carillon {
  #server;
  #ending = new globalThis.AbortController();
  #again = Promise.resolve();
  #pauseMs = FIRST_PAUSE_MS;

  constructor(home, env, terminal) {
    this.home = home;
    this.env = env;
    this.terminal = terminal;
    this.log = home.freshLog('carillon');
    this.tail = new LogTail(this.log, (line) => terminal.line(`${terminal.yellow('carillon')} ${line}`));
  }

  /** What it says when it is ready: where it listens, its numbers and agents. */
  async start(signal) {
    const stop = () => this.#ending.abort();
    signal.addEventListener('abort', stop, { once: true });
    return this.#launch();
  }

  async stop() {
    this.#ending.abort();
    const how = (await this.#server?.stop(STOP_WITHIN_MS)) ?? 'stopped';
    await this.#again;
    this.tail.close();
    return how;
  }

  async #launch() {
    const { signal } = this.#ending;
    if (signal.aborted) throw new Stopped();
    const { server, child } = startProcess(this.home, {
      name: 'carillon',
      command: process.execPath,
      args: ['--enable-source-maps', MAIN],
      folder: repository,
      env: this.env,
      log: this.log,
      ipc: true,
    });
    this.#server = server;
    const word = await firstWord(child, server, signal);
    if (word.type === 'ready') {
      this.tail.go();
      this.#again = this.#watch(server, performance.now());
      return word;
    }
    await server.stop(STOP_WITHIN_MS);
    if (word.type === 'stopped') throw new Stopped();
    if (word.type === 'failed')
      throw new Failure(firstLine(word.message), { log: this.log, lines: otherLines(word.message) });
    throw new Failure(
      word.type === 'gone'
        ? `Carillon ended while it was starting (${word.how}).`
        : `Carillon did not come up within ${READY_WITHIN_MS / 1000} s.`,
      { log: this.log },
    );
  }

  async #watch(server, since) {
    const { signal } = this.#ending;
    let why = `Carillon ended by itself (${await server.gone})`;
    if (performance.now() - since > STEADY_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      this.tail.look();
      this.#say('red', `${why}; calls go on in Asterisk. Starting it again in ${this.#pauseMs / 1000} s …`);
      await pause(this.#pauseMs, undefined, { signal }).catch(() => undefined);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      const began = performance.now();
      try {
        await this.#launch();
        this.#say('green', `Carillon is back (${seconds(performance.now() - began)}).`);
        return;
      } catch (error) {
        why = error.message.replace(/\.$/, '');
      }
    }
  }

  #say(colour, text) {
    this.terminal.line(this.terminal[colour](text));
  }
}

/** The first thing we hear of it: its own message, its end, the deadline, or that all is to stop. */
function firstWord(child, server, signal) {
  const waiting = new globalThis.AbortController();
  const until = { signal: waiting.signal };
  const never = () => new Promise(() => undefined);
  const message = once(child, 'message', until).then(([said]) => said, never);
  // Its last message may still be on the way when it has ended; the channel closes after that.
  const gone = once(child, 'disconnect', until).then(async () => ({ type: 'gone', how: await server.gone }), never);
  const late = pause(READY_WITHIN_MS, { type: 'late' }, until).catch(never);
  const stopped = once(signal, 'abort', until).then(() => ({ type: 'stopped' }), never);
  return Promise.race([message, gone, late, stopped]).finally(() => waiting.abort());
}

const firstLine = (text) => text.split('\n')[0];
const otherLines = (text) => text.split('\n').slice(1, 40);
