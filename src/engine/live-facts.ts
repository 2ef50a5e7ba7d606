import type { Book } from '../acd/book';
import { isInLine } from '../acd/floor';
import type { CarillonEvent } from '../domain/event';
import type { AgentId, CallId, QueueName, TicketId } from '../domain/ids';
import type { ListEntry, ListName } from '../domain/list';
import type { PinStanding, PinSubject } from '../domain/pin-lock';
import type { Ticket } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import {
  NOTHING_LIVE,
  type LiveFacts,
  type QueueFacts,
  type ScheduleOverride,
  type Site,
  type WaitFacts,
} from '../flow/office';
import { QueueFigures } from './queue-figures';

export interface LiveSources {
  floor(): Book;
  site(): Site;
  now(): Instant;
  override(schedule: string, now: Instant): ScheduleOverride | undefined;
  added(list: ListName, now: Instant): ReadonlyMap<string, ListEntry> | undefined;
  pin(subject: PinSubject, now: Instant): PinStanding | undefined;
  recentCalls(number: string, from: Instant, except: CallId): number | undefined;
  lastAgent(number: string, from: Instant, queue: QueueName | null): AgentId | undefined;
}

/** What flows may ask about the centre as it is at this moment. Nothing here waits for anything. */
export class LiveBook implements LiveFacts {
  private readonly figures = new QueueFigures();
  private readonly held = new Map<CallId, readonly string[]>();
  private readonly holders = new Map<string, number>();
  private readonly told = new Map<TicketId, Told>();

  constructor(private readonly sources: LiveSources) {}

  queue(name: QueueName): QueueFacts {
    const now = this.sources.now();
    const floor = this.sources.floor();
    const settings = this.sources.site().queues.get(name);
    if (!settings) return NOTHING_LIVE.queue(name);
    const waiting = floor.waitingIn(name);
    const { atWork, free } = floor.staffOf(name);
    return {
      waiting,
      free,
      agents: atWork,
      longest_wait: Math.floor(seconds(now - (floor.longestSince(name) ?? now))),
      expected_wait: this.expected(name, waiting + floor.callbacksDue(name, now) + 1),
      service_level: this.figures.serviceLevel(name, now, settings.counting),
    };
  }

  wait(id: TicketId): WaitFacts | undefined {
    const floor = this.sources.floor();
    const ticket = floor.tickets.get(id);
    if (!ticket || !isInLine(ticket)) return undefined;
    const now = this.sources.now();
    const position = floor.positionOf(ticket, now);
    return { queue: ticket.queue, position, expected: this.neverMore(ticket, position, now) };
  }

  override(schedule: string, now: Instant): ScheduleOverride | undefined {
    return this.sources.override(schedule, now);
  }

  added(list: ListName, now: Instant): ReadonlyMap<string, ListEntry> {
    return this.sources.added(list, now) ?? NOTHING_LIVE.added(list, now);
  }

  pin(subject: PinSubject, now: Instant): PinStanding {
    return this.sources.pin(subject, now) ?? NOTHING_LIVE.pin(subject, now);
  }

  recentCalls(number: string, from: Instant, except: CallId): number {
    return this.sources.recentCalls(number, from, except) ?? NOTHING_LIVE.recentCalls(number, from, except);
  }

  lastAgent(number: string, from: Instant, queue: QueueName | null): AgentId {
    return this.sources.lastAgent(number, from, queue) ?? NOTHING_LIVE.lastAgent(number, from, queue);
  }

  holding(limit: string): number {
    return this.holders.get(limit) ?? 0;
  }

  /** A call holds these places from now on, and no others. */
  holds(call: CallId, limits: readonly string[]): void {
    const before = this.held.get(call) ?? [];
    if (before.length === 0 && limits.length === 0) return;
    for (const limit of before) this.count(limit, -1);
    for (const limit of limits) this.count(limit, 1);
    if (limits.length === 0) this.held.delete(call);
    else this.held.set(call, limits);
  }

  observe(events: readonly CarillonEvent[]): void {
    for (const event of events) {
      this.figures.observe(event);
      if (event.type === 'queue.left') this.told.delete(event.data.ticket);
    }
  }

  private count(limit: string, by: number): void {
    const sum = (this.holders.get(limit) ?? 0) + by;
    if (sum === 0) this.holders.delete(limit);
    else this.holders.set(limit, sum);
  }

  /** What a caller is told only falls, as long as no fewer agents are at work than when it was told. */
  private neverMore(ticket: Ticket, position: number, now: Instant): number {
    const { atWork } = this.sources.floor().staffOf(ticket.queue);
    const fresh = this.expected(ticket.queue, position);
    const before = this.told.get(ticket.id);
    const still =
      before && before.atWork <= atWork ? Math.max(0, before.expected - seconds(now - before.at)) : Infinity;
    const expected = fresh < 0 ? fresh : Math.round(Math.min(fresh, still));
    if (expected >= 0) this.told.set(ticket.id, { expected, at: now, atWork });
    return expected;
  }

  /**
   * Seconds: everybody who is ahead, and the caller, is served by the agents at work in turn. No figure without an agent or
   * without a talk that was measured.
   */
  private expected(name: QueueName, position: number): number {
    const { atWork, free } = this.sources.floor().staffOf(name);
    if (atWork === 0) return -1;
    if (free >= position) return 0;
    const handled = this.figures.handlingMs(name);
    return handled === undefined ? -1 : Math.round(seconds((position * handled) / atWork));
  }
}

/** What a caller who waits was told to expect. */
interface Told {
  /** Seconds. */
  readonly expected: number;
  readonly at: Instant;
  readonly atWork: number;
}

const seconds = (ms: Millis): number => ms / 1000;
