import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Books from '../../src/acd/book';
import type * as Deciding from '../../src/acd/decide';
import type { FloorInput } from '../../src/acd/decision';
import type { FloorState } from '../../src/acd/floor';
import { FloorDay, type Acd, type FloorSize } from './floor-day';
import { cpuSecondsOf, last } from './stopwatch';

/**
 * What the floor costs at its full size, on one core and with no I/O; the compiled code. What happens is drawn and kept
 * first, and each event is timed; then the same is played again from the same floor and timed as a whole, so that no drawing
 * and no clock is in the sum. Prints one line of JSON. Needs `--expose-gc`.
 */
const built = createRequire(join(__dirname, '../../dist/src/main/main.js'));
const acd: Acd = {
  ...(built('../acd/book.js') as typeof Books),
  ...(built('../acd/decide.js') as typeof Deciding),
};

const FULL: FloorSize = { agents: 10_000, waiting: 100_000, queues: 200, skills: 50 };
/** The full floor and smaller ones: with fewer who wait, and with other numbers of queues. */
const FLOORS: readonly FloorSize[] = [
  { ...FULL, waiting: 1_000 },
  { ...FULL, waiting: 10_000 },
  FULL,
  { ...FULL, waiting: 10_000, queues: 10 },
  { ...FULL, waiting: 10_000, queues: 1_000 },
  { ...FULL, waiting: 2_000 },
];
const WARM_UP_EVENTS = 8_000;
const EVENTS = 8_000;
const ROUNDS = 3;

interface Event {
  readonly input: FloorInput;
  readonly now: number;
}

interface FloorFigures {
  readonly size: FloorSize;
  readonly perSecond: readonly number[];
  readonly us: { readonly p50: number; readonly p99: number };
  /** From an agent's being free to the offer, decided. */
  readonly freedUs: { readonly p50: number; readonly p99: number; readonly count: number };
  readonly bytesPerTicket: number | null;
}

const stateOf = ({ agents, tickets, counters }: Books.Book): FloorState => ({
  agents: new Map(agents),
  tickets: new Map(tickets),
  counters,
});

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0;

function percentiles(samples: readonly number[]): { p50: number; p99: number; count: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99), count: sorted.length };
}

/** What the clock itself takes, at its best. */
function clockUs(): number {
  const samples = Array.from({ length: 2_000 }, () => cpuSecondsOf(() => undefined) * 1e6);
  return at(
    samples.sort((a, b) => a - b),
    0.5,
  );
}

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('run this with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Each event timed alone; and all of them, to be played again. */
function drawn(
  day: FloorDay,
  count: number,
): {
  readonly events: readonly Event[];
  readonly us: number[];
  readonly freedUs: number[];
} {
  const events: Event[] = [];
  const us: number[] = [];
  const freedUs: number[] = [];
  const clock = clockUs();
  for (let nth = 0; nth < count; nth++) {
    const input = day.next();
    const { now } = day;
    const before = process.cpuUsage();
    const decision = acd.decide(day.book, input, now);
    const { user, system } = process.cpuUsage(before);
    day.saw(decision);
    events.push({ input, now });
    const took = Math.max(0, user + system - clock);
    us.push(took);
    if (decision.actions.some(({ type }) => type === 'ring-agent')) freedUs.push(took);
  }
  return { events, us, freedUs };
}

function figuresOf(size: FloorSize): FloorFigures {
  const day = new FloorDay(acd, size).signIn();
  const withAgents = heapBytes();
  const few = day.book.tickets.size;
  day.fill();
  const came = day.book.tickets.size - few;
  // With few who came, the heap's own ups and downs are all one would see.
  const bytesPerTicket = came < 5_000 ? null : (heapBytes() - withAgents) / came;
  const start = stateOf(day.book);
  const { now } = day;
  const settings = day.book.settings;
  const warmUp = drawn(day, WARM_UP_EVENTS);
  const { events, us, freedUs } = drawn(day, EVENTS);
  const perSecond = Array.from({ length: ROUNDS }, () => {
    const book = new acd.Book(start, settings, now);
    acd.decide(book, { type: 'deadline' }, now);
    // A floor that runs knows what its callers ask.
    for (const { input, now: when } of warmUp.events) acd.decide(book, input, when);
    const seconds = cpuSecondsOf(() => {
      for (const { input, now: when } of events) last.result = acd.decide(book, input, when);
    });
    return events.length / seconds;
  });
  return { size, perSecond, us: percentiles(us), freedUs: percentiles(freedUs), bytesPerTicket };
}

/** A measure of the machine and of its other guests: how many tickets go to JSON and back in a second. */
function yardstick(): number {
  const ticket = JSON.stringify({
    ...{ id: '1763800000.1.t1', call: '1763800000.1', queue: 'queue1', priority: 20, skills: { language1: 30 } },
    ...{ agent: null, maxWaitMs: null, caller: { number: '79161000001', name: '' }, enteredAt: 1_763_800_000_000 },
  });
  const times = 50_000;
  return (
    times /
    cpuSecondsOf(() => {
      for (let nth = 0; nth < times; nth++) last.result = JSON.stringify(JSON.parse(ticket));
    })
  );
}

yardstick();
const floors = FLOORS.map((size) => {
  const figures = { ...figuresOf(size), yardstick: yardstick() };
  process.stderr.write(`${JSON.stringify(figures)}\n`);
  return figures;
});
process.stdout.write(`${JSON.stringify({ floors })}\n`);
