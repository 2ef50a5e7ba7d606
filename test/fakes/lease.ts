import { once } from 'node:events';
import type { Lease } from '../../src/engine/ports/state';

/** What the leases of one test are taken from. */
export class MemoryLeases {
  number = 0;
  owner: MemoryLease | null = null;
  private waiting: (() => void)[] = [];

  async freed(signal: AbortSignal): Promise<void> {
    const free = new Promise<void>((resolve) => this.waiting.push(resolve));
    const aborted = once(signal, 'abort');
    await Promise.race([free, aborted]);
  }

  free(): void {
    this.owner = null;
    const { waiting } = this;
    this.waiting = [];
    for (const goOn of waiting) goOn();
  }
}

export class MemoryLease implements Lease {
  private readonly lostHandlers: (() => void)[] = [];

  constructor(
    private readonly name = 'node',
    private readonly leases = new MemoryLeases(),
  ) {}

  async take(onWait: (owner: string) => void, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const { owner } = this.leases;
      if (owner === null) {
        this.leases.owner = this;
        return ++this.leases.number;
      }
      onWait(owner.name);
      signal.throwIfAborted();
      await this.leases.freed(signal);
    }
  }

  onLost(handler: () => void): void {
    this.lostHandlers.push(handler);
  }

  async release(): Promise<void> {
    if (this.leases.owner === this) this.leases.free();
  }

  /** Another node may take it, and we hear of it. */
  lose(): void {
    this.leases.free();
    for (const handler of this.lostHandlers) handler();
  }
}
