import { explainWait } from '../../../src/acd/explain';
import type { PhoneState } from '../../../src/domain/agent';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const MINUTE = 60_000;
const HOURS = 24 * 60 * MINUTE;

describe('whose turn it is', () => {
  it('ages: a caller of no priority who has waited long enough goes before a fresh one of high priority', () => {
    const settings = floorOf([agent('anna')], [queueSettings('sales', { maxWaitMs: HOURS })]);
    const floor = new FloorStory(settings).enters('old').waits(51 * MINUTE);
    floor.enters('gold', { priority: 50 }).signsIn('anna');
    expect(floor.rings).toEqual(['anna for old']);
  });

  it('strictly by priority where nothing is gained by waiting', () => {
    const strict = { perMinute: 0, most: Infinity };
    const settings = floorOf([agent('anna')], [queueSettings('sales', { urgency: strict, maxWaitMs: HOURS })]);
    const floor = new FloorStory(settings).enters('old').waits(600 * MINUTE);
    floor.enters('gold', { priority: 1 }).signsIn('anna');
    expect(floor.rings).toEqual(['anna for gold']);
  });

  it('up to the most, from where on the age decides', () => {
    const urgency = { perMinute: 1, most: 10 };
    const settings = floorOf([agent('anna')], [queueSettings('sales', { urgency, maxWaitMs: HOURS })]);
    const floor = new FloorStory(settings).enters('first').waits(MINUTE);
    floor
      .enters('gold', { priority: 9 })
      .waits(30 * MINUTE)
      .enters('above', { priority: 50 });
    const positions = ['first', 'gold', 'above'].map((call) => {
      floor.happens({ type: 'ask-position', ticket: `${call}.t1` });
      return floor.told(call).at(-1);
    });
    expect(positions.map((each) => (each && 'position' in each ? each.position : null))).toEqual([1, 2, 3]);
  });

  it('is fair over queues that share agents: who gains faster in one does not starve the other', () => {
    const both = ['sales', 'help'];
    const settings = floorOf(
      [agent('anna', { queues: both })],
      [
        queueSettings('sales', { urgency: { perMinute: 1, most: Infinity }, maxWaitMs: HOURS }),
        queueSettings('help', { urgency: { perMinute: 3, most: Infinity }, maxWaitMs: HOURS }),
      ],
    );
    const floor = new FloorStory(settings).enters('patient').waits(10 * MINUTE);
    floor.enters('urgent', { queue: 'help' }).waits(4 * MINUTE);
    floor.signsIn('anna');
    // 14 minutes at 1 against 4 minutes at 3.
    expect(floor.rings).toEqual(['anna for patient']);
  });

  it('counts the wait from the beginning of the call where the flow says so', () => {
    const floor = new FloorStory(floorOf([agent('anna')], [queueSettings('sales')]));
    floor.waits(5 * MINUTE).enters('first');
    floor.enters('moved', { waitsSince: floor.now - 3 * MINUTE }).signsIn('anna');
    expect(floor.rings).toEqual(['anna for moved']);
  });
});

describe('who may take it', () => {
  const levels = (sales: number) => ({ skills: { sales } });

  it('less is asked the longer a caller waits', () => {
    const relax = [
      { afterMs: 20_000, skills: { sales: 40 } },
      { afterMs: 40_000, skills: { sales: 0 } },
    ];
    const agents = [agent('best', levels(90)), agent('good', levels(50)), agent('new', levels(0))];
    const floor = new FloorStory(floorOf(agents, [queueSettings('sales', { skills: { sales: 80 }, relax })]));
    floor.signsIn('best', 'good', 'new').enters('talking').talks('best').enters('c1');
    floor.waits(19_999);
    expect(floor.rings).toEqual(['best for talking']);
    floor.waits(1);
    expect(floor.rings).toContain('good for c1');
    floor.talks('good').enters('c2').waits(40_000);
    expect(floor.rings).toContain('new for c2');
  });

  it('what nobody at work can give is not waited for', () => {
    const relax = [{ afterMs: 120_000, skills: { sales: 0 } }];
    const agents = [agent('best', levels(90)), agent('new', levels(0))];
    const floor = new FloorStory(floorOf(agents, [queueSettings('sales', { skills: { sales: 80 }, relax })]));
    floor.signsIn('new').enters('c1');
    expect(floor.rings).toEqual(['new for c1']);
  });

  it('tiers open one after the other, and at once where the one before has nobody', () => {
    const tier = (tierOf: number) => ({ membership: { sales: { tier: tierOf, order: 0, weight: 1 } } });
    const agents = [agent('anna', tier(1)), agent('boris', tier(2)), agent('clara', tier(3))];
    const queue = queueSettings('sales', { tierOpensAfterMs: 30_000 });
    const floor = new FloorStory(floorOf(agents, [queue])).signsIn('anna', 'boris', 'clara');
    floor.enters('talking').talks('anna').enters('c1').waits(29_999);
    expect(floor.rings).toHaveLength(1);
    floor.waits(1);
    expect(floor.rings.at(-1)).toBe('boris for c1');
    floor.talks('boris').enters('c2').waits(60_000);
    expect(floor.rings.at(-1)).toBe('clara for c2');
    const without = new FloorStory(floorOf(agents, [queue])).signsIn('clara').enters('c3');
    expect(without.rings).toEqual(['clara for c3']);
  });

  it('what was passed over at night is asked again in the morning', () => {
    const tier = (tierOf: number) => ({ membership: { sales: { tier: tierOf, order: 0, weight: 1 } } });
    const queue = queueSettings('sales', { tierOpensAfterMs: 100_000 });
    const agents = [agent('anna', tier(1)), agent('boris', tier(2)), agent('clara', tier(3))];
    const floor = new FloorStory(floorOf(agents, [queue])).signsIn('clara').enters('talking').talks('clara');
    floor.enters('c1').waits(1_000).signsIn('anna');
    expect(floor.rings.at(-1)).toBe('anna for c1');
    floor.legEnds('anna', 21).legEnds('clara', 16).waits(20_000);
    // Clara is free, and it is not her turn before the third tier opens while somebody of the first is at work.
    expect(floor.rings.filter((each) => each === 'clara for c1')).toEqual([]);
    floor.happens({ type: 'set-agent-state', agent: 'anna', to: 'signed-out', reason: '', by: 'anna' });
    expect(floor.rings.at(-1)).toBe('clara for c1');
  });

  it('preferred agents for a while, in the order of the wish, then anybody', () => {
    const floor = new FloorStory(floorOf([agent('anna'), agent('boris'), agent('clara')], [queueSettings('sales')]));
    floor.signsIn('clara', 'boris', 'anna');
    floor.enters('c1', { prefer: { agents: ['anna', 'boris'], forMs: 20_000 } });
    expect(floor.rings).toEqual(['anna for c1']);
    floor.talks('anna').enters('c2', { prefer: { agents: ['anna'], forMs: 20_000 } });
    floor.waits(19_999);
    expect(floor.rings).toHaveLength(1);
    floor.waits(1);
    expect(floor.rings.at(-1)).toBe('clara for c2');
  });

  it('a preferred agent who is not at work is not waited for', () => {
    const floor = new FloorStory(floorOf([agent('anna'), agent('boris')], [queueSettings('sales')]));
    floor.signsIn('boris').enters('c1', { prefer: { agents: ['anna'], forMs: 20_000 } });
    expect(floor.rings).toEqual(['boris for c1']);
  });

  it('never those who are not to have it', () => {
    const floor = new FloorStory(floorOf([agent('anna'), agent('boris')], [queueSettings('sales')]));
    floor
      .signsIn('anna')
      .enters('c1', { not: ['anna'] })
      .waits(60_000);
    expect(floor.rings).toEqual([]);
    floor.signsIn('boris');
    expect(floor.rings).toEqual(['boris for c1']);
  });
});

describe('a call that was refused', () => {
  const queue = queueSettings('sales', { refusedAgainAfterMs: 60_000 });

  it('is not offered to the same agent before everybody else at work had it', () => {
    const floor = new FloorStory(floorOf([agent('anna'), agent('boris'), agent('clara')], [queue]));
    floor.signsIn('anna', 'boris', 'clara').enters('talking').talks('anna').enters('c1').legEnds('boris', 21);
    expect(floor.rings.at(-1)).toBe('clara for c1');
    floor.legEnds('clara', 21).waits(30_000);
    expect(floor.rings.slice(-1)).toEqual(['clara for c1']);
    floor.legEnds('anna', 16).waits(10_000);
    expect(floor.rings.at(-1)).toBe('anna for c1');
    floor.legEnds('anna', 21);
    // Now all three had it: a new round begins with the one who is idle longest.
    expect(floor.rings.at(-1)).toBe('boris for c1');
  });

  it('or when the time for it is over, although others are still busy', () => {
    const floor = new FloorStory(floorOf([agent('anna'), agent('boris')], [queue]));
    floor.signsIn('anna', 'boris').enters('talking').talks('anna').enters('c1').legEnds('boris', 21);
    floor.waits(59_999);
    expect(floor.rings).toHaveLength(2);
    floor.waits(1);
    expect(floor.rings.at(-1)).toBe('boris for c1');
  });

  it('goes to the others at once when those who had not had it go home', () => {
    const floor = new FloorStory(floorOf([agent('anna'), agent('boris')], [queue]));
    floor.signsIn('anna', 'boris').enters('talking').talks('anna').enters('c1').legEnds('boris', 21).waits(6_000);
    floor.happens({ type: 'set-agent-state', agent: 'anna', to: 'signed-out', reason: '', by: 'anna' });
    floor.legEnds('anna', 16).waits(10_000);
    expect(floor.rings.at(-1)).toBe('boris for c1');
  });
});

describe('an agent whose phone is on another call', () => {
  const phone = (floor: FloorStory, state: PhoneState): void =>
    void floor.happens({ type: 'phone-state', agent: 'anna', phone: state });

  it('is not rung, and gets the next call when it is free again', () => {
    const floor = new FloorStory(floorOf([agent('anna')], [queueSettings('sales')])).signsIn('anna');
    phone(floor, 'in-use');
    floor.enters('c1').waits(30_000);
    expect(floor.rings).toEqual([]);
    expect(explainWait(floor.book, 'c1.t1', floor.now)?.agents[0]?.verdict).toEqual({ is: 'phone', phone: 'in-use' });
    phone(floor, 'unreachable');
    expect(floor.rings).toEqual([]);
    phone(floor, 'idle');
    expect(floor.rings).toEqual(['anna for c1']);
  });
});
