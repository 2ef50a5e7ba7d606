import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';
import type { QueueSettings } from '../../../src/domain/queue';

const MINUTE = 60_000;
const both = { queues: ['sales', 'help'] };

const opened = (sales: Partial<QueueSettings> = {}): FloorStory =>
  new FloorStory(
    floorOf([agent('anna', both), agent('boris', both)], [queueSettings('sales', sales), queueSettings('help')]),
  );
const move = (floor: FloorStory, call: string, queue = 'help'): string | null =>
  floor.happens({ type: 'move-ticket', ticket: `${call}.t1`, queue, by: 'petra' }).refused;
const pick = (floor: FloorStory, call: string, who: string): string | null =>
  floor.happens({ type: 'pick-ticket', ticket: `${call}.t1`, agent: who, by: who }).refused;

describe('a waiting call that is moved', () => {
  it('ends its visit, begins another with the age of the first, and is told where it is', () => {
    const floor = opened()
      .enters('c1')
      .waits(5 * MINUTE);
    floor.enters('c2', { queue: 'help' });
    expect(move(floor, 'c1')).toBeNull();
    expect(floor.of('queue.left').map(({ data }) => `${data.ticket} ${data.reason} ${data.waitedMs}`)).toEqual([
      'c1.t1 moved 300000',
    ]);
    expect(floor.of('queue.moved')[0]?.data).toMatchObject({
      ticket: 'c1.t1',
      queue: 'sales',
      toQueue: 'help',
      by: 'petra',
    });
    expect(floor.of('queue.entered').at(-1)?.data).toMatchObject({ queue: 'help', position: 1 });
    const told = floor.told('c1').at(-1);
    expect(told).toMatchObject({ type: 'moved', ticket: 'c1.t1', queue: 'help' });
    floor.signsIn('anna');
    expect(floor.rings).toEqual(['anna for c1']);
    floor.talks('anna');
    expect(floor.of('queue.connected')[0]?.data).toMatchObject({
      queue: 'help',
      waitedMs: expect.any(Number) as number,
    });
  });

  it('is told again after a crash in which it missed that', () => {
    const floor = opened().enters('c1');
    move(floor, 'c1');
    const first = floor.told('c1').at(-1);
    floor.enters('c1');
    expect(floor.told('c1').slice(-2)).toEqual([first, expect.objectContaining({ type: 'queued' })]);
  });

  it('whose caller hangs up before the call knows of it waits no more', () => {
    const floor = opened().enters('c1');
    move(floor, 'c1');
    floor.happens({ type: 'leave-queue', ticket: 'c1.t1', reason: 'abandoned' });
    expect(floor.of('queue.left').map(({ data }) => data.reason)).toEqual(['moved', 'abandoned']);
    expect(floor.signsIn('anna').rings).toEqual([]);
  });

  it('rings nowhere any more, and its agent is free', () => {
    const floor = opened().signsIn('anna').enters('c1');
    expect(floor.rings).toEqual(['anna for c1']);
    expect(move(floor, 'c1')).toBeNull();
    expect(floor.of('queue.offer-ended')[0]?.data.how).toBe('withdrawn');
    expect(floor.rings).toEqual(['anna for c1', 'anna for c1']);
  });

  it.each([
    ['to where it is', 'sales', 'it waits in sales already'],
    ['to no queue', 'nowhere', 'there is no queue nowhere'],
  ])('%s is refused', (_, queue, why) => {
    expect(move(opened().enters('c1'), 'c1', queue)).toBe(why);
  });

  it('is refused once an agent has answered, and when it waits no more', () => {
    const floor = opened().signsIn('anna').enters('c1').answers('anna');
    expect(move(floor, 'c1')).toBe('an agent has answered it');
    expect(move(floor, 'c9')).toBe('it does not wait any more');
  });
});

describe('a waiting call that is put forward or taken out', () => {
  it('comes first from then on', () => {
    const floor = opened().enters('c1').enters('c2');
    expect(floor.happens({ type: 'set-priority', ticket: 'c2.t1', priority: 9, by: 'petra' }).refused).toBeNull();
    expect(floor.of('queue.priority')[0]?.data).toMatchObject({ priority: 9, was: 0, by: 'petra' });
    floor.signsIn('anna');
    expect(floor.rings).toEqual(['anna for c2']);
  });

  it('leaves by "withdrawn", and it is known by whom', () => {
    const floor = opened().enters('c1');
    expect(floor.happens({ type: 'withdraw-ticket', ticket: 'c1.t1', by: 'petra' }).refused).toBeNull();
    expect(floor.told('c1').at(-1)).toMatchObject({ type: 'left-queue', reason: 'withdrawn' });
    expect(floor.of('queue.withdrawn')[0]?.data.by).toBe('petra');
  });
});

describe('a call that is picked', () => {
  it('goes to who picked it, past the turn, and to nobody else', () => {
    const floor = opened({ strategy: 'manual' }).signsIn('anna', 'boris').enters('c1').enters('c2').waits(MINUTE);
    expect(floor.rings).toEqual([]);
    expect(pick(floor, 'c2', 'boris')).toBeNull();
    expect(pick(floor, 'c2', 'anna')).toBe('it rings at boris');
    expect(pick(floor, 'c1', 'boris')).toBe('boris is offered');
    expect(floor.rings).toEqual(['boris for c2']);
    expect(floor.of('queue.picked')[0]?.data).toMatchObject({ agent: 'boris', by: 'boris' });
    floor.talks('boris');
    expect(floor.of('queue.connected')).toHaveLength(1);
  });

  it('and missed waits on, by hand', () => {
    const floor = opened({ strategy: 'manual' }).signsIn('anna', 'boris').enters('c1');
    pick(floor, 'c1', 'anna');
    floor.legEnds('anna', 21).waits(MINUTE);
    expect(floor.rings).toEqual(['anna for c1']);
    expect(pick(floor, 'c1', 'anna')).toBeNull();
  });

  it('is not given to who could never take it, or whose phone is in use', () => {
    const floor = opened({ strategy: 'manual', skills: { sales: 90 } })
      .signsIn('anna')
      .enters('c1');
    expect(pick(floor, 'c1', 'anna')).toBe('anna may not take calls of sales that ask for this');
    const other = opened({ strategy: 'manual' }).signsIn('anna').enters('c1');
    other.happens({ type: 'phone-state', agent: 'anna', phone: 'in-use' });
    expect(pick(other, 'c1', 'anna')).toBe('the phone of anna is in use');
  });

  it('is rung by itself for whom the caller wants by name', () => {
    const floor = opened({ strategy: 'manual' }).signsIn('anna', 'boris').enters('c1', { agent: 'boris' });
    expect(floor.rings).toEqual(['boris for c1']);
  });
});

describe('an agent who asks for the next call', () => {
  const next = (floor: FloorStory): string | null => floor.happens({ type: 'take-next', agent: 'anna' }).refused;

  it('gets the one whose turn it is, once', () => {
    const floor = opened({ strategy: 'manual' }).signsIn('anna').enters('c1').enters('c2');
    expect(next(floor)).toBeNull();
    expect(floor.rings).toEqual(['anna for c1']);
    floor.talks('anna').legEnds('anna', 16).waits(MINUTE);
    expect(floor.rings).toEqual(['anna for c1']);
  });

  it('gets it when their phone is free, and not after a minute', () => {
    const floor = opened({ strategy: 'manual' }).signsIn('anna').enters('c1');
    const phone = (state: 'in-use' | 'idle'): void =>
      void floor.happens({ type: 'phone-state', agent: 'anna', phone: state });
    phone('in-use');
    expect(next(floor)).toBeNull();
    expect(floor.rings).toEqual([]);
    floor.waits(2 * MINUTE);
    phone('idle');
    expect(floor.rings).toEqual([]);
    phone('in-use');
    next(floor);
    phone('idle');
    expect(floor.rings).toEqual(['anna for c1']);
  });

  it('is told when there is none', () => {
    expect(next(opened({ strategy: 'manual' }).signsIn('anna'))).toBe('no call waits that anna may take by hand');
  });
});
