import { Book } from '../../../src/acd/book';
import { decide } from '../../../src/acd/decide';
import type { FloorState } from '../../../src/acd/floor';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const sales = queueSettings('sales', { skills: { sales: 1 } });
const story = (): FloorStory => new FloorStory(floorOf([agent('anna'), agent('boris'), agent('clara')], [sales]));

describe('who gets whom', () => {
  it('offers a caller to the agent who has been idle longest', () => {
    const floor = story().signsIn('boris', 'anna').enters('c1');
    expect(floor.rings).toEqual(['boris for c1']);
  });

  it('wants the right skill, at its level', () => {
    const settings = floorOf(
      [agent('anna', { skills: { sales: 10 } }), agent('boris', { skills: { sales: 70 } })],
      [sales],
    );
    const floor = new FloorStory(settings).signsIn('anna', 'boris').enters('c1', { skills: { sales: 60 } });
    expect(floor.rings).toEqual(['boris for c1']);
  });

  it('lets nobody who cannot be served hold up somebody who can', () => {
    const settings = floorOf([agent('anna', { skills: { sales: 10 } })], [sales]);
    const floor = new FloorStory(settings)
      .enters('expert', { skills: { sales: 90 } })
      .enters('easy')
      .signsIn('anna');
    expect(floor.rings).toEqual(['anna for easy']);
  });

  it('takes the higher priority first, then who came first', () => {
    const floor = story().enters('first');
    floor.now += 1000;
    floor.enters('second');
    floor.now += 1000;
    floor.enters('gold', { priority: 50 });
    floor.signsIn('anna', 'boris', 'clara');
    expect(floor.rings).toEqual(['anna for gold', 'boris for first', 'clara for second']);
  });
});

describe('how an offer ends', () => {
  it('no answer: the agent is not ready, the caller goes to the next one and keeps the place', () => {
    const floor = story().signsIn('anna', 'boris').enters('c1').waits(17_000);
    expect(floor.rings).toEqual(['anna for c1', 'boris for c1']);
    expect(floor.stateOf('anna')).toBe('not-ready (ring-no-answer)');
    expect(floor.of('queue.offer-ended')[0]?.data).toMatchObject({
      how: 'ring-no-answer',
      agent: 'anna',
      rangMs: 17_000,
    });
    expect(floor.of('queue.left')).toHaveLength(0);
  });

  it.each([
    [17, 'busy', 'available'],
    [21, 'declined', 'available'],
    [19, 'ring-no-answer', 'not-ready (ring-no-answer)'],
    [20, 'unreachable', 'not-ready (unreachable)'],
  ])('cause %i is %s, and leaves the agent %s', (cause, how, state) => {
    const floor = story().signsIn('anna').enters('c1').legEnds('anna', cause);
    expect(floor.of('queue.offer-ended')[0]?.data.how).toBe(how);
    expect(floor.stateOf('anna')).toBe(state);
  });

  it('declined by the only agent: offered to the same one again, but only after a while', () => {
    const floor = story().signsIn('anna').enters('c1').legEnds('anna', 21);
    expect(floor.rings).toHaveLength(1);
    floor.waits(4_999);
    expect(floor.rings).toHaveLength(1);
    floor.waits(1);
    expect(floor.rings).toEqual(['anna for c1', 'anna for c1']);
  });

  it('an agent who declined this call comes after everybody else for it', () => {
    const floor = story().signsIn('anna').enters('c1').legEnds('anna', 21).waits(4_000).signsIn('boris');
    expect(floor.rings).toEqual(['anna for c1', 'boris for c1']);
  });

  it('the caller hangs up while it rings: the offer is withdrawn and the agent is free at once', () => {
    const floor = story().signsIn('anna').enters('c1');
    floor.happens({ type: 'leave-queue', ticket: 'c1.t1', reason: 'abandoned' });
    expect(floor.of('queue.offer-ended')[0]?.data.how).toBe('withdrawn');
    expect(floor.of('queue.left')[0]?.data.reason).toBe('abandoned');
    expect(floor.stateOf('anna')).toBe('available');
    expect(floor.actions).toContainEqual({ type: 'drop-leg', call: 'c1', leg: 'c1.a1', answeredElsewhere: false });
  });

  it('an answer that comes after the offer is over is ended cleanly', () => {
    const floor = story().signsIn('anna').enters('c1').waits(17_000);
    const late = floor.actions.length;
    floor.happens({ type: 'leg-answered', leg: 'c1.a1' });
    expect(floor.actions.slice(late)).toEqual([
      { type: 'drop-leg', call: 'c1', leg: 'c1.a1', answeredElsewhere: true },
    ]);
  });

  it('the agent is gone at the moment of the answer: the caller waits on, with the place', () => {
    const floor = story().signsIn('anna').enters('c1').answers('anna').legEnds('anna', 16);
    expect(floor.told('c1').at(-1)).toEqual({ type: 'agent-left', ticket: 'c1.t1', leg: 'c1.a1', waiting: true });
    expect(floor.of('queue.left')).toHaveLength(0);
    floor.waits(5_000);
    expect(floor.rings).toHaveLength(2);
  });
});

describe('a talk and what comes after', () => {
  it('counts the visit as answered, then wraps up, then is available', () => {
    const floor = story().signsIn('anna').enters('c1').waits(3_000).talks('anna').waits(60_000).legEnds('anna', 16);
    expect(floor.of('queue.left').map(({ data }) => data.reason)).toEqual(['answered']);
    expect(floor.of('queue.connected')[0]?.data.waitedMs).toBe(3_000);
    expect(floor.of('queue.talk-ended')[0]?.data).toMatchObject({ by: 'agent', talkedMs: 60_000 });
    expect(floor.stateOf('anna')).toBe('wrap-up');
    floor.waits(10_000);
    expect(floor.stateOf('anna')).toBe('available');
  });

  it('gives no call during wrap-up, whatever the queue; the agent may end it early', () => {
    const floor = story().signsIn('anna').enters('c1').talks('anna').legEnds('anna', 16).enters('c2');
    expect(floor.rings).toEqual(['anna for c1']);
    floor.signsIn('anna');
    expect(floor.rings).toEqual(['anna for c1', 'anna for c2']);
  });

  it('applies the state an agent chose during the talk when the talk is over', () => {
    const floor = story().signsIn('anna').enters('c1').talks('anna');
    floor.happens({ type: 'set-agent-state', agent: 'anna', to: 'not-ready', reason: 'lunch', by: 'anna' });
    expect(floor.stateOf('anna')).toBe('on-call');
    floor.legEnds('anna', 16).waits(10_000);
    expect(floor.stateOf('anna')).toBe('not-ready (lunch)');
  });
});

describe('ways out of a queue', () => {
  it('the longest wait is over', () => {
    const floor = story().enters('c1').waits(600_000);
    expect(floor.told('c1').at(-1)).toMatchObject({ type: 'left-queue', reason: 'timeout' });
    expect(floor.of('queue.left').map(({ data }) => data.reason)).toEqual(['timeout']);
  });

  it('a queue that is full takes nobody more', () => {
    const settings = floorOf([agent('anna')], [{ ...sales, maxWaiting: 1 }]);
    const floor = new FloorStory(settings).enters('c1').enters('c2');
    expect(floor.told('c2')).toEqual([{ type: 'left-queue', ticket: 'c2.t1', reason: 'full' }]);
  });

  it('one who wants Anna only does not wait for Anna when she is out', () => {
    const floor = story().signsIn('boris').enters('c1', { agent: 'anna' });
    expect(floor.told('c1')).toEqual([{ type: 'left-queue', ticket: 'c1.t1', reason: 'nobody' }]);
  });

  it('one who wants Anna only waits while she talks, and leaves when she goes home', () => {
    const floor = story().signsIn('anna').enters('c1').talks('anna').enters('c2', { agent: 'anna' });
    expect(floor.told('c2').at(-1)).toMatchObject({ type: 'queued', position: 1 });
    floor.happens({ type: 'set-agent-state', agent: 'anna', to: 'signed-out', reason: '', by: 'anna' });
    floor.legEnds('anna', 16).waits(10_000);
    expect(floor.told('c2').at(-1)).toMatchObject({ type: 'left-queue', reason: 'nobody' });
  });
});

describe('after a restart', () => {
  it('keeps place and order when the same tickets are asked for again, in any order', () => {
    const floor = story().enters('c1').waits(1_000).enters('c2').waits(1_000);
    floor.happens({ type: 'recovered', calls: ['c1', 'c2'], legs: [] });
    floor.enters('c2', { enteredAt: floor.now - 1_000 }).enters('c1', { enteredAt: floor.now - 2_000 });
    expect(floor.told('c1').at(-1)).toMatchObject({ position: 1 });
    expect(floor.told('c2').at(-1)).toMatchObject({ position: 2 });
    expect(floor.of('queue.entered')).toHaveLength(2);
  });

  it('settles the ringing: a phone that rings on may be answered, one that is gone is offered again', () => {
    const floor = story().signsIn('anna', 'boris').enters('c1').enters('c2');
    floor.happens({ type: 'recovered', calls: ['c1', 'c2'], legs: [{ leg: 'c1.a1', answered: false }] });
    expect(floor.stateOf('anna')).toBe('offered');
    expect(floor.rings).toEqual(['anna for c1', 'boris for c2', 'boris for c2']);
  });

  it('closes what belonged to callers who are gone, and frees their agents', () => {
    const floor = story().signsIn('anna', 'boris').enters('c1').talks('anna').enters('c2');
    floor.happens({ type: 'recovered', calls: [], legs: [{ leg: 'c1.a1', answered: true }] });
    expect(floor.of('queue.talk-ended')).toHaveLength(1);
    expect(floor.of('queue.left').map(({ data }) => data.reason)).toEqual(['answered', 'abandoned']);
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(floor.stateOf('boris')).toBe('available');
    expect(floor.state.tickets.size).toBe(0);
  });

  it('knows of a talk that only its call has saved, whatever was due meanwhile: the visit was answered', () => {
    const floor = story().signsIn('anna').enters('c1').answers('anna').enters('c2');
    floor.now += 60_000;
    floor.happens({ type: 'recovered', calls: ['c1', 'c2'], legs: [], talks: ['c1.a1'] });
    expect(floor.of('queue.left').map(({ call, data }) => `${call} ${data.reason}`)).toEqual(['c1 answered']);
    expect(floor.told('c1').at(-1)).toMatchObject({ type: 'agent-left', waiting: false });
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(floor.state.tickets.has('c1.t1')).toBe(false);
  });

  it('rings nobody whose phone has come into use meanwhile', () => {
    const floor = story().signsIn('anna', 'boris').enters('c1');
    const phones = [
      { agent: 'anna', phone: 'in-use' },
      { agent: 'boris', phone: 'idle' },
    ] as const;
    floor.happens({ type: 'recovered', calls: ['c1'], legs: [], phones });
    expect(floor.rings).toEqual(['anna for c1', 'boris for c1']);
  });

  it('tells a call that left the queue while it was away, and counts the visit once', () => {
    const floor = story().enters('c1').waits(600_000).enters('c1');
    expect(floor.told('c1').filter(({ type }) => type === 'left-queue')).toHaveLength(2);
    expect(floor.of('queue.left')).toHaveLength(1);
  });
});

it('takes up tickets and agents that the version before has saved', () => {
  const floor = story().signsIn('anna', 'boris').enters('ringing').enters('c2').talks('boris').enters('waiting');
  const before = (record: object, state: object): never => {
    const {
      tally: _tally,
      phone: _phone,
      refusals: _refusals,
      stage: _stage,
      ...old
    } = record as Record<string, never>;
    return { ...old, state } as never;
  };
  const saved: FloorState = {
    agents: new Map([...floor.book.agents].map(([id, each]) => [id, before(each, each.state)])),
    tickets: new Map(
      [...floor.book.tickets].map(([id, each]) => [
        id,
        before(each, each.state.is === 'offered' ? { is: 'offered', offer: each.state.offers[0] } : each.state),
      ]),
    ),
    counters: floor.book.counters,
  };
  const book = new Book(saved, floor.settings, floor.now);
  const { changes } = decide(book, { type: 'leg-answered', leg: floor.lastLeg('anna') }, floor.now);
  expect(changes.tickets.map(({ id, state }) => `${id} ${state.is}`)).toEqual(['ringing.t1 connecting']);
  expect(book.waitingIn('sales')).toBe(1);
});
