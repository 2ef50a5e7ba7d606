import { PACKET_MS } from './ulaw';

/** After a stall, at most so many missed beats are made up for: a longer burst would help nobody. */
const MOST_BEATS_AT_ONCE = 10;

/**
 * One beat each 20 ms for every call of the process: one timer instead of hundreds, without drift. It runs only while
 * someone listens, so an idle process can end.
 */
export class Ticker {
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private nextAt = 0;

  /** Returns how to stop. */
  every20Ms(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.timer === undefined) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  private start(): void {
    this.nextAt = performance.now() + PACKET_MS;
    this.schedule();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): void {
    // A listener may have left and another come within one beat: never two timers.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), Math.max(0, this.nextAt - performance.now()));
  }

  private beat(): void {
    const now = performance.now();
    this.nextAt = Math.max(this.nextAt, now - MOST_BEATS_AT_ONCE * PACKET_MS);
    while (this.nextAt <= now) {
      for (const listener of [...this.listeners]) listener();
      this.nextAt += PACKET_MS;
    }
    if (this.listeners.size > 0) this.schedule();
  }
}

export const sharedTicker = new Ticker();
