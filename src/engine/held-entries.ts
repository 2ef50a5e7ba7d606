import type { ListEntry } from '../domain/list';
import type { Instant } from '../domain/time';

/** What was added to one list. What holds at an instant is the same map while nothing changes: a turn asks often. */
export class HeldEntries {
  private readonly all = new Map<string, ListEntry>();
  private view: ReadonlyMap<string, ListEntry> = new Map();
  private viewUntil: Instant = -Infinity;
  private soonest: Instant = Infinity;

  get size(): number {
    return this.all.size;
  }

  /** No entry ends before this; where one was taken out, the first may end later. */
  get nextEnd(): Instant {
    return this.soonest;
  }

  set(entry: ListEntry): void {
    this.all.set(entry.key, entry);
    this.soonest = Math.min(this.soonest, endOf(entry));
    this.viewUntil = -Infinity;
  }

  delete(key: string): void {
    this.all.delete(key);
    this.viewUntil = -Infinity;
  }

  at(now: Instant): ReadonlyMap<string, ListEntry> {
    if (now < this.viewUntil) return this.view;
    const view = new Map<string, ListEntry>();
    this.viewUntil = Infinity;
    for (const [key, entry] of this.all) {
      const end = endOf(entry);
      if (end <= now) continue;
      view.set(key, entry);
      this.viewUntil = Math.min(this.viewUntil, end);
    }
    this.view = view;
    return view;
  }

  over(now: Instant): readonly ListEntry[] {
    const over: ListEntry[] = [];
    this.soonest = Infinity;
    for (const entry of this.all.values()) {
      this.soonest = Math.min(this.soonest, endOf(entry));
      if (endOf(entry) <= now) over.push(entry);
    }
    return over;
  }
}

const endOf = ({ until }: ListEntry): Instant => until ?? Infinity;
