import type { CarillonEvent } from '../domain/event';
import type { QueueName } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';

/** How much of the average the newest talk is. */
const NEWEST_COUNTS = 0.1;
const LEVEL_WITHIN_MS = 20_000;
const LEVEL_OVER_MS = 30 * 60_000;
const MOST_VISITS = 2_000;

interface Visit {
  readonly at: Instant;
  readonly inTime: boolean;
}

/** What the events of the last while say of each queue: handling time, service level. A restart begins anew. */
export class QueueFigures {
  private readonly handling = new Map<QueueName, Millis>();
  private readonly visits = new Map<QueueName, Visit[]>();

  observe(event: CarillonEvent): void {
    if (event.type === 'queue.talk-ended') {
      const { queue, talkedMs } = event.data;
      const before = this.handling.get(queue);
      this.handling.set(queue, before === undefined ? talkedMs : before + (talkedMs - before) * NEWEST_COUNTS);
    }
    if (event.type !== 'queue.left') return;
    const { queue, reason, waitedMs } = event.data;
    const visits = this.visits.get(queue) ?? [];
    visits.push({ at: event.at, inTime: reason === 'answered' && waitedMs <= LEVEL_WITHIN_MS });
    if (visits.length > MOST_VISITS) visits.shift();
    this.visits.set(queue, visits);
  }

  /** The average talk, the later ones counting more; `undefined` before the first. */
  handlingMs(queue: QueueName): Millis | undefined {
    return this.handling.get(queue);
  }

  /** The share of the visits that ended in the last half hour and were answered within 20 s; 1 where there was none. */
  serviceLevel(queue: QueueName, now: Instant): number {
    const visits = this.visits.get(queue) ?? [];
    while (visits[0] && visits[0].at < now - LEVEL_OVER_MS) visits.shift();
    if (visits.length === 0) return 1;
    return visits.filter(({ inTime }) => inTime).length / visits.length;
  }
}
