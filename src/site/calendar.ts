import type ICAL from 'ical.js';
import type { Instant } from '../domain/time';
import type { Calendar, Rule, TimedRule } from '../flow/schedule';
import { DAY_MS, dayOf, instantAt, isoOf, isTimeZone, type DayNumber } from '../flow/wall-clock';
import { isCancelled, type IcsFile } from './ics';

/** What a schedule makes of the events of a calendar. */
export interface CalendarUse {
  /** Of the schedule: for times without a zone, and for whole days. */
  readonly timeZone: string;
  readonly label: string;
  readonly prompt: string | null;
  /** Whether it is open during the events, or closed. */
  readonly means: 'open' | 'closed';
}

interface WholeDays {
  readonly from: DayNumber;
  /** Exclusive. */
  readonly to: DayNumber;
  readonly rule: Rule;
}

interface Year {
  readonly days: readonly WholeDays[];
  readonly timed: readonly TimedRule[];
}

/** An event of a year may begin in the one before. */
const LONGEST_EVENT_DAYS = 366;
const YEARS_REMEMBERED = 8;

/** A calendar as a schedule uses it; a year is worked out when it is first asked for. */
export function calendarOf(ics: IcsFile, use: CalendarUse): Calendar {
  const years = new Map<number, Year>();
  const yearOf = (year: number): Year => {
    const known = years.get(year);
    if (known) return known;
    if (years.size >= YEARS_REMEMBERED) years.clear();
    const made = workOut(ics, use, year);
    years.set(year, made);
    return made;
  };
  return {
    dayRule: (day) => yearOf(yearOfDay(day)).days.find(({ from, to }) => day >= from && day < to)?.rule,
    timed: (from, to) =>
      yearOf(yearOfDay(Math.floor(from / DAY_MS))).timed.filter((each) => each.to > from && each.from < to),
  };
}

const yearOfDay = (day: DayNumber): number => Number(isoOf(day).slice(0, 4));

function workOut({ file, events, zones }: IcsFile, use: CalendarUse, year: number): Year {
  // A day more on either side: whose year it is depends on the zone.
  const from = (dayOf(`${year}-01-01`) ?? 0) - 1;
  const to = (dayOf(`${year}-12-31`) ?? 0) + 2;
  const days: WholeDays[] = [];
  const timed: TimedRule[] = [];
  const opens = use.means === 'open';
  for (const { name, line, event } of events)
    for (const occurrence of occurrencesOf(event, from, to)) {
      const { startDate, endDate, item } = occurrence;
      const rule: Rule = {
        by: 'calendar',
        name: item.summary || name,
        label: use.label,
        prompt: use.prompt,
        hours: opens ? [{ from: 0, to: 1440 }] : [],
        place: { file, line, col: 1 },
      };
      if (startDate.isDate) {
        const first = dayNumber(startDate);
        days.push({ from: first, to: Math.max(dayNumber(endDate), first + 1), rule });
      } else
        timed.push({
          from: instant(startDate, zoneOf(item, 'dtstart'), use.timeZone, zones),
          to: instant(endDate, zoneOf(item, 'dtend') ?? zoneOf(item, 'dtstart'), use.timeZone, zones),
          opens,
          rule,
        });
    }
  return { days: days.sort((a, b) => a.from - b.from), timed: timed.sort((a, b) => a.from - b.from) };
}

/** What the library says of an occurrence; its own types leave it open. */
interface Occurrence {
  readonly startDate: ICAL.Time;
  readonly endDate: ICAL.Time;
  /** The event, or the one that stands for this occurrence. */
  readonly item: ICAL.Event;
}

/** Those that touch the days from `from` until `to`. */
function* occurrencesOf(event: ICAL.Event, from: DayNumber, to: DayNumber): Generator<Occurrence> {
  if (!event.isRecurring()) {
    if (dayNumber(event.startDate) < to && dayNumber(event.endDate) >= from)
      yield { startDate: event.startDate, endDate: event.endDate, item: event };
    return;
  }
  const iterator = event.iterator();
  for (let next = iterator.next() as ICAL.Time | null; next; next = iterator.next() as ICAL.Time | null) {
    const day = dayNumber(next);
    if (day >= to + LONGEST_EVENT_DAYS) return;
    if (day < from - LONGEST_EVENT_DAYS) continue;
    const details = event.getOccurrenceDetails(next) as Occurrence;
    if (isCancelled(details.item) || dayNumber(details.startDate) >= to || dayNumber(details.endDate) < from) continue;
    yield details;
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

const dayNumber = ({ year, month, day }: ICAL.Time): DayNumber =>
  dayOf(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`) ?? 0;

/** The TZID that a date of the event is written with. */
const zoneOf = (event: ICAL.Event, property: 'dtstart' | 'dtend'): string | undefined =>
  event.component.getFirstProperty(property)?.getFirstParameter('tzid') || undefined;

function instant(
  time: ICAL.Time,
  zone: string | undefined,
  timeZone: string,
  zones: ReadonlyMap<string, ICAL.Timezone>,
): Instant {
  const described = zone !== undefined && !isTimeZone(zone) ? zones.get(zone) : undefined;
  if (described) {
    const there = time.clone();
    there.zone = described;
    return there.toUnixTime() * 1000;
  }
  const named = time.zone.tzid === 'UTC' ? 'UTC' : (zone ?? timeZone);
  return instantAt(named, dayNumber(time), time.hour * 60 + time.minute) + time.second * 1000;
}
