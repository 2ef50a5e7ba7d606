import type { LeaveReason } from '../domain/queue';
import type { CountingRules } from '../domain/service-level';
import type { Visit } from './facts';

/** What came of a visit: exactly one of these, so that they add up to those who were offered. */
export type VisitOutcome =
  | 'waiting'
  | 'answered'
  | 'abandoned'
  | 'short-abandoned'
  | 'timed-out'
  | 'overflowed'
  | 'closed'
  | 'withdrawn'
  | 'chosen'
  | 'called-back'
  | 'elsewhere';

/** A reason that is new finds its place here before anything compiles. */
const byReason: Readonly<Record<Exclude<LeaveReason, 'abandoned'>, VisitOutcome>> = {
  answered: 'answered',
  timeout: 'timed-out',
  full: 'overflowed',
  nobody: 'overflowed',
  closed: 'closed',
  withdrawn: 'withdrawn',
  // Taken out here, and offered there.
  moved: 'withdrawn',
  chosen: 'chosen',
  callback: 'called-back',
  // Only of places that are kept for callbacks.
  'not-reached': 'called-back',
  elsewhere: 'elsewhere',
  overflow: 'overflowed',
  empty: 'overflowed',
};

/** `undefined` for the kept place of a callback, where nobody waited on the line, and where the entry is not known. */
export function outcomeOf(visit: Visit, { shortAbandonMs }: Pick<CountingRules, 'shortAbandonMs'>) {
  const { kept, enteredAt, left } = visit;
  if (kept || enteredAt === null) return undefined;
  if (left === null) return 'waiting';
  if (left.reason !== 'abandoned') return byReason[left.reason];
  return left.waitedMs < shortAbandonMs ? 'short-abandoned' : 'abandoned';
}
