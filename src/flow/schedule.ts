import type { Instant } from '../domain/time';
import type { Place } from './problem';
import { instantAt, isoOf, shownAt, weekdayOf, type DayNumber } from './wall-clock';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Minutes since midnight, `to` exclusive and up to 2880: what goes past 1440 is on the next day. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** What holds on a day, and where that is written. */
export interface Rule {
  readonly by: 'week' | 'holiday' | 'exception' | 'calendar';
  /** `mon`, `New Year`. */
  readonly name: string;
  /** What a flow goes by when it is not open; '' for a day of the week. */
  readonly label: string;
  /** Said to callers while it is not open. */
  readonly prompt: string | null;
  readonly hours: readonly Hours[];
  readonly place: Place;
}

/** An exception or a holiday: it rules its days alone, from midnight to midnight. */
export interface SpecialRule extends Rule {
  /** `2026-12-31`, or `12-31` for every year. */
  readonly date: string;
  /** Its last day, in the same form. */
  readonly until: string;
}

/** A part of a day that a calendar opens or closes. */
export interface TimedRule {
  readonly from: Instant;
  readonly to: Instant;
  readonly opens: boolean;
  readonly rule: Rule;
}

/** A calendar file; the same question has the same answer for ever. */
export interface Calendar {
  /** What rules a whole day. */
  dayRule(day: DayNumber): Rule | undefined;
  /** What touches the time from `from` until `to`. */
  timed(from: Instant, to: Instant): readonly TimedRule[];
}

/** What a schedule may be put into by hand, besides open and closed. */
export interface State {
  readonly name: string;
  readonly prompt: string | null;
}

/** Opening hours in one time zone. */
export interface Schedule {
  readonly name: string;
  readonly timeZone: string;
  readonly week: Readonly<Record<Weekday, Rule>>;
  /** The first that covers a day rules it. */
  readonly special: readonly SpecialRule[];
  /** Asked for days that are not special, in their order. */
  readonly calendars: readonly Calendar[];
  /** By label. */
  readonly states: ReadonlyMap<string, State>;
}

export type Opening =
  | { readonly is: 'open' }
  | { readonly is: 'closed' }
  | { readonly is: 'holiday'; readonly label: string; readonly name: string; readonly prompt: string | null };

export const OPEN: Opening = { is: 'open' };
export const CLOSED: Opening = { is: 'closed' };

/** A time during which one rule gives one answer. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly opening: Opening;
  readonly rule: Rule;
}

/** Whether it is open at an instant. Hours are wall-clock hours: a change of DST moves them with the clock. */
export const openingAt = (schedule: Schedule, at: Instant): Opening => stretchAt(schedule, at).opening;

/** The stretch that an instant lies in; it ends at midnight at the latest. */
export function stretchAt(schedule: Schedule, at: Instant): Stretch {
  const { stretches } = dayAt(schedule, at);
  const found = stretches.find(({ to }) => at < to);
  if (!found) throw new Error(`the schedule ${schedule.name} has no answer for ${at}`);
  return found;
}

/** Changes further away are not looked for. */
const HORIZON_DAYS = 400;

/** When it opens, closes or goes from one holiday into another next; `null` when not within 400 days. */
export function nextEdge(schedule: Schedule, at: Instant): Instant | null {
  const memory = memoryOf(schedule);
  const { edge } = memory;
  if (edge && at >= edge.from && at < edge.until) return edge.at;
  const found = lookForEdge(schedule, at);
  memory.edge = { from: at, until: found ?? dayAt(schedule, at).end, at: found };
  return found;
}

function lookForEdge(schedule: Schedule, at: Instant): Instant | null {
  const today = dayAt(schedule, at);
  const { opening } = stretchAt(schedule, at);
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead++) {
    const { stretches } = ahead === 0 ? today : day(schedule, today.number + ahead);
    for (const stretch of stretches) if (stretch.from > at && !isSame(stretch.opening, opening)) return stretch.from;
  }
  return null;
}

/** Everything from one instant until another, without gaps; neighbours have different openings. */
export function openingsBetween(schedule: Schedule, from: Instant, to: Instant): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let at = from; at < to;) {
    const stretch = stretchAt(schedule, at);
    const clipped = { ...stretch, from: at, to: Math.min(stretch.to, to) };
    const before = found.at(-1);
    if (before && isSame(before.opening, clipped.opening)) found[found.length - 1] = { ...before, to: clipped.to };
    else found.push(clipped);
    at = stretch.to;
  }
  return found;
}

export function isSame(one: Opening, other: Opening): boolean {
  if (one.is !== 'holiday' || other.is !== 'holiday') return one.is === other.is;
  return one.label === other.label && one.name === other.name && one.prompt === other.prompt;
}

// ── a day ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Day {
  readonly number: DayNumber;
  readonly start: Instant;
  readonly end: Instant;
  readonly stretches: readonly Stretch[];
}

interface Memory {
  readonly days: Map<DayNumber, Day>;
  last: Day | undefined;
  edge: { readonly from: Instant; readonly until: Instant; readonly at: Instant | null } | undefined;
}

/** What was worked out of schedules that are in use; a schedule itself never changes. */
const memories = new WeakMap<Schedule, Memory>();
const DAYS_REMEMBERED = 64;

function memoryOf(schedule: Schedule): Memory {
  const known = memories.get(schedule);
  if (known) return known;
  const memory: Memory = { days: new Map(), last: undefined, edge: undefined };
  memories.set(schedule, memory);
  return memory;
}

function dayAt(schedule: Schedule, at: Instant): Day {
  const memory = memoryOf(schedule);
  const { last } = memory;
  if (last && at >= last.start && at < last.end) return last;
  let found = day(schedule, shownAt(schedule.timeZone, at).day);
  // Where a clock is put back over midnight, it shows the old day again; that day is over all the same.
  while (at >= found.end) found = day(schedule, found.number + 1);
  while (at < found.start) found = day(schedule, found.number - 1);
  memory.last = found;
  return found;
}

function day(schedule: Schedule, number: DayNumber): Day {
  const { days } = memoryOf(schedule);
  const known = days.get(number);
  if (known) return known;
  if (days.size >= DAYS_REMEMBERED) days.clear();
  const made = layOut(schedule, number);
  days.set(number, made);
  return made;
}

type OpenSpan = Pick<TimedRule, 'from' | 'to' | 'rule'>;

function layOut(schedule: Schedule, number: DayNumber): Day {
  const { timeZone, calendars } = schedule;
  const at = (minute: number): Instant => instantAt(timeZone, number, minute);
  const [start, end] = [at(0), at(1440)];
  const rule = ruleOf(schedule, number);
  const before = ruleOf(schedule, number - 1);
  const spans: OpenSpan[] = rule.hours.map(({ from, to }) => ({ from: at(from), to: Math.min(at(to), end), rule }));
  // Hours that began yesterday end at midnight where a day of its own begins.
  if (rule.by === 'week' || rule === before)
    for (const { to } of before.hours) if (to > 1440) spans.push({ from: start, to: at(to - 1440), rule: before });
  const timed = rule.by === 'week' ? calendars.flatMap((calendar) => calendar.timed(start, end)) : [];
  const within = [...spans, ...timed]
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge > start && edge < end);
  const edges = [...new Set([start, ...within, end])].sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  edges.slice(0, -1).forEach((from, index) => {
    const to = edges[index + 1] ?? end;
    const next = { from, to, ...answer(from, rule, spans, timed) };
    const last = stretches.at(-1);
    if (last?.rule === next.rule && isSame(last.opening, next.opening))
      stretches[stretches.length - 1] = { ...last, to };
    else stretches.push(next);
  });
  return { number, start, end, stretches };
}

function answer(
  at: Instant,
  rule: Rule,
  spans: readonly OpenSpan[],
  timed: readonly TimedRule[],
): Pick<Stretch, 'opening' | 'rule'> {
  const covers = ({ from, to }: { readonly from: Instant; readonly to: Instant }): boolean => at >= from && at < to;
  const special = timed.find(covers);
  if (special) return { opening: special.opens ? OPEN : holiday(special.rule), rule: special.rule };
  const open = spans.find(covers);
  if (open) return { opening: OPEN, rule: open.rule };
  return { opening: rule.by === 'week' ? CLOSED : holiday(rule), rule };
}

const holiday = ({ label, name, prompt }: Rule): Opening => ({ is: 'holiday', label, name, prompt });

/** What rules a whole day: the first special rule that covers it, else a calendar's, else its weekday's. */
export function ruleOf({ special, calendars, week }: Schedule, number: DayNumber): Rule {
  const date = isoOf(number);
  const found = special.find((each) => covers(each, date));
  if (found) return found;
  for (const calendar of calendars) {
    const rule = calendar.dayRule(number);
    if (rule) return rule;
  }
  return week[weekdays[weekdayOf(number)] ?? 'mon'];
}

/** A yearly range may go over the turn of the year. */
function covers({ date, until }: SpecialRule, day: string): boolean {
  const today = date.length === 5 ? day.slice(5) : day;
  return date <= until ? today >= date && today <= until : today >= date || today <= until;
}
