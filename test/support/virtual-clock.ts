import type { Clock } from '../../src/engine/ports';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly then: () => void;
}

/** Time that passes only when the test says so. */
export class VirtualClock implements Clock {
  private timers: Timer[] = [];
  private order = 0;

  constructor(private time = Date.UTC(2026, 10, 23, 10, 0)) {}

  now(): number {
    return this.time;
  }

  at(instant: number, then: () => void): () => void {
    const timer: Timer = { at: instant, order: this.order++, then };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  get nextDue(): number | undefined {
    return this.timers.length === 0 ? undefined : Math.min(...this.timers.map(({ at }) => at));
  }

  /** Goes on by so many milliseconds; after each timer `settle` lets everything that follows from it happen. */
  async pass(ms: number, settle: () => Promise<void>): Promise<void> {
    const until = this.time + ms;
    for (let guard = 0; guard < 100_000; guard++) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!due) break;
      this.time = Math.max(this.time, due.at);
      this.timers = this.timers.filter((each) => each !== due);
      due.then();
      await settle();
    }
    this.time = until;
  }
}
