import type { z } from 'zod';
import type { CalendarSource } from '../domain/calendar';
import { didYouMean } from '../flow/did-you-mean';
import type { DayParts } from '../flow/day-parts';
import type { Place, Problems } from '../flow/problem';
import {
  weekdays,
  type Hours,
  type Rule,
  type Schedule,
  type SpecialRule,
  type State,
  type Weekday,
} from '../flow/schedule';
import { formatClock } from '../flow/wall-clock';
import type { YamlFile } from '../flow/yaml';
import { calendarOf } from './calendar';
import { withFetched, type FetchedParts, type FetchedUse, type Slot } from './fetched-calendars';
import { readIcs, type IcsFile } from './ics';
import type { schedulesFile } from './schedule-schema';

export const SCHEDULES = 'schedules.yaml';

type Written = z.output<typeof schedulesFile>;
type WrittenSchedule = Written['schedules'][string];
type WrittenDay = WrittenSchedule['holidays'][number];

/** A prompt that a schedule says, for the check whether it is there. */
export interface ScheduledPrompt {
  readonly schedule: string;
  readonly prompt: string;
  readonly place: Place;
}

export interface ReadSchedules extends FetchedParts {
  readonly dayParts: DayParts;
  readonly prompts: readonly ScheduledPrompt[];
  readonly places: ReadonlyMap<string, Place>;
}

/** Makes schedules of what stands in `schedules.yaml` and in the calendars it names; what is wrong goes to `problems`. */
export function compileSchedules(
  read: { readonly yaml: YamlFile; readonly data: Written } | undefined,
  files: Readonly<Record<string, string>>,
  problems: Problems,
): ReadSchedules {
  if (!read)
    return {
      ...withFetched(new Map(), new Map(), new Map()),
      dayParts: { timeZone: 'UTC', parts: [] },
      prompts: [],
      places: new Map(),
    };
  return new ScheduleReader(read.yaml, read.data, files, problems).read();
}

class ScheduleReader {
  private readonly prompts: ScheduledPrompt[] = [];
  /** Each calendar file is read once; `undefined` where it has mistakes. */
  private readonly calendars = new Map<string, IcsFile | undefined>();
  private readonly slots = new Map<string, readonly Slot[]>();

  constructor(
    private readonly yaml: YamlFile,
    private readonly data: Written,
    private readonly files: Readonly<Record<string, string>>,
    private readonly problems: Problems,
  ) {}

  read(): ReadSchedules {
    const names = Object.keys(this.data.schedules);
    const parts = Object.entries(this.data.dayparts).map(([name, from]) => ({ name, from }));
    const schedules = new Map(
      Object.entries(this.data.schedules).map(([name, written]) => [name, this.schedule(name, written)]),
    );
    return {
      ...withFetched(schedules, this.slots, this.sources()),
      dayParts: { timeZone: this.data.time_zone, parts: parts.sort((a, b) => a.from - b.from) },
      prompts: this.prompts,
      places: new Map(names.map((name) => [name, this.yaml.placeOfKey(['schedules', name])])),
    };
  }

  /** Those that a schedule uses: nobody fetches the others. */
  private sources(): ReadonlyMap<string, CalendarSource> {
    const used = new Set(
      [...this.slots.values()].flat().flatMap((slot) => ('calendar' in slot ? [slot.calendar] : [])),
    );
    const sources = new Map<string, CalendarSource>();
    for (const [name, { url, url_env: env = '', every: everyMs }] of Object.entries(this.data.calendars))
      if (used.has(name)) sources.set(name, { name, from: url === undefined ? { env } : { url }, everyMs });
      else
        this.problems.warn(
          this.yaml.placeOfKey(['calendars', name]),
          'SITE024',
          `no schedule uses the calendar ${name}, so nobody fetches it; use it, or take it out`,
        );
    return sources;
  }

  private schedule(name: string, written: WrittenSchedule): Schedule {
    const timeZone = written.time_zone ?? this.data.time_zone;
    const week = this.week(name, written);
    const exceptions = written.exceptions.map((day, index) =>
      this.special(day, 'exception', [name, 'exceptions', index]),
    );
    const holidays = written.holidays.map((day, index) => this.special(day, 'holiday', [name, 'holidays', index]));
    const slots = written.calendars.flatMap((use, index) =>
      this.calendar({ ...use, timeZone }, ['schedules', name, 'calendars', index]),
    );
    this.slots.set(name, slots);
    const states = new Map<string, State>();
    for (const [label, state] of Object.entries(written.states)) {
      this.prompt(state.prompt, ['schedules', name, 'states', label]);
      states.set(label, { name: state.name ?? label, prompt: state.prompt ?? null });
    }
    const special = [...exceptions.sort(byExactness), ...holidays.sort(byExactness)];
    const labelled = [...special, ...written.calendars.map(({ label, prompt }) => ({ name: label, label, prompt }))];
    for (const { label, name: called, prompt } of labelled)
      if (!states.has(label)) states.set(label, { name: called, prompt: prompt ?? null });
    return {
      name,
      timeZone,
      week,
      special: special.map((day) => ({ ...day, prompt: day.prompt ?? written.states[day.label]?.prompt ?? null })),
      calendars: slots.flatMap((slot) => ('calendar' in slot ? [] : [slot])),
      states,
    };
  }

  private week(name: string, written: WrittenSchedule): Readonly<Record<Weekday, Rule>> {
    const rule = (day: Weekday): Rule => {
      const path = ['schedules', name, 'week', day];
      const hours = written.week[day] ?? [];
      // Not where the hours stand: an alias would lead to another day.
      const place = this.yaml.placeOfKey(written.week[day] ? path : ['schedules', name, 'week']);
      this.checkOverlap(hours, place);
      return { by: 'week', name: day, label: '', prompt: null, hours, place };
    };
    const week = Object.fromEntries(weekdays.map((day) => [day, rule(day)])) as Record<Weekday, Rule>;
    weekdays.forEach((day, index) => {
      const next = week[weekdays[(index + 1) % 7] ?? 'mon'];
      const over = Math.max(0, ...week[day].hours.map(({ to }) => to - 1440));
      const first = next.hours.find(({ from }) => from < over);
      if (first)
        this.problems.error(
          next.place,
          'SITE020',
          `${next.name} opens at ${formatClock(first.from)}, but the hours of ${day} last until ${formatClock(over)}`,
        );
    });
    return week;
  }

  private special(day: WrittenDay, by: 'exception' | 'holiday', within: readonly PropertyKey[]): SpecialRule {
    const path = ['schedules', ...within];
    const { name, label, date, until = date, hours = [], prompt = null } = day;
    this.prompt(day.prompt, path);
    const yearly = (text: string): boolean => text.length === 5;
    if (yearly(date) !== yearly(until))
      this.problems.error(
        this.yaml.place([...path, 'until']),
        'SITE021',
        `date: ${date} and until: ${until} must both name a year, or neither`,
      );
    else if (!yearly(date) && until < date)
      this.problems.error(
        this.yaml.place([...path, 'until']),
        'SITE021',
        `it would end (${until}) before it begins (${date}); exchange date and until, or mend the year`,
      );
    this.checkOverlap(hours, this.yaml.place(this.yaml.written([...path, 'hours'])));
    return { by, name, label, date, until, hours, prompt, place: this.yaml.place(path) };
  }

  private checkOverlap(hours: readonly Hours[], place: Place): void {
    const sorted = [...hours].sort((a, b) => a.from - b.from);
    sorted.forEach((span, index) => {
      const next = sorted[index + 1];
      if (next && next.from < span.to)
        this.problems.error(place, 'SITE020', `${shown(span)} and ${shown(next)} overlap; join them, or mend one`);
    });
  }

  private prompt(prompt: string | undefined, path: readonly PropertyKey[]): void {
    if (prompt !== undefined)
      this.prompts.push({ schedule: String(path[1]), prompt, place: this.yaml.place([...path, 'prompt']) });
  }

  private calendar(
    use: WrittenSchedule['calendars'][number] & { readonly timeZone: string },
    path: readonly PropertyKey[],
  ): Slot[] {
    const { timeZone, label, means, prompt = null } = use;
    this.prompt(use.prompt, path);
    if ('calendar' in use) return this.fetched({ calendar: use.calendar, timeZone, label, means, prompt }, path);
    const { file } = use;
    const text = this.files[file];
    if (text === undefined) {
      const known = Object.keys(this.files).filter((each) => each.endsWith('.ics'));
      this.problems.error(
        this.yaml.place(this.yaml.written([...path, 'file'])),
        'SITE023',
        `the site has no file ${file}${didYouMean(file, known)}; calendars are ${known.join(', ') || 'none'}`,
      );
      return [];
    }
    if (!this.calendars.has(file)) this.calendars.set(file, readIcs(file, text, this.problems));
    const ics = this.calendars.get(file);
    return ics ? [calendarOf(ics, { timeZone, label, means, prompt })] : [];
  }

  private fetched(use: FetchedUse, path: readonly PropertyKey[]): Slot[] {
    const known = Object.keys(this.data.calendars);
    if (known.includes(use.calendar)) return [use];
    this.problems.error(
      this.yaml.place([...path, 'calendar']),
      'SITE023',
      `${SCHEDULES} has no calendar ${use.calendar} below calendars:${didYouMean(use.calendar, known)}; known are ${known.join(', ') || 'none'}`,
    );
    return [];
  }
}

const shown = ({ from, to }: Hours): string => `${formatClock(from)}-${formatClock(to)}`;

/** One day before many, a date with its year before one of every year; else as they stand. */
function byExactness(one: SpecialRule, other: SpecialRule): number {
  const vagueness = ({ date, until }: SpecialRule): number =>
    (date === until ? 0 : 1) * 2 + (date.length === 5 ? 1 : 0);
  return vagueness(one) - vagueness(other);
}
