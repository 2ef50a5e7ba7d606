import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { addGroup, removeGroup, signalGroup, watchGroup } from './groups.mjs';
import { readJson, writeWhole } from './home.mjs';
import { folderOf, identityOf, isAlive } from './process-identity.mjs';

const LOOK_EVERY_MS = 250;

/**
 * A process that runs on beside us. Its card in the home's run/ tells who it is and with what settings it was started, so that
 * a later start finds it again when this one was killed; and never mistakes a stranger's process for it.
 */
export class Server {
  /** Resolves with how it ended: `exit code 1`, `signal SIGKILL`; '' when that is not known. */
  gone;
  #isGone = false;

  constructor(name, pid, gone, forget) {
    this.name = name;
    this.pid = pid;
    this.gone = gone.then((how) => {
      this.#isGone = true;
      removeGroup(pid);
      forget();
      return how;
    });
  }

  /** Asks it to end, and ends it when it does not in time; says which it was. */
  async stop(withinMs) {
    if (this.#isGone) return 'had ended';
    signalGroup(this.pid, 'SIGTERM');
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(() => resolve('late'), withinMs)));
    const how = await Promise.race([this.gone, late]);
    clearTimeout(timer);
    if (how !== 'late') return 'stopped';
    this.kill();
    await this.gone;
    return 'killed';
  }

  kill() {
    signalGroup(this.pid, 'SIGKILL');
  }
}

const cardOf = (home, name) => home.at('run', `${name}.json`);

/** Notes who runs under that name; gives what takes the note away. */
export function writeCard(home, name, pid, folder, settings = '') {
  const card = cardOf(home, name);
  if (pid !== undefined)
    writeWhole(card, JSON.stringify({ ...identityOf(pid), folder: realpathSync(folder), settings }));
  return () => rmSync(card, { force: true });
}

/** Starts a process with both outputs in its log, or where ours go without one; `folder` becomes its working folder. */
export function startProcess(home, { name, command, args, folder, env, log, ipc = false, settings = '' }) {
  const file = log === undefined ? undefined : openSync(log, 'a', 0o600);
  const output = file ?? 'inherit';
  const stdio = ['ignore', output, output, ...(ipc ? ['ipc'] : [])];
  const child = spawn(command, args, { cwd: folder, env, detached: true, stdio });
  if (file !== undefined) closeSync(file);
  watchGroup(child);
  const forget = writeCard(home, name, child.pid, folder, settings);
  const gone = new Promise((resolve) => {
    child.once('error', ({ code }) => resolve(`${command} could not be run: ${code}`));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  return { server: new Server(name, child.pid, gone, forget), child };
}

/** What the card says of a process that an earlier start left behind, if it still runs; else undefined. */
export function leftOver(home, name) {
  const card = cardOf(home, name);
  const known = readJson(card);
  if (known === undefined) return undefined;
  if (isAlive(known) && `${folderOf(known.pid)}/`.startsWith(`${known.folder}/`)) return known;
  rmSync(card, { force: true });
  return undefined;
}

/** The names under which something ran, or still runs. */
export const namesOf = (home) =>
  readdirSync(home.at('run'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));

/** Takes a left-over process as our own. */
export function adopt(home, name, known) {
  addGroup(known.pid);
  return new Server(name, known.pid, ended(known), () => rmSync(cardOf(home, name), { force: true }));
}

/** For a process that is not our child: nobody tells us, so we look. */
function ended(identity) {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(identity)) return;
      clearInterval(timer);
      resolve(''); // nobody can tell any more
    }, LOOK_EVERY_MS);
  });
}

/** Settings as a short text, to see whether a left-over server was started with the same ones. */
export const digest = (...settings) => createHash('sha256').update(JSON.stringify(settings)).digest('hex');
