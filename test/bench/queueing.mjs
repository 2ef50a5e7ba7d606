import { setTimeout as pause } from 'node:timers/promises';
import { Failure, Stopped } from '../../scripts/lib/failure.mjs';
import { NUMBERS } from './centre.mjs';
import { cpuMsOf, cpuMsOfEndedChildren, cpuMsOfMachine } from './cpu.mjs';
import { percentile } from './numbers.mjs';
import { callIn } from './sipp.mjs';

/** Callers who wait at once, how fast they come, and how many offers are looked at; both sides in turns. */
const STEPS = [
  { waiting: 20, rate: 20, offers: 150 },
  { waiting: 500, rate: 40, offers: 150 },
];
const SIDES = { carillon: NUMBERS.carillon, app_queue: NUMBERS.dialplan };
/** The first offers of a run find everybody free. */
const WARM_UP_OFFERS = 30;
/** No caller hangs up first. */
const PATIENCE_MS = 600_000;
const RUN_WITHIN_MS = 300_000;
const CLEAR_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** From an agent's BYE to that agent's next INVITE, the order of offers and the CPU, beside app_queue on the same Asterisk. */
export class QueueBench {
  #runs = 0;

  constructor(centre, { agents, steps, signal, tell }) {
    this.centre = centre;
    this.agents = agents;
    this.steps = STEPS.filter(({ waiting }) => steps === undefined || steps.includes(waiting));
    this.signal = signal;
    this.tell = tell;
  }

  async run() {
    const runs = [];
    for (const step of this.steps)
      for (const side of Object.keys(SIDES)) {
        const run = await this.#measure(side, step);
        runs.push(run);
        this.tell(run);
      }
    return { agents: this.agents, runs };
  }

  async #measure(side, { waiting, rate, offers }) {
    const { centre, agents } = this;
    const { desk } = centre;
    const over = new globalThis.AbortController();
    const within = AbortSignal.any([this.signal, AbortSignal.timeout(RUN_WITHIN_MS)]);
    desk.begin();
    const calling = this.#callers(side, { rate, atOnce: waiting + agents, calls: waiting + 3 * offers }, over.signal);
    try {
      // All have come when SIPp holds as many calls as it may; each that ends makes room for the next.
      await pause((1000 * (waiting + agents)) / rate, undefined, { signal: within });
      const first = desk.offers.length + WARM_UP_OFFERS;
      await desk.offered(first, within);
      const before = this.#read();
      await desk.offered(first + offers, within);
      const after = this.#read();
      return { side, waiting, ...figuresOf(desk.offers, first, offers), ...spent(before, after, offers) };
    } catch (error) {
      if (this.signal.aborted || !within.aborted) throw error;
      throw new Failure(`${side} made ${desk.offers.length} offers in ${RUN_WITHIN_MS / 1000} s.`, {
        log: centre.logOf(side === 'carillon' ? 'carillon' : 'asterisk'),
      });
    } finally {
      over.abort();
      await calling;
      desk.hangUp();
      await this.#clear();
    }
  }

  /** They all go at once, in the middle of everything, when the run is over. */
  async #callers(side, { rate, atOnce, calls }, over) {
    const { home, sip } = this.centre;
    const folder = home.at(`queue-run-${++this.#runs}`);
    const signal = AbortSignal.any([this.signal, over]);
    try {
      await callIn({ folder, sip, number: SIDES[side], rate, calls, atOnce, patienceMs: PATIENCE_MS, signal });
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  /** Callers who were killed cannot hang up. */
  async #clear() {
    const until = performance.now() + CLEAR_WITHIN_MS;
    for (;;) {
      const channels = await this.centre.channels();
      if (channels.length === 0) return;
      if (performance.now() > until) throw new Failure(`${channels.length} channels are left over from a run.`);
      for (const id of channels) await this.centre.hangUp(id);
      await pause(LOOK_EVERY_MS, undefined, { signal: this.signal });
    }
  }

  #read() {
    const servers = Object.entries(this.centre.pids).map(([name, pid]) => [name, cpuMsOf(pid)]);
    return {
      at: performance.now(),
      cpu: Object.fromEntries(servers),
      sipp: cpuMsOfEndedChildren(),
      machine: cpuMsOfMachine(),
    };
  }
}

function figuresOf(all, first, count) {
  const some = all.slice(first, first + count);
  const gaps = some.flatMap(({ afterMs }) => (afterMs === undefined ? [] : [afterMs]));
  const seconds = (some.at(-1).at - some[0].at) / 1000;
  return {
    offers: some.length,
    offersPerSecond: some.length / seconds,
    nextMs: { p50: percentile(gaps, 0.5), p99: percentile(gaps, 0.99), most: Math.max(...gaps) },
    outOfOrder: outOfOrder(all.slice(0, first + count)),
  };
}

/**
 * Callers who were offered to an agent for the first time after somebody who came later, and how many such there were at
 * most for one. SIPp numbers them as they come.
 */
function outOfOrder(offers) {
  const numbers = [...new Set(offers.map(({ caller }) => caller))].map((caller) => BigInt(caller));
  const passed = numbers.map((number, nth) => numbers.slice(0, nth).filter((before) => before > number).length);
  return { callers: passed.filter((count) => count > 0).length, byMost: Math.max(...passed) };
}

/** Of the servers alone, a call that was offered. */
function spent(before, after, offers) {
  const cpuMs = Object.fromEntries(
    Object.entries(after.cpu).map(([name, ms]) => [name, (ms - before.cpu[name]) / offers]),
  );
  const forMs = after.at - before.at;
  const ours = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0) * offers;
  return { cpuMs, forMs, machineBusy: (after.machine - before.machine) / forMs, oursBusy: ours / forMs };
}
