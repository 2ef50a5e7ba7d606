import type { ChosenState } from '../../domain/agent';
import type { CallOutcome, EndedBy } from '../../domain/call';
import type { AgentId, FlowName, QueueName } from '../../domain/ids';
import type { Json, JsonObject } from '../../domain/json';
import type { ListName } from '../../domain/list';
import type { PinSubject } from '../../domain/pin-lock';
import type { Instant, Millis } from '../../domain/time';
import type { Place } from '../../flow/problem';
import type { Answers } from '../answers';
import type { PhoneManner } from '../phone';

/** A call as it should go: what is given, what is done, and what is expected of it. */
export interface Story {
  readonly name: string;
  readonly place: Place;
  readonly given: Given;
  readonly steps: readonly StoryStep[];
  /** What must be so when the story is over. */
  readonly atTheEnd: readonly FinalCheck[];
}

export interface Given {
  readonly caller: string;
  readonly name: string;
  /** The number that is called, or the flow that the call comes to without any number. */
  readonly to: { readonly number: string } | { readonly flow: FlowName };
  /** Whose desk phone the call comes from; `null` for a caller outside. */
  readonly phone: AgentId | null;
  readonly diverted: string;
  /** Headers of the INVITE, by name in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly at: Instant;
  readonly answers: Answers;
  /** Agents who are not named are signed out. */
  readonly agents: ReadonlyMap<AgentId, GivenAgent>;
  /** Schedules that were put into a state by hand. */
  readonly schedules: ReadonlyMap<string, string>;
  /** Whole days on which a fetched calendar has an event; without it, it has none. */
  readonly calendars?: ReadonlyMap<string, readonly string[]>;
  /** How numbers outside treat a call. */
  readonly outside: ReadonlyMap<string, PhoneManner>;
  /** How many callers wait in a queue already. */
  readonly waiting: ReadonlyMap<QueueName, number>;
  /** Numbers that were promised a call back by a queue before. */
  readonly callbacks?: ReadonlyMap<QueueName, readonly string[]>;
  /** Who talked with the caller an hour before, by queue. */
  readonly lastAgent?: ReadonlyMap<QueueName, AgentId>;
  /** How many other callers have just called a number. */
  readonly others: ReadonlyMap<string, number>;
  /** What was added to lists before, by list and number. */
  readonly lists: ReadonlyMap<ListName, ReadonlyMap<string, JsonObject>>;
  /** Wrong PINs that were keyed in in other calls. */
  readonly wrongPins: readonly { readonly subject: PinSubject; readonly times: number }[];
}

export interface GivenAgent {
  readonly state: ChosenState;
  readonly reason: string;
  readonly manner: PhoneManner;
}

/** One thing to be heard; `anything` stands for any number of things. */
export type Sound =
  | { readonly is: 'prompt'; readonly name: string }
  | { readonly is: 'said'; readonly text: string }
  /** In words, in whatever language. */
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'recording' }
  | { readonly is: 'anything' };

export type StoryStep = (Action | Expectation) & { readonly place: Place };

/** What somebody does. */
export type Action =
  | { readonly is: 'keys'; readonly keys: string }
  | { readonly is: 'speaks'; readonly forMs: Millis }
  | { readonly is: 'wait'; readonly forMs: Millis }
  | { readonly is: 'hangup'; readonly who: 'caller' | 'agent' }
  | { readonly is: 'agents'; readonly agents: ReadonlyMap<AgentId, GivenAgent> }
  | { readonly is: 'by_hand'; readonly order: OrderByHand }
  | { readonly is: 'outside'; readonly outside: ReadonlyMap<string, PhoneManner> }
  | { readonly is: 'schedules'; readonly schedules: ReadonlyMap<string, string> };

/** What an agent, or a supervisor, does with the waiting call in the floor's place. */
export type OrderByHand =
  | { readonly type: 'pick-ticket'; readonly agent: AgentId }
  | { readonly type: 'move-ticket'; readonly queue: QueueName }
  | { readonly type: 'set-priority'; readonly priority: number }
  | { readonly type: 'withdraw-ticket' };

/** What must come about, by itself and while time passes. */
export type Expectation = { readonly withinMs: Millis } & (
  | { readonly is: 'heard'; readonly sounds: readonly Sound[] }
  /** Begins to hear it, whatever else was heard before. */
  | { readonly is: 'playing'; readonly sounds: readonly Sound[] }
  | { readonly is: 'queue'; readonly queue: QueueName; readonly position: number | null }
  | { readonly is: 'offered_to'; readonly agent: AgentId }
  /** A number outside is rung. */
  | { readonly is: 'dialled'; readonly number: string }
  /** These keys are pressed for the caller, or for a number that was dialled. */
  | { readonly is: 'keys_sent'; readonly keys: string }
  /** An agent, or a number outside. */
  | { readonly is: 'answered_by'; readonly who: string }
  /** The caller is called back and answers; the story goes on with that call. */
  | { readonly is: 'called_back' }
  | { readonly is: 'sent'; readonly notice: SentNotice }
  | { readonly is: 'label'; readonly label: string }
  | { readonly is: 'end'; readonly outcome: CallOutcome; readonly by: EndedBy | null }
);

/** What must be so of a mail, a message or a webhook; in subject and text `...` stands for any text. */
export interface SentNotice {
  readonly by: 'mail' | 'sms' | 'webhook' | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly text: string | null;
}

export type FinalCheck = { readonly place: Place } & (
  | { readonly is: 'vars'; readonly name: string; readonly value: Json }
  /** Labels in their order; `...` stands for any number of them. */
  | { readonly is: 'path'; readonly labels: readonly string[] }
  | { readonly is: 'never_heard'; readonly sound: Sound }
  | { readonly is: 'tags'; readonly tags: readonly string[] }
  /** Whether a number stands in a list, in its file or added. */
  | { readonly is: 'listed'; readonly list: ListName; readonly key: string; readonly wanted: boolean }
);
