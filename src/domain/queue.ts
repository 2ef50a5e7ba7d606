import type { AgentSettings } from './agent';
import type { WrapUpRule } from './agent-rules';
import type { DispositionRule } from './disposition';
import type { CallbackPlan, Customer } from './callback';
import type { AgentId, CallId, LegId, QueueName, TicketId } from './ids';
import type { EntryGate, LeavingRule } from './queue-gate';
import type { CountingRules } from './service-level';
import type { Instant, Millis } from './time';

/** What the site says of a queue. */
export interface QueueSettings {
  readonly name: QueueName;
  readonly title: string;
  /** Least level 0–100 by skill that an agent must have. */
  readonly skills: Readonly<Record<string, number>>;
  readonly ringForMs: Millis;
  /** How long wrap-up lasts; without end for the mode `forced`. */
  readonly wrapUpMs: Millis;
  /** How it goes; without it `usualWrapUp`. */
  readonly wrapUp?: WrapUpRule;
  /** What agents say of each talk; without it nothing. */
  readonly disposition?: DispositionRule;
  /** Longest wait, the ringing of a last offer apart. */
  readonly maxWaitMs: Millis;
  /** Most callers at once; the next one leaves by `full`. */
  readonly maxWaiting: number;
  /** Most calls at once that are rung for or talked with; the others wait, whoever is free. `Infinity`: no bound. */
  readonly maxTalking?: number;
  /** Who waits so long while somebody who came later is served starves, and that is told. Not there: nobody does. */
  readonly starvesAfterMs?: Millis;
  /** Which of the free agents of the best tier. */
  readonly strategy: Strategy;
  /** Who is asked instead; the strategy is for when they say nothing. */
  readonly chooser?: ChooserRule;
  readonly urgency: Urgency;
  /** Agents at once that a call is offered to: `first`, and as many more every `everyMs`. */
  readonly fanOut: FanOut;
  /** The next tier of members opens when a caller has waited this much longer; 0 opens them all from the start. */
  readonly tierOpensAfterMs: Millis;
  /** What is asked of agents less, the longer a caller waits; in the order of time. */
  readonly relax: readonly Relaxation[];
  /** Beside the skills, a condition over agent and call. */
  readonly where: AgentTest | null;
  /** What an offer that failed does to the agent, by how it failed. */
  readonly afterOffer: Readonly<Record<OfferFailure, AfterOffer>>;
  /** Who answers presses a key before the caller is connected; an agent's own rule stands in its place. */
  readonly confirm?: ConfirmRule;
  /** An agent who refused or missed a call is offered it again when everyone else at work was, or after this. */
  readonly refusedAgainAfterMs: Millis;
  /** How its visits are counted; as most do when not given. */
  readonly counting?: CountingRules;
  readonly music: string;
  readonly announce: Announcement;
  /** Nobody enters while this schedule is not open; `null`: the queue is always there. */
  readonly schedule: string | null;
  /** What becomes of those who wait when it closes. */
  readonly atClosing: 'stay' | 'leave';
  /** Who is let in; without it everybody. */
  readonly enter?: EntryGate;
  /** When those who wait are let go; without it, when their longest wait is over. */
  readonly leave?: LeavingRule;
  /** Longest talk; a net against a lost ending, not a limit that anyone should notice. */
  readonly maxTalkMs: Millis;
  /** Where messages that callers leave for it are sent. */
  readonly mail?: string;
  /** How long they are kept, `null` for ever; without it, as long as those of other boxes. */
  readonly keepMessagesMs?: Millis | null;
}

/** Somebody outside, asked over HTTP which of the free agents gets a call. */
export interface ChooserRule {
  readonly connector: string;
  /** From 50 ms to 2 s; then the strategy decides. */
  readonly withinMs: Millis;
}

/** A free agent who may take the call, as whoever chooses is told of them; durations in ms. */
export interface ChooserCandidate {
  readonly agent: AgentId;
  readonly skills: Readonly<Record<string, number>>;
  readonly groups: readonly string[];
  readonly tier: number;
  readonly order: number;
  readonly weight: number;
  /** Over all queues, since the last wrap-up. */
  readonly idle_ms: Millis;
  /** Since signing in. */
  readonly calls: number;
  readonly calls_of_queue: number;
  /** Since the last call of this queue; `null` for none since signing in. */
  readonly since_call_ms: Millis | null;
  readonly talk_ms: Millis;
  readonly signed_in_ms: Millis;
}

/** What is asked, as it is sent. */
export interface ChooserQuestion {
  readonly call: CallId;
  readonly ticket: TicketId;
  readonly queue: QueueName;
  readonly caller: string;
  readonly waited_ms: Millis;
  readonly position: number;
  readonly score: number;
  readonly priority: number;
  /** Least level by skill, as it is asked at this moment of the wait. */
  readonly skills: Readonly<Record<string, number>>;
  readonly facts: TicketFacts;
  /** In the order of the strategy, the best first. */
  readonly candidates: readonly ChooserCandidate[];
}

/** `chosen`: the agent who was named is rung; else the strategy has decided. */
export const chooserEndings = ['chosen', 'not-free', 'late', 'failed'] as const;
export type ChooserEnding = (typeof chooserEndings)[number];

/** A question that is open; its number rises over the whole floor and fences off late answers. */
export interface Asking {
  readonly id: number;
  readonly since: Instant;
  readonly until: Instant;
}

/** What whoever answers for an agent must do before they get the caller: a voicemail, or a child, cannot. */
export interface ConfirmRule {
  /** One of `0`–`9`, `*`, `#`. */
  readonly key: string;
  /** From the answer on. */
  readonly withinMs: Millis;
  /** What they hear. */
  readonly prompt: string;
}

export const strategies = [
  'longest-idle',
  'longest-since-call',
  'round-robin',
  'fewest-calls',
  'least-talk',
  'lowest-occupancy',
  'random',
  'weighted-random',
  'fixed-order',
  'best-skill',
  'manual',
] as const;
export type Strategy = (typeof strategies)[number];

/**
 * How a call's turn comes nearer: `score = priority + perMinute × minutes waited`, at most `most`. The priority is what the
 * flow says. No gain is strict priority; `most` is `Infinity` where nothing bounds it.
 */
export interface Urgency {
  readonly perMinute: number;
  readonly most: number;
}

export interface FanOut {
  readonly first: number;
  readonly more: number;
  readonly everyMs: Millis;
}

/** From then on these levels stand in place of those asked before; 0 asks no more for a skill. */
export interface Relaxation {
  readonly afterMs: Millis;
  readonly skills: Readonly<Record<string, number>>;
}

/** What the agent is after an offer that failed. */
export type AfterOffer =
  { readonly is: 'available'; readonly offersAfterMs: Millis } | { readonly is: 'not-ready'; readonly reason: string };

/** An expression over an agent and a call, checked when the site was. */
export interface AgentTest {
  readonly source: string;
  /** Names of the call's facts that it asks for. */
  readonly uses: readonly string[];
  holds(agent: AgentSettings, facts: TicketFacts): boolean;
}

/** What is known of the call as it enters the queue. */
export type TicketFacts = Readonly<Record<string, string | readonly string[]>>;

export interface Announcement {
  readonly position: boolean;
  readonly afterMs: Millis;
  readonly everyMs: Millis;
  /** Said after the position, or alone when positions are not said. */
  readonly prompt: string | null;
}

/** How an offer ended. */
export const offerEndings = [
  'accepted',
  'ring-no-answer',
  'declined',
  'busy',
  'unreachable',
  'not-confirmed',
  'withdrawn',
] as const;
export type OfferEnding = (typeof offerEndings)[number];
/** It ended by the agent or the agent's phone. */
export type OfferFailure = Exclude<OfferEnding, 'accepted' | 'withdrawn'>;

/**
 * Why a queue visit ended: exactly one each (law 10). `nobody`: no agent who could ever take it was signed in; `chosen`: the
 * caller took another way, by a key; `elsewhere`: they waited in several queues, and this is not the one in which an agent (or a
 * callback) was had; `withdrawn`: it was ended from outside, or the flow went elsewhere; `closed`: the
 * queue's schedule closed; `callback`: the caller has hung up and keeps the place in another visit; `not-reached`: that other
 * visit ended because the customer could not be reached; `moved`: somebody put the caller into another queue, where another visit
 * began; `overflow`: a condition of the queue let them go or kept them out; `empty`: nobody was there any more.
 */
export const leaveReasons = [
  'answered',
  'abandoned',
  'timeout',
  'full',
  'nobody',
  'withdrawn',
  'chosen',
  'closed',
  'callback',
  'not-reached',
  'moved',
  'elsewhere',
  'overflow',
  'empty',
] as const;
export type LeaveReason = (typeof leaveReasons)[number];

/** One ringing of one agent's phone for one ticket. Its number rises over the whole floor and fences off late answers. */
export interface Offer {
  readonly leg: LegId;
  readonly fence: number;
  readonly agent: AgentId;
  readonly at: Instant;
  readonly until: Instant;
  /** Answered at this instant, and this key is waited for until `until`. */
  readonly confirm?: { readonly key: string; readonly since: Instant };
}

/** What a flow asks of the floor. */
export interface TicketRequest {
  readonly id: TicketId;
  readonly call: CallId;
  readonly queue: QueueName;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  /** Only this agent will do. */
  readonly agent: AgentId | null;
  /** These before all others, in this order of wish, for so long, as far as one of them is at work. */
  readonly prefer?: Preference | null;
  /** Never these. */
  readonly not?: readonly AgentId[];
  /** Steps of the call's own, in place of the queue's. */
  readonly relax?: readonly Relaxation[] | null;
  readonly facts?: TicketFacts;
  readonly maxWaitMs: Millis | null;
  /** What the agent's phone shows. */
  readonly caller: { readonly number: string; readonly name: string };
  readonly enteredAt: Instant;
  /** Since when the caller waits as far as the turn goes, where that is not the entry: since the call began. */
  readonly waitsSince?: Instant;
  /** Other places of the same call, in other queues; the first agent takes it, and all others are given back. */
  readonly beside?: readonly TicketId[];
  /** Nobody is there: whom to call when an agent is on the line. */
  readonly callback?: CallbackPlan;
}

export interface Preference {
  readonly agents: readonly AgentId[];
  readonly forMs: Millis;
}

/** A caller's place in a queue, from entry to the end of the talk. */
export interface Ticket extends TicketRequest {
  /** Rises over the whole floor: the last tie-break, and the order of entry. */
  readonly number: number;
  readonly positionAtEntry: number;
  /** Agents who refused or missed this call, and when: see `refusedAgainAfterMs`. */
  readonly refusals: readonly { readonly agent: AgentId; readonly at: Instant }[];
  /** How far what is asked of agents has been relaxed: an index into its stages. What nobody at work can give is passed over. */
  readonly stage: number;
  /** It was told that the caller starves. */
  readonly starving?: boolean;
  /** Not offered to anybody before. */
  readonly offersFrom: Instant;
  /** While it waits: whoever chooses the agent is being asked. */
  readonly asking?: Asking | null;
  /** Of a callback. */
  readonly customer?: Customer;
  /** The customer of this callback has called in, and has that place meanwhile. */
  readonly heldFor?: TicketId | null;
  /** The caller has the place of this callback, which ends if they are answered. */
  readonly standsFor?: TicketId | null;
  readonly state: TicketState;
}

export type TicketState =
  | { readonly is: 'waiting' }
  | {
      readonly is: 'offered';
      /** One, or several where the queue fans out. */
      readonly offers: readonly Offer[];
      /** When more agents are rung beside them. */
      readonly moreAt: Instant | null;
    }
  | { readonly is: 'connecting'; readonly offer: Offer; readonly answeredAt: Instant; readonly until: Instant }
  | { readonly is: 'talking'; readonly offer: Offer; readonly answeredAt: Instant; readonly since: Instant }
  /** Kept for a while, so that a call that was away when it left can be told again. */
  | {
      readonly is: 'left';
      readonly reason: LeaveReason;
      readonly at: Instant;
      /** The visit in another queue that has followed. */
      readonly movedTo?: TicketId;
      /** By which condition of the queue. */
      readonly condition?: string;
    };

/** What the floor tells a call about its ticket. */
export type FloorMessage =
  | { readonly type: 'queued'; readonly ticket: TicketId; readonly position: number }
  | { readonly type: 'position'; readonly ticket: TicketId; readonly position: number }
  /** The agent answered; connect this leg with the caller and report. */
  | { readonly type: 'agent-answered'; readonly ticket: TicketId; readonly leg: LegId; readonly agent: AgentId }
  /** The agent is gone: before the talk (`waiting` again) or after. */
  | { readonly type: 'agent-left'; readonly ticket: TicketId; readonly leg: LegId; readonly waiting: boolean }
  | {
      readonly type: 'left-queue';
      readonly ticket: TicketId;
      readonly reason: Exclude<LeaveReason, 'answered' | 'abandoned' | 'chosen' | 'moved' | 'elsewhere'>;
      /** Of `overflow`: by which condition of the queue. */
      readonly condition?: string;
    }
  /** Somebody has put the caller into another queue: the wait goes on under another ticket. */
  | { readonly type: 'moved'; readonly ticket: TicketId; readonly to: TicketId; readonly queue: QueueName }
  /** To the call that asked for a callback: whether it is kept, or one for the same number and queue is waiting already. */
  | { readonly type: 'callback-taken'; readonly ticket: TicketId; readonly taken: boolean };
