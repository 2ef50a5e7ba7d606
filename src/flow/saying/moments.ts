import { DateTime } from 'luxon';
import type { Json } from '../../domain/json';
import { parseDuration, type Instant } from '../../domain/time';
import { weekdays } from '../schedule';
import { decimalOf, parts } from './decimal';
import type { Span, TimeOfDay, TimeUnit } from './grammar';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_AND_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[+-]\d{2}:?\d{2}))?$/;
const DOTTED = /^\d{1,2}\.\d{1,2}\.\d{4}$/;
const CLOCK = /^(\d{1,2}):(\d{2})(:\d{2})?$/;

/** Unix times in seconds lie below this, in milliseconds above: both from 1973 on. */
const SECONDS_BELOW = 1e11;
const FIRST_SECOND = 1e8;
/** The last instant that a date can be made of. */
const LAST_INSTANT = 8.64e15;

type Found<T> = T | { readonly problem: string };

/**
 * A day, from `2026-11-21`, `2026-11-21T15:30` (with or without an offset), `21.11.2026` or a Unix time in seconds or
 * milliseconds. Where it says no zone it is `zone`.
 */
export function dayOf(value: Json, zone: string): Found<DateTime> {
  const read = readDay(value, zone);
  return read?.isValid === true ? read : { problem: 'is no date' };
}

/** A day with a time on it. */
export function instantOf(value: Json, zone: string): Found<DateTime> {
  const day = dayOf(value, zone);
  const without = typeof value === 'string' && (DAY.test(value.trim()) || DOTTED.test(value.trim()));
  return 'problem' in day || !without ? day : { problem: 'is a date without a time' };
}

/** A time of the day, from `15:30` or from an instant. */
export function timeOf(value: Json, zone: string): Found<TimeOfDay> {
  const [, hour, minute] = typeof value === 'string' ? (CLOCK.exec(value.trim()) ?? []) : [];
  if (hour === undefined) {
    const day = instantOf(value, zone);
    return 'problem' in day ? { problem: day.problem.replace('is no date', 'is no time') } : day;
  }
  const time = { hour: Number(hour), minute: Number(minute) };
  const valid = time.minute < 60 && time.hour * 60 + time.minute <= 1440;
  return valid ? time : { problem: 'is no time' };
}

/** A day of the week, from `mon` … `sun` or from a date. */
export function weekdayOf(value: Json, zone: string): Found<DateTime> {
  const index = typeof value === 'string' ? weekdays.findIndex((each) => each === value.trim()) : -1;
  // 2024 began on a Monday.
  if (index >= 0) return DateTime.utc(2024, 1, index + 1);
  const day = dayOf(value, zone);
  return 'problem' in day ? { problem: 'is no day of the week' } : day;
}

const SIZES: readonly (readonly [TimeUnit, number])[] = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
];

/** A length of time, from seconds or a text like `1h30m`; rounded up to a whole `smallest`. */
export function spanOf(value: Json, smallest: TimeUnit): Found<Span> {
  const seconds = secondsOf(value);
  if (typeof seconds !== 'number') return seconds;
  const step = SIZES.find(([unit]) => unit === smallest)?.[1] ?? 1;
  let rest = step === 1 ? Math.round(seconds) : Math.ceil(seconds / step) * step;
  const span: { unit: TimeUnit; count: number }[] = [];
  for (const [unit, size] of SIZES) {
    const count = Math.floor(rest / size);
    if (count > 0) span.push({ unit, count });
    rest -= count * size;
  }
  return span.length > 0 ? span : [{ unit: smallest, count: 0 }];
}

function secondsOf(value: Json): Found<number> {
  const written = typeof value === 'string' ? parseDuration(value.trim()) : undefined;
  if (written !== undefined) return written / 1000;
  const decimal = decimalOf(value);
  if ('problem' in decimal) return { problem: 'is no length of time' };
  if (decimal.negative) return { problem: 'is less than no time' };
  return Number(parts(decimal, 3)) / 1000;
}

function readDay(value: Json, zone: string): DateTime | undefined {
  if (typeof value === 'number') return fromUnix(value, zone);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (DOTTED.test(text)) return DateTime.fromFormat(text, 'd.M.yyyy', { zone });
  if (!DAY.test(text) && !DAY_AND_TIME.test(text)) return undefined;
  return DateTime.fromISO(text.replace(/^(.{10}) /, '$1T').replace(' ', ''), { zone });
}

function fromUnix(value: Instant, zone: string): DateTime | undefined {
  const ms = value < SECONDS_BELOW ? value * 1000 : value;
  return value >= FIRST_SECOND && ms <= LAST_INSTANT ? DateTime.fromMillis(ms, { zone }) : undefined;
}
