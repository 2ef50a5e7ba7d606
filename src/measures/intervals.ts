import type { Instant, Millis } from '../domain/time';
import { instantAt, offsetAt, shownAt } from '../flow/wall-clock';

/** From an instant up to another, which is not part of it. */
export interface Interval {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a report is divided by: quarters, halves and whole hours of the clock in a time zone, its days, or not at all. */
export const intervalLengths = ['15m', '30m', '1h', 'day', 'none'] as const;
export type IntervalLength = (typeof intervalLengths)[number];

const LENGTHS: Readonly<Record<'15m' | '30m' | '1h', Millis>> = { '15m': 900_000, '30m': 1_800_000, '1h': 3_600_000 };

/**
 * Divides time without gap or overlap, as the clocks of a time zone show it: the day on which they are put on has 23 hours.
 * Where a clock changes within an interval (Lord Howe, by half an hour), the interval ends there.
 */
export class Intervals {
  private last: Interval | undefined;

  constructor(
    private readonly length: IntervalLength,
    private readonly timeZone: string,
    /** Nothing outside of it counts. */
    private readonly within: Interval = { from: -Infinity, to: Infinity },
  ) {}

  /** The interval that holds an instant; `undefined` outside of what counts. */
  of(at: Instant): Interval | undefined {
    const { within } = this;
    if (!(at >= within.from && at < within.to)) return undefined;
    if (this.last && at >= this.last.from && at < this.last.to) return this.last;
    const whole = this.length === 'none' ? within : this.length === 'day' ? this.day(at) : this.part(at, this.length);
    this.last = { from: Math.max(whole.from, within.from), to: Math.min(whole.to, within.to) };
    return this.last;
  }

  /** How much of a stretch of time lies in which interval. */
  *cut(from: Instant, to: Instant): Iterable<{ readonly interval: Interval; readonly ms: Millis }> {
    const { within } = this;
    for (let at = Math.max(from, within.from); at < Math.min(to, within.to);) {
      const interval = this.of(at);
      if (!interval) return;
      const end = Math.min(to, interval.to);
      yield { interval, ms: end - at };
      at = end;
    }
  }

  private day(at: Instant): Interval {
    const { timeZone } = this;
    const { day } = shownAt(timeZone, at);
    return { from: instantAt(timeZone, day, 0), to: instantAt(timeZone, day + 1, 0) };
  }

  private part(at: Instant, length: keyof typeof LENGTHS): Interval {
    const ms = LENGTHS[length];
    const offset = offsetAt(this.timeZone, at);
    const from = Math.floor((at + offset) / ms) * ms - offset;
    const to = from + ms;
    return {
      from: this.has(from, offset) ? from : this.change(from, at, offset),
      to: this.has(to - 1, offset) ? to : this.change(at, to - 1, this.offset(to - 1)),
    };
  }

  private offset(at: Instant): Millis {
    return offsetAt(this.timeZone, at);
  }

  private has(at: Instant, offset: Millis): boolean {
    return this.offset(at) === offset;
  }

  /** The first instant in between with the offset that holds at the end. */
  private change(before: Instant, after: Instant, offset: Millis): Instant {
    let [low, high] = [before, after];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.has(middle, offset)) high = middle;
      else low = middle;
    }
    return high;
  }
}
