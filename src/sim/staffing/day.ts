import type { AgentSettings } from '../../domain/agent';
import type { AgentId, QueueName } from '../../domain/ids';
import type { TicketFacts } from '../../domain/queue';
import type { Instant, Millis } from '../../domain/time';
import { draw, type Duration, type Lots } from './lots';

/** A caller who comes to a queue, and what they will do whatever the floor decides. */
export interface Caller {
  readonly at: Instant;
  readonly queue: QueueName;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly facts: TicketFacts;
  /** They hang up when they have waited this long. */
  readonly patienceMs: Millis;
  readonly talkMs: Millis;
  /** How long the agent who is rung for them lets it ring. */
  readonly answerMs: Millis;
}

/** A time at work, without its breaks. */
export interface Shift {
  readonly from: Instant;
  readonly to: Instant;
}

/** Who is at work when. */
export interface Roster {
  readonly shifts: ReadonlyMap<AgentId, readonly Shift[]>;
  /** People whom the site does not have: who would be taken on. */
  readonly extra: readonly AgentSettings[];
}

/** A day to be run: from its callers everything else follows. */
export interface Day {
  readonly from: Instant;
  readonly to: Instant;
  /** What came, or may come: the same lots give the same callers. */
  callers(lots: Lots): readonly Caller[];
}

/** A kind of callers. */
export interface CallerKind {
  /** How many of them there are beside the other kinds. */
  readonly share: number;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly facts: TicketFacts;
}

/** What is expected of a queue. */
export interface QueueForecast {
  readonly queue: QueueName;
  /** Calls expected in each interval, from the begin of the day on. */
  readonly calls: readonly number[];
  readonly talk: Duration;
  readonly patience: Duration;
  readonly kinds: readonly CallerKind[];
}

export interface Forecast {
  readonly from: Instant;
  readonly intervalMs: Millis;
  readonly queues: readonly QueueForecast[];
  readonly answer: Duration;
}

/** Calls come by chance: in each interval a Poisson process at its rate (a non-homogeneous one over the day). */
export function forecastDay({ from, intervalMs, queues, answer }: Forecast): Day {
  const intervals = Math.max(...queues.map(({ calls }) => calls.length));
  return {
    from,
    to: from + intervals * intervalMs,
    callers: (lots) => {
      const callers = queues.flatMap((queue) => callersOf(queue, from, intervalMs, answer, lots));
      return callers.sort((a, b) => a.at - b.at);
    },
  };
}

function callersOf(
  { queue, calls, talk, patience, kinds }: QueueForecast,
  from: Instant,
  intervalMs: Millis,
  answer: Duration,
  lots: Lots,
): Caller[] {
  const callers: Caller[] = [];
  calls.forEach((expected, index) => {
    const begin = from + index * intervalMs;
    const gap: Duration = { is: 'exponential', meanMs: intervalMs / expected };
    if (expected <= 0) return;
    for (let at = begin + draw(gap, lots); at < begin + intervalMs; at += draw(gap, lots)) {
      const { priority, skills, facts } = kindOf(kinds, lots());
      const [talkMs, patienceMs, answerMs] = [draw(talk, lots), draw(patience, lots), draw(answer, lots)];
      callers.push({ at, queue, priority, skills, facts, talkMs, patienceMs, answerMs });
    }
  });
  return callers;
}

function kindOf(kinds: readonly CallerKind[], lot: number): Omit<CallerKind, 'share'> {
  const all = kinds.reduce((sum, { share }) => sum + share, 0);
  let passed = 0;
  const found = kinds.find(({ share }) => (passed += share) > lot * all);
  return found ?? { priority: 0, skills: {}, facts: {} };
}
