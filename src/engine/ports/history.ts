import type { CarillonEvent } from '../../domain/event';
import type { CallbackRecord } from '../../domain/callback';
import type { AgentId, CallId, CommandId, QueueName, Revision } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { Overdue, RecordingFile, RecordingPast } from '../../domain/retention';
import type { SiteVersion, VersionHead } from '../../domain/site-version';
import type { Instant } from '../../domain/time';
import type { BoxName, Voicemail, VoicemailId, VoicemailState } from '../../domain/voicemail';

/** What happened, kept for good. Every write is idempotent by event id. */
export interface History {
  record(events: readonly CarillonEvent[]): Promise<void>;
  /** Events of one call in their order. */
  eventsOf(call: CallId): Promise<readonly CarillonEvent[]>;
  saveSummary(summary: CallSummaryRow): Promise<void>;
  findCalls(filter: CallFilter): Promise<readonly CallRow[]>;
  findCall(call: CallId): Promise<CallRow | undefined>;
  campaigns(from: Instant, to: Instant): Promise<readonly CampaignRow[]>;
  healthy(): Promise<boolean>;
}

/** The published versions of the site, kept for good. Every write may be repeated; each rejects when the database is away. */
export interface Versions {
  /** Keeps a version; one that is kept already only learns its `takenAt`. */
  keep(version: SiteVersion): Promise<void>;
  /** The newest first; only numbers below `before`. */
  list(filter: { readonly limit: number; readonly before?: number }): Promise<readonly VersionHead[]>;
  load(number: number): Promise<SiteVersion | undefined>;
  /** The text of a version by what it is; `undefined` when it was never published. */
  textOf(revision: Revision): Promise<SiteVersion['files'] | undefined>;
  /** The version that ran last, and the highest number that was ever given; `undefined` when nothing was ever published. */
  last(): Promise<{ readonly running: SiteVersion; readonly newest: number } | undefined>;
  /** Of these recordings (SHA-256 in hex) those whose bytes are not kept. */
  missingRecordings(hashes: readonly string[]): Promise<readonly string[]>;
  keepRecording(hash: string, bytes: Uint8Array): Promise<void>;
  loadRecording(hash: string): Promise<Uint8Array | undefined>;
}

/** The messages that callers left, as far as the history has them; each rejects when the database is away. */
export interface Voicemails {
  /** The newest first. */
  list(filter: VoicemailFilter): Promise<readonly Voicemail[]>;
  find(id: VoicemailId): Promise<Voicemail | undefined>;
}

/** The callbacks that callers asked for; rejects when the database is away. */
export interface Callbacks {
  /** The newest request first. */
  list(filter: CallbackFilter): Promise<readonly CallbackRecord[]>;
}

export interface CallbackFilter {
  readonly queue?: QueueName;
  readonly number?: string;
  /** Only those asked for before this one (for the next page). */
  readonly before?: CallId;
  /** Rows at most, 1–1000. */
  readonly limit: number;
}

export interface VoicemailFilter {
  readonly box?: BoxName;
  /** Without it all but those that are deleted. */
  readonly states?: readonly VoicemailState[];
  /** Only those left before this one (for the next page). */
  readonly before?: VoicemailId;
  /** Rows at most, 1–1000. */
  readonly limit: number;
}

/** What the history has of recordings; each rejects when the database is away. */
export interface Recorded {
  /** What has become of each of these. */
  pastOf(recordings: readonly CommandId[]): Promise<ReadonlyMap<CommandId, RecordingPast>>;
  /** Messages that are over their time and not deleted, the oldest first; `after` is the last of the page before. */
  overdue(which: Overdue, page: { readonly limit: number; readonly after?: Voicemail }): Promise<readonly Voicemail[]>;
}

/** What callers recorded, as WAV files. */
export interface RecordingFiles {
  /** `undefined` where there is none of this name. */
  read(recording: CommandId): Promise<Uint8Array | undefined>;
  /** Those of them that can be read. */
  readable(recordings: readonly CommandId[]): Promise<ReadonlySet<CommandId>>;
  /** Every recording that lies there. */
  files(): AsyncIterable<RecordingFile>;
  /** Also where there is none. */
  remove(recording: CommandId): Promise<void>;
}

export interface CallFilter {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly ani?: string;
  readonly dnis?: string;
  readonly campaign?: string;
  readonly queue?: string;
  readonly agent?: AgentId;
  readonly outcome?: string;
  /** Rows at most, 1–1000. */
  readonly limit: number;
  /** Only calls that arrived before this one (for the next page). */
  readonly before?: CallId;
}

export interface CallRow {
  readonly id: CallId;
  readonly ani: string;
  readonly name: string;
  readonly dnis: string;
  readonly trunk: string;
  readonly channel: string;
  readonly campaign: string;
  readonly language: string;
  readonly flow: string;
  readonly revision: Revision;
  readonly arrivedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly outcome: string | null;
  readonly endedBy: string | null;
  readonly cause: number | null;
  /** Made by the post-call job, a moment after the end. */
  readonly summary: Json | null;
}

export interface CampaignRow {
  readonly campaign: string;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly lost: number;
}

export interface CallSummaryRow {
  readonly call: CallId;
  readonly at: Instant;
  readonly summary: Json;
}

/** What measures are folded over; each rejects when the database is away. */
export interface MeasuredPast {
  /** Of each agent the event that told, before this instant, of the state that they were in then. */
  statesAt(at: Instant): Promise<readonly CarillonEvent[]>;
  /** Events of calls, queues and agents from an instant up to another, some at a time. */
  between(from: Instant, to: Instant): AsyncIterable<readonly CarillonEvent[]>;
}
