import { DateTime, Info } from 'luxon';
import type { Instant, Millis } from '../domain/time';

/** Days since 1970-01-01, of a calendar on the wall. */
export type DayNumber = number;

export const DAY_MS: Millis = 86_400_000;
const MINUTE_MS: Millis = 60_000;

/** What zones are ahead of UTC at 00:00 UTC, by day: asking is dear, and a clock is changed on two days of a year. */
const midnights = new Map<string, Map<DayNumber, Millis>>();
const DAYS_REMEMBERED = 2_000;

/** What a zone's clock is ahead of UTC, in milliseconds. */
export function offsetAt(timeZone: string, at: Instant): Millis {
  const day = Math.floor(at / DAY_MS);
  const before = midnightOffset(timeZone, day);
  return before === midnightOffset(timeZone, day + 1) ? before : askOffset(timeZone, at);
}

function midnightOffset(timeZone: string, day: DayNumber): Millis {
  let days = midnights.get(timeZone);
  if (!days || days.size >= DAYS_REMEMBERED) midnights.set(timeZone, (days = new Map<DayNumber, Millis>()));
  const known = days.get(day);
  if (known !== undefined) return known;
  const asked = askOffset(timeZone, day * DAY_MS);
  days.set(day, asked);
  return asked;
}

const askOffset = (timeZone: string, at: Instant): Millis => Info.normalizeZone(timeZone).offset(at) * MINUTE_MS;

/** The day and the minutes since midnight that a clock in the zone shows. */
export function shownAt(timeZone: string, at: Instant): { readonly day: DayNumber; readonly minute: number } {
  const wall = at + offsetAt(timeZone, at);
  const day = Math.floor(wall / DAY_MS);
  return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) };
}

/**
 * When a clock in the zone shows this time: of a time that is shown twice (the clock goes back) the first, and of one that
 * is skipped (it goes forward) the moment of the skip. Minutes from 1440 on are of the next day.
 */
export function instantAt(timeZone: string, day: DayNumber, minute: number): Instant {
  const wall = day * DAY_MS + minute * MINUTE_MS;
  const around = [offsetAt(timeZone, wall - DAY_MS), offsetAt(timeZone, wall + DAY_MS)];
  const shown = around.map((offset) => wall - offset).filter((at) => offsetAt(timeZone, at) === wall - at);
  if (shown.length > 0) return Math.min(...shown);
  let before = wall - Math.max(...around);
  let after = wall - Math.min(...around);
  const first = offsetAt(timeZone, before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(timeZone, middle) === first) before = middle;
    else after = middle;
  }
  return after;
}

/** `2026-12-31` of a day. Years are counted from March, so that a leap day is the last day of its year. */
export function isoOf(day: DayNumber): string {
  const since = day + 719_468; // 0000-03-01
  const era = Math.floor(since / 146_097); // of 400 years
  const dayOfEra = since - era * 146_097;
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const shown = year + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(shown).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** The day of `2026-12-31`; `undefined` for a day that no calendar has. */
export function dayOf(iso: string): DayNumber | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const date = DateTime.fromISO(iso, { zone: 'utc' });
  return date.isValid ? date.toMillis() / DAY_MS : undefined;
}

/** 0 for Monday. */
export const weekdayOf = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7;

/** `09:00` or `24:00` in minutes since midnight; `undefined` for anything else. */
export function parseClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour !== undefined && Number(minute) < 60 && minutes <= 1440 ? minutes : undefined;
}

/** `09:00`; minutes from 1440 on are those of the next day. */
export function formatClock(minutes: number): string {
  const shown = minutes > 1440 ? minutes - 1440 : minutes;
  return `${two(Math.floor(shown / 60))}:${two(shown % 60)}`;
}

/** Whether there is such a zone; `local`, the zone of whatever machine this runs on, is none. */
export const isTimeZone = (name: string): boolean =>
  !/^(local|system|default)$/i.test(name) && Info.normalizeZone(name).isValid;
