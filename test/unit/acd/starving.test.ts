import type { QueueSettings } from '../../../src/domain/queue';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const MINUTE = 60_000;

/** Strict priority, one agent: gold goes first for ever. */
const centre = (settings: Partial<QueueSettings> = {}): FloorStory =>
  new FloorStory(
    floorOf(
      [agent('anna', { queues: ['sales'] })],
      [
        queueSettings('sales', {
          urgency: { perMinute: 0, most: Infinity },
          starvesAfterMs: 10 * MINUTE,
          maxWaitMs: 600 * MINUTE,
          wrapUpMs: 0,
          ...settings,
        }),
      ],
    ),
  );
const told = (floor: FloorStory): unknown[] =>
  floor.of('queue.starving').map(({ call, data }) => [call, data.waitedMs / MINUTE, data.behind]);
const hangsUp = (floor: FloorStory, call: string): FloorStory => {
  floor.happens({ type: 'leave-queue', ticket: `${call}.t1`, reason: 'abandoned' });
  return floor.waits(1_000);
};

describe('a caller who starves', () => {
  it('is told of once, when somebody who came later is served after so long', () => {
    const floor = centre().signsIn('anna').enters('c1').talks('anna');
    floor
      .enters('c2')
      .waits(2 * MINUTE)
      .enters('gold', { priority: 50 });
    hangsUp(floor, 'c1').talks('anna');
    expect(floor.rings.at(-1)).toBe('anna for gold');
    expect(told(floor)).toEqual([]);
    floor.waits(60 * MINUTE);
    expect(told(floor)).toEqual([['c2', 10, 'gold']]);
    expect(floor.of('queue.starving')[0]?.data).toMatchObject({ queue: 'sales', priority: 0 });
  });

  it('is looked for again as the wait grows by half', () => {
    const floor = centre().signsIn('anna').enters('c1').talks('anna').enters('c2');
    floor.waits(11 * MINUTE).enters('gold', { priority: 50 });
    expect(told(floor)).toEqual([]);
    hangsUp(floor, 'c1')
      .talks('anna')
      .waits(10 * MINUTE);
    expect(told(floor)).toEqual([['c2', 15, 'gold']]);
  });

  it('is nobody where all are served in the order in which they came', () => {
    const floor = centre().signsIn('anna').enters('c1').talks('anna').enters('c2').waits(MINUTE).enters('c3');
    expect(told(floor.waits(60 * MINUTE))).toEqual([]);
  });

  it('is nobody before the time that the queue says', () => {
    const floor = centre({ starvesAfterMs: 70 * MINUTE })
      .signsIn('anna')
      .enters('c1')
      .talks('anna')
      .enters('c2');
    floor.waits(MINUTE).enters('gold', { priority: 50 });
    hangsUp(floor, 'c1').talks('anna');
    expect(told(floor.waits(60 * MINUTE))).toEqual([]);
    expect(told(floor.waits(60 * MINUTE))).toHaveLength(1);
  });

  it('is told of again in the queue to which they are moved', () => {
    const help = queueSettings('help', { starvesAfterMs: 10 * MINUTE, maxWaitMs: 600 * MINUTE });
    const floor = centre().signsIn('anna').enters('c1').talks('anna').enters('c2').waits(1_000);
    floor.enters('gold', { priority: 50 });
    hangsUp(floor, 'c1')
      .talks('anna')
      .waits(11 * MINUTE);
    expect(told(floor)).toHaveLength(1);
    floor.book.configure(floorOf([agent('anna')], [...floor.settings.queues.values(), help]), floor.now);
    floor.happens({ type: 'move-ticket', ticket: 'c2.t1', queue: 'help', by: 'petra' });
    expect([...floor.state.tickets.values()].find(({ queue }) => queue === 'help')?.starving).toBe(false);
  });
});
