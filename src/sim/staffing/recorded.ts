import type { QueueName } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { Caller, Day } from './day';
import { draw, type Duration, type Lots } from './lots';

/** A visit to a queue that was. */
export interface RecordedVisit {
  readonly at: Instant;
  readonly queue: QueueName;
  readonly waitedMs: Millis;
  /** They hung up while they waited: that is how long their patience was. */
  readonly abandoned: boolean;
  /** `null`: they were not answered. */
  readonly talkMs: Millis | null;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
}

/**
 * A day as it was: the same callers at the same times. What is not known of a caller is drawn: the talk of one who was not
 * answered from the talks of the queue, and the patience of one who did not give up from what is likely beyond the wait that was
 * seen. Patience is taken for exponential, with the most likely mean for waits that were cut short by an answer: all time that was
 * waited, by the callers who gave up.
 */
export function recordedDay(
  visits: readonly RecordedVisit[],
  { from, to, answer }: { readonly from: Instant; readonly to: Instant; readonly answer: Duration },
): Day {
  const sorted = [...visits].sort((a, b) => a.at - b.at);
  const queues = new Map(
    [...new Set(sorted.map(({ queue }) => queue))].map((queue) => [queue, habitsOf(sorted, queue)]),
  );
  const callerOf = (visit: RecordedVisit, lots: Lots): Caller => {
    const { at, queue, waitedMs, abandoned, talkMs, priority, skills } = visit;
    const { talk, patience } = queues.get(queue) ?? habitsOf([], queue);
    // Lots are drawn for all, used or not: variants and runs stay in step.
    const [longer, likely, answerMs] = [draw(patience, lots), draw(talk, lots), draw(answer, lots)];
    const patienceMs = abandoned ? waitedMs : waitedMs + longer;
    return { at, queue, priority, skills, facts: {}, patienceMs, talkMs: talkMs ?? likely, answerMs };
  };
  return { from, to, callers: (lots) => sorted.map((visit) => callerOf(visit, lots)) };
}

export interface Habits {
  readonly talk: Duration;
  readonly patience: Duration;
}

export function habitsOf(visits: readonly RecordedVisit[], queue: QueueName): Habits {
  const theirs = visits.filter((visit) => visit.queue === queue);
  const talks = theirs.flatMap(({ talkMs }) => talkMs ?? []);
  const gaveUp = theirs.filter(({ abandoned }) => abandoned).length;
  const waitedMs = theirs.reduce((sum, each) => sum + each.waitedMs, 0);
  return {
    talk: talks.length === 0 ? { is: 'fixed', ms: 0 } : { is: 'empirical', seenMs: talks },
    patience: gaveUp === 0 ? { is: 'endless' } : { is: 'exponential', meanMs: waitedMs / gaveUp },
  };
}
