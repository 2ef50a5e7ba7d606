import type { QueueName } from './ids';
import type { Instant, Millis } from './time';

/** What a member of a queue may be doing while they are signed in to it: each is one of these. */
export const presences = [
  'available',
  'ringing',
  'talking',
  'wrap_up',
  /** On a call that is not the floor's. */
  'in_use',
  'unreachable',
  'not_ready',
] as const;
export type Presence = (typeof presences)[number];

/** What is so in a queue at one moment. Times in seconds; `expected_wait` is -1 while nobody can tell. */
export interface QueueFigures {
  readonly waiting: number;
  /** Agents of the queue who could take a call now. */
  readonly free: number;
  /** Agents of the queue who are signed in and not on a break. */
  readonly agents: number;
  readonly longest_wait: number;
  readonly expected_wait: number;
  /** A share from 0 to 1. */
  readonly service_level: number;
}

/** A condition over a queue, checked when the site was. */
export interface QueueTest {
  readonly source: string;
  holds(figures: QueueFigures): boolean;
}

/** Set when `when` has held for so long, and cleared when `until` holds: between the two it stays as it is. */
export interface QueueCondition {
  readonly name: string;
  readonly when: QueueTest;
  /** Without it, as soon as `when` holds no more. */
  readonly until: QueueTest | null;
  readonly forMs: Millis;
}

/** Who is let in. */
export interface EntryGate {
  /** Nobody, unless somebody is there who counts; `null`: everybody. */
  readonly present: readonly Presence[] | null;
  /** Nobody while one of these is set. */
  readonly unless: readonly QueueCondition[];
}

/** When those who wait are let go. */
export interface LeavingRule {
  /** When nobody who counts has been there for `afterMs`; `null`: they may wait. */
  readonly present: readonly Presence[] | null;
  readonly afterMs: Millis;
  /** While one of these is set. */
  readonly when: readonly QueueCondition[];
}

export const conditionOf = ['enter', 'leave'] as const;
/** Whether a condition keeps callers out or lets them go. */
export type ConditionOf = (typeof conditionOf)[number];

/** What is saved of a queue that has gates. */
export interface QueueGate {
  readonly queue: QueueName;
  /** Since when nobody is there who counts for those who wait; `null` while somebody is. */
  readonly absentSince: Instant | null;
  /** Conditions that are set, and since when. */
  readonly enter: Readonly<Record<string, Instant>>;
  readonly leave: Readonly<Record<string, Instant>>;
}
