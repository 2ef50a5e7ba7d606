import type { CalendarSource } from '../domain/calendar';
import type { AgentSettings } from '../domain/agent';
import type { AgentRules } from '../domain/agent-rules';
import type { RejectCause } from '../domain/call';
import type { ConnectorSettings } from '../domain/connector';
import type { AgentId, CallId, FlowName, QueueName, Revision, TicketId } from '../domain/ids';
import type { Json, JsonObject } from '../domain/json';
import type { ListEntry, ListName, WritableList } from '../domain/list';
import { usualPinLocks, type PinLockSettings, type PinStanding, type PinSubject } from '../domain/pin-lock';
import type { PromptSound, SpeechSettings } from '../domain/prompt';
import type { QueueSettings } from '../domain/queue';
import type { QueueFigures } from '../domain/queue-gate';
import type { Retention } from '../domain/retention';
import type { Numbering } from '../domain/numbering';
import type { Instant, Millis } from '../domain/time';
import type { TrunkSettings } from '../domain/trunk';
import type { DayParts } from './day-parts';
import type { Flow } from './flow';
import type { Schedule } from './schedule';

/** The site as a flow sees it: everything it may ask while it decides, already in memory. */
export interface Office {
  readonly revision: Revision;
  readonly flows: ReadonlyMap<FlowName, Flow>;
  readonly dayParts: DayParts;
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** What the files of lists say at an instant, by number; what was added since is not in it, see `listsNow`. */
  listsAt(now: Instant): Readonly<Record<string, ReadonlyMap<string, JsonObject>>>;
  /** Lists that may be added to while the centre runs. */
  readonly writableLists: ReadonlyMap<ListName, WritableList>;
  /** How numbers are written where the site is; `null`: nobody said. */
  readonly numbering: Numbering | null;
  /** How long a prompt lasts in a language; `undefined` when there is no recording. */
  promptMs(name: string, language: string): Millis | undefined;
  /** The file that this version of the site plays for it (an absolute path without the extension), where there is one. */
  promptFile(name: string, language: string): string | undefined;
  readonly queues: ReadonlyMap<QueueName, QueueSettings>;
  readonly agents: ReadonlyMap<AgentId, AgentSettings>;
  /** Lines out, over which flows may dial. */
  readonly trunks: ReadonlyMap<string, TrunkSettings>;
  readonly live: LiveFacts;
}

/** What is so at this moment, as a turn may ask it; of what is not known, nothing is going on. */
export interface LiveFacts {
  queue(name: QueueName): QueueFacts;
  /** The place of a ticket that waits; `undefined` when it does not. */
  wait(ticket: TicketId): WaitFacts | undefined;
  /** What was set by hand and holds at an instant. */
  override(schedule: string, now: Instant): ScheduleOverride | undefined;
  /** How many calls hold a place of this name (step `limit`). */
  holding(limit: string): number;
  /** What was added to a list and holds at an instant, by number; the same map while nothing changes. */
  added(list: ListName, now: Instant): ReadonlyMap<string, ListEntry>;
  /** How many calls of a number came from an instant on, this one apart; `expression-facts.ts` says how far back. */
  recentCalls(number: string, from: Instant, except: CallId): number;
  /** Who talked last with a number from an instant on, in one queue or (`null`) in any; '' for nobody. */
  lastAgent(number: string, from: Instant, queue: QueueName | null): AgentId;
  /** Whether a PIN may be keyed in for this. */
  pin(subject: PinSubject, now: Instant): PinStanding;
}

export type QueueFacts = QueueFigures;

export interface WaitFacts {
  readonly queue: QueueName;
  readonly position: number;
  /** Seconds; -1 while nobody can tell. */
  readonly expected: number;
}

/** A schedule opened, closed or put into another state by hand. */
export interface ScheduleOverride {
  /** `open`, `closed`, or a label of the schedule. */
  readonly to: string;
  /** When it ends by itself; `null`: when it is taken back. */
  readonly until: Instant | null;
  readonly why: string;
  readonly by: string;
}

const IDLE: QueueFacts = {
  waiting: 0,
  free: 0,
  agents: 0,
  longest_wait: 0,
  expected_wait: -1,
  service_level: 1,
};

const NOTHING_ADDED: ReadonlyMap<string, ListEntry> = new Map();

export const NOTHING_LIVE: LiveFacts = {
  queue: () => IDLE,
  wait: () => undefined,
  override: () => undefined,
  holding: () => 0,
  added: () => NOTHING_ADDED,
  recentCalls: () => 0,
  lastAgent: () => '',
  pin: () => ({ is: 'open', left: usualPinLocks.after }),
};

/** A whole published site. */
export interface Site extends Office {
  /** What holds for the states of every agent. */
  readonly rules: AgentRules;
  /** By number as `numbering` writes it, or by pattern or range; ask `entryFor`. */
  readonly numbers: ReadonlyMap<string, NumberEntry>;
  /** What numbers not listed get; `null` refuses them. */
  readonly otherNumbers: NumberEntry | null;
  /** Headers of a caller's INVITE that flows may read, in small letters. */
  readonly headers: readonly string[];
  /** How a trunk writes numbers, by what Asterisk calls it, where it is not as the site does. */
  readonly numberings: ReadonlyMap<string, Numbering>;
  /** What agents dial from their desk phones, such as `*41`. */
  readonly featureCodes: ReadonlyMap<string, FlowName>;
  readonly connectors: ReadonlyMap<string, ConnectorSettings>;
  readonly prompts: ReadonlyMap<string, ReadonlyMap<string, PromptText>>;
  /** What each prompt is made of, by `<language>/<name>`. */
  readonly sounds: ReadonlyMap<string, PromptSound>;
  readonly speech: SpeechSettings;
  /** What steps say the same to every caller. */
  readonly constantTexts: readonly { readonly language: string; readonly text: string }[];
  /** What callers may well hear: their place in a queue. */
  readonly likelyTexts: readonly { readonly language: string; readonly text: string }[];
  readonly language: string;
  /** When wrong PINs lock. */
  readonly pinLocks: PinLockSettings;
  /** How long what callers said is kept. */
  readonly retention: Retention;
  /** Calendars that are fetched from somewhere else, by name; only those that a schedule uses. */
  readonly calendars: ReadonlyMap<string, CalendarSource>;
  /** The schedules as they are with these copies (iCalendar texts, by name); a calendar without a copy has no days. */
  schedulesWith(copies: ReadonlyMap<string, string>): ReadonlyMap<string, Schedule>;
  /**
   * Puts another copy into the schedules that use this calendar, for every call that goes on as well: each of them is a new
   * object in `schedules`. A text that cannot be read changes nothing.
   */
  takeCalendar(name: string, text: string): void;
}

/** Where a dialled number leads, and what is known by it. */
export interface NumberEntry {
  /** The number, pattern or range; `other`. */
  readonly number: string;
  readonly flow: FlowName;
  /** What the flow takes, handed over by the number. */
  readonly parameters: Parameters;
  readonly campaign: string;
  readonly language: string | null;
  readonly person: AgentId | null;
  /** Calls at once; the next one gets `whenFull`: a flow, or a refusal. */
  readonly maxCalls: number | null;
  readonly whenFull: { readonly flow: FlowName; readonly parameters: Parameters } | { readonly reject: RejectCause };
}

export type Parameters = Readonly<Record<string, Json>>;

/** What a prompt says, by language and name; spoken by a speech engine where there is no recording. */
export interface PromptText {
  readonly text: string;
}
