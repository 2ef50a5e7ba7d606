import { asksForCallback } from '../../support/callbacks';
import { agent, FloorStory, floorOf, queueSettings } from '../../support/floor';

const centre = (more: Parameters<typeof queueSettings>[1] = {}): FloorStory =>
  new FloorStory(
    floorOf(
      [agent('anna'), agent('boris', { queues: ['support'] }), agent('clara', { queues: ['sales', 'support'] })],
      [queueSettings('sales', more), queueSettings('support', { urgency: { perMinute: 0, most: Infinity } })],
    ),
  );

/** A caller who waits in both. */
const entersBoth = (floor: FloorStory, call: string): FloorStory =>
  floor
    .enters(call, { id: `${call}.t1`, beside: [`${call}.t2`] })
    .enters(call, { id: `${call}.t2`, queue: 'support', beside: [`${call}.t1`] });

const endings = (floor: FloorStory): readonly string[] =>
  floor.of('queue.left').map(({ data }) => `${data.ticket} ${data.queue} ${data.reason}`);

describe('a call in several queues at once', () => {
  it('goes to the first agent of any, and the other place is given back as elsewhere, untold', () => {
    const floor = entersBoth(centre(), 'c1').signsIn('boris');
    expect(floor.rings).toEqual(['boris for c1']);
    floor.talks('boris');
    expect(endings(floor)).toEqual(['c1.t2 support answered', 'c1.t1 sales elsewhere']);
    expect(floor.told('c1').filter(({ type }) => type === 'left-queue')).toEqual([]);
  });

  it('is rung for in one of them only, and in the other when that came to nothing', () => {
    const floor = entersBoth(centre(), 'c1').signsIn('anna', 'boris');
    expect(floor.rings).toEqual(['anna for c1']);
    floor.legEnds('anna', 21);
    expect(floor.rings).toEqual(['anna for c1', 'boris for c1']);
  });

  it('has been refused in all when it was in one', () => {
    const floor = entersBoth(centre(), 'c1')
      .signsIn('clara')
      .legEnds('clara', 21)
      .signsIn('boris')
      .legEnds('boris', 21);
    floor.waits(6_000);
    // Both refused, and they are all who are at work: a new round begins, of those of sales first.
    expect(floor.rings.slice(0, 3)).toEqual(['clara for c1', 'boris for c1', 'clara for c1']);
  });

  it('is moved by nobody, but put forward and taken out in all of its queues', () => {
    const floor = entersBoth(centre(), 'c1');
    const ticket = 'c1.t1';
    const by = 'petra';
    expect(floor.happens({ type: 'move-ticket', ticket, queue: 'support', by }).refused).toBe(
      'it waits in several queues at once',
    );
    expect(floor.happens({ type: 'set-priority', ticket, priority: 70, by }).refused).toBeNull();
    expect(floor.of('queue.priority').map(({ data }) => `${data.ticket} ${data.priority}`)).toEqual([
      'c1.t1 70',
      'c1.t2 70',
    ]);
    expect(floor.happens({ type: 'withdraw-ticket', ticket, by }).refused).toBeNull();
    expect(endings(floor)).toEqual(['c1.t1 sales withdrawn', 'c1.t2 support withdrawn']);
  });

  it('stops ringing in the other queues when the caller asks to be called back', () => {
    const floor = entersBoth(centre(), 'c1').signsIn('boris');
    asksForCallback(floor, 'c1', { replaces: 'c1.t1' });
    expect(endings(floor)).toEqual(['c1.t1 sales callback', 'c1.t2 support elsewhere']);
    expect(floor.stateOf('boris')).toBe('available');
  });

  it('may be moved when one place is left', () => {
    const floor = entersBoth(centre(), 'c1');
    floor.happens({ type: 'leave-queue', ticket: 'c1.t2', reason: 'closed' });
    const move = { type: 'move-ticket', ticket: 'c1.t1', queue: 'support', by: 'petra' } as const;
    expect(floor.happens(move).refused).toBeNull();
    expect(floor.signsIn('boris').rings).toEqual(['boris for c1']);
  });

  it('is not picked in one queue while it rings in another, nor taken out when it is answered there', () => {
    const floor = entersBoth(centre(), 'c1').signsIn('boris');
    floor.enters('c2', { agent: 'clara' }).signsIn('anna');
    const pick = { type: 'pick-ticket', ticket: 'c1.t1', agent: 'anna', by: 'anna' } as const;
    expect(floor.happens(pick).refused).toBe('it rings in another of its queues');
    floor.answers('boris');
    expect(floor.happens({ type: 'withdraw-ticket', ticket: 'c1.t1', by: 'petra' }).refused).toBe(
      'an agent has answered it',
    );
  });

  it('counts in each, and its place in each is its own', () => {
    const floor = centre().enters('c0', { queue: 'support' });
    entersBoth(floor, 'c1').enters('c2', { queue: 'support' }).enters('c3');
    const positions = floor.of('queue.entered').map(({ data }) => `${data.ticket} ${data.queue} ${data.position}`);
    expect(positions).toEqual([
      'c0.t1 support 1',
      'c1.t1 sales 1',
      'c1.t2 support 2',
      'c2.t1 support 3',
      'c3.t1 sales 2',
    ]);
    expect(floor.book.waitingIn('support')).toBe(3);
  });

  it('is lost in one by time or a full queue, and goes on in the other', () => {
    const floor = centre({ maxWaiting: 0 });
    entersBoth(floor, 'c1');
    expect(endings(floor)).toEqual(['c1.t1 sales full']);
    floor.signsIn('boris').talks('boris');
    expect(endings(floor)).toEqual(['c1.t1 sales full', 'c1.t2 support answered']);
  });

  it('holds nobody up: whoever is behind is rung for', () => {
    const floor = entersBoth(centre(), 'c1').enters('c2', { queue: 'support' });
    floor.signsIn('anna', 'boris');
    expect(floor.rings).toEqual(['anna for c1', 'boris for c2']);
  });

  it('keeps both places when the talk does not come about', () => {
    const floor = entersBoth(centre(), 'c1').signsIn('anna').answers('anna');
    floor.happens({ type: 'report-bridge', ticket: 'c1.t1', leg: floor.lastLeg('anna'), done: false });
    expect(endings(floor)).toEqual([]);
    floor.signsIn('boris');
    expect(floor.rings.at(-1)).toBe('boris for c1');
  });

  it('that is taken up again after a crash while they talk gets no second place', () => {
    const floor = centre()
      .enters('c1', { id: 'c1.t1', beside: ['c1.t2'] })
      .signsIn('anna')
      .talks('anna');
    floor.enters('c1', { id: 'c1.t2', queue: 'support', beside: ['c1.t1'] }).signsIn('boris');
    expect(endings(floor)).toEqual(['c1.t1 sales answered', 'c1.t2 support elsewhere']);
    expect(floor.rings).toEqual(['anna for c1']);
  });

  it('that is to be called back waits in no other queue', () => {
    const floor = entersBoth(centre(), 'c1');
    const plan = {
      number: '7916',
      trunk: 'carrier',
      callerId: { name: '', number: '7000' },
      ringForMs: 30_000,
      tries: 3,
      retryAfterMs: 60_000,
      mode: 'agent-first' as const,
      at: null,
      expiresAt: floor.now + 3_600_000,
      flow: null,
    };
    const ticket = { ...floor.state.tickets.get('c1.t1')!, id: 'cb.t', call: 'cb', beside: [] };
    floor.happens({
      type: 'ask-callback',
      ticket: { ...ticket, callback: plan as never },
      replaces: 'c1.t1',
      from: 'c1',
    });
    expect(endings(floor)).toEqual(['c1.t1 sales callback', 'c1.t2 support elsewhere']);
  });
});

describe('a queue that serves so many at once', () => {
  it('offers the next one when one of them has gone', () => {
    const floor = centre({ maxTalking: 1, wrapUpMs: 0 }).signsIn('anna', 'clara').enters('c1').enters('c2');
    expect(floor.rings).toEqual(['anna for c1']);
    floor.talks('anna').waits(1_000);
    expect(floor.rings).toEqual(['anna for c1']);
    floor.legEnds('anna', 16);
    expect(floor.rings).toEqual(['anna for c1', 'clara for c2']);
  });

  it('holds up no other queue', () => {
    const floor = centre({ maxTalking: 1 })
      .signsIn('anna', 'clara')
      .enters('c1')
      .enters('c2')
      .enters('c3', { queue: 'support' });
    expect(floor.rings).toEqual(['anna for c1', 'clara for c3']);
  });
});
