import type { Instant } from '../domain/time';
import type { Office, ScheduleOverride } from './office';
import { CLOSED, nextEdge, OPEN, openingAt, type Opening, type Schedule } from './schedule';

/** Words of a schedule that no label may take. */
export const reservedStates = ['open', 'closed', 'hours'] as const;

/** What a schedule of the office is now: as its hours say, or as somebody set it by hand. */
export function openingNow(office: Pick<Office, 'schedules' | 'live'>, name: string, now: Instant): Opening {
  const schedule = office.schedules.get(name);
  if (!schedule) throw new Error(`no schedule ${name}`);
  return openingUnder(schedule, office.live.override(name, now), now);
}

export function openingUnder(schedule: Schedule, override: ScheduleOverride | undefined, at: Instant): Opening {
  if (!override || hasEnded(override, at)) return openingAt(schedule, at);
  return openingOf(schedule, override.to);
}

/** The opening that a word stands for: `open`, `closed` or a label of the schedule. */
export function openingOf(schedule: Schedule, to: string): Opening {
  if (to === 'open') return OPEN;
  if (to === 'closed') return CLOSED;
  const state = schedule.states.get(to);
  return { is: 'holiday', label: to, name: state?.name ?? to, prompt: state?.prompt ?? null };
}

/** From when on it is not open: `at` itself when it is not, `null` when that is not to be seen. */
export function closesAt(schedule: Schedule, override: ScheduleOverride | undefined, at: Instant): Instant | null {
  if (override && !hasEnded(override, at)) {
    if (override.to !== 'open') return at;
    return override.until === null ? null : closesAt(schedule, undefined, override.until);
  }
  return openingAt(schedule, at).is === 'open' ? nextEdge(schedule, at) : at;
}

/** From when on it is open: `at` itself when it is, `Infinity` when that is not to be seen. */
export function opensAt(schedule: Schedule, override: ScheduleOverride | undefined, at: Instant): Instant {
  if (override && !hasEnded(override, at)) {
    if (override.to === 'open') return at;
    return override.until === null ? Infinity : opensAt(schedule, undefined, override.until);
  }
  let from: Instant | null = at;
  for (let edges = 0; from !== null && edges < MOST_EDGES; edges++) {
    if (openingAt(schedule, from).is === 'open') return from;
    from = nextEdge(schedule, from);
  }
  return Infinity;
}

/** Closed, on a holiday, closed: one after the other, and in the end open. */
const MOST_EDGES = 60;

/** What an `open` opening, a closed one or a holiday is called in facts and lists: its label, or its kind. */
export const wordOf = (opening: Opening): string => (opening.is === 'holiday' ? opening.label : opening.is);

export const hasEnded = ({ until }: Pick<ScheduleOverride, 'until'>, at: Instant): boolean =>
  until !== null && until <= at;
