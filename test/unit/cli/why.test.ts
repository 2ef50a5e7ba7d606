import type { OfferWhy, PastOffer } from '../../../src/domain/offer-why';
import type { Wait } from '../../../src/domain/wait';
import { json, problem, TestWorld } from './world';

const AT = Date.UTC(2026, 10, 22, 10, 5);
const missed: PastOffer = {
  ...{ n: 1, ticket: 'c1.t1', queue: 'sales', agent: 'boris', leg: 'c1.a4', at: AT - 30_000 },
  ...{ how: 'ring-no-answer', rangMs: 15_000 },
};
const taken: PastOffer = { ...missed, n: 2, agent: 'anna', leg: 'c1.a7', at: AT, how: 'accepted', rangMs: 4_000 };
const asks = { levels: [['sales', 50]] as const, only: null, tier: null, where: null };
const idle = { tier: 1, wish: null, weight: 1 };
const why: OfferWhy = {
  ...{ ticket: 'c1.t1', call: 'c1', queue: 'sales', strategy: 'fewest-calls', waitedMs: 83_000, position: 2, asks },
  ...{ score: 51.4, priority: 50, at: AT, legs: ['c1.a7'], rung: ['anna'] },
  choice: { is: 'order', by: 'value', chooser: null },
  candidates: [
    { rank: 1, agent: 'anna', name: 'Anna', ...idle, value: 3, idleMs: 42_000 },
    { rank: 2, agent: 'clara', name: 'Clara', ...idle, value: 5, idleMs: 61_000 },
  ],
  candidateCount: 2,
  others: [
    { agent: 'boris', name: 'Boris', verdict: { is: 'refused', until: AT + 45_000 } },
    { agent: 'zoya', name: 'Zoya', verdict: { is: 'lacks', lack: { is: 'not-a-member' } } },
  ],
  otherCount: 9,
  before: [
    {
      ...{ call: 'c0', queue: 'help', score: 60, waitedMs: 5_000, by: 'score' },
      kept: { is: 'agent', verdict: { is: 'excluded' } },
    },
  ],
  beforeCount: 1,
  behind: [{ call: 'c2', queue: 'sales', score: 51.4, waitedMs: 20_000, by: 'wait' }],
};
const wait: Wait = {
  ...{ ticket: 'c1.t1', call: 'c1', queue: 'sales', strategy: 'fewest-calls', waitedMs: 83_000, position: 2, asks },
  ...{ score: 51.4, priority: 50, pausedUntil: null, heldBy: null, before: [], changes: [] },
  agents: [{ agent: 'anna', name: 'Anna', verdict: { is: 'signed-out' } }],
};

interface Given {
  readonly wait?: Wait;
  readonly offers?: readonly PastOffer[] | 'away' | 'unknown';
  readonly why?: Response;
}

function world(given: Given = {}): TestWorld {
  const { offers = [missed, taken] } = given;
  const made = new TestWorld(({ url }) => {
    switch (url.pathname.replace('/api/v1', '')) {
      case '/calls/c1/why':
        return given.wait ? json(given.wait) : problem(404, 'no call c1 waits in a queue now');
      case '/calls/c1/offers':
        return offers === 'away'
          ? problem(503, 'the history cannot be read at the moment')
          : offers === 'unknown'
            ? problem(404, 'there was no call c1')
            : json({ offers });
      case '/calls/c1/offers/1/why':
      case '/calls/c1/offers/2/why':
        return given.why ?? json(why);
    }
    return undefined;
  });
  made.now = () => AT + 60_000;
  return made;
}

describe('carillon why', () => {
  test('of a call that is over: its offers, and why the last was made', async () => {
    const w = world();
    expect(await w.carillon('why', 'c1')).toBe(0);
    expect(w.asked.at(-1)).toBe('GET /calls/c1/offers/2/why');
    expect(w.out.split('\n')).toEqual([
      'OFFER  TIME                 QUEUE  AGENT  OUTCOME',
      '    1  2026-11-22 10:04:30  sales  boris  ring-no-answer after 0:15',
      '    2  2026-11-22 10:05:00  sales  anna   accepted after 0:04',
      '',
      'Offer 2, 2026-11-22 10:05:00: anna for c1, which had waited in sales for 1:23 as number 2, with a score of 51.4 (priority 50 and 1.4 for the wait).',
      'It asked for sales from 50.',
      'The strategy fewest-calls took the first of 2 who could have had it: by calls of the queue.',
      '',
      'RANK  AGENT  NAME   TIER  CALLS OF THE QUEUE  IDLE TIME',
      '   1  anna   Anna      1                   3       0:42',
      '   2  clara  Clara     1                   5       1:01',
      '',
      'AGENT  NAME   WHY NOT',
      'boris  Boris  refused or missed this call; again in 0:45, or when all others were asked',
      'zoya   Zoya   not a member of the queue',
      'and 7 more',
      '',
      '1 call before it in turn:',
      '  c0 (help, 60, waited 0:05): not for anna: the call is not to go to them',
      '',
      'Behind it in turn, though anna would have done:',
      '  c2 (sales, 51.4, waited 0:20): its score is the same, and it has waited less',
      '',
    ]);
  });

  test('of the offer that is asked for; --json for programs', async () => {
    const w = world();
    expect(await w.carillon('why', 'c1', '--offer', '1', '--json')).toBe(0);
    expect(w.asked).toEqual(['GET /calls/c1/offers', 'GET /calls/c1/offers/1/why']);
    expect(JSON.parse(w.out)).toEqual({ wait: null, offers: [missed, taken], offer: missed, why });
  });

  test.each<[string, Partial<OfferWhy>, string]>([
    ['by hand', { choice: { is: 'picked', by: 'olga' } }, 'It was given by hand, by olga, whatever the turn'],
    ['a program', { choice: { is: 'chooser', connector: 'best' } }, 'The program behind best chose among 2 who'],
    [
      'a program that did not choose',
      { choice: { is: 'order', by: 'id', chooser: { connector: 'best', how: 'late', why: 'no answer in time' } } },
      'did not choose (no answer in time). The strategy fewest-calls took the first of 2 who could have had it: equal in all else',
    ],
    ['more phones', { choice: { is: 'beside', by: 'tier' } }, 'More phones rang beside the first. The strategy'],
    ['a wish', { asks: { ...asks, only: ['anna'] } }, 'The order of the wish took the first of 2'],
  ])('%s', async (_, more, words) => {
    const w = world({ why: json({ ...why, ...more }) });
    expect(await w.carillon('why', 'c1', '--offer')).toBe(0);
    expect(w.out).toContain(words);
  });

  test('of a call that waits: why, and the offers it had; without them while the history is away', async () => {
    const w = world({ wait, offers: [missed] });
    expect(await w.carillon('why', 'c1')).toBe(0);
    expect(w.out).toMatch(/^c1 waits in sales[^]*not signed in\n\nOFFER[^]*ring-no-answer after 0:15\n$/);
    const away = world({ wait, offers: 'away' });
    expect(await away.carillon('why', 'c1')).toBe(0);
    expect(away.out).not.toContain('OFFER');
  });

  test('says what it cannot tell', async () => {
    const unknown = world({ offers: 'unknown' });
    expect([await unknown.carillon('why', 'c1'), unknown.err]).toEqual([2, 'carillon: there was no call c1\n']);
    const never = world({ offers: [] });
    expect([await never.carillon('why', 'c1'), never.err]).toEqual([
      2,
      'carillon: c1 does not wait now, and was offered to nobody\n',
    ]);
    const third = world();
    expect(await third.carillon('why', 'c1', '--offer', '3')).toBe(2);
    expect(third.err).toContain('c1 has 2 offers, and no offer 3');
    expect(await world().carillon('why', 'c1', '--offer', 'last')).toBe(2);
    const gone = world({ why: problem(404, 'nothing is kept … `retention: { replay: … }`') });
    expect(await gone.carillon('why', 'c1')).toBe(2);
    expect([gone.out, gone.err]).toEqual([expect.stringContaining('accepted'), expect.stringContaining('retention')]);
  });
});
