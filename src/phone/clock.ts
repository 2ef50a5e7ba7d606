/** Milliseconds since the epoch that never step back, with fractions. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** A timer that can be called off. */
export interface Alarm {
  cancel(): void;
}

/** All timers of one phone, so that closing it leaves none behind. */
export class Timers {
  private readonly running = new Set<NodeJS.Timeout>();
  private closed = false;

  /** Calls `ring` once, `ms` from now, unless called off; after `close` it never rings. */
  after(ms: number, ring: () => void): Alarm {
    if (this.closed) return { cancel: () => undefined };
    const timer = setTimeout(() => {
      this.running.delete(timer);
      ring();
    }, ms);
    this.running.add(timer);
    return {
      cancel: () => {
        clearTimeout(timer);
        this.running.delete(timer);
      },
    };
  }

  close(): void {
    this.closed = true;
    for (const timer of this.running) clearTimeout(timer);
    this.running.clear();
  }
}

export interface Wait<T> {
  readonly withinMs: number;
  /** Said when time is up; made only then. */
  readonly tooLate: () => string;
  /** Subscribes, and returns how to unsubscribe. It may settle at once. */
  readonly listen: (resolve: (value: T) => void, reject: (why: Error) => void) => () => void;
}

/** The one way to wait here: with a deadline, and with nothing left subscribed afterwards. */
export function wait<T>({ withinMs, tooLate, listen }: Wait<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const waiting = { settled: false, unsubscribe: (): void => undefined };
    const settle = (finish: () => void): void => {
      if (waiting.settled) return;
      waiting.settled = true;
      clearTimeout(timer);
      waiting.unsubscribe();
      finish();
    };
    const timer = setTimeout(() => settle(() => reject(new Error(tooLate()))), withinMs);
    waiting.unsubscribe = listen(
      (value) => settle(() => resolve(value)),
      (why) => settle(() => reject(why)),
    );
    // It may have settled inside `listen`, before there was anything to unsubscribe.
    if (waiting.settled) waiting.unsubscribe();
  });
}
