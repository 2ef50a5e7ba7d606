import type { CarillonEvent } from '../domain/event';
import type { AgentId, QueueName, TicketId } from '../domain/ids';
import type { Instant } from '../domain/time';
import { LAST_AGENT_MS } from '../flow/expression-facts';
import type { LastTalk, LastTalks } from './ports/last-talks';
import type { Clock, Log } from './ports/world';

/** Numbers and queues; those that were served longest ago are forgotten first. */
const MOST_KEPT = 500_000;

/**
 * Who served each number last, by queue. A turn asks the memory; what is kept elsewhere is only read at the start, and a
 * talk that could not be kept there counts all the same.
 */
export class LastTalkBook {
  /** In the order of their time. */
  private readonly talks = new Map<string, LastTalk>();
  private readonly queuesOf = new Map<string, Set<QueueName>>();

  constructor(private readonly parts: { readonly talks: LastTalks; readonly clock: Clock; readonly log: Log }) {}

  async start(): Promise<void> {
    const known = await this.parts.talks.load(this.parts.clock.now() - LAST_AGENT_MS);
    for (const talk of known) this.remember(talk);
  }

  /** `numberOf`: the caller's number of a ticket that talks. */
  observe(events: readonly CarillonEvent[], numberOf: (ticket: TicketId) => string | undefined): void {
    for (const event of events) {
      if (event.type !== 'queue.connected') continue;
      const { ticket, queue, agent } = event.data;
      const number = numberOf(ticket) ?? '';
      // Whoever withholds the number is anybody.
      if (number === '') continue;
      const talk = { number, queue, agent, at: event.at };
      this.remember(talk);
      void this.keep(talk);
    }
  }

  /** Who talked last with a number from an instant on, in one queue or in any. */
  agent(number: string, from: Instant, queue: QueueName | null): AgentId {
    let last: LastTalk | undefined;
    for (const each of queue === null ? (this.queuesOf.get(number) ?? []) : [queue]) {
      const talk = this.talks.get(keyOf(number, each));
      if (talk && talk.at >= from && (!last || talk.at >= last.at)) last = talk;
    }
    return last?.agent ?? '';
  }

  remember(talk: LastTalk): void {
    const { number, queue } = talk;
    this.talks.delete(keyOf(number, queue));
    this.talks.set(keyOf(number, queue), talk);
    const queues = this.queuesOf.get(number);
    if (queues) queues.add(queue);
    else this.queuesOf.set(number, new Set([queue]));
    this.forget(this.parts.clock.now() - LAST_AGENT_MS);
  }

  private forget(before: Instant): void {
    for (const [key, { number, queue, at }] of this.talks) {
      if (at >= before && this.talks.size <= MOST_KEPT) return;
      this.talks.delete(key);
      const queues = this.queuesOf.get(number);
      queues?.delete(queue);
      if (queues?.size === 0) this.queuesOf.delete(number);
    }
  }

  private async keep(talk: LastTalk): Promise<void> {
    const { talks, log } = this.parts;
    try {
      await talks.put(talk, talk.at - LAST_AGENT_MS);
    } catch (error) {
      log.warn('who served a caller could not be kept; after a restart it is not known', {
        queue: talk.queue,
        agent: talk.agent,
        error,
      });
    }
  }
}

const keyOf = (number: string, queue: QueueName): string => `${queue} ${number}`;
