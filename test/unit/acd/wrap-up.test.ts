import type { QueueSettings } from '../../../src/domain/queue';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

type Rule = Partial<NonNullable<QueueSettings['wrapUp']>>;

function afterATalk(rule: Rule, more: Partial<QueueSettings> = {}): FloorStory {
  return inATalk(rule, more).legEnds('anna', 16);
}

function inATalk(rule: Rule, more: Partial<QueueSettings> = {}): FloorStory {
  const wrapUp = { mode: 'optional' as const, atLeastMs: 0, extendMs: 20_000, extensions: 2, ...rule };
  const both = agent('anna', { queues: ['sales', 'help'] });
  const settings = floorOf([both], [queueSettings('sales', { wrapUp, ...more }), queueSettings('help')]);
  return new FloorStory(settings).signsIn('anna').enters('c1').talks('anna').waits(60_000);
}

const orders = (floor: FloorStory, order: 'start' | 'extend' | 'end'): string | null => {
  floor.happens({ type: 'wrap-up', agent: 'anna', order, by: 'anna' });
  return floor.lastRefusal;
};

const asks = (floor: FloorStory, to: 'available' | 'not-ready' | 'signed-out', force = false): string | null => {
  floor.happens({ type: 'set-agent-state', agent: 'anna', to, reason: 'lunch', by: 'petra', force });
  return floor.lastRefusal;
};

describe('wrap-up', () => {
  it('holds the agent for all queues, and ends by itself', () => {
    const floor = afterATalk({}).enters('c2', { queue: 'help' });
    expect(floor.stateOf('anna')).toBe('wrap-up');
    floor.waits(9_999);
    expect(floor.rings).toEqual(['anna for c1']);
    floor.waits(1);
    expect(floor.rings).toEqual(['anna for c1', 'anna for c2']);
  });

  it('ends early by the agent, and is told with its length', () => {
    const floor = afterATalk({}).waits(4_000);
    expect(orders(floor, 'end')).toBeNull();
    expect(floor.stateOf('anna')).toBe('available');
    expect(floor.of('agent.state').at(-1)?.data).toMatchObject({ was: 'wrap-up', forMs: 4_000, by: 'anna' });
  });

  it('is extended so often as its queue allows', () => {
    const floor = afterATalk({ extensions: 1 });
    expect(orders(floor, 'extend')).toBeNull();
    expect(orders(floor, 'extend')).toBe('it was extended once; more is not allowed');
    floor.waits(29_999);
    expect(floor.stateOf('anna')).toBe('wrap-up');
    floor.waits(1);
    expect(floor.stateOf('anna')).toBe('available');
    expect(floor.of('agent.wrap-up').map(({ data }) => data.what)).toEqual(['extended']);
  });

  it('is not ended before its least time', () => {
    const floor = afterATalk({ atLeastMs: 5_000 }).waits(2_000);
    expect(orders(floor, 'end')).toBe('wrap-up of sales lasts at least 5 s; 3 s are left');
    expect(asks(floor, 'available')).toBe('wrap-up of sales lasts at least 5 s; 3 s are left');
    floor.waits(3_000);
    expect(orders(floor, 'end')).toBeNull();
  });

  it('there is none, and then nothing of it can be asked', () => {
    const floor = inATalk({}, { wrapUpMs: 0 });
    expect(orders(floor, 'start')).toBe('the queue of this call has no wrap-up');
    floor.legEnds('anna', 16);
    expect(floor.stateOf('anna')).toBe('available');
    expect(orders(floor, 'end')).toBe('the agent is not in wrap-up');
  });
});

describe('wrap-up that is forced', () => {
  it('never ends by itself', () => {
    const floor = afterATalk({ mode: 'forced' }).waits(86_400_000);
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(orders(floor, 'extend')).toBe('this wrap-up has no end that could be put off');
    expect(orders(floor, 'end')).toBeNull();
    expect(floor.stateOf('anna')).toBe('available');
  });

  it('with a limit ends there', () => {
    const floor = afterATalk({ mode: 'forced_with_limit' }).waits(9_999);
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(floor.waits(1).stateOf('anna')).toBe('available');
  });

  it('is not left for another state: that comes after it', () => {
    const floor = afterATalk({ mode: 'forced' });
    expect(asks(floor, 'not-ready')).toBeNull();
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(orders(floor, 'end')).toBeNull();
    expect(floor.stateOf('anna')).toBe('not-ready (lunch)');
  });

  it('is ended by a supervisor, who is named', () => {
    const floor = afterATalk({ mode: 'forced', atLeastMs: 60_000 });
    expect(asks(floor, 'signed-out', true)).toBeNull();
    expect(floor.stateOf('anna')).toBe('signed-out');
    expect(floor.of('agent.state').at(-1)?.data.by).toBe('petra');
  });
});

describe('wrap-up on request', () => {
  it('is not there unless it was asked for during the talk', () => {
    expect(afterATalk({ mode: 'on_request' }).stateOf('anna')).toBe('available');
    const floor = inATalk({ mode: 'on_request' });
    expect(orders(floor, 'start')).toBeNull();
    floor.legEnds('anna', 16);
    expect(floor.stateOf('anna')).toBe('wrap-up');
    floor.waits(10_000).enters('c2').talks('anna').legEnds('anna', 16);
    expect(floor.stateOf('anna')).toBe('available');
  });

  it('is not asked for without a talk', () => {
    const floor = new FloorStory(floorOf([agent('anna')], [queueSettings('sales')])).signsIn('anna');
    expect(orders(floor, 'start')).toBe('wrap-up is asked for during a talk');
  });
});

describe('the state that comes next', () => {
  it('is told when it is chosen, and comes after call and wrap-up', () => {
    const floor = inATalk({});
    expect(asks(floor, 'not-ready')).toBeNull();
    expect(floor.of('agent.next').map(({ data }) => data)).toEqual([
      { agent: 'anna', next: 'not-ready', reason: 'lunch', by: 'petra' },
    ]);
    floor.legEnds('anna', 16);
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(floor.waits(10_000).stateOf('anna')).toBe('not-ready (lunch)');
    expect(floor.of('agent.state').at(-1)?.data.by).toBe('petra');
  });

  it('can be changed while it has not come', () => {
    const floor = inATalk({});
    asks(floor, 'signed-out');
    asks(floor, 'available');
    expect(floor.legEnds('anna', 16).waits(10_000).stateOf('anna')).toBe('available');
  });

  it('by a supervisor comes at once after the talk', () => {
    const floor = inATalk({ mode: 'forced' });
    asks(floor, 'signed-out', true);
    expect(floor.stateOf('anna')).toBe('on-call');
    expect(floor.legEnds('anna', 16).stateOf('anna')).toBe('signed-out');
  });
});

describe('what came of the talk', () => {
  const tree = [
    { code: 'sold', labels: {}, below: [] },
    {
      code: 'not_sold',
      labels: {},
      below: [
        { code: 'too_dear', labels: {}, below: [] },
        { code: 'later', labels: {}, below: [] },
      ],
    },
  ];
  const says = (floor: FloorStory, code: string): string | null => {
    floor.happens({ type: 'disposition', agent: 'anna', code, by: 'anna' });
    return floor.lastRefusal;
  };

  it('is a leaf of the tree of the queue, and is told with the call', () => {
    const floor = afterATalk({}, { disposition: { tree, required: false, otherwise: null } });
    expect(says(floor, 'not_sold')).toBe('sales has no disposition not_sold; there are sold, too_dear, later');
    expect(says(floor, 'later')).toBeNull();
    expect(floor.of('queue.disposition').map(({ call, data }) => ({ call, ...data }))).toEqual([
      { call: 'c1', ticket: 'c1.t1', queue: 'sales', agent: 'anna', code: 'later', by: 'anna' },
    ]);
  });

  it('is wanted before wrap-up is ended, where it is required', () => {
    const floor = afterATalk({ mode: 'forced' }, { disposition: { tree, required: true, otherwise: null } });
    const wanted = 'the queue sales wants a disposition first: sold, too_dear, later';
    expect(orders(floor, 'end')).toBe(wanted);
    expect(says(floor, 'sold')).toBeNull();
    expect(orders(floor, 'end')).toBeNull();
    expect(says(floor, 'too_dear')).toBeNull();
    expect(floor.of('queue.disposition').map(({ data }) => data.code)).toEqual(['sold', 'too_dear']);
  });

  it('is taken from the site where the agent gave none in time', () => {
    const floor = afterATalk({}, { disposition: { tree, required: true, otherwise: 'later' } }).waits(10_000);
    expect(floor.of('queue.disposition').map(({ data }) => [data.code, data.by])).toEqual([['later', 'floor']]);
  });

  it('is not of nothing', () => {
    const floor = new FloorStory(floorOf([agent('anna')], [queueSettings('sales')])).signsIn('anna');
    expect(says(floor, 'sold')).toBe('there was no talk that it could be of');
    expect(says(floor.enters('c1').talks('anna'), 'sold')).toBe('the queue sales has no dispositions');
  });
});
