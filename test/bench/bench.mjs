import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { ensurePrograms, programs } from '../../scripts/lib/debian.mjs';
import { Failure, Stopped } from '../../scripts/lib/failure.mjs';
import { Home } from '../../scripts/lib/home.mjs';
import { ensurePackages } from '../../scripts/lib/packages.mjs';
import { repository, shown } from '../../scripts/lib/places.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { stopOnSignals } from '../../scripts/lib/stop.mjs';
import { Terminal } from '../../scripts/lib/terminal.mjs';
import { CallBench } from './calls.mjs';
import { Centre } from './centre.mjs';
import { machineFacts } from './machine.mjs';
import { QueueBench } from './queueing.mjs';
import { QueueCentre } from './queue-centre.mjs';
import { callReport, floorReport, headReport, liveReport } from './report.mjs';

/** No run of calls begins later than this after the first. */
const RUNS_WITHIN_MS = 160_000;

const USAGE = 'npm run bench -- [head] [floor] [calls] [live] [--profile]';
const PARTS = ['head', 'floor', 'calls', 'live'];
/** `live` takes its time, and has to be asked for. */
const USUAL_PARTS = ['head', 'floor', 'calls'];
const AGENTS = 10;

/** `npm run bench`: prints the figures and keeps them; gives the exit code, which no figure makes other than 0. */
export async function bench(args, env) {
  const terminal = new Terminal();
  const signal = stopOnSignals(() => terminal.line(`\n${terminal.dim('Stopping; Ctrl-C again kills.')}`));
  let home;
  const forget = () => home && rmSync(home.folder, { recursive: true, force: true });
  try {
    const options = read(args);
    home = new Home(mkdtempSync(join(tmpdir(), 'carillon-bench-'))).prepare();
    await new Bench(terminal, signal, home, options, env).run();
    forget();
    return 0;
  } catch (error) {
    if (signal.aborted || error instanceof Stopped) {
      forget();
      return 130;
    }
    if (!(error instanceof Failure)) throw error;
    terminal.failure(error); // its logs stay
    return 1;
  }
}

function read(args) {
  const wrong = args.find((arg) => arg !== '--profile' && !PARTS.includes(arg));
  if (wrong !== undefined) throw new Failure(`The bench does not know ${wrong}.`, { remedy: USAGE });
  const parts = PARTS.filter((part) => args.includes(part));
  return { parts: parts.length === 0 ? USUAL_PARTS : parts, profile: args.includes('--profile') };
}

class Bench {
  constructor(terminal, signal, home, { parts, profile }, env) {
    this.terminal = terminal;
    this.signal = signal;
    this.home = home;
    this.parts = parts;
    this.kept = join(resolve(env.CARILLON_HOME ?? join(repository, '.carillon')), 'bench');
    this.profile = profile ? this.kept : undefined;
  }

  async run() {
    const { terminal } = this;
    await this.#prepare();
    const figures = { at: new Date().toISOString(), machine: machineFacts() };
    if (this.parts.includes('head')) figures.head = await this.#head();
    if (this.parts.includes('floor')) figures.floor = await this.#floor();
    if (this.parts.includes('calls')) Object.assign(figures, await this.#calls());
    if (this.parts.includes('live')) Object.assign(figures, await this.#live());

    const { cores, cpu, memoryGb, system, node, asterisk } = figures.machine;
    const software = [system, `Node ${node}`, ...(asterisk === undefined ? [] : [`Asterisk ${asterisk}`])].join(', ');
    terminal.line(`\n${cores} × ${cpu}, ${memoryGb} GB, ${software}\n`);
    if (figures.head) for (const line of [...headReport(figures.head), '']) terminal.line(line);
    if (figures.floor) for (const line of [...floorReport(figures.floor), '']) terminal.line(line);
    if (figures.calls) for (const line of [...callReport(figures.calls), '']) terminal.line(line);
    if (figures.live) for (const line of [...liveReport(figures.live), '']) terminal.line(line);
    terminal.line(`All of it: ${shown(this.#keep(figures))}`);
    if (this.profile !== undefined) terminal.line(`The profile of Carillon: ${shown(this.profile)}/CPU.*.cpuprofile`);
  }

  async #prepare() {
    const { home, signal, terminal } = this;
    const servers = this.parts.some((part) => part === 'calls' || part === 'live')
      ? [...programs.redis, ...programs.mariadb, 'sox', 'sipp']
      : [];
    await terminal.step('Packages', async (step) => {
      await ensurePrograms(home, servers, { signal, progress: step.progress });
      await ensurePackages(home, { signal, progress: step.progress });
    });
    await terminal.step('Build', (step) => ensureBuilt(home, { signal, progress: step.progress }));
  }

  #head() {
    return this.terminal.step('The head alone', () => this.#measured('head'));
  }

  #floor() {
    return this.terminal.step('The floor', () => this.#measured('floor', ['--expose-gc']));
  }

  /** What a script beside this one prints, in a process of its own. */
  async #measured(name, options = []) {
    const tsx = pathToFileURL(join(repository, 'node_modules/tsx/dist/loader.mjs')).href;
    const script = join(repository, `test/bench/${name}.ts`);
    const [line] = await run(this.home, name, [process.execPath, ...options, '--import', tsx, script], {
      cwd: repository,
      signal: this.signal,
      failure: ({ code }) => ({ sentence: `The bench of the ${name} ended with ${code}.` }),
    });
    return JSON.parse(line);
  }

  async #live() {
    const { home, signal, terminal, profile } = this;
    const centre = new QueueCentre(home, { agents: AGENTS, profile });
    try {
      await terminal.step('A centre with a queue', (step) => centre.open({ signal, progress: step.progress }));
      const live = await terminal.step('Queues', (step) => {
        const tell = ({ side, waiting, nextMs }) =>
          step.progress(`${side}, ${waiting} waiting: next call after ${Math.round(nextMs.p50)} ms`);
        return new QueueBench(centre, { agents: AGENTS, signal, tell }).run();
      });
      return { machine: machineFacts(centre.asterisk), live };
    } finally {
      await terminal.step('Stop', () => centre.close());
    }
  }

  async #calls() {
    const { home, signal, terminal, profile } = this;
    const centre = new Centre(home, { profile });
    try {
      await terminal.step('A centre', (step) => centre.open({ signal, progress: step.progress }));
      const until = performance.now() + RUNS_WITHIN_MS;
      const calls = await terminal.step('Calls', (step) => {
        const tell = ({ side, rate, calls, failed }) =>
          step.progress(`${side}, ${rate}/s: ${calls} calls, ${failed} failed`);
        return new CallBench(centre, { signal, tell, until }).run();
      });
      return { machine: machineFacts(centre.asterisk), calls };
    } finally {
      await terminal.step('Stop', () => centre.close());
    }
  }

  #keep(figures) {
    mkdirSync(this.kept, { recursive: true });
    const file = join(this.kept, `${figures.at.slice(0, 19).replaceAll(':', '-')}.json`);
    writeFileSync(file, `${JSON.stringify(figures, null, 1)}\n`);
    return file;
  }
}
