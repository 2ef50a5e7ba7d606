import fc from 'fast-check';
import type { FloorAction } from '../../../src/acd/decision';
import type { QueueSettings } from '../../../src/domain/queue';
import { asksForCallback } from '../../support/callbacks';
import { agent, floorOf, FloorStory, queueSettings, throughJson, wrongWith } from '../../support/floor';

const chooser = { connector: 'dispatcher', withinMs: 300 };
const IDS = ['anna', 'boris', 'clara'];

const opened = (queue: Partial<QueueSettings> = {}): FloorStory =>
  new FloorStory(
    floorOf(
      IDS.map((id) => agent(id, { queues: ['sales', 'help'] })),
      [queueSettings('sales', { chooser, ...queue }), queueSettings('help')],
    ),
  );

type Question = Extract<FloorAction, { type: 'ask-chooser' }>;
const questions = (floor: FloorStory): readonly Question[] =>
  floor.actions.filter((each): each is Question => each.type === 'ask-chooser');

function answer(floor: FloorStory, agents: readonly string[] | null, question = questions(floor).at(-1)): FloorStory {
  if (!question) throw new Error('nobody was asked');
  const { ticket, asked } = question;
  floor.happens({ type: 'chosen', ticket, asked, agents, why: agents === null ? 'HTTP 500' : '' });
  return floor;
}
const ends = (floor: FloorStory): readonly string[] => floor.of('queue.chooser').map(({ data }) => data.how);

describe('somebody outside who chooses for a callback', () => {
  const number = '79160000001';
  const promised = (): FloorStory => {
    const floor = opened().enters('c1');
    asksForCallback(floor, 'c1', { replaces: 'c1.t1', callback: { number }, caller: { number, name: '' } });
    return floor.signsIn('anna').waits(100);
  };

  it.each([
    ['anna', 'not-free'],
    [null, 'failed'],
  ])('nobody is rung for a customer who has called in meanwhile: it says %s', (named, how) => {
    const floor = promised();
    const [asked] = questions(floor);
    floor.enters('c2', { caller: { number, name: '' } });
    answer(floor, named === null ? null : [named], asked).waits(400);
    expect(floor.rings.filter((ring) => !ring.endsWith('for c2'))).toEqual([]);
    expect(ends(floor).at(0)).toBe(how);
  });
});

describe('somebody outside who chooses', () => {
  it('is told of the call and of who is free, and whom they name is rung', () => {
    const floor = opened()
      .signsIn('anna', 'boris')
      .waits(5_000)
      .enters('c1', { priority: 7, facts: { vip: 'yes' } });
    expect(floor.rings).toEqual([]);
    expect(questions(floor)).toHaveLength(1);
    expect(questions(floor)[0]).toMatchObject({
      connector: 'dispatcher',
      withinMs: 300,
      question: {
        call: 'c1',
        queue: 'sales',
        caller: '7916',
        priority: 7,
        position: 1,
        facts: { vip: 'yes' },
        candidates: [{ agent: 'anna', skills: { sales: 50 }, calls: 0, since_call_ms: null }, { agent: 'boris' }],
      },
    });
    answer(floor.waits(299), ['boris']);
    expect(floor.rings).toEqual(['boris for c1']);
    expect(floor.of('queue.chooser')[0]?.data).toMatchObject({ how: 'chosen', wanted: ['boris'], tookMs: 299 });
  });

  it('who says nothing in time, or fails, leaves it to the strategy', () => {
    const late = opened().signsIn('anna', 'boris').enters('c1').waits(300);
    expect(late.rings).toEqual(['anna for c1']);
    const failed = answer(opened().signsIn('anna', 'boris').enters('c1'), null);
    expect(failed.rings).toEqual(['anna for c1']);
    expect([...ends(late), ...ends(failed)]).toEqual(['late', 'failed']);
    // Whatever comes now is too late.
    answer(late, ['boris']);
    expect(late.rings).toHaveLength(1);
    expect(ends(late)).toEqual(['late']);
  });

  it('who names somebody that is not free any more is not followed', () => {
    const floor = opened().signsIn('anna', 'boris').enters('c1');
    floor.happens({ type: 'set-agent-state', agent: 'boris', to: 'not-ready', reason: 'x', by: 'boris' });
    answer(floor, ['boris', 'nobody']);
    expect(floor.rings).toEqual(['anna for c1']);
    expect(ends(floor)).toEqual(['not-free']);
  });

  it('keeps nobody free: a call of another queue may take the agent meanwhile, and then it is asked anew', () => {
    const floor = opened().signsIn('anna').enters('c1').enters('c2', { queue: 'help' });
    expect(floor.rings).toEqual(['anna for c2']);
    answer(floor, ['anna']);
    expect(ends(floor)).toEqual(['not-free']);
    floor.happens({ type: 'leave-queue', ticket: 'c2.t1', reason: 'abandoned' });
    expect(questions(floor)).toHaveLength(2);
    answer(floor, ['anna']);
    expect(floor.rings.at(-1)).toBe('anna for c1');
  });

  it('is asked for no more callers at once than agents are free, and for the next when one is answered', () => {
    const floor = opened().signsIn('anna', 'boris');
    for (const call of ['c1', 'c2', 'c3']) floor.enters(call);
    expect(questions(floor).map(({ call }) => call)).toEqual(['c1', 'c2']);
    answer(floor, ['boris'], questions(floor)[0]);
    answer(floor, ['boris'], questions(floor)[1]);
    expect(floor.rings).toEqual(['boris for c1', 'anna for c2']);
    floor.signsIn('clara');
    expect(questions(floor).at(-1)?.call).toBe('c3');
    floor.happens({ type: 'leave-queue', ticket: 'c3.t1', reason: 'abandoned' });
    expect(floor.enters('c4').actions.at(-2)).toMatchObject({ type: 'tell', call: 'c4' });
    expect(questions(floor).at(-1)?.call).toBe('c4');
  });

  it('names several where several phones ring at once; whom the caller wants is rung without asking', () => {
    const floor = opened({ fanOut: { first: 2, more: 0, everyMs: 0 } })
      .signsIn(...IDS)
      .enters('c1');
    answer(floor, ['clara', 'boris', 'anna']);
    expect(floor.rings).toEqual(['clara for c1', 'boris for c1']);
    floor.enters('c2', { agent: 'anna' });
    expect(floor.rings.at(-1)).toBe('anna for c2');
    expect(questions(floor)).toHaveLength(1);
  });

  it('a call that is picked, moved or given up while they are asked is not theirs any more', () => {
    const floor = opened()
      .signsIn(...IDS)
      .enters('c1')
      .enters('c2')
      .enters('c3');
    floor.happens({ type: 'pick-ticket', ticket: 'c1.t1', agent: 'clara', by: 'petra' });
    floor.happens({ type: 'move-ticket', ticket: 'c2.t1', queue: 'help', by: 'petra' });
    floor.happens({ type: 'leave-queue', ticket: 'c3.t1', reason: 'abandoned' });
    for (const question of questions(floor)) answer(floor, ['boris'], question);
    expect(floor.rings).toEqual(['clara for c1', 'anna for c2']);
    expect(ends(floor)).toEqual([]);
  });

  it('after a crash is asked anew, and the old answer counts for nothing', () => {
    const floor = opened().signsIn('anna', 'boris').enters('c1');
    const saved = throughJson(floor.state);
    floor.book.restore(saved.agents, saved.tickets, saved.counters, floor.now);
    floor.now += 5_000;
    floor.happens({ type: 'recovered', calls: ['c1'], legs: [] });
    expect(questions(floor)).toHaveLength(2);
    expect(floor.rings).toEqual([]);
    answer(floor, ['anna'], questions(floor)[0]);
    expect(floor.rings).toEqual([]);
    answer(floor, ['boris'], questions(floor)[1]);
    expect(floor.rings).toEqual(['boris for c1']);
  });
});

const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('enters'), nth: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('answers'), nth: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('fails'), nth: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('signs in'), nth: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('rests'), nth: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('leaves'), nth: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('leg ends'), nth: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('crash'), nth: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('time'), nth: fc.nat(4) }) },
);

it('whatever is answered and when, nobody is offered twice, and nobody waits beside a free agent for longer than the budget', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (day) => {
      const floor = opened({
        afterOffer: { ...queueSettings('x').afterOffer, declined: { is: 'available', offersAfterMs: 0 } },
      });
      const state = (id: string, to: 'available' | 'not-ready'): void =>
        void floor.happens({ type: 'set-agent-state', agent: id, to, reason: 'x', by: id });
      for (const { is, nth } of day) {
        const id = IDS[nth % 3] ?? '';
        if (is === 'enters') floor.enters(`c${nth}`, { queue: nth % 4 === 0 ? 'help' : 'sales' });
        if (is === 'answers' && questions(floor).length > 0)
          answer(floor, [id, 'clara'], questions(floor)[nth % questions(floor).length]);
        if (is === 'fails' && questions(floor).length > 0) answer(floor, null);
        if (is === 'signs in') state(id, 'available');
        if (is === 'rests') state(id, 'not-ready');
        if (is === 'leaves') floor.happens({ type: 'leave-queue', ticket: `c${nth}.t1`, reason: 'abandoned' });
        if (is === 'leg ends') {
          const at = floor.state.agents.get(id)?.state;
          if (at?.is === 'offered' || at?.is === 'on-call')
            floor.happens({ type: 'leg-ended', leg: at.leg, by: 'them', cause: 21 });
        }
        if (is === 'crash')
          floor.happens({
            type: 'recovered',
            calls: [...floor.state.tickets.values()].map(({ call }) => call),
            legs: [],
          });
        if (is === 'time') floor.waits(100 * nth);
        const wrong = wrongWith(floor.state, floor.settings, floor.now);
        expect(wrong.filter((each) => !each.includes('waits while'))).toEqual([]);
      }
      // Nobody answers any more: the budget of those who are asked for, and of those whose turn comes then.
      floor.waits(300 * 10);
      expect(wrongWith(floor.state, floor.settings, floor.now)).toEqual([]);
      const late = [...floor.state.tickets.values()].filter(({ asking }) => asking && asking.until <= floor.now);
      expect(late).toEqual([]);
    }),
    { numRuns: 1_000, seed: 20261122 },
  );
});
