import type { FloorChanges, FloorState } from '../../acd/floor';
import type { CarillonEvent, EventOf } from '../../domain/event';
import type { Revision } from '../../domain/ids';
import type { SiteState } from '../../domain/site-version';
import type { Instant } from '../../domain/time';
import type { ScheduleOverride } from '../../flow/office';
import type { Session } from '../../flow/session';

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
