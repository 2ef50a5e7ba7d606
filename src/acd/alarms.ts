import type { Instant } from '../domain/time';
import { Ordered } from './ordered';

interface Alarm<K> {
  readonly at: Instant;
  readonly number: number;
  readonly key: K;
}

/** When who has to be looked at again: one instant a key. */
export class Alarms<K> {
  private readonly order = new Ordered<Alarm<K>>((a, b) => a.at - b.at || a.number - b.number);
  private readonly byKey = new Map<K, Alarm<K>>();
  private number = 0;

  get next(): Instant | null {
    return this.order.first?.at ?? null;
  }

  set(key: K, at: Instant | null): void {
    const before = this.byKey.get(key);
    if (before?.at === at) return;
    if (before) {
      this.order.delete(before);
      this.byKey.delete(key);
    }
    if (at === null || at === Infinity) return;
    const alarm = { at, number: this.number++, key };
    this.order.add(alarm);
    this.byKey.set(key, alarm);
  }

  /** Takes out those whose time has come, the earliest first. */
  due(now: Instant): readonly K[] {
    const due: K[] = [];
    for (let first = this.order.first; first && first.at <= now; first = this.order.first) {
      this.set(first.key, null);
      due.push(first.key);
    }
    return due;
  }
}
