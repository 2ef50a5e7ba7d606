import { ticketOfCallback } from '../../../src/domain/callback';
import { asksForCallback, backOf } from '../../support/callbacks';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const NUMBER = '79161234567';
const caller = { number: NUMBER, name: '' };

/** A customer waits to be called back, then others come. */
function promised(callback: { at?: number } = {}): FloorStory {
  const floor = new FloorStory(floorOf([agent('anna'), agent('boris')], [queueSettings('sales')]));
  asksForCallback(floor, 'c1', { callback: { number: NUMBER, ...callback } });
  return floor.waits(60_000).enters('other');
}
const endings = (floor: FloorStory): readonly string[] => floor.of('callback.ended').map(({ data }) => data.how);

describe('a customer who waits for a callback and calls in', () => {
  it('has the place of the callback, and need not be called once they are answered', () => {
    const floor = promised().enters('c2', { caller }).signsIn('anna', 'boris');
    expect(floor.rings).toEqual(['anna for c2', 'boris for other']);
    expect(endings(floor)).toEqual([]);
    floor.talks('anna');
    expect(endings(floor)).toEqual(['called-in']);
    expect(floor.of('queue.left').map(({ data }) => `${data.ticket} ${data.reason}`)).toEqual([
      'c2.t1 answered',
      `${ticketOfCallback(backOf('c1'))} withdrawn`,
    ]);
  });

  it('is called back all the same when they hang up before', () => {
    const floor = promised().enters('c2', { caller });
    floor.happens({ type: 'leave-queue', ticket: 'c2.t1', reason: 'abandoned' });
    floor.signsIn('anna');
    expect(floor.rings).toEqual([`anna for ${backOf('c1')}`]);
  });

  it('does not stand in the line twice', () => {
    const floor = promised();
    expect(floor.told('other').at(-1)).toMatchObject({ type: 'queued', position: 2 });
    floor.enters('c2', { caller });
    floor.happens({ type: 'ask-position', ticket: 'other.t1' });
    expect(floor.told('other').at(-1)).toMatchObject({ position: 2 });
    expect(floor.told('c2').at(-1)).toMatchObject({ type: 'queued', position: 1 });
    expect([floor.book.waitingIn('sales'), floor.book.callbacksIn('sales')]).toEqual([2, 1]);
  });

  it('is one of several behind a shared number: the second of them waits like anybody', () => {
    const floor = promised().enters('c2', { caller }).enters('c3', { caller });
    expect(floor.told('c3').at(-1)).toMatchObject({ position: 3 });
  });

  it.each([
    ['a withheld number', ''],
    ['an extension', '4711'],
    ['another number', '79169999999'],
  ])('is not known by %s', (_, number) => {
    const floor = promised().enters('c2', { caller: { number, name: '' } });
    expect(floor.told('c2').at(-1)).toMatchObject({ position: 3 });
  });

  it('keeps a callback for a time that is still to come', () => {
    const floor = promised({ at: 5_000_000 }).signsIn('anna').enters('c2', { caller });
    floor.talks('anna').legEnds('anna', 16);
    expect(endings(floor)).toEqual([]);
  });

  it('is not called twice when an agent is just being rung for the callback', () => {
    const floor = promised().signsIn('anna');
    expect(floor.rings).toEqual([`anna for ${backOf('c1')}`]);
    floor.enters('c2', { caller });
    expect(floor.told('c2').at(-1)).toMatchObject({ position: 3 });
  });
});
