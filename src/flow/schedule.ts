import { DateTime } from 'luxon';
import type { Instant } from '../domain/time';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Minutes since midnight, `to` exclusive and up to 1440. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Working hours in one time zone. A date that stands in `holidays` has those hours instead of its weekday's. */
export interface Schedule {
  readonly name: string;
  readonly timeZone: string;
  readonly week: Readonly<Record<Weekday, readonly Hours[]>>;
  readonly holidays: readonly Holiday[];
}

export interface Holiday {
  readonly name: string;
  /** `2026-12-31`, or `12-31` for every year. */
  readonly date: string;
  /** Last day of it, in the same form; the same as `date` for a single day. */
  readonly until: string;
  readonly hours: readonly Hours[];
}

export type Opening =
  { readonly is: 'open' } | { readonly is: 'closed' } | { readonly is: 'holiday'; readonly name: string };

/** Whether the office is open at an instant. Hours are wall-clock hours, so a change of DST moves them with the clock. */
export function openingAt(schedule: Schedule, at: Instant): Opening {
  const local = DateTime.fromMillis(at, { zone: schedule.timeZone });
  const minute = local.hour * 60 + local.minute;
  const open = (hours: readonly Hours[]): boolean => hours.some(({ from, to }) => minute >= from && minute < to);
  const holiday = schedule.holidays.find((each) => covers(each, local));
  if (holiday) return open(holiday.hours) ? { is: 'open' } : { is: 'holiday', name: holiday.name };
  return open(schedule.week[weekdays[local.weekday - 1] ?? 'mon']) ? { is: 'open' } : { is: 'closed' };
}

function covers(holiday: Holiday, day: DateTime): boolean {
  const yearly = holiday.date.length === 5;
  const today = day.toFormat(yearly ? 'MM-dd' : 'yyyy-MM-dd');
  if (holiday.date <= holiday.until) return today >= holiday.date && today <= holiday.until;
  return today >= holiday.date || today <= holiday.until;
}

/** The parts of a day, in order of their start in minutes since midnight; before the first it is still the last. */
export interface DayParts {
  readonly timeZone: string;
  readonly parts: readonly { readonly name: string; readonly from: number }[];
}

export function dayPartAt(dayParts: DayParts, at: Instant): string {
  const local = DateTime.fromMillis(at, { zone: dayParts.timeZone });
  const minute = local.hour * 60 + local.minute;
  const current = dayParts.parts.findLast((part) => part.from <= minute) ?? dayParts.parts.at(-1);
  return current?.name ?? 'day';
}

/** What an expression sees as `now`, in the zone of the day parts. */
export function wallClock(timeZone: string, at: Instant): Record<string, string | number> {
  const local = DateTime.fromMillis(at, { zone: timeZone });
  return {
    date: local.toFormat('yyyy-MM-dd'),
    time: local.toFormat('HH:mm'),
    weekday: weekdays[local.weekday - 1] ?? 'mon',
    hour: local.hour,
    minute: local.minute,
  };
}

/** `09:00` or `24:00` in minutes since midnight; `undefined` for anything else. */
export function parseClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour !== undefined && Number(minute) < 60 && minutes <= 1440 ? minutes : undefined;
}

export const isTimeZone = (name: string): boolean => DateTime.fromMillis(0, { zone: name }).isValid;
