import { DateTime } from 'luxon';
import { parseDuration, type Instant, type Millis } from '../domain/time';
import { nextEdge, type Schedule } from './schedule';
import { dayOf, instantAt, parseClock, shownAt, type DayNumber } from './wall-clock';

/** How long something that was set by hand is to hold, as it is written. */
export type Until =
  | { readonly is: 'next-edge' }
  /** Until it is taken back. */
  | { readonly is: 'cleared' }
  | { readonly is: 'after'; readonly ms: Millis }
  /** The next time the clock on the wall shows this; minutes since midnight. */
  | { readonly is: 'clock'; readonly minute: number }
  | { readonly is: 'day-time'; readonly day: DayNumber; readonly minute: number }
  | { readonly is: 'instant'; readonly at: Instant };

export const UNTIL_FORMS = 'next_edge, cleared, "18:00", "2026-12-31 18:00" or a duration like 2h';

/** `undefined` for what is none of the forms. */
export function parseUntil(text: string): Until | undefined {
  if (text === 'next_edge') return { is: 'next-edge' };
  if (text === 'cleared') return { is: 'cleared' };
  const minute = parseClock(text);
  if (minute !== undefined) return { is: 'clock', minute };
  const ms = parseDuration(text);
  if (ms !== undefined) return ms > 0 ? { is: 'after', ms } : undefined;
  return parseTime(text);
}

/** `2026-12-31 18:00` by the clock on the wall, or `2026-12-31T18:00:00Z`. */
export function parseTime(text: string): Extract<Until, { is: 'day-time' | 'instant' }> | undefined {
  const [, date = '', clock = ''] = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2})(?::00)?$/.exec(text) ?? [];
  const day = dayOf(date);
  const minute = parseClock(clock);
  if (day !== undefined && minute !== undefined) return { is: 'day-time', day, minute };
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const time = DateTime.fromISO(text);
  return time.isValid ? { is: 'instant', at: time.toMillis() } : undefined;
}

/** The instant, or `null` for "until it is taken back"; also where the schedule will not change by itself. */
export function instantOf(until: Until, schedule: Schedule, now: Instant): Instant | null {
  if (until.is === 'next-edge') return nextEdge(schedule, now);
  return clockOf(until, schedule.timeZone, now) ?? null;
}

/** The instant as far as a clock on the wall can tell; `undefined` for what it cannot. */
export function clockOf(until: Until, timeZone: string, now: Instant): Instant | undefined {
  switch (until.is) {
    case 'next-edge':
    case 'cleared':
      return undefined;
    case 'after':
      return now + until.ms;
    case 'clock': {
      const { day } = shownAt(timeZone, now);
      const today = instantAt(timeZone, day, until.minute);
      return today > now ? today : instantAt(timeZone, day + 1, until.minute);
    }
    case 'day-time':
      return instantAt(timeZone, until.day, until.minute);
    case 'instant':
      return until.at;
  }
}
