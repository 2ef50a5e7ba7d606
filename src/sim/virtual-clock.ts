import type { Instant, Millis } from '../domain/time';
import type { Clock } from '../engine/ports/world';

interface Timer {
  readonly at: Instant;
  readonly order: number;
  readonly then: () => void;
}

/** More timers than this for one and the same instant set each other for ever. */
const MOST_AT_ONCE = 100_000;

/** Time that passes only when somebody says so. */
export class VirtualClock implements Clock {
  private readonly timers = new Set<Timer>();
  private order = 0;

  constructor(private time: Instant = Date.UTC(2026, 10, 23, 10, 0)) {}

  now(): Instant {
    return this.time;
  }

  at(instant: Instant, then: () => void): () => void {
    const timer: Timer = { at: instant, order: this.order++, then };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  get nextDue(): Instant | undefined {
    return this.next()?.at;
  }

  /** Goes on by so many milliseconds; after each timer `settle` lets everything that follows from it happen. */
  async pass(ms: Millis, settle: () => Promise<void>): Promise<void> {
    const until = this.time + ms;
    while (await this.step(until, settle));
    this.time = until;
  }

  /** Goes to the next instant at which a timer is due, `until` at the latest; false when there was none. */
  async step(until: Instant, settle: () => Promise<void>): Promise<boolean> {
    const due = this.next();
    if (!due || due.at > until) return false;
    this.time = Math.max(this.time, due.at);
    let rung = 0;
    for (let timer = this.next(); timer && timer.at <= this.time; timer = this.next()) {
      if (++rung > MOST_AT_ONCE)
        throw new Error(`${MOST_AT_ONCE} timers for one instant: they set each other for ever`);
      this.timers.delete(timer);
      timer.then();
      await settle();
    }
    return true;
  }

  private next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers)
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    return first;
  }
}
