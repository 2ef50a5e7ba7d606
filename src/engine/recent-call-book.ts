import type { CarillonEvent } from '../domain/event';
import type { CallId } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { RecentCall, RecentCalls } from './ports/recent-calls';
import type { Clock, Log } from './ports/world';

/** Nobody may ask for longer. */
export const REMEMBERED_MS: Millis = 86_400_000;
/** More calls than a day has; the oldest are forgotten first. */
const MOST_KEPT = 500_000;

/**
 * How often each number called, counted as calls come. A turn asks the memory; what is kept elsewhere is only read at the
 * start, and a call that could not be kept there counts all the same.
 */
export class RecentCallBook {
  private readonly byNumber = new Map<string, { readonly call: CallId; readonly at: Instant }[]>();
  /** In the order in which they came. */
  private readonly order = new Map<CallId, RecentCall>();

  constructor(private readonly parts: { readonly recent: RecentCalls; readonly clock: Clock; readonly log: Log }) {}

  async start(): Promise<void> {
    const known = await this.parts.recent.load(this.parts.clock.now() - REMEMBERED_MS);
    for (const call of known) this.remember(call);
  }

  observe(events: readonly CarillonEvent[]): void {
    for (const event of events) {
      if (event.type !== 'call.arrived') continue;
      const { id: call, ani: number, channel, arrivedAt: at } = event.data.facts;
      if (channel !== 'trunk' || number === '' || this.order.has(call)) continue;
      const arrived = { call, number, at };
      this.remember(arrived);
      void this.keep(arrived);
    }
  }

  /** How many calls of a number came from an instant on, one of them apart. */
  count(number: string, from: Instant, except: CallId): number {
    const calls = this.byNumber.get(number) ?? [];
    let found = 0;
    for (let index = calls.length - 1; index >= 0; index--) {
      const each = calls[index];
      if (!each || each.at < from) break;
      if (each.call !== except) found += 1;
    }
    return found;
  }

  private remember(arrived: RecentCall): void {
    const { call, number, at } = arrived;
    if (this.order.has(call)) return;
    this.order.set(call, arrived);
    const calls = this.byNumber.get(number);
    if (calls) calls.push({ call, at });
    else this.byNumber.set(number, [{ call, at }]);
    this.forget(this.parts.clock.now() - REMEMBERED_MS);
  }

  private forget(before: Instant): void {
    for (const [call, { number, at }] of this.order) {
      if (at >= before && this.order.size <= MOST_KEPT) return;
      this.order.delete(call);
      const left = (this.byNumber.get(number) ?? []).filter((each) => each.call !== call);
      if (left.length > 0) this.byNumber.set(number, left);
      else this.byNumber.delete(number);
    }
  }

  private async keep(arrived: RecentCall): Promise<void> {
    const { recent, log } = this.parts;
    try {
      await recent.add(arrived, arrived.at - REMEMBERED_MS);
    } catch (error) {
      log.warn('a call could not be kept among the recent ones; after a restart it is not counted', {
        callId: arrived.call,
        error,
      });
    }
  }
}
