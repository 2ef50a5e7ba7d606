import type { AgentId, CallId, LegId, QueueName, TicketId } from './ids';
import type { ChooserEnding, OfferEnding } from './queue';
import type { Instant, Millis } from './time';
import type { Considered, Verdict, Waiting } from './wait';

/** An offer of a call, as the history has it. */
export interface PastOffer {
  /** The number of the offer within the call, from 1. */
  readonly n: number;
  readonly ticket: TicketId;
  readonly queue: QueueName;
  readonly agent: AgentId;
  readonly leg: LegId;
  readonly at: Instant;
  /** `null` while it rings. */
  readonly how: OfferEnding | null;
  readonly rangMs: Millis | null;
}

/** What set the last agent who was rung apart from the next in order; `only`: there was no other. */
export type Deciding = 'only' | 'wish' | 'tier' | 'value' | 'idle' | 'id';

/** How it came to be these agents. */
export type Choice =
  /** The first in order; a program outside was asked before, and did not choose, where `chooser` is told. */
  | {
      readonly is: 'order';
      readonly by: Deciding;
      readonly chooser: { readonly connector: string; readonly how: ChooserEnding; readonly why: string } | null;
    }
  /** The queue fans out: more phones beside those that rang already. */
  | { readonly is: 'beside'; readonly by: Deciding }
  | { readonly is: 'chooser'; readonly connector: string }
  | { readonly is: 'picked'; readonly by: string };

/** An agent who could have had the call, in the order in which they were considered. */
export interface Candidate {
  /** From 1. */
  readonly rank: number;
  readonly agent: AgentId;
  readonly name: string;
  readonly tier: number;
  /** Place in the wish of the caller, from 1; `null` where nobody was wished for. */
  readonly wish: number | null;
  /**
   * What the strategy went by, in its own unit: how long idle (`longest-idle`, `manual`) or since the last talk of the queue
   * (`longest-since-call`) and talk time (`least-talk`) in ms, the number of the last offer (`round-robin`), calls (`fewest-calls`), the
   * share of time when they became free (`lowest-occupancy`, 0 to 1), the lot (`random`, `weighted-random`, 0 to 1, the highest
   * first), the place (`fixed-order`), the sum of levels (`best-skill`). `null`: never yet.
   */
  readonly value: number | null;
  readonly weight: number;
  /** The first tie-break. */
  readonly idleMs: Millis;
}

/** Why a call that was before in turn did not get this agent. */
export type Kept =
  | { readonly is: 'agent'; readonly verdict: Verdict }
  /** Offered to nobody before; `null`: as long as something else holds it back. */
  | { readonly is: 'paused'; readonly until: Instant | null }
  | { readonly is: 'held'; readonly by: 'elsewhere' | 'most-talking' }
  /** A program outside was being asked whom a call of its kind goes to. */
  | { readonly is: 'asking' }
  /** The turn was passed over, by hand or since an answer of the chooser was due. */
  | { readonly is: 'passed' };

/** What decided between two calls: the score, at equal scores the longer wait, then the entry. */
export type TurnBy = 'score' | 'wait' | 'entry';

export interface OtherTurn {
  readonly call: CallId;
  readonly queue: QueueName;
  readonly score: number;
  readonly waitedMs: Millis;
  readonly by: TurnBy;
}

/** Why an offer went to the agent to whom it went, as the floor was at that moment. */
export interface OfferWhy extends Waiting {
  readonly at: Instant;
  readonly legs: readonly LegId[];
  /** Who was rung by this decision. */
  readonly rung: readonly AgentId[];
  readonly choice: Choice;
  /** The first 50. */
  readonly candidates: readonly Candidate[];
  readonly candidateCount: number;
  /** Others of the queue, whoever was free, and why not they: the first 50, those who were signed out last. */
  readonly others: readonly Considered[];
  readonly otherCount: number;
  /** Calls of the agent's queues whose turn was before, and why the agent did not go to them: the first 10. */
  readonly before: readonly (OtherTurn & { readonly kept: Kept })[];
  readonly beforeCount: number;
  /** Calls whose turn came later and for which the agent would have done: the first 10. */
  readonly behind: readonly OtherTurn[];
}
