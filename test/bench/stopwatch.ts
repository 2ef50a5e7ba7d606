/** Something to be done many times. */
export interface Sample {
  readonly name: string;
  readonly once: () => unknown;
}

export const CPU_SECONDS = 'CPU s';
const TURNS = 'turns per CPU s';

const WARM_UP_S = 0.4;
const ROUND_S = 0.12;
const ROUNDS = 9;

/** How often each can be done in a second of one core; in turns, A B C A B C …, so that a bad moment hits all alike. */
export function inTurns(
  samples: readonly Sample[],
): { readonly name: string; readonly unit: string; readonly samples: readonly number[] }[] {
  const runs = samples.map(({ name, once }) => ({ name, once, times: timesIn(ROUND_S, once), rates: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { once, times, rates } of runs) rates.push(times / cpuSecondsOf(() => repeat(once, times)));
  return runs.map(({ name, rates }) => ({ name, unit: TURNS, samples: rates }));
}

/** CPU time and not the clock's: on a busy machine others take turns with us. */
export function cpuSecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Warms it up, and finds how often it fits into so many seconds. */
function timesIn(seconds: number, once: () => unknown): number {
  let times = 1;
  for (let spent = 0; spent < WARM_UP_S;) {
    const took = cpuSecondsOf(() => repeat(once, times));
    spent += took;
    if (took < seconds) times = Math.ceil(times * Math.min(4, seconds / Math.max(took, 1e-3)));
  }
  return times;
}

/** What the last one came to; kept, or the compiler might see that nobody asks for it. */
export const last: { result: unknown } = { result: undefined };

function repeat(once: () => unknown, times: number): void {
  for (let i = 0; i < times; i++) last.result = once();
}
