import { isKeptPlace } from '../domain/callback';
import type { CarillonEvent } from '../domain/event';
import type { AgentId, QueueName } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';

/** After so long a talk counts half as much as a new one. */
const HALF_LIFE_MS = 60 * 60_000;
const LEVEL_WITHIN_MS = 20_000;
const LEVEL_OVER_MS = 30 * 60_000;
const MOST_VISITS = 2_000;

interface Visit {
  readonly at: Instant;
  readonly inTime: boolean;
}

/** A mean to which the later ones count more. */
interface Ageing {
  readonly at: Instant;
  readonly sum: Millis;
  readonly weight: number;
}

/** What the events of the last while say of each queue: handling time, service level. */
export class QueueFigures {
  private readonly talks = new Map<QueueName, Ageing>();
  private readonly wrapUps = new Map<QueueName, Ageing>();
  private readonly lastQueue = new Map<AgentId, QueueName>();
  private readonly visits = new Map<QueueName, Visit[]>();

  observe(event: CarillonEvent): void {
    switch (event.type) {
      case 'queue.talk-ended':
        add(this.talks, event.data.queue, event.data.talkedMs, event.at);
        this.lastQueue.set(event.data.agent, event.data.queue);
        return;
      case 'agent.state': {
        const queue = this.lastQueue.get(event.data.agent);
        if (event.data.was === 'wrap-up' && queue !== undefined) add(this.wrapUps, queue, event.data.forMs, event.at);
        return;
      }
      case 'queue.left':
        // Whoever is called back was not on the line.
        if (isKeptPlace(event.data.ticket)) return;
        this.left(
          event.data.queue,
          event.at,
          event.data.reason === 'answered' && event.data.waitedMs <= LEVEL_WITHIN_MS,
        );
        return;
      default:
        return;
    }
  }

  /** The average talk and wrap-up, the later ones counting more; `undefined` before the first. */
  handlingMs(queue: QueueName): Millis | undefined {
    const talk = this.talks.get(queue);
    if (!talk) return undefined;
    const wrapUp = this.wrapUps.get(queue);
    return talk.sum / talk.weight + (wrapUp ? wrapUp.sum / wrapUp.weight : 0);
  }

  /** The share of the visits that ended in the last half hour and were answered within 20 s; 1 where there was none. */
  serviceLevel(queue: QueueName, now: Instant): number {
    const visits = this.visits.get(queue) ?? [];
    while (visits[0] && visits[0].at < now - LEVEL_OVER_MS) visits.shift();
    if (visits.length === 0) return 1;
    return visits.filter(({ inTime }) => inTime).length / visits.length;
  }

  private left(queue: QueueName, at: Instant, inTime: boolean): void {
    const visits = this.visits.get(queue) ?? [];
    visits.push({ at, inTime });
    if (visits.length > MOST_VISITS) visits.shift();
    this.visits.set(queue, visits);
  }
}

function add(means: Map<QueueName, Ageing>, queue: QueueName, ms: Millis, at: Instant): void {
  const before = means.get(queue) ?? { at, sum: 0, weight: 0 };
  const fades = 2 ** (-Math.max(0, at - before.at) / HALF_LIFE_MS);
  means.set(queue, { at, sum: before.sum * fades + ms, weight: before.weight * fades + 1 });
}
