/**
 * The formulas of Erlang and Palm for one group of agents that all can take every call, calls that come by chance (Poisson) at
 * one rate, and handling times that are exponential. Pure functions, stable for many thousands of agents: nothing is a
 * factorial, nothing is a power.
 *
 * Sources: A. K. Erlang (1917) for B and C; C. Palm (1946) for A; the form of A follows O. Garnett, A. Mandelbaum, M. Reiman,
 * "Designing a call center with impatient customers" (2002), and S. Zeltyn, A. Mandelbaum, "Call centers with impatient
 * customers: many-server asymptotics of the M/M/n+G queue" (2005).
 */

/** One group of agents and what comes to it. All rates are per second, all times in seconds. */
export interface Load {
  /** Calls per second, at least 0. */
  readonly callsPerS: number;
  /** Mean handling time in seconds, talk and wrap-up together, above 0. */
  readonly handlingS: number;
  /** Agents at work, a whole number of at least 1. */
  readonly agents: number;
  /** Mean patience in seconds (exponential); `Infinity`: nobody gives up. */
  readonly patienceS: number;
}

/** What callers and agents notice of it. Shares are from 0 to 1, times in seconds. */
export interface Service {
  /** Share of the callers who wait at all. */
  readonly waits: number;
  /** Share of all callers who are answered within the target time. */
  readonly serviceLevel: number;
  /** Mean wait of all callers, those who are answered at once and those who give up included: ASA where nobody does. */
  readonly meanWaitS: number;
  /** Share of the callers who give up. */
  readonly abandons: number;
  /** Share of their time that agents are busy. */
  readonly occupancy: number;
}

/** Offered traffic in erlangs: the agents who would be busy if there were enough. */
export const erlangs = ({ callsPerS, handlingS }: Pick<Load, 'callsPerS' | 'handlingS'>): number =>
  callsPerS * handlingS;

/**
 * Erlang B: the share of calls that find all of `servers` busy where nobody can wait. `traffic` in erlangs, at least 0;
 * `servers` a whole number from 0 on. By the recursion B(n) = A·B(n−1) / (n + A·B(n−1)), which cannot overflow.
 */
export function erlangB(traffic: number, servers: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (traffic * blocked) / (n + traffic * blocked);
  return blocked;
}

/** Erlang C: the share of callers who wait where everybody waits as long as it takes; 1 when there are too few agents. */
export function erlangC(traffic: number, agents: number): number {
  if (traffic >= agents) return 1;
  const blocked = erlangB(traffic, agents);
  return blocked / (1 - (traffic / agents) * (1 - blocked));
}

/** Beyond this nothing is added to a sum any more. */
const NEGLIGIBLE = 1e-14;
const TOO_BIG = 1e200;

/**
 * What `load` comes to, with the service level for `withinS` seconds: Erlang C where nobody gives up, else Erlang A. Without
 * patience's end and with too few agents waits have no end: `meanWaitS` is `Infinity` and the service level 0.
 */
export function serviceOf(load: Load, withinS: number): Service {
  if (load.callsPerS <= 0) return { waits: 0, serviceLevel: 1, meanWaitS: 0, abandons: 0, occupancy: 0 };
  return load.patienceS === Infinity ? ofErlangC(load, withinS) : ofErlangA(load, withinS);
}

function ofErlangC(load: Load, withinS: number): Service {
  const { agents, handlingS } = load;
  const traffic = erlangs(load);
  if (traffic >= agents) return { waits: 1, serviceLevel: 0, meanWaitS: Infinity, abandons: 0, occupancy: 1 };
  const waits = erlangC(traffic, agents);
  return {
    waits,
    serviceLevel: 1 - waits * Math.exp((-(agents - traffic) * withinS) / handlingS),
    meanWaitS: (waits * handlingS) / (agents - traffic),
    abandons: 0,
    occupancy: traffic / agents,
  };
}

/** M/M/n+M. States are counted as shares of the one in which all agents are busy and nobody waits. */
function ofErlangA(load: Load, withinS: number): Service {
  const { callsPerS, handlingS, agents, patienceS } = load;
  const traffic = erlangs(load);
  const serving = agents / handlingS;
  const beforeLast = erlangB(traffic, agents - 1);
  const blocked = (traffic * beforeLast) / (agents + traffic * beforeLast);
  let notAllBusy = 1 / blocked - 1;
  let [state, allBusy, waiting] = [1, 1, 0];
  let scale = 0;
  for (let queue = 1; ; queue++) {
    const leaving = serving + queue / patienceS;
    state *= callsPerS / leaving;
    allBusy += state;
    waiting += queue * state;
    if (allBusy > TOO_BIG) {
      [state, allBusy, waiting, notAllBusy] = [state, allBusy, waiting, notAllBusy].map((each) => each / TOO_BIG) as [
        number,
        number,
        number,
        number,
      ];
      scale += Math.log(TOO_BIG);
    }
    // From here on each state is rarer than the one before, at least by this factor.
    const next = callsPerS / (serving + (queue + 1) / patienceS);
    if (next < 1 && (queue + 1 / (1 - next)) * (state / (1 - next)) < NEGLIGIBLE * (notAllBusy + allBusy)) break;
  }
  const all = notAllBusy + allBusy;
  const meanWaitS = waiting / all / callsPerS;
  const abandons = Math.min(1, meanWaitS / patienceS);
  // The share that finds somebody free, in logarithms: it may be too small for a number.
  const logFree = Math.log(1 / blocked - 1) - Math.log(all) - scale;
  const served = answeredWithin(load, withinS, Math.log(callsPerS * beforeLast) + logFree);
  return {
    waits: allBusy / all,
    serviceLevel: Math.min(1, Math.exp(logFree) + served),
    meanWaitS,
    abandons,
    occupancy: Math.min(1, (traffic * (1 - abandons)) / agents),
  };
}

/**
 * Share of callers who wait and are answered within `withinS`: the integral of e^(−θx) times the density of the offered wait,
 * c·exp((λ/θ)(1−e^(−θx)) − nμx), by Simpson's rule.
 */
function answeredWithin({ callsPerS, handlingS, agents, patienceS }: Load, withinS: number, logC: number): number {
  if (withinS <= 0) return 0;
  const serving = agents / handlingS;
  const density = (x: number): number =>
    Math.exp(logC - callsPerS * patienceS * Math.expm1(-x / patienceS) - serving * x - x / patienceS);
  const quickest = Math.max(serving, callsPerS, 1 / patienceS);
  const panels = 2 * Math.ceil(Math.min(100_000, Math.max(200, (withinS * quickest) / 0.5)));
  const step = withinS / panels;
  let sum = density(0) + density(withinS);
  for (let at = 1; at < panels; at++) sum += (at % 2 === 1 ? 4 : 2) * density(at * step);
  return (sum * step) / 3;
}
