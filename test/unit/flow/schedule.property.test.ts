import fc from 'fast-check';
import { DateTime } from 'luxon';
import { closesAt } from '../../../src/flow/opening';
import { isSame, nextEdge, openingAt, openingsBetween, weekdays, type Schedule } from '../../../src/flow/schedule';
import { office, said } from '../../support/schedules';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Europe/Moscow', 'Australia/Lord_Howe', 'America/Havana', 'UTC'];
const MINUTE = 60_000;
const DAY = 86_400_000;

const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
const shown = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Spans of a day that do not touch; the last may go past midnight, to 03:00 at the latest. */
const hours = fc
  .tuple(fc.uniqueArray(clock, { minLength: 0, maxLength: 4 }), fc.boolean())
  .map(([edges, over]): string => {
    const sorted = edges.filter((edge) => edge >= 240).sort((a, b) => a - b);
    const spans: string[] = [];
    for (let i = 0; i + 1 < sorted.length; i += 2) spans.push(`${shown(sorted[i]!)}-${shown(sorted[i + 1]!)}`);
    if (over && (sorted.at(-1) ?? 0) < 1380) spans.push('23:00-03:00');
    return spans.join(', ') || 'closed';
  });

const day = fc
  .integer({ min: 0, max: 400 })
  .map((offset) => DateTime.fromISO('2026-01-01', { zone: 'utc' }).plus({ days: offset }).toFormat('yyyy-MM-dd'));

const special = fc
  .tuple(day, fc.integer({ min: 0, max: 5 }), fc.boolean(), hours)
  .map(([date, length, yearly, open]) => {
    const until = DateTime.fromISO(date).plus({ days: length }).toFormat('yyyy-MM-dd');
    const cut = (text: string): string => (yearly ? text.slice(5) : text);
    return `{ name: "${date}", date: "${cut(date)}", until: "${cut(until)}", hours: "${open}" }`;
  });

const schedules = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    week: fc.array(hours, { minLength: 7, maxLength: 7 }),
    exceptions: fc.array(special, { maxLength: 3 }),
    holidays: fc.array(special, { maxLength: 4 }),
  })
  .map(({ zone, week, exceptions, holidays }) =>
    office(zone, [
      'week:',
      ...week.map((open, index) => `  ${weekdays[index] ?? ''}: "${open}"`),
      `exceptions: [${exceptions.join(', ')}]`,
      `holidays: [${holidays.join(', ')}]`,
    ]),
  );

const instant = fc
  .integer({ min: Date.parse('2026-01-02T00:00Z') / MINUTE, max: Date.parse('2026-12-28T00:00Z') / MINUTE })
  .map((minute) => minute * MINUTE);

/** Minute by minute and without any cleverness: whether a clock on the wall shows a time within the hours. */
function plainly(schedule: Schedule, at: number): string {
  const local = DateTime.fromMillis(at, { zone: schedule.timeZone });
  const ruleOf = (date: DateTime) =>
    schedule.special.find(({ date: from, until }) => {
      const iso = date.toFormat(from.length === 5 ? 'MM-dd' : 'yyyy-MM-dd');
      return from <= until ? iso >= from && iso <= until : iso >= from || iso <= until;
    }) ?? schedule.week[weekdays[date.weekday - 1] ?? 'mon'];
  const today = ruleOf(local);
  const yesterday = ruleOf(local.minus({ days: 1 }));
  const minute = local.hour * 60 + local.minute;
  const open =
    today.hours.some(({ from, to }) => minute >= from && minute < to) ||
    ((today.by === 'week' || today === yesterday) && yesterday.hours.some(({ to }) => minute < to - 1440));
  if (open) return 'open';
  return today.by === 'week' ? 'closed' : `${today.label} ${today.name}`;
}

/** On a day whose clocks are changed a minute may be shown twice or never; what holds then, the tables say. */
function clocksChange(zone: string, at: number): boolean {
  const local = DateTime.fromMillis(at, { zone });
  return local.minus({ days: 1 }).offset !== local.plus({ days: 1 }).offset;
}

describe('any schedule, at any time', () => {
  it('is what the clock on the wall and its rules say', () => {
    fc.assert(
      fc.property(schedules, fc.array(instant, { minLength: 20, maxLength: 20 }), (schedule, instants) => {
        for (const at of instants)
          if (!clocksChange(schedule.timeZone, at)) expect(said(openingAt(schedule, at))).toBe(plainly(schedule, at));
      }),
      { numRuns: 100 },
    );
  });

  it('changes at its next edge, and not before', () => {
    fc.assert(
      fc.property(schedules, instant, (schedule, at) => {
        const now = openingAt(schedule, at);
        const edge = nextEdge(schedule, at);
        const end = edge ?? at + 30 * DAY;
        expect(end).toBeGreaterThan(at);
        for (let then = at; then < Math.min(end, at + 5 * DAY); then += 15 * MINUTE)
          if (!isSame(openingAt(schedule, then), now)) throw new Error(`changed at ${then}, before ${end}`);
        expect(isSame(openingAt(schedule, end - 1), now)).toBe(true);
        if (edge !== null) expect(isSame(openingAt(schedule, edge), now)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('has an answer for every instant: its openings follow one another without a gap', () => {
    fc.assert(
      fc.property(schedules, instant, fc.integer({ min: 1, max: 20 * 1440 }), (schedule, from, minutes) => {
        const to = from + minutes * MINUTE;
        const stretches = openingsBetween(schedule, from, to);
        expect(stretches[0]?.from).toBe(from);
        expect(stretches.at(-1)?.to).toBe(to);
        stretches.forEach((stretch, index) => {
          const next = stretches[index + 1];
          expect(stretch.to).toBeGreaterThan(stretch.from);
          expect(isSame(openingAt(schedule, stretch.from), stretch.opening)).toBe(true);
          expect(isSame(openingAt(schedule, stretch.to - 1), stretch.opening)).toBe(true);
          if (!next) return;
          expect(next.from).toBe(stretch.to);
          expect(isSame(next.opening, stretch.opening)).toBe(false);
          expect(nextEdge(schedule, stretch.from)).toBe(next.from);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same answers in whatever order it is asked', () => {
    fc.assert(
      fc.property(schedules, fc.array(instant, { minLength: 5, maxLength: 30 }), (schedule, instants) => {
        const asked = instants.map((at) => [said(openingAt(schedule, at)), nextEdge(schedule, at)]);
        const fresh = instants.map((at) => {
          const copy = { ...schedule };
          return [said(openingAt(copy, at)), nextEdge(copy, at)];
        });
        expect(asked).toEqual(fresh);
      }),
      { numRuns: 50 },
    );
  });

  it('closes when it is open no more', () => {
    fc.assert(
      fc.property(schedules, instant, (schedule, at) => {
        const closes = closesAt(schedule, undefined, at);
        if (openingAt(schedule, at).is !== 'open') expect(closes).toBe(at);
        else if (closes !== null) {
          expect(openingAt(schedule, closes - 1).is).toBe('open');
          expect(openingAt(schedule, closes).is).not.toBe('open');
        }
      }),
      { numRuns: 100 },
    );
  });
});
