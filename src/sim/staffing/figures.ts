import type { CarillonEvent, EventOf } from '../../domain/event';
import type { AgentId, QueueName } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';

/** What a run of a day came to, of one queue or of all; shares from 0 to 1. */
export interface Figures {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Left for another reason: it was full, nobody was at work, or the longest wait was over. */
  readonly lost: number;
  /** Of those offered, answered within the target time. */
  readonly serviceLevel: number;
  /** Mean wait of those who were answered (ASA). */
  readonly meanAnswerMs: Millis;
  /** Of all callers, however their wait ended. */
  readonly meanWaitMs: Millis;
  readonly p90WaitMs: Millis;
  readonly longestWaitMs: Millis;
  readonly abandonShare: number;
}

/** One interval of the day. */
export interface IntervalFigures {
  readonly offered: number;
  readonly within: number;
  readonly waitedMs: Millis;
  readonly left: number;
  readonly busyMs: Millis;
  readonly staffedMs: Millis;
}

export interface RunFigures {
  readonly all: Figures;
  readonly queues: ReadonlyMap<QueueName, Figures>;
  /** Share of the time at work, breaks apart, that agents talk or write down. */
  readonly occupancy: number;
  readonly intervals: readonly IntervalFigures[];
}

class QueueCount {
  offered = 0;
  answered = 0;
  abandoned = 0;
  within = 0;
  answerMs = 0;
  readonly waits: number[] = [];

  figures(): Figures {
    const { offered, answered, abandoned, within, answerMs } = this;
    const waits = Float64Array.from(this.waits).sort();
    const share = (part: number): number => (offered === 0 ? 0 : part / offered);
    return {
      offered,
      answered,
      abandoned,
      lost: waits.length - answered - abandoned,
      serviceLevel: offered === 0 ? 1 : within / offered,
      meanAnswerMs: answered === 0 ? 0 : answerMs / answered,
      meanWaitMs: waits.length === 0 ? 0 : waits.reduce((sum, each) => sum + each, 0) / waits.length,
      p90WaitMs: waits[Math.max(0, Math.ceil(0.9 * waits.length) - 1)] ?? 0,
      longestWaitMs: waits.at(-1) ?? 0,
      abandonShare: share(abandoned),
    };
  }
}

interface Counted {
  offered: number;
  within: number;
  waitedMs: number;
  left: number;
  busyMs: number;
  staffedMs: number;
}

export interface Counting {
  readonly from: Instant;
  readonly to: Instant;
  readonly intervalMs: Millis;
  /** What service level means: answered within so long. */
  readonly withinMs: Millis;
}

/** Counts a day from its events alone, as they come. */
export class FigureFold {
  private readonly total = new QueueCount();
  private readonly byQueue = new Map<QueueName, QueueCount>();
  private readonly intervals: Counted[];
  private readonly agents = new Map<AgentId, { readonly is: string; readonly since: Instant }>();

  constructor(private readonly counting: Counting) {
    const count = Math.max(1, Math.ceil((counting.to - counting.from) / counting.intervalMs));
    const none = { offered: 0, within: 0, waitedMs: 0, left: 0, busyMs: 0, staffedMs: 0 };
    this.intervals = Array.from({ length: count }, () => ({ ...none }));
  }

  observe(event: CarillonEvent): void {
    if (event.type === 'queue.entered') {
      for (const count of this.counts(event.data.queue)) count.offered++;
      this.intervalAt(event.at).offered++;
    } else if (event.type === 'queue.left') this.left(event);
    else if (event.type === 'agent.state') this.agent(event);
  }

  figures(): RunFigures {
    for (const [agent, state] of this.agents) this.passed(agent, state, this.counting.to);
    const busy = this.intervals.reduce((sum, { busyMs }) => sum + busyMs, 0);
    const staffed = this.intervals.reduce((sum, { staffedMs }) => sum + staffedMs, 0);
    return {
      all: this.total.figures(),
      queues: new Map([...this.byQueue].map(([queue, count]) => [queue, count.figures()])),
      occupancy: staffed === 0 ? 0 : busy / staffed,
      intervals: this.intervals,
    };
  }

  private left({ at, data: { queue, reason, waitedMs } }: EventOf<'queue.left'>): void {
    const isWithin = reason === 'answered' && waitedMs <= this.counting.withinMs;
    for (const count of this.counts(queue)) {
      count.waits.push(waitedMs);
      if (reason === 'answered') count.answered++;
      if (reason === 'answered') count.answerMs += waitedMs;
      if (reason === 'abandoned') count.abandoned++;
      if (isWithin) count.within++;
    }
    // To the interval in which they came, as all measures count.
    const interval = this.intervalAt(at - waitedMs);
    interval.left++;
    interval.waitedMs += waitedMs;
    if (isWithin) interval.within++;
  }

  private agent({ at, data: { agent, state } }: EventOf<'agent.state'>): void {
    const before = this.agents.get(agent);
    if (before) this.passed(agent, before, at);
    this.agents.set(agent, { is: state.is, since: at });
  }

  /** What falls after the day is nobody's shift. */
  private passed(agent: AgentId, { is, since }: { readonly is: string; readonly since: Instant }, at: Instant): void {
    this.agents.delete(agent);
    if (is === 'signed-out' || is === 'not-ready') return;
    const until = Math.min(at, this.counting.to);
    for (let from = since; from < until;) {
      const index = Math.floor((from - this.counting.from) / this.counting.intervalMs);
      const end = Math.min(until, this.counting.from + (index + 1) * this.counting.intervalMs);
      const interval = this.intervalAt(from);
      interval.staffedMs += end - from;
      if (is === 'on-call' || is === 'wrap-up') interval.busyMs += end - from;
      from = end;
    }
  }

  private counts(queue: QueueName): readonly QueueCount[] {
    let count = this.byQueue.get(queue);
    if (!count) this.byQueue.set(queue, (count = new QueueCount()));
    return [this.total, count];
  }

  private intervalAt(at: Instant): Counted {
    const { from, intervalMs } = this.counting;
    const index = Math.min(this.intervals.length - 1, Math.max(0, Math.floor((at - from) / intervalMs)));
    const found = this.intervals[index];
    if (!found) throw new Error(`no interval ${index}`);
    return found;
  }
}
