import type { AgentSettings } from '../domain/agent';
import type { RejectCause } from '../domain/call';
import type { ConnectorSettings } from '../domain/connector';
import type { AgentId, FlowName, QueueName, Revision } from '../domain/ids';
import type { JsonObject } from '../domain/json';
import type { QueueSettings } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import type { Flow } from './flow';
import type { DayParts, Schedule } from './schedule';

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
  readonly queues: ReadonlyMap<QueueName, QueueSettings>;
}

/** A whole published site. */
export interface Site extends Office {
  readonly numbers: ReadonlyMap<string, NumberEntry>;
  /** What numbers not listed get; `null` refuses them. */
  readonly otherNumbers: NumberEntry | null;
  /** What agents dial from their desk phones, such as `*41`. */
  readonly featureCodes: ReadonlyMap<string, FlowName>;
  readonly agents: ReadonlyMap<AgentId, AgentSettings>;
  readonly connectors: ReadonlyMap<string, ConnectorSettings>;
  readonly prompts: ReadonlyMap<string, ReadonlyMap<string, PromptText>>;
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
