import { explainOffer } from '../../../src/acd/explain-offer';
import type { OfferWhy } from '../../../src/domain/offer-why';
import { strategies, type QueueSettings } from '../../../src/domain/queue';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

/** Every offer of the story is explained as it is made. */
function story(more: Partial<QueueSettings> = {}, agents = team()): FloorStory & { readonly whys: OfferWhy[] } {
  const whys: OfferWhy[] = [];
  const queues = [
    queueSettings('sales', { skills: { sales: 50 }, ...more }),
    queueSettings('help', { urgency: { perMinute: 0, most: Infinity } }),
  ];
  const floor = Object.assign(new FloorStory(floorOf(agents, queues)), { whys });
  floor.witness = (draft, ticket, offered) => {
    const why = explainOffer(draft, ticket, offered);
    if (why) whys.push(why);
  };
  return floor;
}

const team = () => [
  agent('anna', { queues: ['sales', 'help'] }),
  agent('boris', { skills: { sales: 30 } }),
  agent('clara'),
  agent('dina'),
  agent('egor'),
  agent('fedor'),
  agent('zoya', { queues: ['help'] }),
];

const verdicts = (why: OfferWhy | undefined) =>
  Object.fromEntries((why?.others ?? []).map((each) => [each.agent, each.verdict]));

describe('why an offer went to whom it went', () => {
  it('tells who was considered, by what, and why not the others', () => {
    const floor = story()
      .signsIn('boris', 'clara', 'dina', 'zoya')
      .enters('first', { not: ['dina'] });
    floor.waits(2_000).signsIn('anna').waits(1_000).signsIn('fedor');
    floor.happens({ type: 'set-agent-state', agent: 'fedor', to: 'not-ready', reason: 'tea', by: 'fedor' });
    floor.enters('c1', { not: [], priority: 3 });
    const [first, second] = floor.whys;
    expect(first).toMatchObject({ call: 'first', rung: ['clara'], choice: { is: 'order', by: 'only' } });
    expect(verdicts(first)).toMatchObject({ dina: { is: 'excluded' }, anna: { is: 'signed-out' } });
    expect(second).toMatchObject({
      ...{
        call: 'c1',
        ticket: 'c1.t1',
        at: floor.now,
        rung: ['dina'],
        strategy: 'longest-idle',
        score: 3,
        waitedMs: 0,
      },
      legs: [floor.lastLeg('dina')],
      choice: { is: 'order', by: 'value', chooser: null },
      candidates: [
        { rank: 1, agent: 'dina', value: floor.now - 1_000_002, tier: 1, wish: null },
        { rank: 2, agent: 'anna' },
      ],
      candidateCount: 2,
      ...{ before: [], beforeCount: 0, behind: [] },
    });
    expect(verdicts(second)).toEqual({
      boris: { is: 'lacks', lack: { is: 'skill', skill: 'sales', level: 30, least: 50 } },
      clara: { is: 'busy', state: 'offered', call: 'first' },
      egor: { is: 'signed-out' },
      fedor: { is: 'not-ready', reason: 'tea' },
      zoya: { is: 'lacks', lack: { is: 'not-a-member' } },
    });
    // Whoever is signed out comes last, so that a bound cuts them off first.
    expect(second?.others.at(-1)?.agent).toBe('egor');
  });

  it('tells whose turn was before and why it was not theirs, and who came behind', () => {
    const floor = story()
      .enters('pro', { skills: { sales: 90 }, priority: 9 })
      .enters('unwanted', { not: ['anna'], priority: 5 })
      .enters('paul', { priority: 2 })
      .waits(1_000)
      .enters('late', { priority: 1 })
      .enters('helped', { queue: 'help' });
    floor.signsIn('anna');
    const [why] = floor.whys;
    expect(why).toMatchObject({ call: 'paul', position: 3, beforeCount: 2 });
    expect(why?.before).toMatchObject([
      { call: 'pro', by: 'score', kept: { is: 'agent', verdict: { is: 'lacks', lack: { is: 'skill', least: 90 } } } },
      { call: 'unwanted', by: 'score', kept: { is: 'agent', verdict: { is: 'excluded' } } },
    ]);
    expect(why?.behind).toMatchObject([
      { call: 'late', by: 'score' },
      { call: 'helped', queue: 'help', by: 'score' },
    ]);
  });

  it('tells what decided at equal scores', () => {
    const floor = story().enters('one').enters('two').signsIn('anna');
    expect(floor.whys[0]).toMatchObject({ call: 'one', behind: [{ call: 'two', by: 'entry' }] });
  });

  it('of who refused this very call', () => {
    const floor = story().signsIn('clara', 'dina').enters('c1').legEnds('clara', 21).waits(6_000);
    floor.legEnds('dina', 26);
    floor.waits(2_000);
    expect(floor.whys.at(-1)).toMatchObject({ rung: ['dina'], choice: { by: 'only' } });
    expect(verdicts(floor.whys.at(-1))).toMatchObject({ clara: { is: 'refused' } });
  });

  it('of a member of a tier that is not open, and of who is signed out of the queue', () => {
    const second = agent('boris', { membership: { sales: { tier: 2, order: 0, weight: 1 } } });
    const floor = story({ tierOpensAfterMs: 20_000 }, [agent('anna'), second, agent('clara')]);
    floor.signsIn('anna', 'boris', 'clara');
    floor.happens({ type: 'sign-in-to-queue', agent: 'clara', queue: 'sales', signedIn: false, by: 'clara' });
    floor.enters('c1');
    expect(verdicts(floor.whys[0])).toEqual({
      boris: { is: 'lacks', lack: { is: 'tier', tier: 2, open: 1 } },
      clara: { is: 'out-of-queue' },
    });
  });

  it.each(strategies.filter((each) => each !== 'manual'))('%s: the first candidate is who is rung', (strategy) => {
    const levels = [90, 70, 50, 60, 80];
    const agents = levels.map((level, index) =>
      agent(`a${index}`, {
        skills: { sales: level },
        membership: { sales: { tier: 1, order: 5 - index, weight: 1 + index } },
      }),
    );
    const floor = story({ strategy, wrapUpMs: 0 }, agents).signsIn('a2', 'a0', 'a4', 'a1', 'a3');
    for (let call = 0; call < 12; call++) {
      floor.enters(`c${call}`);
      const [rung] = floor.whys.at(-1)?.rung ?? [];
      floor.talks(rung ?? '').waits(1_000 + 700 * (call % 4));
      if (call % 3 > 0) floor.legEnds(rung ?? '', 16);
      floor.waits(500);
    }
    expect(floor.whys.length).toBeGreaterThan(7);
    for (const { candidates, rung } of floor.whys) {
      expect(candidates[0]?.agent).toBe(rung[0]);
      const descends = /idle|since|random|skill/.test(strategy);
      // Who never had a talk or an offer comes first.
      const values = candidates.map(({ value }) => value ?? (descends ? Infinity : -1));
      expect(values).toEqual([...values].sort((a, b) => (descends ? b - a : a - b)));
    }
  });

  it('of more phones, of a call that was picked, and of a call that is taken by hand', () => {
    const wide = story({ fanOut: { first: 2, more: 1, everyMs: 4_000 } }).signsIn('anna', 'clara', 'dina');
    wide.enters('c1').waits(4_000);
    expect(wide.whys.map(({ rung, choice, candidateCount }) => [rung.join(), choice.is, candidateCount])).toEqual([
      ['anna,clara', 'order', 3],
      ['dina', 'beside', 1],
    ]);
    expect(wide.whys[0]?.legs).toHaveLength(2);

    const byHand = story({ strategy: 'manual' }).signsIn('anna', 'clara').enters('c1').enters('c2');
    expect(byHand.whys).toEqual([]);
    byHand.happens({ type: 'take-next', agent: 'clara' });
    expect(byHand.whys[0]).toMatchObject({ call: 'c1', rung: ['clara'], candidates: [{ agent: 'clara' }] });
    expect(verdicts(byHand.whys[0])).toMatchObject({ anna: { is: 'not-asking' } });

    byHand.enters('c3').happens({ type: 'pick-ticket', ticket: 'c3.t1', agent: 'anna', by: 'olga' });
    expect(byHand.whys[1]).toMatchObject({ rung: ['anna'], choice: { is: 'picked', by: 'olga' } });
    expect(byHand.whys[1]?.before).toMatchObject([
      { call: 'c2', kept: { is: 'agent', verdict: { is: 'not-asking' } } },
    ]);
  });

  it('of a program that chose, and of one that did not', () => {
    const floor = story({ chooser: { connector: 'best', withinMs: 1_000 } })
      .signsIn('anna', 'clara')
      .enters('c1');
    const asked = floor.book.tickets.get('c1.t1')?.asking?.id ?? 0;
    floor.happens({ type: 'chosen', ticket: 'c1.t1', asked, agents: ['clara'], why: '' });
    floor.enters('c2').waits(1_000);
    expect(floor.whys).toMatchObject([
      { rung: ['clara'], choice: { is: 'chooser', connector: 'best' }, candidates: [{ agent: 'anna' }, {}] },
      { rung: ['anna'], choice: { is: 'order', by: 'only', chooser: { connector: 'best', how: 'late' } } },
    ]);
  });

  it('names 50 of each at most, and how many there were', () => {
    const many = Array.from({ length: 130 }, (_, index) => agent(`a${100 + index}`));
    const floor = story({}, many).signsIn(...many.slice(0, 60).map(({ id }) => id));
    floor.enters('c1');
    const [why] = floor.whys;
    expect([why?.candidates.length, why?.candidateCount, why?.others.length, why?.otherCount]).toEqual([
      50, 60, 50, 70,
    ]);
  });
});
