import type { CarillonEvent, EventOf } from '../../domain/event';
import type { AgentId, QueueName } from '../../domain/ids';
import { usualCounting, type CountingRules } from '../../domain/service-level';
import type { Instant, Millis } from '../../domain/time';
import { basesOf, put, together, valueOf, type Cell } from '../../measures/cells';
import { measureOf } from '../../measures/definitions';
import { emptyVisit } from '../../measures/fact-book';
import type { Visit } from '../../measures/facts';
import type { Spent, Subject } from '../../measures/measure';

/** The measures of a run, by the names that reports have; two are the simulator's own. */
export const queueMeasures = [
  'offered',
  'answered',
  'abandoned',
  'abandon_rate',
  /** Neither answered nor abandoned: it was full, nobody was at work, or the longest wait was over. */
  'left_otherwise',
  'service_level',
  'asa',
  'average_wait',
  /** Nine of ten waited at most so long. */
  'p90_wait',
  'longest_wait',
] as const;
export type QueueMeasure = (typeof queueMeasures)[number];

/** Counts, lengths in seconds, shares from 0 to 1; `null` where nothing came that could be measured. */
export type Figures = Readonly<Record<QueueMeasure, number | null>>;

export interface RunFigures {
  readonly all: Figures;
  readonly queues: ReadonlyMap<QueueName, Figures>;
  readonly occupancy: number | null;
  /** The figures of all queues and of all agents, interval by interval. */
  readonly intervals: readonly Cell[];
}

export interface Counting {
  readonly from: Instant;
  readonly to: Instant;
  readonly intervalMs: Millis;
  /** What service level means: answered within so long. */
  readonly withinMs: Millis;
}

/** A measure of what was counted; lengths in seconds. */
export function valueIn(cell: Cell, subject: Subject, name: string, rules: CountingRules): number | null {
  const measure = measureOf(subject, name);
  if (!measure) throw new Error(`there is no measure ${name} of ${subject}`);
  return valueOf(measure, cell, rules);
}

const ofVisits = basesOf('visit', 'queues');
const ofTime = basesOf('time', 'agents');

/** Of all who were offered; whoever gives up has waited, however short. */
export const rulesOf = (withinMs: Millis): CountingRules => ({
  ...usualCounting,
  withinMs,
  shortAbandonMs: 0,
  formula: 'of_offered',
});

interface QueueCount {
  readonly cell: Cell;
  readonly waits: Millis[];
}

/** Counts a day from its events alone, as they come, and keeps none: a visit is counted when it ends. */
export class FigureFold {
  private readonly byQueue = new Map<QueueName, QueueCount>();
  private readonly intervals: readonly Cell[];
  private readonly agents = new Map<AgentId, { readonly spent: Spent; readonly since: Instant }>();
  private readonly rules: CountingRules;

  constructor(private readonly counting: Counting) {
    const count = Math.max(1, Math.ceil((counting.to - counting.from) / counting.intervalMs));
    this.intervals = Array.from({ length: count }, (): Cell => new Map());
    this.rules = rulesOf(counting.withinMs);
  }

  observe(event: CarillonEvent): void {
    if (event.type === 'queue.left') this.left(event);
    else if (event.type === 'agent.state') this.agent(event);
  }

  figures(): RunFigures {
    for (const [agent, state] of this.agents) this.passed(agent, state, this.counting.to);
    const queues = [...this.byQueue.values()];
    const all = {
      cell: together(queues.map(({ cell }) => cell)),
      waits: queues.flatMap(({ waits }) => waits),
    };
    return {
      all: this.figuresOf(all),
      queues: new Map([...this.byQueue].map(([queue, count]) => [queue, this.figuresOf(count)])),
      occupancy: valueIn(together(this.intervals), 'agents', 'occupancy', this.rules),
      intervals: this.intervals,
    };
  }

  private figuresOf({ cell, waits }: QueueCount): Figures {
    const of = (name: string): number | null => valueIn(cell, 'queues', name, this.rules);
    const count = (name: string): number => of(name) ?? 0;
    const sorted = Float64Array.from(waits).sort();
    return {
      offered: of('offered'),
      answered: of('answered'),
      abandoned: of('abandoned'),
      abandon_rate: of('abandon_rate'),
      left_otherwise: count('offered') - count('answered') - count('abandoned'),
      service_level: of('service_level'),
      asa: of('asa'),
      average_wait: of('average_wait'),
      p90_wait: sorted.length === 0 ? null : (sorted[Math.ceil(0.9 * sorted.length) - 1] ?? 0) / 1000,
      longest_wait: of('longest_wait'),
    };
  }

  private left({ at, data: { ticket, queue, reason, waitedMs } }: EventOf<'queue.left'>): void {
    const visit: Visit = {
      ...emptyVisit(ticket),
      queue,
      enteredAt: at - waitedMs,
      left: { at, reason, waitedMs },
    };
    const count = this.byQueue.get(queue) ?? { cell: new Map<string, number>(), waits: [] };
    this.byQueue.set(queue, count);
    count.waits.push(waitedMs);
    // To the interval in which they came, as all measures count.
    const interval = this.intervalAt(at - waitedMs);
    for (const { name, of } of ofVisits) {
      const value = of(visit, this.rules);
      if (value === 0) continue;
      put(count.cell, name, value);
      put(interval, name, value);
    }
  }

  private agent({ at, data: { agent, state } }: EventOf<'agent.state'>): void {
    const before = this.agents.get(agent);
    if (before) this.passed(agent, before, at);
    this.agents.set(agent, { spent: state.is === 'on-call' ? state.phase : state.is, since: at });
  }

  /** What falls after the day is nobody's shift. */
  private passed(
    agent: AgentId,
    { spent, since }: { readonly spent: Spent; readonly since: Instant },
    at: Instant,
  ): void {
    this.agents.delete(agent);
    if (spent === 'signed-out') return;
    const names = ofTime.flatMap(({ name, of }) => (of(spent) ? [name] : []));
    const until = Math.min(at, this.counting.to);
    for (let from = since; from < until;) {
      const index = Math.floor((from - this.counting.from) / this.counting.intervalMs);
      const end = Math.min(until, this.counting.from + (index + 1) * this.counting.intervalMs);
      const interval = this.intervalAt(from);
      for (const name of names) put(interval, name, end - from);
      from = end;
    }
  }

  private intervalAt(at: Instant): Cell {
    const { from, intervalMs } = this.counting;
    const index = Math.min(this.intervals.length - 1, Math.max(0, Math.floor((at - from) / intervalMs)));
    const found = this.intervals[index];
    if (!found) throw new Error(`no interval ${index}`);
    return found;
  }
}
