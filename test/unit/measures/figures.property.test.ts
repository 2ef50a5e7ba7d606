import fc from 'fast-check';
import type { CarillonEvent } from '../../../src/domain/event';
import { together, type Row } from '../../../src/measures/cells';
import { Figures } from '../../../src/measures/figures';
import { Intervals, intervalLengths, type Interval } from '../../../src/measures/intervals';
import { subjects } from '../../../src/measures/measure';
import { DAY, dayOf, happenings } from './day';

const ZONE = 'Europe/Berlin';
const length = fc.constantFrom(...intervalLengths);
const RUNS = { numRuns: 150 };

it('the days have talks, some of them under way at the end', () => {
  const days = fc.sample(happenings, { seed: 3, numRuns: 100 }).map(dayOf);
  const count = (type: string): number =>
    days.flatMap(({ events }) => events).filter((each) => each.type === type).length;
  expect(count('queue.talk-ended')).toBeGreaterThan(50);
  expect(count('queue.connected')).toBeGreaterThan(count('queue.talk-ended'));
});

function fold(events: readonly CarillonEvent[], intervals: Intervals): Figures {
  const figures = new Figures(intervals);
  for (const event of events) figures.observe(event);
  return figures;
}

const plain = (rows: readonly Row[]): unknown =>
  rows.map(({ key, interval, cell }) => [
    key,
    interval,
    Object.fromEntries([...cell].filter(([, value]) => value !== 0).sort()),
  ]);
const all = (figures: Figures, until: number): unknown =>
  subjects.map((subject) => plain(figures.rows(subject, until)));
const sums = (rows: readonly Row[], names: readonly string[]): number =>
  rows.reduce((sum, { cell }) => sum + names.reduce((part, name) => part + (cell.get(name) ?? 0), 0), 0);

const OUTCOMES = [
  'waiting',
  'answered',
  'abandoned',
  'short_abandoned',
  'timed_out',
  'overflowed',
  'closed',
  'withdrawn',
  'chosen',
  'called_back',
  'served_elsewhere',
];
const STATES = ['available_time', 'ringing_time', 'connecting_time', 'talk_time', 'wrap_up_time', 'not_ready_time'];

describe('whatever happens on a floor', () => {
  it('what came of the visits adds up to those offered, in each queue and interval', () => {
    fc.assert(
      fc.property(happenings, length, (what, each) => {
        const { events, until } = dayOf(what);
        const figures = fold(events, new Intervals(each, ZONE));
        for (const row of figures.rows('queues', until))
          expect(sums([row], OUTCOMES)).toBe(row.cell.get('offered') ?? 0);
        const entered = events.filter(({ type }) => type === 'queue.entered').length;
        expect(sums(figures.rows('queues', until), ['offered'])).toBe(entered);
        expect(sums(figures.rows('calls', until), ['calls'])).toBe(entered);
      }),
      RUNS,
    );
  });

  it('an agent’s time adds up to the time signed in, and to what the states say', () => {
    fc.assert(
      fc.property(happenings, length, (what, each) => {
        const { events, until } = dayOf(what);
        const rows = fold(events, new Intervals(each, ZONE)).rows('agents', until);
        for (const row of rows) {
          expect(sums([row], STATES)).toBe(row.cell.get('signed_in_time') ?? 0);
          expect(sums([row], ['not_ready_time:lunch', 'not_ready_time:desk', 'not_ready_time:ring-no-answer'])).toBe(
            row.cell.get('not_ready_time') ?? 0,
          );
          expect(row.cell.get('signed_in_time') ?? 0).toBeLessThanOrEqual(row.interval.to - row.interval.from);
        }
        expect(sums(rows, ['signed_in_time'])).toBe(signedIn(events, until));
      }),
      RUNS,
    );
  });

  it('neither order nor repetition of the events makes a difference', () => {
    fc.assert(
      fc.property(happenings, length, fc.infiniteStream(fc.nat()), (what, each, lots) => {
        const { events, until } = dayOf(what);
        const draw = (most: number): number => Number(lots.next().value) % most;
        const mixed = [...events, ...events.filter(() => draw(3) === 0)];
        for (let at = mixed.length - 1; at > 0; at--) {
          const other = draw(at + 1);
          [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
        }
        const intervals = (): Intervals => new Intervals(each, ZONE);
        expect(all(fold(mixed, intervals()), until)).toEqual(all(fold(events, intervals()), until));
      }),
      RUNS,
    );
  });

  it('what is counted live is what is counted anew', () => {
    fc.assert(
      fc.property(happenings, length, (what, each) => {
        const { events, until } = dayOf(what);
        const figures = fold(events, new Intervals(each, ZONE));
        const live = all(figures, until);
        figures.recount();
        expect(all(figures, until)).toEqual(live);
      }),
      RUNS,
    );
  });

  it('the intervals of a day add up to the day', () => {
    fc.assert(
      fc.property(happenings, fc.constantFrom('15m', '30m', '1h', 'day'), (what, each) => {
        const { events, until } = dayOf(what);
        const within: Interval = { from: DAY, to: until + 1 };
        const whole = fold(events, new Intervals('none', ZONE, within));
        const parts = fold(events, new Intervals(each, ZONE, within));
        for (const subject of subjects) {
          const added = byKey(parts.rows(subject, until));
          expect(plain(added)).toEqual(plain(whole.rows(subject, until).map((row) => ({ ...row, interval: within }))));
        }

        function byKey(rows: readonly Row[]): readonly Row[] {
          const keys = [...new Set(rows.map(({ key }) => key))];
          return keys.map((key) => ({
            subject: 'queues',
            key,
            interval: within,
            cell: together(rows.filter((row) => row.key === key).map(({ cell }) => cell)),
          }));
        }
      }),
      RUNS,
    );
  });
});

/** Worked out from nothing but the order of the states. */
function signedIn(events: readonly CarillonEvent[], until: number): number {
  const since = new Map<string, number>();
  let sum = 0;
  for (const event of events) {
    if (event.type !== 'agent.state') continue;
    const { agent, state } = event.data;
    if (since.has(agent)) sum += event.at - since.get(agent)!;
    if (state.is === 'signed-out') since.delete(agent);
    else since.set(agent, event.at);
  }
  for (const from of since.values()) sum += until - from;
  return sum;
}
