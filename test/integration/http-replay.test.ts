import {
  replayUseCases,
  type OfferThen,
  type ReplayUseCases,
  type ReplayView,
} from '../../src/engine/replay-use-cases';
import { atOnce } from '../../src/site/piecemeal';
import { startApi, type Api } from '../support/api';
import type { OfferWhy, PastOffer } from '../../src/domain/offer-why';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const site = siteOf({
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
  'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - queue: sales\n    - hangup\n',
});

let api: Api;
let centre: Centre;
beforeEach(async () => {
  centre = new Centre(site);
  await centre.start();
  const replay = replayUseCases({
    records: centre.records,
    site: () => Promise.resolve(site),
    inSlices: (work) => Promise.resolve(atOnce(work)),
    timeZone: () => 'Europe/Moscow',
  });
  api = await startApi({ replay });
});
afterEach(() => api.close());

const floorAt = async (at: number, more = ''): Promise<ReplayView> =>
  (await (await api.ask(`/replay?at=${at}${more}`)).json()) as ReplayView;

it('shows the floor as it was, why a call waited, and what was decided next; over a crash too', async () => {
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
  const call = centre.asterisk.arrives({ dnis: '1', ani: '79160000001' }).leg;
  await centre.waits(5_000);
  const waited = centre.clock.now();
  await centre.waits(5_000);
  await centre.signsIn('anna');
  await centre.waits(2_000);
  const talked = centre.clock.now();
  centre.crash();
  await centre.waits(1_000);
  await centre.start();
  await centre.waits(1_000);
  const back = centre.clock.now();

  const then = await floorAt(waited, `&call=${call}&steps=2`);
  expect(then).toMatchObject({ at: waited, differences: [], waiting: [{ call, position: 1, free: [] }] });
  expect(then.agents).toMatchObject([{ id: 'anna', state: 'signed-out' }]);
  expect(then.why).toMatchObject({ call, waitedMs: 5_000, agents: [{ agent: 'anna', verdict: { is: 'signed-out' } }] });
  expect(then.steps.map(({ input }) => input.type)).toEqual(['set-agent-state', 'leg-answered']);
  expect(then.steps[0]?.events.map(({ type }) => type)).toContain('queue.offered');
  expect(then.steps[0]?.actions).toMatchObject([{ type: 'ring-agent', agent: 'anna' }]);

  expect(await floorAt(talked)).toMatchObject({ waiting: [], agents: [{ state: 'on-call', call }] });
  expect(await floorAt(back)).toMatchObject({ differences: [], agents: [{ state: 'on-call', call }] });
});

it('lists the offers of a call that was, and says why each went to whom it went', async () => {
  const { asterisk } = centre;
  asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
  await centre.signsIn('anna');
  await centre.waits(3_000);
  const call = asterisk.arrives({ dnis: '1', ani: '79160000001' }).leg;
  await centre.waits(2_000);
  const next = asterisk.arrives({ dnis: '1', ani: '79160000002' }).leg;
  await centre.waits(2_000);
  await api.history.record(centre.store.events);

  const { offers } = (await (await api.ask(`/calls/${call}/offers`)).json()) as { offers: PastOffer[] };
  expect(offers).toMatchObject([{ n: 1, queue: 'sales', agent: 'anna', how: 'accepted', rangMs: 1_000 }]);
  const why = (await (await api.ask(`/calls/${call}/offers/1/why`)).json()) as OfferWhy;
  // The turn of the offer began with the call's own arrival in the queue: just before, it was not there.
  expect(why).toMatchObject({
    ...{ call, at: offers[0]?.at, rung: ['anna'], legs: [offers[0]?.leg], waitedMs: 0, position: 1 },
    choice: { is: 'order', by: 'only' },
    candidates: [{ rank: 1, agent: 'anna', value: 3_000 }],
    ...{ others: [], before: [], behind: [] },
  });

  expect((await api.ask(`/calls/${call}/offers/2/why`)).status).toBe(404);
  expect((await api.ask(`/calls/${call}/offers/0/why`)).status).toBe(400);
  expect((await api.ask('/calls/nobody/offers')).status).toBe(404);
  expect(await (await api.ask(`/calls/${next}/offers`)).json()).toEqual({ offers: [] });
  await centre.records.trim(centre.clock.now());
  const gone = await api.ask(`/calls/${call}/offers/1/why`);
  expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('retention: { replay: … }')]);
  api.history.goAway();
  expect((await api.ask(`/calls/${call}/offers`)).status).toBe(503);
});

it('says why an offer cannot be explained', async () => {
  const asterisk = centre.asterisk;
  asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
  await centre.signsIn('anna');
  const call = asterisk.arrives({ dnis: '1', ani: '79160000001' }).leg;
  await centre.waits(2_000);
  let then: OfferThen | 'site-lost' = 'site-lost';
  const fake: ReplayUseCases = {
    replay: () => Promise.resolve('nothing-kept'),
    whyOffered: () => Promise.resolve(then),
    timeZone: () => 'UTC',
  };
  const [bare, other] = [await startApi(), await startApi({ replay: fake })];
  for (const each of [bare, other]) await each.history.record(centre.store.events);
  const asked = async (of: Api): Promise<readonly [number, string]> => {
    const answer = await of.ask(`/calls/${call}/offers/1/why`);
    return [answer.status, ((await answer.json()) as { detail: string }).detail];
  };
  expect(await asked(bare)).toEqual([409, 'nothing is recorded here']);
  expect(await asked(other)).toEqual([409, expect.stringContaining('version of the site')]);
  then = { why: null, differences: [{ turn: 77, at: 0, what: 'other-decision' }] };
  expect(await asked(other)).toEqual([
    409,
    expect.stringContaining('differs from what was recorded (other-decision at turn 77)'),
  ]);
  then = { why: null, differences: [] };
  expect(await asked(other)).toEqual([404, expect.stringContaining('that turn was not recorded')]);
  await Promise.all([bare.close(), other.close()]);
});

it('says what it cannot tell', async () => {
  expect((await api.ask('/replay?at=yesterday')).status).toBe(400);
  expect((await api.ask('/replay?at=2001-01-01T00:00:00Z')).status).toBe(404);
  expect((await api.ask(`/replay?at=${encodeURIComponent('2001-01-01 10:05')}`)).status).toBe(404);
});
