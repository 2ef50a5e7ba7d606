import type { CarillonEvent } from '../domain/event';
import type { QueueName } from '../domain/ids';
import { usualCounting, type CountingRules } from '../domain/service-level';
import type { Instant, Millis } from '../domain/time';
import { basesOf, cellIn, put, type Cell, type Row } from './cells';
import { FactBook } from './fact-book';
import type { Fact, Stint, Visit } from './facts';
import type { Intervals } from './intervals';
import type { Spent, Subject } from './measure';

const bases = {
  visits: { queues: basesOf('visit', 'queues'), agents: basesOf('visit', 'agents') },
  offers: { queues: basesOf('offer', 'queues'), agents: basesOf('offer', 'agents') },
  calls: basesOf('call', 'calls'),
  time: basesOf('time', 'agents'),
};
/** Not ready, by its reason. */
export const NOT_READY = 'not_ready_time';

/**
 * Every measure as a fold over events, by interval. Live figures observe events as they happen, and reports read them from
 * the history; the order of events makes no difference, nor that some come twice.
 */
export class Figures {
  private readonly facts = new FactBook((fact, change) => {
    this.count(fact, -1);
    change(fact);
    this.count(fact, 1);
  });
  private readonly cells = new Map<string, Row>();

  constructor(
    private intervals: Intervals,
    /** How a queue counts. Where that changes, `recount`. */
    private readonly rulesOf: (queue: QueueName) => CountingRules = () => usualCounting,
  ) {}

  observe(event: CarillonEvent): void {
    this.facts.observe(event);
  }

  /** Counts everything anew: the rules have changed. */
  recount(): void {
    this.cells.clear();
    for (const fact of this.facts.all()) this.count(fact, 1);
  }

  /** Divides time otherwise. */
  divide(intervals: Intervals): void {
    this.intervals = intervals;
    this.recount();
  }

  /** Forgets what was over before an instant. */
  forget(before: Instant): void {
    for (const [name, { interval }] of this.cells) if (interval.to <= before) this.cells.delete(name);
    this.facts.drop((fact) => endOf(fact) < before);
  }

  /** Whether what began in the time that counts still goes on: later events may say more of it. */
  isOpen(): boolean {
    for (const visit of this.facts.visits.values())
      if (visit.enteredAt !== null && this.intervals.of(visit.enteredAt) && endOf(visit) === Infinity) return true;
    for (const call of this.facts.calls.values())
      if (call.arrivedAt !== null && this.intervals.of(call.arrivedAt) && call.ended === null) return true;
    return false;
  }

  /** In the order of keys and of time. A state that lasts counts up to `until`. */
  rows(subject: Subject, until: Instant): readonly Row[] {
    const rows = new Map<string, Row>();
    for (const [name, row] of this.cells)
      if (row.subject === subject) rows.set(name, { ...row, cell: new Map(row.cell) });
    if (subject === 'agents')
      for (const stint of this.facts.stints.values()) if (stint.to === null) this.countTime(rows, stint, until, 1);
    return [...rows.values()]
      .filter(({ cell }) => [...cell.values()].some((value) => value !== 0))
      .sort((a, b) => (a.key === b.key ? a.interval.from - b.interval.from : a.key < b.key ? -1 : 1));
  }

  private count(fact: Fact, sign: 1 | -1): void {
    switch (fact.is) {
      case 'visit':
        this.countVisit(fact, sign);
        return;
      case 'offer': {
        const { at, queue, agent } = fact;
        for (const { name, of } of bases.offers.queues) this.add('queues', queue, at, name, of(fact), sign);
        for (const { name, of } of bases.offers.agents) this.add('agents', agent, at, name, of(fact), sign);
        return;
      }
      case 'call':
        for (const { name, of } of bases.calls) this.add('calls', '', fact.arrivedAt, name, of(fact), sign);
        return;
      case 'stint':
        if (fact.to !== null) this.countTime(this.cells, fact, fact.to, sign);
        return;
    }
  }

  private countVisit(visit: Visit, sign: 1 | -1): void {
    const { queue, enteredAt, talk } = visit;
    if (queue === null) return;
    const rules = this.rulesOf(queue);
    for (const { name, of } of bases.visits.queues) this.add('queues', queue, enteredAt, name, of(visit, rules), sign);
    if (!talk) return;
    const { agent, at } = talk;
    for (const { name, of } of bases.visits.agents) this.add('agents', agent, at, name, of(visit, rules), sign);
  }

  private add(subject: Subject, key: string, at: Instant | null, name: string, value: number, sign: 1 | -1): void {
    const interval = value === 0 || at === null ? undefined : this.intervals.of(at);
    if (interval) put(cellIn(this.cells, subject, key, interval), name, value, sign);
  }

  private countTime(cells: Map<string, Row>, stint: Stint, to: Instant, sign: 1 | -1): void {
    const spent = spentIn(stint);
    if (spent === 'signed-out' || spent === undefined) return;
    const reason = stint.state?.reason ?? '';
    for (const { interval, ms } of this.intervals.cut(stint.from, to)) {
      const cell = cellIn(cells, 'agents', stint.agent, interval);
      spend(cell, spent, sign * ms);
      if (spent === 'not-ready' && reason !== '') put(cell, `${NOT_READY}:${reason}`, ms, sign);
    }
  }
}

function spend(cell: Cell, spent: Spent, ms: Millis): void {
  for (const { name, of } of bases.time) if (of(spent)) put(cell, name, ms);
}

/** What was done all through it; `undefined` where no event has told that yet. */
function spentIn({ state, was }: Stint): Spent | undefined {
  const is = state?.is ?? was;
  if (is === null) return undefined;
  return is === 'on-call' ? (state?.phase ?? 'talking') : is;
}

/** When nothing more can come of it; `Infinity` while it goes on. */
function endOf(fact: Fact): Instant {
  switch (fact.is) {
    case 'visit': {
      const { left, talk, talked } = fact;
      if (left === null) return Infinity;
      if (left.reason !== 'answered') return left.at;
      return talk && talked ? talk.at + talked.ms : Infinity;
    }
    case 'offer':
      return fact.at !== null && fact.ended ? fact.at + fact.ended.rangMs : Infinity;
    case 'stint':
      return fact.to ?? Infinity;
    case 'call':
      return fact.ended?.at ?? Infinity;
  }
}
