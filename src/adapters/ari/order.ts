import type { CallId } from '../../domain/ids';

/** Runs what belongs to one call one after the other, and the calls side by side. */
export class Order {
  private readonly last = new Map<CallId, Promise<unknown>>();

  /** How many calls have something going on. */
  get size(): number {
    return this.last.size;
  }

  /** `work` must not reject. */
  run<T>(call: CallId, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(call);
    const mine = before ? before.then(work) : work();
    this.last.set(call, mine);
    void mine.then(() => {
      if (this.last.get(call) === mine) this.last.delete(call);
    });
    return mine;
  }
}
