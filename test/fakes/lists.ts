import type { CarillonEvent } from '../../src/domain/event';
import { Fenced } from '../../src/engine/ports/state';
import { MemoryLists as SimulatedLists, MemoryPinLocks as SimulatedPinLocks } from '../../src/sim/kept';

class Manner {
  private manner: 'works' | 'fails' | 'fenced' = 'works';

  /** Every save rejects from now on. */
  fail(): void {
    this.manner = 'fails';
  }

  /** Another node takes our lease. */
  fence(): void {
    this.manner = 'fenced';
  }

  work(): void {
    this.manner = 'works';
  }

  async ready(): Promise<void> {
    if (this.manner === 'fenced') throw new Fenced('another node has the lease');
    if (this.manner === 'fails') throw new Error('the store does not answer');
  }
}

/** What was added to lists, as the simulator keeps it; a test can also make it fail. */
export class MemoryLists extends SimulatedLists {
  readonly manner = new Manner();

  constructor(readonly events: CarillonEvent[] = []) {
    super((event) => events.push(event));
  }

  protected override ready(): Promise<void> {
    return this.manner.ready();
  }
}

/** Wrong PINs, the same way. */
export class MemoryPinLocks extends SimulatedPinLocks {
  readonly manner = new Manner();

  constructor(readonly events: CarillonEvent[] = []) {
    super((event) => events.push(event));
  }

  protected override ready(): Promise<void> {
    return this.manner.ready();
  }
}
