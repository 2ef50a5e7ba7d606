import { once } from 'node:events';
import type { CarillonEvent } from '../../src/domain/event';
import type { EventStream } from '../../src/engine/ports/state';

interface ConsumeOptions {
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** Positions are `1`, `2` …; a batch is refused and handed out again without a pause. */
export class MemoryStream implements EventStream {
  readonly events: CarillonEvent[] = [];
  private readonly taken = new Map<string, number>();
  private wakers: (() => void)[] = [];

  push(event: CarillonEvent): void {
    this.events.push(event);
    const { wakers } = this;
    this.wakers = [];
    for (const wake of wakers) wake();
  }

  async consume(
    group: string,
    handler: (events: readonly CarillonEvent[]) => Promise<void>,
    { signal, onError }: ConsumeOptions,
  ): Promise<void> {
    while (!signal.aborted) {
      const from = this.taken.get(group) ?? 0;
      const batch = this.events.slice(from, from + 500);
      if (batch.length === 0) {
        await this.more(signal);
        continue;
      }
      while (!(await isTaken(batch, handler, onError))) {
        await new Promise(setImmediate);
        if (stopped(signal)) return;
      }
      this.taken.set(group, from + batch.length);
    }
  }

  async follow(
    handler: (position: string, event: CarillonEvent) => void,
    signal: AbortSignal,
    since?: string,
  ): Promise<void> {
    let position = since === undefined ? this.events.length : Number(since);
    while (!signal.aborted) {
      const event = this.events[position];
      if (event === undefined) await this.more(signal);
      else handler(`${++position}`, event);
    }
  }

  async untaken(group: string, handler: (events: readonly CarillonEvent[]) => void): Promise<void> {
    const rest = this.events.slice(this.taken.get(group) ?? 0);
    if (rest.length > 0) handler(rest);
  }

  async lag(group: string): Promise<number> {
    return this.events.length - (this.taken.get(group) ?? 0);
  }

  private async more(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await Promise.race([new Promise<void>((resolve) => this.wakers.push(resolve)), once(signal, 'abort')]);
  }
}

/** Asked after an await, where the compiler would remember the answer from before it. */
const stopped = (signal: AbortSignal): boolean => signal.aborted;

async function isTaken(
  batch: readonly CarillonEvent[],
  handler: (events: readonly CarillonEvent[]) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<boolean> {
  try {
    await handler(batch);
    return true;
  } catch (error) {
    onError(error);
    return false;
  }
}
