import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../scripts/lib/failure.mjs';
import { NUMBERS } from './centre.mjs';
import { cpuMsOf, cpuMsOfEndedChildren, cpuMsOfMachine } from './cpu.mjs';
import { percentile } from './numbers.mjs';
import { callIn } from './sipp.mjs';

/**
 * Calls a second, how often and for how long. The first ones are measured again and again, for the CPU; the others show how
 * far each side gets.
 */
const STEPS = [
  { rate: 10, times: 3, forS: 4 },
  { rate: 50, times: 3, forS: 3 },
  { rate: 100, times: 3, forS: 3 },
  { rate: 150, times: 1, forS: 8 },
  { rate: 200, times: 1, forS: 8 },
  { rate: 300, times: 1, forS: 8 },
];
/** Node's compiler and MariaDB's caches want some hundred calls before they are at their best. */
const WARM_UP = { rate: 50, calls: 250 };
const IDLE_FOR_MS = 3_000;

/** After this a caller sends the INVITE again (SIP's T1); whoever lets it come to that does not keep up. */
const ANSWER_WITHIN_MS = 500;
const WELL_ENOUGH = 0.995;

const LOOK_EVERY_MS = 250;
const QUIET_LOOKS = 2;
const QUIET_WITHIN_MS = 4_000;
/** Above idling, all servers together, in one look. */
const QUIET_MS = 20;

/** The same calls to the flow and to the dialplan, in turns: A B A B …; gives what each run showed. */
export class CallBench {
  #runs = 0;
  #idle;

  constructor(centre, { signal, tell, until }) {
    this.centre = centre;
    this.signal = signal;
    this.tell = tell;
    this.until = until;
  }

  async run() {
    for (const side of Object.keys(NUMBERS)) await this.#call(side, WARM_UP.rate, WARM_UP.calls);
    await this.#quiet();
    this.#idle = await this.#idling();
    const runs = [];
    const standing = new Set(Object.keys(NUMBERS));
    let outOfTime = false;
    for (const { rate, times, forS } of STEPS) {
      for (let time = 0; time < times; time++)
        for (const side of standing) {
          if ((outOfTime ||= performance.now() > this.until)) continue;
          const run = await this.#measure(side, rate, rate * forS);
          runs.push(run);
          this.tell(run);
        }
      for (const side of standing) if (!stands(runs, side, rate)) standing.delete(side);
    }
    return { idleCpu: this.#idle, runs, outOfTime };
  }

  /** One run, and the CPU time that each server spent on it until all was quiet again: history is written after the call. */
  async #measure(side, rate, calls) {
    const before = this.#read();
    const { ok, sentAgain, answerMs, talkMs, answeredAt } = await this.#call(side, rate, calls);
    const overAt = performance.now();
    await this.#quiet();
    const after = this.#read();
    const forMs = after.at - before.at;
    const cpuMs = difference(after.cpu, before.cpu, (name) => (this.#idle[name] ?? 0) * forMs);
    const ours = sum(difference(after.cpu, before.cpu));
    return {
      side,
      rate,
      calls,
      ok,
      failed: calls - ok,
      sentAgain,
      reached: rateOf(answeredAt),
      answerMs: { p50: percentile(answerMs, 0.5), p99: percentile(answerMs, 0.99) },
      talkMs: { p50: percentile(talkMs, 0.5), p99: percentile(talkMs, 0.99) },
      cpuMs,
      quietAfterMs: Math.round(after.at - overAt),
      othersBusy: Math.max(0, after.machine - before.machine - ours) / forMs,
    };
  }

  #call(side, rate, calls) {
    const { home, sip } = this.centre;
    const folder = home.at(`run-${++this.#runs}`);
    return callIn({ folder, sip, number: NUMBERS[side], rate, calls, signal: this.signal });
  }

  #read() {
    const servers = Object.entries(this.centre.pids).map(([name, pid]) => [name, cpuMsOf(pid)]);
    const gone = servers.find(([, ms]) => ms === undefined);
    if (gone !== undefined)
      throw new Failure(`${gone[0]} ended during the bench.`, { log: this.centre.logOf(gone[0]) });
    const cpu = { ...Object.fromEntries(servers), sipp: cpuMsOfEndedChildren() };
    return { at: performance.now(), cpu, machine: cpuMsOfMachine() };
  }

  /** What each server spends on nothing, as a share of a core. */
  async #idling() {
    const before = this.#read();
    await pause(IDLE_FOR_MS, undefined, { signal: this.signal });
    const after = this.#read();
    const spent = difference(after.cpu, before.cpu);
    return Object.fromEntries(Object.entries(spent).map(([name, ms]) => [name, ms / (after.at - before.at)]));
  }

  async #quiet() {
    const deadline = performance.now() + QUIET_WITHIN_MS;
    let last = this.#read();
    for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < deadline;) {
      await pause(LOOK_EVERY_MS, undefined, { signal: this.signal });
      const now = this.#read();
      const idle = sum(this.#idle ?? {}) * (now.at - last.at);
      quiet = sum(difference(now.cpu, last.cpu)) - idle <= QUIET_MS ? quiet + 1 : 0;
      last = now;
    }
  }
}

/** Whether a side kept up with a rate, in most of its runs: the machine may have had a bad moment in one. */
export function stands(runs, side, rate) {
  const its = runs.filter((run) => run.side === side && run.rate === rate);
  return its.filter(keepsUp).length > its.length / 2;
}

const keepsUp = ({ ok, calls, answerMs }) => ok >= WELL_ENOUGH * calls && answerMs.p99 < ANSWER_WITHIN_MS;

const sum = (named) => Object.values(named).reduce((total, value) => total + value, 0);

const difference = (after, before, less = () => 0) =>
  Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name] - less(name)]));

/** Calls answered a second, from the first answer to the last. `Date_ms` of SIPp counts from some instant of its own. */
function rateOf(times) {
  if (times.length < 2) return 0;
  return (1000 * (times.length - 1)) / (Math.max(...times) - Math.min(...times));
}
