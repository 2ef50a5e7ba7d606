import type { CallId, CommandId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { ChooserQuestion } from '../../domain/queue';
import type { Millis } from '../../domain/time';
import type { FetchCommand, LookupCommand, LookupResult, NotifyCommand } from '../../flow/command';

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

/** Somebody outside who says which agent is to have a call. */
export interface Choosers {
  /** Never rejects, and answers within the budget. */
  choose(asked: ChooserAsked): Promise<LookupResult>;
}

export interface ChooserAsked {
  readonly connector: string;
  readonly question: ChooserQuestion;
  readonly withinMs: Millis;
}

/** Something that can be asked for a record by a key: a CRM over HTTP, an SQL database, a table in the site folder. */
export interface Connector {
  find(key: string, signal: AbortSignal): Promise<LookupResult>;
  /** Sends a question and takes the answer, where that is possible (HTTP). */
  choose?(key: string, question: object, signal: AbortSignal): Promise<LookupResult>;
}

export interface PostCallJobs {
  /** Asks for the summary of a call that is over; once per call, however often it is asked. */
  add(call: CallId): Promise<void>;
}
