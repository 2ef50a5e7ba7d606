import { resolve } from 'node:path';
import { DateTime } from 'luxon';
import { didYouMean } from '../flow/did-you-mean';
import { explainSchedule, type ScheduleExplanation } from '../flow/explain-schedule';
import type { Opening, Rule, Schedule } from '../flow/schedule';
import { instantOf, parseTime } from '../flow/until';
import { dayOf, instantAt, isTimeZone } from '../flow/wall-clock';
import type { SiteFiles } from '../site/compile';
import { fillFromHome } from './calendar-copies';
import { Usage } from './failure';
import { siteFolder } from './settings';
import { siteToPlay, within, type SiteToPlay } from './site-to-play';
import { coloursFor } from './terminal';
import type { World } from './world';

export interface WhenOptions {
  /** The zone that the time is given in; the schedule's when not given. */
  readonly zone?: string;
  readonly json: boolean;
}

/** `carillon when`: what a schedule is at some time, by which line of which file, until when, and what comes then. */
export async function when(
  world: World,
  name: string,
  time: string | undefined,
  dir: string | undefined,
  options: WhenOptions,
): Promise<void> {
  const played = await siteToPlay(world.cwd, dir === undefined ? siteFolder(world) : resolve(world.cwd, dir));
  const schedule = played.site.schedules.get(name);
  const names = [...played.site.schedules.keys()];
  if (!schedule)
    throw new Usage(
      `there is no schedule ${name} in ${played.folder}${didYouMean(name, names)}; known are ${names.join(', ') || 'none'}`,
    );
  const copies = fillFromHome(played.site, world);
  const filled = played.site.schedules.get(name) ?? schedule;
  const at = time === undefined ? world.now() : timeOf(time, schedule, options.zone);
  const explained = explainSchedule(filled, at);
  const text = options.json
    ? JSON.stringify({ schedule: name, ...explained }, null, 2)
    : [
        told(explained, filled, { ...played, files: { ...played.files, ...copies.files } }, world),
        ...copies.told.map((line) => `  with  ${line}`),
      ].join('\n');
  world.stdout.write(`${text}\n`);
}

function timeOf(text: string, schedule: Schedule, zone = schedule.timeZone): number {
  if (!isTimeZone(zone))
    throw new Usage(
      `"${zone}" is no time zone like Europe/Moscow${didYouMean(zone, Intl.supportedValuesOf('timeZone'))}`,
    );
  const day = dayOf(text);
  if (day !== undefined) return instantAt(zone, day, 0);
  const time = parseTime(text);
  if (time === undefined) throw new Usage(`"${text}" is no time like "2026-12-31 18:05" or 2026-12-31T18:05:00Z`);
  return time.is === 'instant' ? time.at : (instantOf(time, { ...schedule, timeZone: zone }, 0) ?? 0);
}

function told(explained: ScheduleExplanation, schedule: Schedule, { folder, files }: SiteToPlay, world: World): string {
  const { bold, dim } = coloursFor(world.stdout, world.env);
  const { at, opening, rule, since, until, next, opens } = explained;
  const shown = (instant: number): string =>
    DateTime.fromMillis(instant, { zone: schedule.timeZone }).setLocale('en').toFormat('ccc yyyy-MM-dd HH:mm');
  const offset = DateTime.fromMillis(at, { zone: schedule.timeZone }).toFormat('ZZ');
  const why = (each: Rule): string => `${wordsOf(each)}\n        ${dim(lineOf(each, folder, files))}`;
  return [
    `${schedule.name} at ${shown(at)} (${schedule.timeZone}, UTC${offset}): ${bold(inWords(opening))}`,
    `  why   ${why(rule)}`,
    `  since ${shown(since)}`,
    until === null ? '  until further notice: no change within 400 days' : `  until ${shown(until)}`,
    ...(next ? [`  then  ${inWords(next.opening)}: ${why(next.rule)}`] : []),
    ...(opens !== null && opens !== until ? [`  opens ${shown(opens)}`] : []),
  ].join('\n');
}

/** `open`, `closed`, `holiday (New Year)`. */
export const inWords = (opening: Opening): string =>
  opening.is === 'holiday' ? `${opening.label} (${opening.name})` : opening.is;

const WEEK: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

function wordsOf({ by, name }: Rule): string {
  switch (by) {
    case 'week':
      return `the hours of ${WEEK[name] ?? name}`;
    case 'holiday':
      return `the holiday ${name}`;
    case 'exception':
      return `the exception ${name}`;
    case 'calendar':
      return `${name}, an event of a calendar`;
  }
}

/** `examples/office/schedules.yaml:18:9: …` with the line as it stands there. */
function lineOf({ place: { file, line, col } }: Rule, folder: string, files: SiteFiles): string {
  const text = files[file]?.split(/\r?\n/)[line - 1]?.trim() ?? '';
  return `${within(folder, file)}:${line}:${col}${text === '' ? '' : `: ${text}`}`;
}
