import { isKeptPlace } from '../domain/callback';
import type { CarillonEvent, EventOf } from '../domain/event';
import type { AgentId, QueueName } from '../domain/ids';
import { usualCounting, type CountingRules } from '../domain/service-level';
import type { Instant, Millis } from '../domain/time';
import { basesOf, put, valueOf, type Cell } from '../measures/cells';
import { serviceLevels } from '../measures/definitions';
import { emptyVisit } from '../measures/fact-book';
import type { Visit } from '../measures/facts';

const ofVisits = basesOf('visit', 'queues');

/** After so long a talk counts half as much as a new one. */
const HALF_LIFE_MS = 60 * 60_000;
const LEVEL_OVER_MS = 30 * 60_000;
const MOST_VISITS = 2_000;

/** The visits of a queue that ended lately, counted by the rules that it has. */
interface Lately {
  readonly visits: Visit[];
  cell: Cell;
  rules: CountingRules;
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
  private readonly lately = new Map<QueueName, Lately>();

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
        this.left(event);
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

  /** The service level of the visits that ended in the last half hour, by the queue's own rules; 1 where there was none. */
  serviceLevel(queue: QueueName, now: Instant, rules: CountingRules = usualCounting): number {
    const lately = this.lately.get(queue);
    if (!lately) return 1;
    const { visits } = lately;
    for (; (visits[0]?.left?.at ?? now) < now - LEVEL_OVER_MS; visits.shift()) take(lately, visits[0], -1);
    if (lately.rules !== rules) {
      Object.assign(lately, { rules, cell: new Map() });
      for (const visit of visits) take(lately, visit, 1);
    }
    return valueOf(serviceLevels[rules.formula], lately.cell, rules) ?? 1;
  }

  private left({ at, data: { ticket, queue, reason, waitedMs } }: EventOf<'queue.left'>): void {
    const lately: Lately = this.lately.get(queue) ?? { visits: [], cell: new Map(), rules: usualCounting };
    this.lately.set(queue, lately);
    const visit: Visit = {
      ...emptyVisit(ticket),
      queue,
      enteredAt: at - waitedMs,
      left: { at, reason, waitedMs },
    };
    lately.visits.push(visit);
    take(lately, visit, 1);
    if (lately.visits.length > MOST_VISITS) take(lately, lately.visits.shift(), -1);
  }
}

function take({ cell, rules }: Lately, visit: Visit | undefined, sign: 1 | -1): void {
  if (visit) for (const { name, of } of ofVisits) put(cell, name, of(visit, rules), sign);
}

function add(means: Map<QueueName, Ageing>, queue: QueueName, ms: Millis, at: Instant): void {
  const before = means.get(queue) ?? { at, sum: 0, weight: 0 };
  const fades = 2 ** (-Math.max(0, at - before.at) / HALF_LIFE_MS);
  means.set(queue, { at, sum: before.sum * fades + ms, weight: before.weight * fades + 1 });
}
