import { ticketOfCallback } from '../../../src/domain/callback';
import { asksForCallback, backOf } from '../../support/callbacks';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const ANNA = agent('anna');
const BACK = backOf('c1');
const PLACE = ticketOfCallback(BACK);

const opened = (...more: Parameters<typeof queueSettings>[1][]): FloorStory =>
  new FloorStory(floorOf([ANNA, agent('boris')], [queueSettings('sales', Object.assign({}, ...more))]));

const lastOf = (floor: FloorStory) => floor.actions.at(-1);
const calls = (floor: FloorStory): readonly number[] =>
  floor.actions.flatMap((each) => (each.type === 'call-customer' ? [each.attempt] : []));
const drops = (floor: FloorStory): readonly string[] =>
  floor.actions.flatMap((each) => (each.type === 'drop-leg' ? [each.leg] : []));
const endOf = (floor: FloorStory): string | undefined => floor.of('callback.ended').at(-1)?.data.how;
const tries = (floor: FloorStory): readonly string[] => floor.of('callback.tried').map(({ data }) => data.how);
const leftBy = (floor: FloorStory): readonly string[] =>
  floor.of('queue.left').map(({ data }) => `${data.ticket} ${data.reason}`);

/** Anna has answered, and the customer's phone rings. */
function calledBy(anna: FloorStory): FloorStory {
  asksForCallback(anna, 'c1');
  return anna.signsIn('anna').answers('anna');
}

const customerEnds = (floor: FloorStory, cause: number): void => {
  floor.happens({ type: 'leg-ended', leg: BACK, by: 'them', cause });
};
/** What was to be said has been said. */
const agentHeardIt = (floor: FloorStory, id = 'anna'): void => {
  floor.happens({ type: 'leg-ended', leg: floor.lastLeg(id), by: 'us', cause: 16 });
};

describe('a caller who asks to be called back', () => {
  it('leaves the line by "callback" and keeps the place before those who came later', () => {
    const floor = opened();
    floor.enters('c1');
    floor.waits(10_000).enters('c2');
    asksForCallback(floor, 'c1', { replaces: 'c1.t1', waitsSince: floor.now - 10_000 });
    expect(floor.told('c1').at(-1)).toEqual({ type: 'callback-taken', ticket: PLACE, taken: true });
    expect(leftBy(floor)).toEqual(['c1.t1 callback']);
    floor.signsIn('anna');
    expect(floor.rings).toEqual([`anna for ${BACK}`]);
    expect(floor.actions.find(({ type }) => type === 'ring-agent')).toMatchObject({
      alone: true,
      callerId: { name: 'Callback: sales', number: '7916' },
    });
  });

  it('is no caller on the line: neither counted as waiting nor the longest wait', () => {
    const floor = opened();
    asksForCallback(floor, 'c1');
    expect(floor.book.waitingIn('sales')).toBe(0);
    expect(floor.book.callbacksIn('sales')).toBe(1);
    expect(floor.book.longestSince('sales')).toBeNull();
  });

  it('asks twice for the same number: the first request stays', () => {
    const floor = opened();
    asksForCallback(floor, 'c1');
    asksForCallback(floor, 'c2', { callback: { number: '71' } });
    expect(floor.told('c2')).toEqual([
      { type: 'callback-taken', ticket: ticketOfCallback(backOf('c2')), taken: false },
    ]);
    expect(floor.book.callbacksIn('sales')).toBe(1);
  });

  it('asks again after a crash for the same one: it is taken, and counted once', () => {
    const floor = opened();
    asksForCallback(floor, 'c1');
    asksForCallback(floor, 'c1');
    expect(floor.told('c1').map((each) => 'taken' in each && each.taken)).toEqual([true, true]);
    expect(floor.of('callback.requested')).toHaveLength(1);
  });

  it('whose call an agent has just answered gets that agent, and no callback', () => {
    const floor = opened().signsIn('anna').enters('c1').answers('anna');
    asksForCallback(floor, 'c1', { replaces: 'c1.t1' });
    expect(floor.told('c1').at(-1)).toMatchObject({ taken: false });
  });

  it('who has just left the line by its longest wait, and does not know it yet, is called back', () => {
    const floor = opened({ maxWaitMs: 30_000 });
    floor.enters('c1').waits(30_000);
    expect(leftBy(floor)).toEqual(['c1.t1 timeout']);
    asksForCallback(floor, 'c1', { replaces: 'c1.t1' });
    expect(floor.told('c1').at(-1)).toMatchObject({ taken: true });
  });

  it('costs no match anything while the queue is shut', () => {
    let asked = 0;
    const settings = floorOf([ANNA], [queueSettings('sales')]);
    const shut = { ...settings, opensAt: (_: string, at: number) => (asked++, at + 3_600_000) };
    const floor = new FloorStory(shut);
    for (let each = 0; each < 1_000; each++) asksForCallback(floor, `c${each}`);
    asked = 0;
    floor.signsIn('anna').enters('d1').talks('anna').legEnds('anna', 16);
    expect(floor.rings).toEqual(['anna for d1']);
    expect(asked).toBeLessThan(10);
  });

  it('whose agent was just being rung keeps the place all the same', () => {
    const floor = opened().signsIn('anna').enters('c1');
    asksForCallback(floor, 'c1', { replaces: 'c1.t1' });
    expect(floor.rings).toEqual(['anna for c1', `anna for ${BACK}`]);
    expect(floor.of('queue.offer-ended').map(({ data }) => data.how)).toEqual(['withdrawn']);
  });
});

describe('the end of an earlier call to the customer', () => {
  it('that is told late does not count against the next', () => {
    const floor = calledBy(opened());
    floor.legEnds('anna', 16);
    floor
      .waits(20_000)
      .signsIn('anna')
      .answers(floor.rings.at(-1)?.split(' ')[0] ?? '');
    expect(calls(floor)).toEqual([1, 2]);
    floor.happens({ type: 'leg-ended', leg: BACK, by: 'us', cause: 16, attempt: 1 });
    expect(tries(floor)).toEqual(['agent-left']);
    floor.happens({ type: 'leg-ended', leg: BACK, by: 'them', cause: 17, attempt: 2 });
    expect(tries(floor)).toEqual(['agent-left', 'busy']);
  });
});

describe('a callback whose turn has come', () => {
  it('calls the customer when the agent is on the line, and is a call like any other when they answer', () => {
    const floor = calledBy(opened());
    expect(lastOf(floor)).toMatchObject({ type: 'call-customer', number: '71', beside: floor.lastLeg('anna') });
    expect(floor.told(BACK)).toEqual([]);
    floor.happens({ type: 'customer-answered', call: BACK });
    // The call back asks for its place.
    floor.enters(BACK, { id: PLACE });
    expect(floor.told(BACK)).toEqual([
      { type: 'agent-answered', ticket: PLACE, leg: floor.lastLeg('anna'), agent: 'anna' },
    ]);
    floor.happens({ type: 'report-bridge', ticket: PLACE, leg: floor.lastLeg('anna'), done: true });
    expect(floor.stateOf('anna')).toBe('on-call');
    floor.happens({ type: 'leave-queue', ticket: PLACE, reason: 'abandoned' });
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(leftBy(floor)).toEqual([`${PLACE} answered`]);
    expect([tries(floor), endOf(floor)]).toEqual([['answered'], 'done']);
  });

  it('gives a greeted customer time, and the agent ten seconds more from then on', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'customer-answered', call: BACK });
    floor.waits(50_000).enters(BACK, { id: PLACE }).waits(9_000);
    floor.happens({ type: 'report-bridge', ticket: PLACE, leg: floor.lastLeg('anna'), done: true });
    expect(endOf(floor)).toBe('done');
  });

  it.each([
    [17, 'busy'],
    [19, 'no-answer'],
    [21, 'declined'],
    [1, 'unreachable'],
  ])('cause %d: the agent is told that it is %s and is free after that; it is tried again later', (cause, how) => {
    const floor = calledBy(opened());
    customerEnds(floor, cause);
    expect(lastOf(floor)).toMatchObject({ type: 'tell-agent', leg: floor.lastLeg('anna'), what: how });
    expect(floor.stateOf('anna')).toBe('on-call');
    agentHeardIt(floor);
    expect(floor.stateOf('anna')).toBe('available');
    floor.waits(299_000);
    expect(calls(floor)).toEqual([1]);
    floor.waits(1_000).answers('anna');
    expect(calls(floor)).toEqual([1, 2]);
    expect(tries(floor)).toEqual([how]);
  });

  it('is given up after so many tries', () => {
    const floor = calledBy(opened());
    customerEnds(floor, 17);
    agentHeardIt(floor);
    floor.waits(300_000).answers('anna');
    customerEnds(floor, 19);
    agentHeardIt(floor);
    expect(leftBy(floor)).toEqual([`${PLACE} not-reached`]);
    expect(endOf(floor)).toBe('not-reached');
    expect(floor.of('callback.tried').at(-1)?.data.again).toBeNull();
    expect(floor.state.tickets.size).toBe(0);
    expect(floor.stateOf('anna')).toBe('available');
  });

  it('that may not be dialled any more is given up at once', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'customer-failed', call: BACK, how: 'not-allowed' });
    agentHeardIt(floor);
    expect(endOf(floor)).toBe('not-reached');
  });

  it('is not held against the customer when the agent hangs up while it rings', () => {
    const floor = calledBy(opened());
    floor.legEnds('anna', 16);
    expect(drops(floor)).toContain(BACK);
    expect(tries(floor)).toEqual(['agent-left']);
    floor.signsIn('boris').waits(10_000);
    expect(floor.rings.at(-1)).toBe(`boris for ${BACK}`);
    floor.answers('boris');
    customerEnds(floor, 17);
    agentHeardIt(floor, 'boris');
    expect(endOf(floor)).toBeUndefined();
  });

  it('hangs up on a customer who answers when the agent is gone, and calls them again', () => {
    const floor = calledBy(opened());
    floor.legEnds('anna', 16);
    const before = drops(floor).length;
    floor.happens({ type: 'customer-answered', call: BACK });
    floor.enters(BACK, { id: PLACE });
    floor.happens({ type: 'leave-queue', ticket: PLACE, reason: 'abandoned' });
    customerEnds(floor, 16);
    expect(drops(floor).slice(before)).toEqual([BACK, BACK]);
    expect(floor.told(BACK)).toEqual([]);
    expect(floor.book.callbacksIn('sales')).toBe(1);
  });

  it('is over when the customer answers and hangs up while they are greeted', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'customer-answered', call: BACK });
    customerEnds(floor, 16);
    expect(leftBy(floor)).toEqual([`${PLACE} abandoned`]);
    expect(endOf(floor)).toBe('abandoned');
    expect(floor.stateOf('anna')).toBe('available');
    expect(drops(floor)).toContain(floor.lastLeg('anna'));
  });

  it('is still in line with the customer on it when the agent is lost before a word', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'customer-answered', call: BACK });
    floor.enters(BACK, { id: PLACE }).legEnds('anna', 16);
    expect(floor.told(BACK).at(-1)).toMatchObject({ type: 'agent-left', waiting: true });
    expect(floor.book.waitingIn('sales')).toBe(1);
    floor.waits(600_000);
    expect(leftBy(floor)).toEqual([`${PLACE} timeout`]);
    expect(endOf(floor)).toBe('unserved');
  });

  it('rings out by itself when nobody tells us how it ended', () => {
    const floor = calledBy(opened());
    floor.waits(30_000);
    expect(lastOf(floor)).toMatchObject({ type: 'tell-agent', what: 'no-answer' });
    floor.waits(15_000);
    expect(floor.stateOf('anna')).toBe('available');
  });
});

describe('when a callback may be offered', () => {
  it('is not before its time', () => {
    const floor = opened().signsIn('anna');
    asksForCallback(floor, 'c1', { callback: { at: floor.now + 60_000 }, waitsSince: floor.now + 60_000 });
    floor.enters('c2').talks('anna').legEnds('anna', 16);
    floor.waits(59_000);
    expect(floor.rings).toEqual(['anna for c2']);
    floor.waits(1_000);
    expect(floor.rings).toEqual(['anna for c2', `anna for ${BACK}`]);
  });

  it('is not while its queue is shut, and begins when it opens, also by hand', () => {
    let opens = 0;
    const story = new FloorStory({
      ...floorOf([ANNA], [queueSettings('sales')]),
      opensAt: (_, at) => Math.max(at, opens),
    });
    opens = story.now + 600_000;
    story.signsIn('anna');
    asksForCallback(story, 'c1');
    story.waits(500_000);
    expect(story.rings).toEqual([]);
    opens = 0;
    story.happens({ type: 'hours-changed' });
    expect(story.rings).toEqual([`anna for ${BACK}`]);
  });

  it('is not for ever: it expires', () => {
    const floor = opened();
    asksForCallback(floor, 'c1');
    floor.waits(3_600_000);
    expect(leftBy(floor)).toEqual([`${PLACE} timeout`]);
    expect(endOf(floor)).toBe('expired');
    expect(floor.state.tickets.size).toBe(0);
  });

  it('is when the one agent who is wanted comes to work, however long that takes', () => {
    const floor = opened();
    asksForCallback(floor, 'c1', { agent: 'anna' });
    floor.signsIn('boris').waits(600_000).signsIn('anna');
    expect(floor.rings).toEqual([`anna for ${BACK}`]);
  });
});

describe('a callback that is taken back', () => {
  it('rings nobody any more', () => {
    const floor = opened().signsIn('anna');
    asksForCallback(floor, 'c1');
    expect(floor.happens({ type: 'cancel-callback', ticket: PLACE, by: 'petra' }).refused).toBeNull();
    expect(drops(floor)).toEqual([floor.lastLeg('anna')]);
    expect(floor.of('callback.ended')[0]?.data).toMatchObject({ how: 'cancelled', by: 'petra' });
    expect(floor.stateOf('anna')).toBe('available');
    expect(floor.happens({ type: 'cancel-callback', ticket: PLACE, by: 'petra' }).refused).not.toBeNull();
  });

  it('while it rings at the customer: both are let go', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'cancel-callback', ticket: PLACE, by: 'petra' });
    expect([...drops(floor)].sort()).toEqual([BACK, floor.lastLeg('anna')].sort());
    expect(floor.stateOf('anna')).toBe('available');
  });

  it('is refused while the customer is on the line', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'customer-answered', call: BACK });
    expect(floor.happens({ type: 'cancel-callback', ticket: PLACE, by: 'petra' }).refused).not.toBeNull();
  });
});

describe('a callback after a crash', () => {
  const legs = (floor: FloorStory, answered = true) => [{ leg: floor.lastLeg('anna'), answered }];

  it('keeps its place although there is no call', () => {
    const floor = opened();
    asksForCallback(floor, 'c1');
    floor.happens({ type: 'recovered', calls: [], legs: [], customers: [] });
    expect(floor.book.callbacksIn('sales')).toBe(1);
  });

  it('whose agent answered meanwhile calls the customer, once', () => {
    const floor = opened();
    asksForCallback(floor, 'c1');
    floor.signsIn('anna');
    floor.happens({ type: 'recovered', calls: [], legs: legs(floor), customers: [] });
    expect(calls(floor)).toEqual([1]);
  });

  it('whose customer was to be called and is not calls them', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'recovered', calls: [], legs: legs(floor), customers: [] });
    expect(calls(floor)).toEqual([1, 2]);
  });

  it('whose customer is being called goes on', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'recovered', calls: [], legs: legs(floor), customers: [BACK] });
    expect(calls(floor)).toEqual([1]);
    expect(drops(floor)).toEqual([]);
  });

  it('whose agent is gone lets the customer go', () => {
    const floor = calledBy(opened());
    floor.happens({ type: 'recovered', calls: [], legs: [], customers: [BACK] });
    expect(drops(floor)).toContain(BACK);
    expect(floor.book.callbacksIn('sales')).toBe(1);
  });

  it('whose agent was being told is let go', () => {
    const floor = calledBy(opened());
    customerEnds(floor, 17);
    floor.happens({ type: 'recovered', calls: [], legs: legs(floor), customers: [] });
    expect(lastOf(floor)).toMatchObject({ type: 'drop-leg', leg: floor.lastLeg('anna') });
  });

  it('ends customers whom nobody waits for', () => {
    const floor = opened();
    floor.happens({ type: 'recovered', calls: [], legs: [], customers: ['x-cb3~'] });
    expect(drops(floor)).toEqual(['x-cb3~']);
  });
});
