import type { AgentId, CallId, QueueName, TicketId } from './ids';
import type { Strategy } from './queue';
import type { Instant, Millis } from './time';

/** What keeps an agent from ever taking a call of this need; `null` when nothing does. */
export type Lack =
  | { readonly is: 'not-wanted' }
  | { readonly is: 'not-a-member' }
  | { readonly is: 'tier'; readonly tier: number; readonly open: number }
  /** Rung only for callers who have waited so long. */
  | { readonly is: 'delay'; readonly delayMs: Millis }
  | { readonly is: 'skill'; readonly skill: string; readonly level: number; readonly least: number }
  | { readonly is: 'where'; readonly source: string };

/** Why an agent is not rung for a caller at this moment, or that they are. */
export type Verdict =
  | { readonly is: 'rung'; readonly since: Instant }
  | { readonly is: 'free' }
  | { readonly is: 'lacks'; readonly lack: Lack }
  | { readonly is: 'excluded' }
  | { readonly is: 'signed-out' }
  /** Of this queue, not of the others. */
  | { readonly is: 'out-of-queue' }
  | { readonly is: 'not-ready'; readonly reason: string }
  /** Just had an offer that came to nothing; takes the next one from then on. */
  | { readonly is: 'pausing'; readonly until: Instant }
  /** On a call that is not the floor's, or not there to be rung. */
  | { readonly is: 'phone'; readonly phone: 'in-use' | 'unreachable' }
  /** Refused or missed this call. */
  | { readonly is: 'refused'; readonly until: Instant }
  /** Free; but these calls are taken by hand, and they have not asked for one. */
  | { readonly is: 'not-asking' }
  /** With somebody else: rung, talking, or writing down. */
  | { readonly is: 'busy'; readonly state: 'offered' | 'on-call' | 'wrap-up'; readonly call: CallId | null };

export interface Considered {
  readonly agent: AgentId;
  readonly name: string;
  readonly verdict: Verdict;
}

/** What would change a wait by itself, and when. */
export type Change =
  | { readonly is: 'asks-less'; readonly at: Instant; readonly levels: readonly (readonly [string, number])[] }
  | { readonly is: 'next-tier'; readonly at: Instant; readonly tier: number }
  | { readonly is: 'anybody'; readonly at: Instant }
  | { readonly is: 'leaves'; readonly at: Instant };

/** A caller who waits, and what they ask of an agent. */
export interface Waiting {
  readonly ticket: TicketId;
  readonly call: CallId;
  readonly queue: QueueName;
  readonly strategy: Strategy;
  readonly waitedMs: Millis;
  readonly position: number;
  /** Made of the priority and what the wait has gained. */
  readonly score: number;
  readonly priority: number;
  readonly asks: {
    readonly levels: readonly (readonly [skill: string, least: number])[];
    readonly only: readonly AgentId[] | null;
    readonly tier: number | null;
    readonly where: string | null;
  };
}

/** Why a caller still waits. */
export interface Wait extends Waiting {
  /** Not offered to anybody before then: the last ringing failed through no agent's fault. */
  readonly pausedUntil: Instant | null;
  /** What keeps the call from being offered, whoever is free: it is rung for in another of its queues, or its queue has `most` talks. */
  readonly heldBy: 'elsewhere' | 'most-talking' | null;
  /** Callers of any queue whose turn comes first and whom an agent at work for this call may serve. */
  readonly before: readonly { readonly call: CallId; readonly queue: QueueName; readonly score: number }[];
  readonly agents: readonly Considered[];
  readonly changes: readonly Change[];
}
