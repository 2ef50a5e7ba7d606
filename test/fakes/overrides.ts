import type { CarillonEvent, EventOf } from '../../src/domain/event';
import { Fenced, type Overrides, type StandingOverride } from '../../src/engine/ports/state';

/** Keeps texts, as the real one does: whatever comes back went through JSON. */
export class MemoryOverrides implements Overrides {
  readonly events: CarillonEvent[] = [];
  private readonly kept = new Map<string, string>();
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

  async load(): Promise<readonly StandingOverride[]> {
    return [...this.kept.values()].map((text) => JSON.parse(text) as StandingOverride);
  }

  async save(schedule: string, override: StandingOverride | null, event: EventOf<'schedule.override'>): Promise<void> {
    if (this.manner === 'fenced') throw new Fenced('another node has the lease');
    if (this.manner === 'fails') throw new Error('the store does not answer');
    const holds = override === null ? '' : JSON.stringify(override);
    if ((this.kept.get(schedule) ?? '') === holds) return;
    if (holds === '') this.kept.delete(schedule);
    else this.kept.set(schedule, holds);
    this.events.push(JSON.parse(JSON.stringify(event)) as CarillonEvent);
  }
}
