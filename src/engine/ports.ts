import type { AgentSettings } from '../domain/agent';
import type { Arrival, EndedBy, RecordingEnd } from '../domain/call';
import type { CarillonEvent, EventOf } from '../domain/event';
import type { AgentId, CallId, CommandId, LegId, Revision } from '../domain/ids';
import type { Json } from '../domain/json';
import type { SiteState, SiteVersion, VersionHead } from '../domain/site-version';
import type { Instant, Millis } from '../domain/time';
import type { BoxName, Voicemail, VoicemailId, VoicemailState } from '../domain/voicemail';
import type { CallCommand, FetchCommand, LookupCommand, LookupResult, NotifyCommand } from '../flow/command';
import type { ScheduleOverride } from '../flow/office';
import type { Session } from '../flow/session';
import type { FloorChanges, FloorState } from '../acd/floor';

// ── telephony ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Makes calls happen. Ids are ours, so every command may be repeated harmlessly: what exists already, or is gone already,
 * is `done`.
 */
export interface Telephony {
  /** Gets ready for events and connects; rejects when there is no Asterisk or it refuses us. */
  start(onEvent: (event: TelephonyEvent) => void): Promise<void>;
  /** Stops taking events and commands; calls go on by themselves. */
  stop(): Promise<void>;
  /**
   * Gives one command and says whether it was taken. Never rejects and never stays pending: the longest answer is a
   * failure after 5 s. `signal` is the call's own and is aborted when the call is gone.
   */
  run(command: TelephonyCommand, signal: AbortSignal): Promise<CommandOutcome>;
  /** Everything of ours that exists at the moment, for comparison after we were away. */
  snapshot(): Promise<TelephonySnapshot>;
  /** Makes the phones of these agents known to Asterisk (accounts, passwords, addresses), and forgets the others. */
  publishPhones(phones: readonly PhoneAccount[]): Promise<void>;
}

export type CommandOutcome =
  | { readonly is: 'done' }
  /** `gone`: the leg is not there (any more); `refused`: Asterisk will not; `timeout`: no answer, outcome unknown. */
  | { readonly is: 'failed'; readonly code: 'gone' | 'refused' | 'unreachable' | 'timeout'; readonly why: string };

export type TelephonyCommand =
  | (CallCommand & { readonly call: CallId })
  | {
      readonly type: 'ring-agent';
      readonly call: CallId;
      readonly leg: LegId;
      readonly agent: AgentId;
      readonly callerId: { readonly name: string; readonly number: string };
      readonly ringForMs: Millis;
    }
  | { readonly type: 'drop-leg'; readonly call: CallId; readonly leg: LegId; readonly answeredElsewhere: boolean }
  /** Lights the lamp of desk phones that watch the device `Stasis:<device>`, or puts it out. Of no call (`call` is ''). */
  | { readonly type: 'lamp'; readonly call: ''; readonly device: string; readonly lit: boolean };

export type TelephonyEvent =
  | { readonly type: 'arrived'; readonly arrival: Arrival }
  | { readonly type: 'digit'; readonly leg: LegId; readonly digit: string }
  /** A playback ended: heard out, stopped (`failed` null), or not possible. */
  | { readonly type: 'played'; readonly playback: CommandId; readonly failed: string | null }
  | {
      readonly type: 'recorded';
      readonly recording: CommandId;
      readonly durationMs: Millis;
      readonly by: RecordingEnd;
    }
  | { readonly type: 'leg-ringing'; readonly leg: LegId }
  | { readonly type: 'leg-answered'; readonly leg: LegId }
  | { readonly type: 'leg-ended'; readonly leg: LegId; readonly by: EndedBy; readonly cause: number | null }
  /** We can no longer hear or command Asterisk; calls go on without us until `link-up`, which follows by itself. */
  | { readonly type: 'link-down'; readonly why: string }
  /** Again in touch: what happened meanwhile is only to be seen in a snapshot. */
  | { readonly type: 'link-up' }
  /** Another node took Asterisk over: we must give no more commands. */
  | { readonly type: 'replaced' };

export interface TelephonySnapshot {
  readonly callers: readonly Arrival[];
  readonly agentLegs: readonly { readonly leg: LegId; readonly answered: boolean }[];
  /** Legs that flows have dialled. */
  readonly dialledLegs: readonly { readonly leg: LegId; readonly answered: boolean }[];
  readonly bridges: readonly { readonly id: CommandId; readonly legs: readonly LegId[] }[];
}

/** A desk phone as Asterisk must know it; `account` is the endpoint's name. */
export interface PhoneAccount {
  readonly account: string;
  /** The agent whose phone it is; `null` for a phone that only calls in, as an outside caller does. */
  readonly agent: AgentId | null;
  readonly name: string;
  readonly password: string | null;
  /** A fixed SIP address; `null` for a phone that registers. */
  readonly address: string | null;
}

/** Says texts that are only known while a call goes on. */
export interface Speech {
  /**
   * The file (absolute path without extension, as Asterisk wants it) that says `text`; rejects in words when nothing can,
   * or when it takes too long for a caller who waits. What is asked for twice at once is made once.
   */
  file(text: string, language: string): Promise<{ readonly file: string; readonly lengthMs: Millis }>;
}

// ── live state and the event stream ─────────────────────────────────────────────────────────────────────────────────

/** Thrown by a store when another node has taken our lease: whatever we decided must not happen. */
export class Fenced extends Error {}

/**
 * Keeps what is going on. Each save is one round trip and all or nothing: the state, and the events that led to it,
 * appended to the stream once (law 3). Rejects with `Fenced` when our lease is lost, with another error when the store
 * does not answer within 2 s.
 */
export interface Store {
  /** Saves a call that goes on, or forgets one that is over. */
  saveCall(session: Session, events: readonly CarillonEvent[]): Promise<void>;
  saveFloor(changes: FloorChanges, events: readonly CarillonEvent[]): Promise<void>;
  append(events: readonly CarillonEvent[]): Promise<void>;
  /** Calls that are not over. */
  openCalls(): Promise<readonly Session[]>;
  loadFloor(): Promise<FloorState>;
  /** The text of a published site, so that calls can end on the version they began with. */
  loadRevision(revision: Revision): Promise<Readonly<Record<string, string>> | undefined>;
}

/** What runs of the site, kept beside the calls. Each write is one round trip, all or nothing, and fenced as a `Store`'s. */
export interface SiteRegister {
  loadSite(): Promise<SiteState | undefined>;
  /** Saves what runs, the text of a version that is new to us, and what is to be told of it. */
  saveSite(
    state: SiteState,
    content: { readonly revision: Revision; readonly files: Readonly<Record<string, string>> } | null,
    events: readonly CarillonEvent[],
  ): Promise<void>;
  /** Forgets the text of every version but these. */
  trimRevisions(keep: ReadonlySet<Revision>): Promise<void>;
}

/**
 * The right to command one Asterisk and to lead its floor, for one node at a time. Its number rises with each new owner
 * and fences off the writes of the former.
 */
export interface Lease {
  /**
   * Takes the lease as soon as it is free: at once when its owner was a process of this machine that is no more,
   * otherwise when the owner gave it back or did not renew it for 10 s. `onWait` says who holds it.
   */
  take(onWait: (owner: string) => void, signal: AbortSignal): Promise<number>;
  /** Called once when the lease is lost to another or cannot be renewed in time. */
  onLost(handler: () => void): void;
  release(): Promise<void>;
}

/** A schedule that somebody opened, closed or put into another state by hand. */
export interface StandingOverride extends ScheduleOverride {
  readonly schedule: string;
  readonly since: Instant;
}

/**
 * Keeps what was set by hand over restarts. A save is one round trip: what holds, and the event that tells of it. Rejects
 * with `Fenced` when our lease is lost, with another error when the store does not answer within 2 s.
 */
export interface Overrides {
  load(): Promise<readonly StandingOverride[]>;
  /** `null` takes it away. The same save may come twice; its event is told once. */
  save(schedule: string, override: StandingOverride | null, event: EventOf<'schedule.override'>): Promise<void>;
}

/** Reads the event stream, at least once, in order. */
export interface EventStream {
  /**
   * Hands batches to one group of readers; a batch whose handler rejects is handed out again, after a pause. Ends when
   * the signal is aborted.
   */
  consume(
    group: string,
    handler: (events: readonly CarillonEvent[]) => Promise<void>,
    options: { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
  ): Promise<void>;
  /** Follows the stream from now on, or from just after `since` (a stream position from an earlier call). */
  follow(handler: (position: string, event: CarillonEvent) => void, signal: AbortSignal, since?: string): Promise<void>;
  /** Hands out, in their order and in batches, the events that a group has not yet taken; they stay untaken. */
  untaken(group: string, handler: (events: readonly CarillonEvent[]) => void): Promise<void>;
  /** How many events a group has not yet taken. */
  lag(group: string): Promise<number>;
}

// ── slow work ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Look-ups run as jobs, elsewhere; results come by `onResult`, possibly late, twice or never. */
export interface Lookups {
  start(call: CallId, command: LookupCommand): Promise<void>;
  /** The same for an HTTP request that a flow makes by itself. */
  fetch(call: CallId, command: FetchCommand): Promise<void>;
  onResult(handler: (command: CommandId, result: LookupResult) => void): void;
}

/** Mail, SMS and webhooks, sent by jobs that try again. Rejects when the job could not be taken. */
export interface Notices {
  send(call: CallId, notice: NotifyCommand): Promise<void>;
}

/** A notice as it is kept until it is sent. */
export type Notice = Omit<NotifyCommand, 'type'>;

/** One attempt to send a notice. */
export interface NoticeAttempt {
  readonly call: CallId;
  readonly notice: Notice;
  /** From 1. */
  readonly attempt: number;
  /** No further one follows. */
  readonly last: boolean;
  readonly isTooOld: boolean;
}

/** A notice as it leaves the house. */
export interface SentNotice {
  /** Whoever gets it twice (a worker died in between) knows it by this. */
  readonly id: string;
  readonly call: CallId;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly attachment: { readonly name: string; readonly bytes: Uint8Array } | null;
}

/** `failed` may be tried again, `refused` not. */
export type Sent = { readonly is: 'sent' } | { readonly is: 'failed' | 'refused'; readonly why: string };

/** One way out of the house. It never rejects for what the other side does. */
export interface NoticeSender {
  send(notice: SentNotice): Promise<Sent>;
}

/** Something that can be asked for a record by a key: a CRM over HTTP, an SQL database, a table in the site folder. */
export interface Connector {
  find(key: string, signal: AbortSignal): Promise<LookupResult>;
}

export interface PostCallJobs {
  /** Asks for the summary of a call that is over; once per call, however often it is asked. */
  add(call: CallId): Promise<void>;
}

// ── history ─────────────────────────────────────────────────────────────────────────────────────────────────────────

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

export interface VoicemailFilter {
  readonly box?: BoxName;
  /** Without it all but those that are deleted. */
  readonly states?: readonly VoicemailState[];
  /** Only those left before this one (for the next page). */
  readonly before?: VoicemailId;
  /** Rows at most, 1–1000. */
  readonly limit: number;
}

/** What callers recorded, as WAV files. */
export interface RecordingFiles {
  /** `undefined` where there is none of this name. */
  read(recording: CommandId): Promise<Uint8Array | undefined>;
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

// ── the rest of the world ───────────────────────────────────────────────────────────────────────────────────────────

export interface Clock {
  now(): Instant;
  /** Runs `then` at the instant, or soon after; the returned function calls it off. */
  at(instant: Instant, then: () => void): () => void;
}

/** Constant messages, facts as fields; ANI is masked by whoever writes the line. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export type { AgentSettings };
