import type { CarillonEvent } from '../../src/domain/event';
import type { MeasuredPast } from '../../src/engine/ports/history';

/** The past of a `MemoryHistory`, or of any list of events. */
export class MemoryMeasured implements MeasuredPast {
  constructor(private readonly events: () => readonly CarillonEvent[]) {}

  async statesAt(at: number): Promise<readonly CarillonEvent[]> {
    const last = new Map<string, CarillonEvent>();
    for (const event of this.events())
      if (event.type === 'agent.state' && event.data.state.since < at) last.set(event.data.agent, event);
    return [...last.values()];
  }

  async *between(from: number, to: number): AsyncIterable<readonly CarillonEvent[]> {
    for (const event of this.events()) if (event.at >= from && event.at < to) yield [event];
  }
}
