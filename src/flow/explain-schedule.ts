import type { Instant } from '../domain/time';
import type { ScheduleOverride } from './office';
import { openingUnder } from './opening';
import { isSame, nextEdge, openingsBetween, stretchAt, type Opening, type Rule, type Schedule } from './schedule';
import { DAY_MS } from './wall-clock';

/** What a schedule is at an instant, and why. */
export interface ScheduleExplanation {
  readonly at: Instant;
  /** What flows go by: as set by hand, else as the rules say. */
  readonly opening: Opening;
  readonly override: ScheduleOverride | null;
  /** The rule that gives the answer where nothing is set by hand. */
  readonly rule: Rule;
  /** Since when it has been so, by the rules; two weeks are looked back. */
  readonly since: Instant;
  /** When it changes by itself; `null` when not within 400 days. */
  readonly until: Instant | null;
  readonly next: { readonly opening: Opening; readonly rule: Rule } | null;
  /** When it opens next, where it is not open; `null` when not to be seen, or when it is open. */
  readonly opens: Instant | null;
}

const LOOK_BACK_MS = 14 * DAY_MS;
/** Edges that are followed to find the next opening: a year of holidays. */
const EDGES = 400;

export function explainSchedule(schedule: Schedule, at: Instant, override?: ScheduleOverride): ScheduleExplanation {
  const opening = openingUnder(schedule, override, at);
  const { rule, opening: byRules } = stretchAt(schedule, at);
  const past = openingsBetween(schedule, at - LOOK_BACK_MS, at + 1);
  const since = past.at(-1);
  const until = override ? override.until : nextEdge(schedule, at);
  const then = until === null ? null : stretchAt(schedule, until);
  return {
    at,
    opening,
    override: override ?? null,
    rule,
    since: since && isSame(since.opening, byRules) ? since.from : at,
    until,
    next: then && { opening: then.opening, rule: then.rule },
    opens: opening.is === 'open' ? null : opensAt(schedule, until),
  };
}

function opensAt(schedule: Schedule, from: Instant | null): Instant | null {
  let at = from;
  for (let edge = 0; at !== null && edge < EDGES; edge++) {
    if (stretchAt(schedule, at).opening.is === 'open') return at;
    at = nextEdge(schedule, at);
  }
  return null;
}
