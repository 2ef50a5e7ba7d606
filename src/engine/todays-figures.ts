import type { CarillonEvent } from '../domain/event';
import type { QueueName } from '../domain/ids';
import { usualCounting, type CountingRules } from '../domain/service-level';
import type { Instant } from '../domain/time';
import { valueOf } from '../measures/cells';
import { measures } from '../measures/definitions';
import { Figures } from '../measures/figures';
import { Intervals, type Interval } from '../measures/intervals';
import type { Subject } from '../measures/measure';
import type { MeasuredPast } from './ports/history';

export interface TodayParts {
  now(): Instant;
  timeZone(): string;
  /** How a queue counts now. */
  rulesOf(queue: QueueName): CountingRules;
}

/** By measure; lengths in seconds, `null` where there was nothing to divide by. */
export type TodaysFigures = Readonly<Record<string, number | null>>;

/** The measures of the day, as they are now: the fold of the reports, over the events as they happen. */
export class Today {
  private zone: string;
  private day: Interval;
  private readonly figures: Figures;

  constructor(private readonly parts: TodayParts) {
    this.zone = parts.timeZone();
    this.day = this.dayNow();
    this.figures = new Figures(new Intervals('day', this.zone), (queue) => parts.rulesOf(queue));
  }

  observe(events: readonly CarillonEvent[]): void {
    if (this.parts.now() >= this.day.to) {
      this.day = this.dayNow();
      this.figures.forget(this.day.from);
    }
    for (const event of events) this.figures.observe(event);
  }

  /** Reads what happened today before we began. What was observed meanwhile makes no difference, nor what comes twice. */
  async warm(past: MeasuredPast): Promise<void> {
    const { from } = this.day;
    this.observe(await past.statesAt(from));
    for await (const events of past.between(from, this.parts.now())) this.observe(events);
  }

  /** The site has another time zone or other rules. */
  recount(): void {
    if (this.parts.timeZone() === this.zone) {
      this.figures.recount();
      return;
    }
    this.zone = this.parts.timeZone();
    this.day = this.dayNow();
    this.figures.divide(new Intervals('day', this.zone));
  }

  /** By queue or agent; who had nothing to do today is not there. */
  of(subject: Subject): ReadonlyMap<string, TodaysFigures> {
    const now = this.parts.now();
    const { from } = this.dayNow();
    const wanted = measures.filter((each) => each.subject === subject);
    return new Map(
      this.figures
        .rows(subject, now)
        .filter(({ interval }) => interval.from === from)
        .map(({ key, cell }) => {
          const rules = subject === 'queues' ? this.parts.rulesOf(key) : usualCounting;
          return [key, Object.fromEntries(wanted.map((each) => [each.name, valueOf(each, cell, rules)]))];
        }),
    );
  }

  private dayNow(): Interval {
    const now = this.parts.now();
    return new Intervals('day', this.zone).of(now) ?? { from: now, to: now };
  }
}
