import { DateTime } from 'luxon';
import type { FloorSettings } from '../../acd/floor';
import type { AgentSettings } from '../../domain/agent';
import type { AgentId } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { Problems } from '../../flow/problem';
import { didYouMean, YamlFile } from '../../flow/yaml';
import type { Forecast, Roster, Shift } from './day';
import { forecastFile, staffFile, type WrittenForecast, type WrittenPeople } from './forecast-schema';

/** Staff as it is written: by name of an agent, or of a group of people that the site does not have. */
export type Staff = Readonly<Record<string, WrittenPeople>>;

export interface ReadForecast {
  readonly forecast: Forecast;
  readonly to: Instant;
  readonly staff: Staff | undefined;
}

/** Reads a forecast; `undefined`, with what is wrong in `problems`, where it is not right. */
export function readForecast(
  file: { readonly name: string; readonly text: string },
  { settings, zone }: { readonly settings: FloorSettings; readonly zone: string },
  problems: Problems,
): ReadForecast | undefined {
  const yaml = YamlFile.read(file.name, file.text, problems);
  const written = yaml.data === undefined ? undefined : yaml.parse(forecastFile, yaml.data, [], problems);
  if (!written) return undefined;
  for (const queue of Object.keys(written.queues))
    if (!settings.queues.has(queue))
      problems.error(yaml.placeOfKey(['queues', queue]), 'FLOW006', unknown('queue', queue, settings.queues.keys()));
  checkStaff(written.staff, { yaml, path: ['staff'] }, settings, problems);
  const intervals = intervalsOf(written);
  if (intervals === undefined)
    problems.error(yaml.place(['queues']), 'SITE003', 'to: is needed where no queue lists its calls by interval');
  const midnight = DateTime.fromISO(written.day, { zone });
  if (!midnight.isValid) problems.error(yaml.place(['day']), 'SITE001', `day: there is no ${written.day}`);
  if (problems.failed || intervals === undefined) return undefined;
  const from = midnight.toMillis() + written.from * 60_000;
  const queues = Object.entries(written.queues).map(([queue, { calls, talk, patience, callers }]) => ({
    queue,
    calls: typeof calls === 'number' ? Array.from({ length: intervals }, () => calls) : calls,
    talk,
    patience,
    kinds: callers,
  }));
  return {
    forecast: { from, intervalMs: written.interval, queues, answer: written.answer },
    to: from + intervals * written.interval,
    staff: written.staff,
  };
}

/** Reads `staff:` from a file of its own. */
export function readStaff(
  file: { readonly name: string; readonly text: string },
  settings: FloorSettings,
  problems: Problems,
): Staff | undefined {
  const yaml = YamlFile.read(file.name, file.text, problems);
  const written = yaml.data === undefined ? undefined : yaml.parse(staffFile, yaml.data, [], problems);
  checkStaff(written?.staff, { yaml, path: ['staff'] }, settings, problems);
  return problems.failed ? undefined : written?.staff;
}

function intervalsOf({ queues, from, to, interval }: WrittenForecast): number | undefined {
  const lists = Object.values(queues).flatMap(({ calls }) => (typeof calls === 'number' ? [] : [calls.length]));
  if (to !== undefined) return Math.max(1, Math.ceil(((to - from) * 60_000) / interval), ...lists);
  return lists.length === 0 ? undefined : Math.max(...lists);
}

function checkStaff(
  staff: Staff | undefined,
  { yaml, path }: { readonly yaml: YamlFile; readonly path: readonly string[] },
  { agents, queues }: FloorSettings,
  problems: Problems,
): void {
  for (const [who, { count, like, queues: theirs }] of Object.entries(staff ?? {})) {
    const at = [...path, who];
    if (count === undefined && !agents.has(who))
      problems.error(yaml.placeOfKey(at), 'FLOW006', `${unknown('agent', who, agents.keys())}; or say a count`);
    if (like !== undefined && !agents.has(like))
      problems.error(yaml.place([...at, 'like']), 'FLOW006', unknown('agent', like, agents.keys()));
    if (count !== undefined && (like === undefined) === (theirs === undefined))
      problems.error(yaml.placeOfKey(at), 'SITE003', 'like: or queues: is needed, one of both: what do they take?');
    for (const queue of theirs ?? [])
      if (!queues.has(queue))
        problems.error(yaml.place([...at, 'queues']), 'FLOW006', unknown('queue', queue, queues.keys()));
  }
}

function unknown(what: string, name: string, known: Iterable<string>): string {
  const names = [...known];
  return `there is no ${what} ${name}${didYouMean(name, names)}; known are ${names.join(', ') || 'none'}`;
}

/** Who is at work when; without `staff` everybody, all the time. */
export function rosterOf(
  staff: Staff | undefined,
  settings: FloorSettings,
  day: { readonly from: Instant; readonly to: Instant; readonly midnight: Instant },
): Roster {
  const all: Shift = { from: day.from, to: day.to };
  if (!staff) return { shifts: new Map([...settings.agents.keys()].map((id) => [id, [all]])), extra: [] };
  const shifts = new Map<AgentId, readonly Shift[]>();
  const extra: AgentSettings[] = [];
  for (const [who, people] of Object.entries(staff)) {
    const times = timesOf(people, all, day.midnight);
    if (people.count === undefined) shifts.set(who, times);
    for (let number = 1; number <= (people.count ?? 0); number++) {
      const id = `${who}-${number}`;
      shifts.set(id, times);
      extra.push(personOf(id, people, settings));
    }
  }
  return { shifts, extra };
}

function personOf(
  id: AgentId,
  { like, queues = [], skills = {} }: WrittenPeople,
  settings: FloorSettings,
): AgentSettings {
  const model = like === undefined ? undefined : settings.agents.get(like);
  const own = { id, name: id, phone: { is: 'account', account: id } } as const;
  return model ? { ...model, ...own, skills: { ...model.skills, ...skills } } : { ...own, queues, skills };
}

function timesOf({ shifts, breaks }: WrittenPeople, all: Shift, midnight: Instant): readonly Shift[] {
  const at = ({ from, to }: { readonly from: number; readonly to: number }): Shift => ({
    from: midnight + minutes(from),
    to: midnight + minutes(to),
  });
  return breaks
    .map(at)
    .reduce(without, shifts?.map(at) ?? [all])
    .sort((a, b) => a.from - b.from);
}

const minutes = (number: number): Millis => number * 60_000;

const without = (shifts: Shift[], off: Shift): Shift[] =>
  shifts
    .flatMap(({ from, to }) => [
      { from, to: Math.min(to, Math.max(from, off.from)) },
      { from: Math.max(from, Math.min(to, off.to)), to },
    ])
    .filter(({ from, to }) => from < to);
