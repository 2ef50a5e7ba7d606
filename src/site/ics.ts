import ICAL from 'ical.js';
import type { Problems } from '../flow/problem';
import { dayOf, isTimeZone } from '../flow/wall-clock';
import { contentLines, type ContentLine } from './ics-lines';
import { mistakeInRule } from './ics-rule';

/** One VEVENT of a calendar file, with those that replace single occurrences of it. */
interface IcsEvent {
  readonly name: string;
  readonly line: number;
  readonly event: ICAL.Event;
}

export interface IcsFile {
  readonly file: string;
  readonly events: readonly IcsEvent[];
  /** Zones that the file itself describes, by TZID. */
  readonly zones: ReadonlyMap<string, ICAL.Timezone>;
}

/** Reads an iCalendar file (RFC 5545). What is wrong goes to `problems`, with its line; then there is no calendar. */
export function readIcs(file: string, text: string, problems: Problems): IcsFile | undefined {
  const own: { readonly line: number; readonly message: string }[] = [];
  const mistake = (line: number, message: string): void => void own.push({ line, message });
  const lines = contentLines(text);
  if (lines[0]?.text.trim().toUpperCase() !== 'BEGIN:VCALENDAR')
    mistake(lines[0]?.number ?? 1, 'this is no iCalendar file: its first line is BEGIN:VCALENDAR');
  else {
    const zones = new Map<string, ICAL.Timezone>();
    for (const block of blocksOf(lines, 'VTIMEZONE', mistake)) {
      const component = parsed(block, mistake);
      if (component) zones.set(String(component.getFirstPropertyValue('tzid')), new ICAL.Timezone(component));
    }
    const found = blocksOf(lines, 'VEVENT', mistake).flatMap((block) => readEvent(block, zones, mistake));
    if (found.length === 0 && own.length === 0) mistake(1, 'this calendar holds no event (BEGIN:VEVENT)');
    if (own.length === 0) return { file, events: related(found), zones };
  }
  for (const { line, message } of own) problems.error({ file, line, col: 1 }, 'SITE023', message);
  return undefined;
}

type Mistake = (line: number, message: string) => void;

/** The lines from each `BEGIN:…` to its `END:…`. */
function blocksOf(lines: readonly ContentLine[], kind: string, mistake: Mistake): readonly (readonly ContentLine[])[] {
  const blocks: ContentLine[][] = [];
  let open: ContentLine[] | undefined;
  for (const line of lines) {
    const text = line.text.trim().toUpperCase();
    if (text === `BEGIN:${kind}`) {
      if (open) mistake(open[0]?.number ?? 1, `this ${kind} has no END:${kind}`);
      open = [line];
    } else if (open) {
      open.push(line);
      if (text !== `END:${kind}`) continue;
      blocks.push(open);
      open = undefined;
    }
  }
  if (open) mistake(open[0]?.number ?? 1, `this ${kind} has no END:${kind}`);
  return blocks;
}

function parsed(block: readonly ContentLine[], mistake: Mistake): ICAL.Component | undefined {
  try {
    return new ICAL.Component(ICAL.parse(block.map(({ text }) => text).join('\r\n')) as unknown[]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const culprit = block.find(({ text }) => message.includes(JSON.stringify(text)) || message.includes(`"${text}"`));
    mistake(culprit?.number ?? block[0]?.number ?? 1, `this is no iCalendar: ${message.split('\n', 1)[0] ?? message}`);
    return undefined;
  }
}

function readEvent(
  block: readonly ContentLine[],
  zones: ReadonlyMap<string, unknown>,
  mistake: Mistake,
): readonly IcsEvent[] {
  const begin = block[0]?.number ?? 1;
  const wrong: number[] = [];
  const say: Mistake = (line, message) => {
    wrong.push(line);
    mistake(line, message);
  };
  for (const line of block) checkLine(line, zones, say);
  const has = (name: string): boolean => block.some((line) => line.name === name);
  const isAllDay = block.some(({ name, value }) => name === 'DTSTART' && !value.includes('T'));
  if (!has('DTSTART')) say(begin, 'this event has no DTSTART: when does it begin?');
  else if (!isAllDay && !has('DTEND') && !has('DURATION'))
    say(begin, 'this event has a time to begin and none to end: it needs DTEND or DURATION');
  const component = wrong.length > 0 ? undefined : parsed(block, say);
  if (!component) return [];
  const event = new ICAL.Event(component);
  const rule = block.find(({ name }) => name === 'RRULE');
  const unusable = rule && firstTime(event);
  if (unusable !== undefined) {
    say(rule?.number ?? begin, `RRULE: ${unusable}`);
    return [];
  }
  if (event.endDate.compare(event.startDate) < 0) {
    say(begin, `this event ends (${shown(event.endDate)}) before it begins (${shown(event.startDate)})`);
    return [];
  }
  return [{ name: event.summary || 'an event without SUMMARY', line: begin, event }];
}

/** The library finds out about some rules only when it counts. */
function firstTime(event: ICAL.Event): string | undefined {
  try {
    event.iterator().next();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const DATES = ['DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE', 'RDATE'];

/** What the library lets through, or says without the line. */
function checkLine(
  { name, value, parameters, number }: ContentLine,
  zones: ReadonlyMap<string, unknown>,
  say: Mistake,
) {
  if (DATES.includes(name))
    for (const each of value.split(','))
      if (!isTime(each.split('/', 1)[0] ?? ''))
        say(number, `${name}: "${each}" is no date like 20261231 or 20261231T180000`);
  const zone = parameters.get('TZID');
  if (zone !== undefined && !isTimeZone(zone) && !zones.has(zone))
    say(
      number,
      `${name}: "${zone}" is no time zone like Europe/Moscow, and the file does not describe it (BEGIN:VTIMEZONE)`,
    );
  const mistake = name === 'RRULE' ? mistakeInRule(value) : undefined;
  if (mistake !== undefined) say(number, `RRULE: ${mistake}`);
}

/** Repetitions are counted from the first on. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;

function isTime(text: string): boolean {
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(text) ?? [];
  return (
    Number(year) >= FIRST_YEAR &&
    Number(year) <= LAST_YEAR &&
    dayOf(`${year}-${month}-${day}`) !== undefined &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) <= 60
  );
}

/** An event with RECURRENCE-ID stands for one occurrence of the one with its UID. */
function related(found: readonly IcsEvent[]): readonly IcsEvent[] {
  const main = found.filter(({ event }) => !event.isRecurrenceException());
  for (const { event } of found) {
    if (!event.isRecurrenceException()) continue;
    main.find((each) => each.event.uid !== '' && each.event.uid === event.uid)?.event.relateException(event);
  }
  return main.filter(({ event }) => !isCancelled(event));
}

export const isCancelled = (event: ICAL.Event): boolean =>
  String(event.component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED';

const shown = (time: ICAL.Time): string => time.toString().replace('T', ' ');
