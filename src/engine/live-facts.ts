import type { FloorState } from '../acd/floor';
import { byTurn, isInLine } from '../acd/match';
import type { CarillonEvent } from '../domain/event';
import type { CallId, QueueName, TicketId } from '../domain/ids';
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
  floor(): FloorState;
  site(): Site;
  now(): Instant;
  override(schedule: string, now: Instant): ScheduleOverride | undefined;
}

/** What flows may ask about the centre as it is at this moment. Nothing here waits for anything. */
export class LiveBook implements LiveFacts {
  private readonly figures = new QueueFigures();
  private readonly held = new Map<CallId, readonly string[]>();
  private readonly holders = new Map<string, number>();
  /** Counted once for each state of the floor. */
  private counted: { readonly floor: FloorState; readonly queues: ReadonlyMap<QueueName, Line> } | undefined;

  constructor(private readonly sources: LiveSources) {}

  queue(name: QueueName): QueueFacts {
    const now = this.sources.now();
    const line = this.lines().get(name);
    if (!line) return NOTHING_LIVE.queue(name);
    return {
      waiting: line.waiting.length,
      free: line.free,
      agents: line.agents,
      longest_wait: line.waiting.length === 0 ? 0 : Math.floor(seconds(now - Math.min(...line.waiting.map(entered)))),
      expected_wait: this.expected(name, line, line.waiting.length + 1),
      service_level: this.figures.serviceLevel(name, now),
    };
  }

  wait(id: TicketId): WaitFacts | undefined {
    const ticket = this.sources.floor().tickets.get(id);
    if (!ticket || !isInLine(ticket)) return undefined;
    const line = this.lines().get(ticket.queue);
    const position = 1 + (line?.waiting.filter((other) => other.id !== id && byTurn(other, ticket) < 0).length ?? 0);
    return { queue: ticket.queue, position, expected: line ? this.expected(ticket.queue, line, position) : -1 };
  }

  override(schedule: string, now: Instant): ScheduleOverride | undefined {
    return this.sources.override(schedule, now);
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
    for (const event of events) this.figures.observe(event);
  }

  private count(limit: string, by: number): void {
    const sum = (this.holders.get(limit) ?? 0) + by;
    if (sum === 0) this.holders.delete(limit);
    else this.holders.set(limit, sum);
  }

  /**
   * Seconds: everybody who is ahead, and the caller, is served by the agents at work in turn. No figure without an agent or
   * without a talk that was measured.
   */
  private expected(name: QueueName, line: Line, position: number): number {
    if (line.agents === 0) return -1;
    if (line.free >= position) return 0;
    const handled = this.figures.handlingMs(name);
    return handled === undefined ? -1 : Math.round(seconds((position * handled) / line.agents));
  }

  private lines(): ReadonlyMap<QueueName, Line> {
    const floor = this.sources.floor();
    if (this.counted?.floor !== floor) this.counted = { floor, queues: linesOf(floor, this.sources.site()) };
    return this.counted.queues;
  }
}

interface Line {
  readonly waiting: Ticket[];
  free: number;
  agents: number;
}

function linesOf(floor: FloorState, site: Site): ReadonlyMap<QueueName, Line> {
  const lines = new Map(
    [...site.queues.keys()].map((name): [QueueName, Line] => [name, { waiting: [], free: 0, agents: 0 }]),
  );
  for (const ticket of floor.tickets.values()) if (isInLine(ticket)) lines.get(ticket.queue)?.waiting.push(ticket);
  for (const { id, queues } of site.agents.values()) {
    const state = floor.agents.get(id)?.state.is ?? 'signed-out';
    if (state === 'signed-out') continue;
    for (const queue of queues) {
      const line = lines.get(queue);
      if (!line) continue;
      if (state !== 'not-ready') line.agents++;
      if (state === 'available') line.free++;
    }
  }
  return lines;
}

const entered = ({ enteredAt }: Ticket): Instant => enteredAt;
const seconds = (ms: Millis): number => ms / 1000;
