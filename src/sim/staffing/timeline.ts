import type { Instant } from '../../domain/time';

interface Entry<What> {
  readonly at: Instant;
  readonly order: number;
  readonly what: What;
}

/** What is to happen, by its time; of one instant in the order in which it was put (a binary heap). */
export class Timeline<What> {
  private readonly heap: Entry<What>[] = [];
  private order = 0;

  get nextAt(): Instant {
    return this.heap[0]?.at ?? Infinity;
  }

  put(at: Instant, what: What): void {
    if (at === Infinity) return;
    const { heap } = this;
    const entry = { at, order: this.order++, what };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  take(): What | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first?.what;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      const below = right && left && isBefore(right, left) ? right : left;
      if (!below || !isBefore(below, last)) break;
      heap[index] = below;
      index = 2 * index + (below === left ? 1 : 2);
    }
    heap[index] = last;
    return first.what;
  }
}

const isBefore = <What>(a: Entry<What>, b: Entry<What>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
