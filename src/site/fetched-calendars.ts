import type { CalendarSource } from '../domain/calendar';
import type { Site } from '../flow/office';
import { Problems, type Problem } from '../flow/problem';
import type { Calendar, Schedule } from '../flow/schedule';
import { calendarOf, type CalendarUse } from './calendar';
import { readIcs, type IcsFile } from './ics';

/** The file that rules of a fetched calendar are said to stand in. */
export const fetchedFile = (calendar: string): string => `calendars/${calendar} (fetched)`;

export type ReadCalendar =
  { readonly is: 'read'; readonly ics: IcsFile } | { readonly is: 'wrong'; readonly why: string };

/** Several versions of the site use one copy: it is read once. */
const REMEMBERED = 16;
const read = new Map<string, { readonly text: string; readonly result: ReadCalendar }>();

/** Reads the text of a fetched calendar. A mistake in it is nothing that a site can mend: it is told in words. */
export function readFetched(calendar: string, text: string): ReadCalendar {
  const known = read.get(calendar);
  if (known?.text === text) return known.result;
  const result = parse(fetchedFile(calendar), text);
  read.delete(calendar);
  const oldest = read.size >= REMEMBERED ? [...read.keys()][0] : undefined;
  if (oldest !== undefined) read.delete(oldest);
  read.set(calendar, { text, result });
  return result;
}

function parse(file: string, text: string): ReadCalendar {
  const problems = new Problems();
  const ics = readIcs(file, text, problems);
  if (ics) return { is: 'read', ics };
  const [first] = problems.sorted();
  return { is: 'wrong', why: first ? `line ${first.line}: ${first.message}` : 'this is no iCalendar file' };
}

/** What a calendar that is fetched means to a schedule. */
export interface FetchedUse extends CalendarUse {
  readonly calendar: string;
}

export type FetchedParts = Pick<Site, 'schedules' | 'calendars' | 'schedulesWith' | 'takeCalendar'>;

/** One of the calendars of a schedule, in their order. */
export type Slot = Calendar | FetchedUse;

/** Schedules that go by calendars from elsewhere: what those hold comes later, and changes. */
export function withFetched(
  written: ReadonlyMap<string, Schedule>,
  slots: ReadonlyMap<string, readonly Slot[]>,
  calendars: ReadonlyMap<string, CalendarSource>,
): FetchedParts {
  const schedules = new Map(written);
  const taken = new Map<string, string>();
  const filled = (schedule: Schedule, copies: ReadonlyMap<string, string>): Schedule => ({
    ...schedule,
    calendars: (slots.get(schedule.name) ?? []).flatMap((slot): readonly Calendar[] => {
      if (!('calendar' in slot)) return [slot];
      const text = copies.get(slot.calendar);
      const read = text === undefined ? undefined : readFetched(slot.calendar, text);
      return read?.is === 'read' ? [calendarOf(read.ics, slot)] : [];
    }),
  });
  const uses = (schedule: string, calendar: string): boolean =>
    (slots.get(schedule) ?? []).some((slot) => 'calendar' in slot && slot.calendar === calendar);
  return {
    schedules,
    calendars,
    schedulesWith: (copies) => new Map([...written].map(([name, schedule]) => [name, filled(schedule, copies)])),
    takeCalendar: (calendar, text) => {
      if (taken.get(calendar) === text || readFetched(calendar, text).is === 'wrong') return;
      taken.set(calendar, text);
      for (const [name, schedule] of written) if (uses(name, calendar)) schedules.set(name, filled(schedule, taken));
    },
  };
}

/** What a publish says of a calendar that has no copy yet. */
export const notFetchedYet = (calendar: string, why: string): Problem => ({
  file: 'schedules.yaml',
  line: 1,
  col: 1,
  severity: 'warning',
  code: 'SITE052',
  message: `the calendar ${calendar} could not be fetched yet (${why}); until it is, its days count as ordinary ones`,
});
