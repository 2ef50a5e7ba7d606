import type { WrapUpMode } from './agent-rules';
import type { AgentId, LegId, QueueName, TicketId } from './ids';
import type { ConfirmRule } from './queue';
import type { Instant, Millis } from './time';

/**
 * What an agent is doing, as the floor sees it.
 *
 * | state      | on the floor                                             | leaves by itself            |
 * |------------|----------------------------------------------------------|-----------------------------|
 * | signed-out | not at work                                              | no                          |
 * | not-ready  | at work, takes no calls, says why                        | at `limitAt`, by the reason's rule |
 * | available  | takes the next call (`offersFrom`: after a refusal, not before) | when offered        |
 * | offered    | the phone rings                                          | at the offer's `until`      |
 * | on-call    | `connecting` between answer and bridge, then `talking`   | when a leg ends             |
 * | wrap-up    | writes down what was said                                | at `until`, if it has one   |
 */
export type AgentState =
  | { readonly is: 'signed-out'; readonly since: Instant }
  | {
      readonly is: 'not-ready';
      readonly since: Instant;
      readonly reason: string;
      /** When the limit of the reason is, or was, reached; without one it has none. */
      readonly limitAt?: Instant;
      /** It was reached, and that was told. */
      readonly overLimit?: true;
    }
  | { readonly is: 'available'; readonly since: Instant; readonly offersFrom: Instant }
  | { readonly is: 'offered'; readonly since: Instant; readonly ticket: TicketId; readonly leg: LegId }
  | {
      readonly is: 'on-call';
      readonly since: Instant;
      readonly phase: 'connecting' | 'talking';
      readonly ticket: TicketId;
      readonly leg: LegId;
    }
  | {
      readonly is: 'wrap-up';
      readonly since: Instant;
      /** `null`: the agent ends it. */
      readonly until: Instant | null;
      readonly ticket: TicketId;
      readonly queue: QueueName;
      readonly mode: WrapUpMode;
      /** How often it was extended. */
      readonly extensions: number;
    };

/** So long after asking for the next call an agent gets it without being asked. */
export const NEXT_CALL_MS: Millis = 60_000;

export const agentStates = ['signed-out', 'not-ready', 'available', 'offered', 'on-call', 'wrap-up'] as const;
/** What an agent, or a supervisor, may ask of the floor beside a state. */
export const wrapUpOrders = ['start', 'extend', 'end'] as const;
/** `start` is asked for during a talk, where the queue has wrap-up on request. */
export type WrapUpOrder = (typeof wrapUpOrders)[number];

/** The states a person may ask for; the others come from the work itself. */
export const chosenStates = ['signed-out', 'not-ready', 'available'] as const;
export type ChosenState = (typeof chosenStates)[number];

/**
 * What an agent's phone does beside the calls of the floor: `in-use` from the first ring to the end of any other call on it;
 * `unreachable` while it is not there to be rung.
 */
export const phoneStates = ['idle', 'in-use', 'unreachable'] as const;
export type PhoneState = (typeof phoneStates)[number];

/** What the site says of an agent. */
export interface AgentSettings {
  readonly id: AgentId;
  readonly name: string;
  readonly phone: Phone;
  /** What callers and colleagues dial to reach this agent alone. */
  readonly extension?: string;
  /** Level 0–100 by skill; a skill that is not named is not had. */
  readonly skills: Readonly<Record<string, number>>;
  readonly queues: readonly string[];
  /** How the agent belongs to a queue of `queues`; without an entry, the first tier. */
  readonly membership?: Readonly<Record<string, Membership>>;
  /** In place of what the queue says. */
  readonly confirm?: ConfirmRule;
  /** What expressions may ask for: teams, sites, languages. */
  readonly groups?: readonly string[];
  /** Where messages that callers leave are sent. */
  readonly mail?: string;
  /** How long they are kept, `null` for ever; without it, as long as those of other boxes. */
  readonly keepMessagesMs?: Millis | null;
  /** The hash of the PIN that opens the agent's voicemail from any telephone. */
  readonly voicemailPin?: string;
}

/** Tiers from 1 open one after the other; `order` is the place within one, `weight` the share in a weighted choice. */
export interface Membership {
  readonly tier: number;
  readonly order: number;
  readonly weight: number;
  /** Not rung for a caller who has waited less; 0 when not said. */
  readonly delayMs?: Millis;
}

/** An account that registers with us, or a fixed SIP address such as `sip:101@127.0.0.1:5071`. */
export type Phone =
  | { readonly is: 'account'; readonly account: string; readonly passwordFrom?: string }
  | { readonly is: 'address'; readonly uri: string };

/** The name of the phone's endpoint in Asterisk. */
export const accountOf = (agent: AgentId, phone: Phone): string => (phone.is === 'account' ? phone.account : agent);
