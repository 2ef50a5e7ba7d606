import type { AgentSettings, AgentState, ChosenState, PhoneState } from '../domain/agent';
import type { AgentRules } from '../domain/agent-rules';
import type { AgentId, CallId, QueueName, TicketId } from '../domain/ids';
import type { QueueSettings, Ticket } from '../domain/queue';
import type { QueueGate } from '../domain/queue-gate';
import type { Instant, Millis } from '../domain/time';

/** An agent on the floor: what they are doing, and what they did. */
export interface Agent {
  readonly id: AgentId;
  readonly state: AgentState;
  /** Since when idle in truth: the end of the last wrap-up or the sign-in, over all queues, whatever came between. */
  readonly idleSince: Instant;
  /** What the agent asked for while at work with a caller; it comes after the call. */
  readonly next: NextState | null;
  /** Asked, during the talk, for wrap-up where there is none without. */
  readonly wantsWrapUp: boolean;
  /** Queues of theirs that the agent is signed out of. */
  readonly out: readonly QueueName[];
  /** The talk that the agent is in, or had last: what a disposition is given of. */
  readonly last: LastTalk | null;
  /** Offers in a row that were not answered. */
  readonly missed: number;
  readonly tally: Tally;
  /** Whether the phone is on a call that is not the floor's, or not there. */
  readonly phone: PhoneState;
  readonly phoneSince: Instant;
  /** Asked for the next call of those that are taken by hand, and gets it until then. */
  readonly takesNextUntil?: Instant;
}

export interface LastTalk {
  readonly ticket: TicketId;
  readonly call: CallId;
  readonly queue: QueueName;
  readonly disposition: string | null;
}

/** What comes after the call or the wrap-up; with `force`, a supervisor's, at once after the talk. */
export interface NextState {
  readonly is: ChosenState;
  readonly reason: string;
  readonly by: string;
  readonly force: boolean;
}

/** What the choice among agents goes by, since the agent signed in. */
export interface Tally {
  readonly since: Instant;
  readonly calls: number;
  readonly talkMs: Millis;
  /** Talk and wrap-up. */
  readonly busyMs: Millis;
  readonly byQueue: Readonly<Record<QueueName, QueueTally>>;
}

export interface QueueTally {
  readonly calls: number;
  /** When the last talk of the queue ended. */
  readonly endedAt: Instant | null;
  /** The fence number of the last offer: whose turn it is in a round. */
  readonly offer: number;
}

/** Everything that is saved of the floor. */
export interface FloorState {
  readonly agents: ReadonlyMap<AgentId, Agent>;
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
  readonly counters: FloorCounters;
  /** Of queues that have gates; without it none has. */
  readonly gates?: ReadonlyMap<QueueName, QueueGate>;
}

/** Numbers that only rise, so that no offer, ticket or event ever has the number of another. */
export interface FloorCounters {
  readonly fence: number;
  readonly ticket: number;
  readonly event: number;
}

/** What the site says of the floor. */
export interface FloorSettings {
  readonly agents: ReadonlyMap<AgentId, AgentSettings>;
  readonly queues: ReadonlyMap<QueueName, QueueSettings>;
  /** What holds for every agent; without it `usualAgentRules`. */
  readonly rules?: AgentRules;
  /** From when on callbacks of a queue may be offered: the instant itself while it is open, `Infinity` for never. */
  readonly opensAt?: (queue: QueueName, at: Instant) => Instant;
}

/** What one decision changed, to be saved before anything is done. */
export interface FloorChanges {
  readonly agents: readonly Agent[];
  readonly tickets: readonly Ticket[];
  readonly closed: readonly TicketId[];
  readonly gates?: readonly QueueGate[];
  readonly counters: FloorCounters;
}

export const emptyFloor: FloorState = {
  agents: new Map(),
  tickets: new Map(),
  counters: { fence: 0, ticket: 0, event: 0 },
};

/** Somebody who has never signed in. */
export const newAgent = (id: AgentId, now: Instant): Agent => ({
  id,
  state: { is: 'signed-out', since: now },
  idleSince: now,
  next: null,
  wantsWrapUp: false,
  out: [],
  last: null,
  missed: 0,
  tally: emptyTally(now),
  phone: 'idle',
  phoneSince: now,
});

export const emptyTally = (since: Instant): Tally => ({ since, calls: 0, talkMs: 0, busyMs: 0, byQueue: {} });

export const tallyOf = (agent: Agent, queue: QueueName): QueueTally =>
  agent.tally.byQueue[queue] ?? { calls: 0, endedAt: null, offer: -1 };

/** Signed in and not on a break: somebody who takes calls, now or after what they are doing. */
export const isAtWork = ({ state }: Agent): boolean => state.is !== 'signed-out' && state.is !== 'not-ready';

export const canTakeACall = ({ state, phone }: Agent, now: Instant): boolean =>
  state.is === 'available' && state.offersFrom <= now && phone === 'idle';

export const isInLine = ({ state }: Ticket): boolean => state.is === 'waiting' || state.is === 'offered';
