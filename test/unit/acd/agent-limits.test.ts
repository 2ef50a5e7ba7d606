import { usualAgentRules, type AgentRules, type NotReadyReason } from '../../../src/domain/agent-rules';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const reason = (code: string, more: Partial<NotReadyReason> = {}): readonly [string, NotReadyReason] => [
  code,
  { code, labels: {}, limitMs: 600_000, then: 'warn', ...more },
];

const REASONS = new Map([
  reason('lunch'),
  reason('break', { then: 'available' }),
  reason('errand', { then: 'signed-out' }),
  reason('training', { limitMs: null }),
]);

function story(rules: Partial<AgentRules> = {}): FloorStory {
  const settings = floorOf([agent('anna'), agent('boris')], [queueSettings('sales')]);
  return new FloorStory({ ...settings, rules: { ...usualAgentRules, reasons: REASONS, ...rules } }).signsIn('anna');
}

const rests = (floor: FloorStory, why: string): string | null => {
  floor.happens({ type: 'set-agent-state', agent: 'anna', to: 'not-ready', reason: why, by: 'anna' });
  return floor.lastRefusal;
};

describe('a reason with a limit', () => {
  it.each([
    ['lunch', 'warn', 'not-ready (lunch)'],
    ['break', 'available', 'available'],
    ['errand', 'signed-out', 'signed-out'],
  ])('%s: at its limit the floor tells of it, and then: %s', (why, then, state) => {
    const floor = story();
    expect(rests(floor, why)).toBeNull();
    floor.waits(599_999);
    expect(floor.of('agent.limit')).toHaveLength(0);
    floor.waits(1);
    expect(floor.of('agent.limit').map(({ data }) => data)).toEqual([
      { agent: 'anna', limit: 'reason', reason: why, most: 600_000, then },
    ]);
    expect(floor.stateOf('anna')).toBe(state);
    floor.waits(86_400_000);
    expect(floor.of('agent.limit')).toHaveLength(1);
  });

  it('is seen to be over as long as the agent stays', () => {
    const floor = story();
    rests(floor, 'lunch');
    floor.waits(600_000);
    expect(floor.state.agents.get('anna')?.state).toMatchObject({ overLimit: true });
    floor.signsIn('anna');
    rests(floor, 'lunch');
    expect(floor.state.agents.get('anna')?.state).not.toHaveProperty('overLimit');
  });

  it('without one lasts as long as it takes', () => {
    const floor = story();
    rests(floor, 'training');
    expect(floor.waits(86_400_000).of('agent.limit')).toHaveLength(0);
  });

  it('words of one’s own are no reason where the site says so', () => {
    const floor = story({ otherReasons: false });
    expect(rests(floor, 'tired')).toBe('there is no reason tired; there are lunch, break, errand, training');
    expect(rests(floor, '')).toBe('a reason is needed; there are lunch, break, errand, training');
    expect(rests(floor, 'break')).toBeNull();
  });
});

describe('who forgot to sign out', () => {
  const misses = (floor: FloorStory, call: string): FloorStory => {
    floor.signsIn('anna').enters(call).legEnds('anna', 19);
    floor.happens({ type: 'leave-queue', ticket: `${call}.t1`, reason: 'abandoned' });
    return floor;
  };

  it('is signed out after so many offers in a row that were missed', () => {
    const floor = misses(misses(story({ missedOffers: 3 }), 'c1'), 'c2');
    expect(floor.stateOf('anna')).toBe('not-ready (ring-no-answer)');
    misses(floor, 'c3');
    expect(floor.stateOf('anna')).toBe('signed-out');
    expect(floor.of('agent.limit').map(({ data }) => data)).toEqual([
      { agent: 'anna', limit: 'missed-offers', reason: '', most: 3, then: 'signed-out' },
    ]);
  });

  it('an answer between them counts anew', () => {
    const floor = misses(misses(story({ missedOffers: 3 }), 'c1'), 'c2');
    floor.signsIn('anna').enters('c3').talks('anna').legEnds('anna', 16).waits(10_000);
    expect(misses(misses(floor, 'c4'), 'c5').stateOf('anna')).toBe('not-ready (ring-no-answer)');
  });

  it('is signed out when the phone cannot be reached for so long', () => {
    const floor = story({ unreachableMs: 300_000 });
    floor.happens({ type: 'phone-state', agent: 'anna', phone: 'unreachable' });
    floor.waits(200_000).happens({ type: 'phone-state', agent: 'anna', phone: 'idle' });
    floor.waits(200_000).happens({ type: 'phone-state', agent: 'anna', phone: 'unreachable' });
    expect(floor.waits(299_999).stateOf('anna')).toBe('available');
    expect(floor.waits(1).stateOf('anna')).toBe('signed-out');
    expect(floor.of('agent.limit')[0]?.data.limit).toBe('unreachable');
  });

  it('is signed out after so many hours, at the end of the talk', () => {
    const floor = story({ signedInMs: 3_600_000 });
    floor.waits(3_500_000).enters('c1').talks('anna').waits(200_000);
    expect(floor.stateOf('anna')).toBe('on-call');
    expect(floor.of('agent.limit')[0]?.data.limit).toBe('signed-in');
    expect(floor.legEnds('anna', 16).waits(10_000).stateOf('anna')).toBe('signed-out');
    floor.signsIn('anna');
    expect(floor.waits(3_500_000).stateOf('anna')).toBe('available');
    expect(floor.waits(200_000).stateOf('anna')).toBe('signed-out');
  });
});

describe('one queue of several', () => {
  const floorOfTwo = (): FloorStory =>
    new FloorStory(
      floorOf(
        [agent('anna', { queues: ['sales', 'help'] }), agent('boris')],
        [queueSettings('sales'), queueSettings('help')],
      ),
    );
  const goes = (floor: FloorStory, queue: string, signedIn: boolean): string | null => {
    floor.happens({ type: 'sign-in-to-queue', agent: 'anna', queue, signedIn, by: 'petra' });
    return floor.lastRefusal;
  };

  it('is left, and the others go on', () => {
    const floor = floorOfTwo().signsIn('anna');
    expect(goes(floor, 'sales', false)).toBeNull();
    floor.enters('c1').enters('c2', { queue: 'help' });
    expect(floor.rings).toEqual(['anna for c2']);
    expect(floor.book.staffOf('sales')).toMatchObject({ atWork: 0, free: 0 });
    expect(floor.of('agent.queue').map(({ data }) => data)).toEqual([
      { agent: 'anna', queue: 'sales', signedIn: false, by: 'petra' },
    ]);
    floor.legEnds('anna', 21).waits(5_000);
    expect(goes(floor, 'sales', true)).toBeNull();
    expect(floor.rings.at(-1)).toBe('anna for c2');
  });

  it('is served again at once, with who waits', () => {
    const floor = floorOfTwo().signsIn('anna');
    goes(floor, 'sales', false);
    floor.enters('c1');
    expect(floor.rings).toEqual([]);
    goes(floor, 'sales', true);
    expect(floor.rings).toEqual(['anna for c1']);
  });

  it('who asks for Anna by name has Anna all the same', () => {
    const floor = floorOfTwo().signsIn('anna');
    goes(floor, 'sales', false);
    expect(floor.enters('c1', { agent: 'anna' }).rings).toEqual(['anna for c1']);
  });

  it('is one of the agent’s own', () => {
    expect(goes(floorOfTwo(), 'night', false)).toBe('anna is no member of night; their queues are sales, help');
  });
});

describe('a membership with a delay', () => {
  it('is rung only for callers who have waited so long', () => {
    const late = agent('anna', { membership: { sales: { tier: 1, order: 0, weight: 1, delayMs: 20_000 } } });
    const floor = new FloorStory(floorOf([late, agent('boris')], [queueSettings('sales')]));
    floor.signsIn('boris').enters('c0').talks('boris').signsIn('anna').enters('c1').waits(19_999);
    expect(floor.rings).toEqual(['boris for c0']);
    expect(floor.waits(2).rings).toEqual(['boris for c0', 'anna for c1']);
  });

  it('is not waited for when nobody else is at work', () => {
    const late = agent('anna', { membership: { sales: { tier: 1, order: 0, weight: 1, delayMs: 20_000 } } });
    const floor = new FloorStory(floorOf([late], [queueSettings('sales')])).signsIn('anna');
    expect(floor.enters('c1').rings).toEqual(['anna for c1']);
  });
});
