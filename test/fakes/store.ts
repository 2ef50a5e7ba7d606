import type { CarillonEvent } from '../../src/domain/event';
import { Fenced } from '../../src/engine/ports/state';
import { MemoryStore as SimulatedStore } from '../../src/sim/memory-store';

/** Where a `MemoryStore` appends to: the stream of the same test. */
export interface Appending {
  push(event: CarillonEvent): void;
}

/** The store of the simulator, which a test can also make fail. */
export class MemoryStore extends SimulatedStore {
  private manner: 'works' | 'fails' | 'fenced' | { readonly hangsUntil: Promise<void> } = 'works';

  constructor(private readonly stream?: Appending) {
    super();
  }

  /** Every save rejects from now on. */
  fail(): void {
    this.manner = 'fails';
  }

  /** Another node takes our lease. */
  fence(): void {
    this.manner = 'fenced';
  }

  /** Every save waits; the returned function lets them through. */
  hang(): () => void {
    let goOn: () => void = () => undefined;
    this.manner = { hangsUntil: new Promise((resolve) => (goOn = resolve)) };
    return () => {
      this.manner = 'works';
      goOn();
    };
  }

  work(): void {
    this.manner = 'works';
  }

  protected override async ready(): Promise<void> {
    const { manner } = this;
    if (typeof manner === 'object') await manner.hangsUntil;
    if (manner === 'fenced') throw new Fenced('another node has the lease');
    if (manner === 'fails') throw new Error('the store does not answer');
  }

  protected override kept(event: CarillonEvent): void {
    this.stream?.push(event);
  }
}
