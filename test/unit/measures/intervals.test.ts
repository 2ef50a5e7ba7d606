import fc from 'fast-check';
import { Intervals, intervalLengths, type IntervalLength } from '../../../src/measures/intervals';

const at = (text: string): number => Date.parse(text);
const hours = ({ from, to }: { from: number; to: number }): number => (to - from) / 3_600_000;

it.each<[IntervalLength, string, string, string, string]>([
  ['15m', 'Europe/Moscow', '2026-11-22T10:14:59+03:00', '2026-11-22T10:00+03:00', '2026-11-22T10:15+03:00'],
  ['30m', 'Asia/Kathmandu', '2026-11-22T10:31+05:45', '2026-11-22T10:30+05:45', '2026-11-22T11:00+05:45'],
  ['1h', 'Asia/Kolkata', '2026-11-22T10:31+05:30', '2026-11-22T10:00+05:30', '2026-11-22T11:00+05:30'],
  ['day', 'Europe/Moscow', '2026-11-22T23:59+03:00', '2026-11-22T00:00+03:00', '2026-11-23T00:00+03:00'],
  // The clocks go back from 3:00 to 2:00: the hour of 2 o'clock comes twice, and each is an hour of its own.
  ['1h', 'Europe/Berlin', '2026-10-25T02:30+02:00', '2026-10-25T02:00+02:00', '2026-10-25T03:00+02:00'],
  ['1h', 'Europe/Berlin', '2026-10-25T02:30+01:00', '2026-10-25T02:00+01:00', '2026-10-25T03:00+01:00'],
  // At 2:00 they go back by half an hour: the hour of one is half an hour twice.
  ['1h', 'Australia/Lord_Howe', '2026-04-05T01:45+11:00', '2026-04-05T01:00+11:00', '2026-04-05T02:00+11:00'],
  ['1h', 'Australia/Lord_Howe', '2026-04-05T01:45+10:30', '2026-04-05T02:00+11:00', '2026-04-05T02:00+10:30'],
])('%s in %s: %s lies between %s and %s', (length, zone, instant, from, to) => {
  expect(new Intervals(length, zone).of(at(instant))).toEqual({ from: at(from), to: at(to) });
});

it('a day has 23 hours or 25 where the clocks change', () => {
  const berlin = new Intervals('day', 'Europe/Berlin');
  expect(hours(berlin.of(at('2026-03-29T12:00Z'))!)).toBe(23);
  expect(hours(berlin.of(at('2026-10-25T12:00Z'))!)).toBe(25);
});

const ZONES = ['Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu', 'America/Havana', 'UTC'];

it('time is divided without gap or overlap, and what is cut adds up', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...intervalLengths),
      fc.constantFrom(...ZONES),
      // Around the changes of 2026, and anywhere.
      fc.oneof(
        fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01').map(at),
        fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }),
      ),
      fc.integer({ min: -43_200_000, max: 86_400_000 }),
      fc.integer({ min: 0, max: 40_000_000 }),
      (length, zone, day, offset, ms) => {
        const from = day + offset;
        const within = { from: from - 50_000_000, to: from + 150_000_000 };
        const intervals = new Intervals(length, zone, within);
        const parts = [...intervals.cut(from, from + ms)];
        expect(parts.reduce((sum, part) => sum + part.ms, 0)).toBe(Math.min(ms, 150_000_000));
        for (const [index, { interval }] of parts.entries()) {
          if (index > 0) expect(interval.from).toBe(parts[index - 1]!.interval.to);
          // Each instant of it lies in just this one, whoever asks.
          for (const instant of [interval.from, (interval.from + interval.to) / 2, interval.to - 1])
            expect(new Intervals(length, zone, within).of(Math.floor(instant))).toEqual(interval);
          expect(new Intervals(length, zone, within).of(interval.to)).not.toEqual(interval);
        }
      },
    ),
    { numRuns: 200 },
  );
});

it('outside of the time that counts there is nothing', () => {
  const intervals = new Intervals('1h', 'UTC', { from: at('2026-11-22T10:20Z'), to: at('2026-11-22T12:00Z') });
  expect(intervals.of(at('2026-11-22T10:10Z'))).toBeUndefined();
  expect(intervals.of(at('2026-11-22T12:00Z'))).toBeUndefined();
  expect(intervals.of(at('2026-11-22T10:30Z'))).toEqual({ from: at('2026-11-22T10:20Z'), to: at('2026-11-22T11:00Z') });
});
