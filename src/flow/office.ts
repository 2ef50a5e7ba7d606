import type { AgentSettings } from '../domain/agent';
import type { RejectCause } from '../domain/call';
import type { ConnectorSettings } from '../domain/connector';
import type { AgentId, FlowName, QueueName, Revision, TicketId } from '../domain/ids';
import type { JsonObject } from '../domain/json';
import type { PromptSound, SpeechSettings } from '../domain/prompt';
import type { QueueSettings } from '../domain/queue';
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
  /** The entries of each list that hold at an instant, by number. */
  listsAt(now: Instant): Readonly<Record<string, ReadonlyMap<string, JsonObject>>>;
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
}

/** Times in seconds; `expected_wait` is -1 while nobody can tell, `service_level` a share from 0 to 1. */
export interface QueueFacts {
  readonly waiting: number;
  /** Agents of the queue who could take a call now. */
  readonly free: number;
  /** Agents of the queue who are signed in. */
  readonly agents: number;
  readonly longest_wait: number;
  readonly expected_wait: number;
  readonly service_level: number;
}

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

export const NOTHING_LIVE: LiveFacts = {
  queue: () => IDLE,
  wait: () => undefined,
  override: () => undefined,
  holding: () => 0,
};

/** A whole published site. */
export interface Site extends Office {
  readonly numbers: ReadonlyMap<string, NumberEntry>;
  /** What numbers not listed get; `null` refuses them. */
  readonly otherNumbers: NumberEntry | null;
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
}

/** Where a dialled number leads, and what is known by it. */
export interface NumberEntry {
  readonly flow: FlowName;
  readonly campaign: string;
  readonly language: string | null;
  readonly person: AgentId | null;
  /** Calls at once; the next one gets `whenFull`: a flow, or a refusal. */
  readonly maxCalls: number | null;
  readonly whenFull: { readonly flow: FlowName } | { readonly reject: RejectCause };
}

/** What a prompt says, by language and name; spoken by a speech engine where there is no recording. */
export interface PromptText {
  readonly text: string;
}
