import type { Instant } from '../domain/time';
import { weekdays } from './schedule';
import { formatClock, isoOf, shownAt, weekdayOf } from './wall-clock';

/** The parts of a day, in order of their start in minutes since midnight; before the first it is still the last. */
export interface DayParts {
  readonly timeZone: string;
  readonly parts: readonly { readonly name: string; readonly from: number }[];
}

export function dayPartAt({ timeZone, parts }: DayParts, at: Instant): string {
  const { minute } = shownAt(timeZone, at);
  const current = parts.findLast((part) => part.from <= minute) ?? parts.at(-1);
  return current?.name ?? 'day';
}

/** What an expression sees as `now`, in the zone of the day parts. */
export function wallClock(timeZone: string, at: Instant): Record<string, string | number> {
  const { day, minute } = shownAt(timeZone, at);
  return {
    date: isoOf(day),
    time: formatClock(minute),
    weekday: weekdays[weekdayOf(day)] ?? 'mon',
    hour: Math.floor(minute / 60),
    minute: minute % 60,
  };
}
