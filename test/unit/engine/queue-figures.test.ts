import type { CarillonEvent, EventData, EventType } from '../../../src/domain/event';
import { QueueFigures } from '../../../src/engine/queue-figures';

const MINUTE = 60_000;

/** A day as it is told: each event with its moment. */
class Day {
  readonly figures = new QueueFigures();
  private serial = 0;

  private note<T extends EventType>(at: number, type: T, data: EventData[T]): void {
    this.figures.observe({ id: `floor.e${this.serial++}`, at, call: 'c', type, data } as CarillonEvent);
  }

  talk(at: number, talkedMs: number, wrapUpMs = 0): this {
    const visit = { ticket: 'c.t1', queue: 'sales', agent: 'anna', leg: 'c.a1' };
    this.note(at, 'queue.talk-ended', { ...visit, by: 'caller', talkedMs });
    const state = { is: 'available', since: at, offersFrom: at } as const;
    this.note(at + wrapUpMs, 'agent.state', { agent: 'anna', state, was: 'wrap-up', forMs: wrapUpMs, by: 'floor' });
    return this;
  }

  leaves(at: number, reason: EventData['queue.left']['reason'], waitedMs: number): this {
    const visit = { ticket: 'c.t1', queue: 'sales', position: 1, positionAtEntry: 1 };
    this.note(at, 'queue.left', { ...visit, reason, waitedMs });
    return this;
  }
}

describe('how long a call takes', () => {
  it('is not known before the first', () => {
    expect(new Day().figures.handlingMs('sales')).toBeUndefined();
  });

  it('is talk and wrap-up', () => {
    const { figures } = new Day().talk(0, 100_000, 20_000).talk(MINUTE, 200_000, 40_000);
    expect(figures.handlingMs('sales')).toBeCloseTo(180_000, -4);
  });

  it('is what it was lately rather than in the morning', () => {
    const day = new Day();
    for (let i = 0; i < 100; i++) day.talk(i * MINUTE, 60_000);
    for (let i = 0; i < 10; i++) day.talk(600 * MINUTE + i * MINUTE, 300_000);
    expect(day.figures.handlingMs('sales')).toBeGreaterThan(295_000);
  });
});

it('the service level is the share answered in time of those who left in the last half hour', () => {
  const { figures } = new Day()
    .leaves(0, 'abandoned', 90_000)
    .leaves(31 * MINUTE, 'answered', 20_000)
    .leaves(32 * MINUTE, 'answered', 21_000)
    .leaves(33 * MINUTE, 'abandoned', 1_000)
    .leaves(34 * MINUTE, 'answered', 5_000);
  expect(figures.serviceLevel('sales', 35 * MINUTE)).toBe(0.5);
  expect(figures.serviceLevel('nobody', 0)).toBe(1);
});
