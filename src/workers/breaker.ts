import type { Clock, Log } from '../engine/ports/world';

/** After so many failures in a row a connector is left alone for a while, so that callers do not wait for it in vain. */
const FAILURES_IN_A_ROW = 5;
const LEFT_ALONE_MS = 10_000;

/** `until`: nobody asks before. `trying`: somebody finds out whether it is well again. */
interface Trouble {
  readonly failures: number;
  readonly until: number;
  readonly trying: boolean;
}

/** `unknown`: it was not waited for long enough to say. */
export type HowItWent = 'well' | 'failed' | 'unknown';

/**
 * A circuit breaker for each connector: closed, open for 10 s at a time, and then half open: one question at a time goes
 * through, and only when one is answered do the others follow.
 */
export class Breaker {
  private readonly troubled = new Map<string, Trouble>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly log: Log,
  ) {}

  /** Why it may not be asked now, if it may not. */
  begins(connector: string): string | undefined {
    const trouble = this.troubled.get(connector);
    if (!trouble || trouble.failures < FAILURES_IN_A_ROW) return undefined;
    if (trouble.until > this.clock.now() || trouble.trying)
      return `${connector} keeps failing and is left alone for ${LEFT_ALONE_MS / 1000} s`;
    this.troubled.set(connector, { ...trouble, trying: true });
    return undefined;
  }

  ended(connector: string, how: HowItWent): void {
    const before = this.troubled.get(connector);
    if (how === 'well') {
      this.troubled.delete(connector);
      return;
    }
    if (how === 'unknown') {
      if (before) this.troubled.set(connector, { ...before, trying: false });
      return;
    }
    const failures = (before?.failures ?? 0) + 1;
    const open = failures >= FAILURES_IN_A_ROW;
    if (open) this.log.warn('a connector keeps failing and is left alone for a while', { connector, failures });
    this.troubled.set(connector, { failures, until: open ? this.clock.now() + LEFT_ALONE_MS : 0, trying: false });
  }
}
