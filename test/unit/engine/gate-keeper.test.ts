import type { FloorInput } from '../../../src/acd/decision';
import { openGate } from '../../../src/acd/gates';
import type { QueueFigures, QueueGate } from '../../../src/domain/queue-gate';
import { GateKeeper } from '../../../src/engine/gate-keeper';
import { NOTHING_LIVE } from '../../../src/flow/office';
import { queueTest } from '../../../src/flow/queue-test';
import { VirtualClock } from '../../../src/sim/virtual-clock';
import { queueSettings } from '../../support/floor';

const test = (source: string) => {
  const compiled = queueTest(source);
  if ('message' in compiled) throw new Error(compiled.message);
  return compiled;
};

/** A queue whose figures are given, and what is posted of its condition. */
class Keeping {
  readonly clock = new VirtualClock(0);
  readonly posted: string[] = [];
  figures: QueueFigures = NOTHING_LIVE.queue('sales');
  gate: QueueGate = openGate('sales');
  isUp = true;
  /** Until when the floor can take nothing. */
  isSaving: Promise<void> = Promise.resolve();
  readonly keeper = new GateKeeper({
    clock: this.clock,
    isUp: () => this.isUp,
    figures: () => this.figures,
    gate: () => this.gate,
    request: (input) => this.request(input),
  });

  constructor(until: string | null, forMs = 0) {
    const long = { name: 'long', when: test('expected_wait > 600'), until: until === null ? null : test(until), forMs };
    const sales = queueSettings('sales', { enter: { present: null, unless: [long] } });
    this.keeper.configured(new Map([['sales', sales]]));
  }

  /** For so many seconds, each time at this expected wait. */
  async waits(...times: readonly (readonly [seconds: number, expected: number])[]): Promise<readonly string[]> {
    for (const [seconds, expected] of times) {
      this.figures = { ...this.figures, expected_wait: expected };
      await this.clock.pass(seconds * 1_000, () => Promise.resolve());
    }
    return this.posted;
  }

  private async request({ condition, holds }: Extract<FloorInput, { type: 'condition' }>): Promise<void> {
    this.posted.push(`${this.clock.now() / 1_000}: ${holds ? 'set' : 'cleared'}`);
    await this.isSaving;
    this.gate = { ...this.gate, enter: holds ? { [condition]: this.clock.now() } : {} };
  }
}

describe('the conditions of a queue', () => {
  it('are set when they come to hold and cleared by another, so that they do not flutter', async () => {
    const keeping = new Keeping('expected_wait < 300');
    expect(await keeping.waits([2, 500], [2, 700], [3, 500], [2, 700])).toEqual(['3: set']);
    expect(await keeping.waits([2, 299])).toEqual(['3: set', '10: cleared']);
    expect(await keeping.waits([5, 500])).toHaveLength(2);
  });

  it('without another are cleared as soon as they hold no more', async () => {
    expect(await new Keeping(null).waits([2, 700], [2, 500])).toEqual(['1: set', '3: cleared']);
  });

  it('are set only when they have held for as long as is asked, in one piece', async () => {
    const keeping = new Keeping(null, 10_000);
    expect(await keeping.waits([9, 700], [1, 500], [10, 700])).toEqual([]);
    expect(await keeping.waits([1, 700])).toEqual(['21: set']);
  });

  it('are not looked at while nothing can be decided, nor after the end', async () => {
    const keeping = new Keeping(null);
    keeping.isUp = false;
    expect(await keeping.waits([5, 700])).toEqual([]);
    keeping.isUp = true;
    expect(await keeping.waits([1, 700])).toEqual(['6: set']);
    keeping.keeper.stop();
    expect(await keeping.waits([5, 500])).toEqual(['6: set']);
  });

  it('are told once to a floor that can take nothing for an hour, and what came of it is seen then', async () => {
    const keeping = new Keeping(null);
    let saved: () => void = () => undefined;
    keeping.isSaving = new Promise((resolve) => (saved = resolve));
    expect(await keeping.waits([3_600, 700], [10, 500])).toEqual(['1: set']);
    saved();
    expect(await keeping.waits([2, 500])).toEqual(['1: set', '3612: cleared']);
  });

  it('keep nobody awake where there are none', async () => {
    const keeping = new Keeping(null);
    keeping.keeper.configured(new Map([['sales', queueSettings('sales')]]));
    await keeping.waits([2, 0]);
    expect(keeping.clock.nextDue).toBeUndefined();
  });
});

describe('an expression over a queue', () => {
  it('may compare what is a whole number with what is not, and holds not where it comes to nothing', () => {
    const figures = { ...NOTHING_LIVE.queue('sales'), waiting: 5, agents: 2, service_level: 0.75 };
    expect(test('waiting >= 2 * agents').holds(figures)).toBe(true);
    expect(test('service_level < 0.8 && free == 0').holds(figures)).toBe(true);
    expect(test('waiting / agents > 3').holds(figures)).toBe(false);
  });

  it.each([
    ['waitng > 3', 'nothing here is called waitng (did you mean "waiting"?)'],
    ['waiting + 1', 'is no condition: it gives double, not true or false'],
  ])('%s: %s', (source, message) => {
    const found = queueTest(source);
    expect('message' in found && found.message).toContain(message);
  });
});
