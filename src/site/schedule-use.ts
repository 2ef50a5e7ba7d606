import type { QueueSettings } from '../domain/queue';
import { didYouMean } from '../flow/did-you-mean';
import type { Flow } from '../flow/flow';
import type { Place, Problem, Problems } from '../flow/problem';
import type { Schedule } from '../flow/schedule';
import type { HoursStep } from '../flow/steps/hours';
import type { OverrideStep } from '../flow/steps/schedule-override';
import { isoOf, shownAt } from '../flow/wall-clock';

type Schedules = ReadonlyMap<string, Schedule>;

/** What flows expect of schedules: states that they have, exits that can be taken. */
export function checkStates(flows: Iterable<Flow>, schedules: Schedules, problems: Problems): void {
  for (const flow of flows)
    for (const { kind, spec, place } of flow.nodes.values()) {
      if (kind === 'hours') checkHours(spec as HoursStep, place, schedules, problems);
      if (kind === 'override') checkOverride(spec as OverrideStep, place, schedules, problems);
    }
}

function checkHours(
  { schedule, on, holiday, closed }: HoursStep,
  place: Place,
  schedules: Schedules,
  problems: Problems,
): void {
  const known = schedules.get(schedule.name);
  if (!known) return;
  const labels = [...known.states.keys()];
  for (const label of Object.keys(on))
    if (!known.states.has(label)) problems.error(place, 'SITE025', unknownState(label, schedule.name, labels));
  const isOwn = holiday !== undefined && holiday !== closed;
  if (isOwn && labels.every((label) => Object.hasOwn(on, label)))
    problems.warn(
      place,
      'SITE026',
      `holiday: ${holiday.name} is never taken: ${labels.length === 0 ? `the schedule ${schedule.name} has no special days and no states` : 'on: names every label'}`,
    );
}

function checkOverride({ schedule, to }: OverrideStep, place: Place, schedules: Schedules, problems: Problems): void {
  const known = schedules.get(schedule.name);
  if (!known || to === null) return;
  const states = ['open', 'closed', ...known.states.keys()];
  if (!states.includes(to)) problems.error(place, 'SITE025', unknownState(to, schedule.name, [...states, 'hours']));
}

const unknownState = (label: string, schedule: string, known: readonly string[]): string =>
  `the schedule ${schedule} has no label ${label}${didYouMean(label, known)}; known are ${known.join(', ') || 'none'}; write it to a special day, or to states: of the schedule`;

/** The flows in which a schedule's prompts are heard. */
export const saying = (flows: Iterable<Flow>, schedule: string): readonly Flow[] =>
  [...flows].filter(({ nodes }) =>
    [...nodes.values()].some(({ kind, spec }) => {
      if (kind !== 'hours') return false;
      const hours = spec as HoursStep;
      return hours.say && hours.schedule.name === schedule;
    }),
  );

/** A schedule that no flow and no queue asks. */
export function checkUnused(
  schedules: Schedules,
  places: ReadonlyMap<string, Place>,
  used: Iterable<string>,
  queues: Iterable<QueueSettings>,
  problems: Problems,
): void {
  const asked = new Set([...used, ...[...queues].flatMap(({ schedule }) => schedule ?? [])]);
  for (const name of schedules.keys()) {
    const place = places.get(name);
    if (!asked.has(name) && place)
      problems.warn(place, 'SITE024', `no flow and no queue asks the schedule ${name}; use it, or take it out`);
  }
}

/** Special days of one year that are over: what stands there in vain hides what matters. Not an error at any time. */
export function pastDays(schedules: Schedules, now: number): readonly Problem[] {
  return [...schedules.values()].flatMap(({ timeZone, special }) => {
    const today = isoOf(shownAt(timeZone, now).day);
    return special.flatMap(({ name, until, place }): Problem[] =>
      until.length === 5 || until >= today
        ? []
        : [
            {
              ...place,
              severity: 'warning',
              code: 'SITE022',
              message: `${name} was over on ${until}; take it out, or write it without the year where it comes every year`,
            },
          ],
    );
  });
}
