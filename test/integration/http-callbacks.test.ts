import { callbackUseCases, type CallbackView } from '../../src/engine/callback-use-cases';
import { MemoryCallbacks } from '../fakes/callbacks';
import { startApi, type Api } from '../support/api';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const CUSTOMER = '79160000001';

const site = siteOf({
  'trunks.yaml': "trunks:\n  carrier: { allow: ['7XXXXXXXXXX'] }\n",
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n  "2": { flow: later }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
  'flows/main.yaml':
    'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - callback: { queue: sales, over: carrier }\n    - hangup\n',
  'flows/later.yaml':
    'flow: later\nstart: a\nsteps:\n  a:\n    - answer\n    - callback: { queue: sales, over: carrier, at: "\'2h\'" }\n    - hangup\n',
});

let api: Api;
let centre: Centre;
let past: MemoryCallbacks;
beforeEach(async () => {
  centre = new Centre(site);
  past = new MemoryCallbacks();
  await centre.start();
  api = await startApi({ callbacks: callbackUseCases(centre.switchboard, past, centre.clock) });
});
afterEach(() => api.close());

const asks = async (dnis = '1', ani = CUSTOMER): Promise<void> => {
  centre.asterisk.arrives({ dnis, ani });
  await centre.waits(1_000);
};
const listed = async (): Promise<readonly CallbackView[]> =>
  ((await (await api.ask('/callbacks')).json()) as { callbacks: CallbackView[] }).callbacks;
/** What is asked of the floor is done when its mailbox has been worked off. */
const cancels = async (id: string, query = ''): Promise<Response> => {
  const answer = api.ask(`/callbacks/${encodeURIComponent(id)}${query}`, { method: 'DELETE' });
  await centre.settle();
  return answer;
};

it('lists customers who are to be called back, with how far that is', async () => {
  await asks();
  expect(await listed()).toEqual([
    {
      id: 'fake.1-cb3~',
      queue: 'sales',
      number: CUSTOMER,
      name: '',
      state: 'waiting',
      agent: null,
      from: 'fake.1',
      askedAt: expect.any(Number),
      waitsSince: expect.any(Number),
      notBefore: null,
      expiresAt: expect.any(Number),
      calls: 0,
      last: null,
    },
  ]);
  centre.asterisk.outside(CUSTOMER).behaves({ is: 'answers', afterMs: 2_000 });
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
  await centre.signsIn('anna');
  expect(await listed()).toMatchObject([{ state: 'agent-rung', agent: 'anna' }]);
  await centre.waits(1_500);
  expect(await listed()).toMatchObject([{ state: 'calling', agent: 'anna', calls: 1 }]);
  await centre.waits(2_000);
  expect(await listed()).toMatchObject([{ state: 'talking', last: 'answered' }]);
});

it('says of one for later from when on', async () => {
  await asks('2');
  const [callback] = await listed();
  expect(callback).toMatchObject({ state: 'later', notBefore: (callback?.askedAt ?? 0) + 7_200_000 });
});

it('takes one back, and tells who did so', async () => {
  await asks();
  const [callback] = await listed();
  const answer = await cancels(callback?.id ?? '', '?author=petra');
  expect([answer.status, await answer.json()]).toEqual([200, callback]);
  expect(await listed()).toEqual([]);
  expect(centre.of('callback.ended')[0]?.data).toMatchObject({ how: 'cancelled', by: 'petra (admin)' });
  expect((await cancels(callback?.id ?? '')).status).toBe(404);
});

it('does not take one back while the customer is on the line', async () => {
  await asks();
  await centre.signsIn('anna');
  await centre.waits(5_000);
  const [callback] = await listed();
  const answer = await cancels(callback?.id ?? '');
  expect(answer.status).toBe(409);
  expect(((await answer.json()) as { detail: string }).detail).toContain('the customer is on the line');
});

it('has the past of each, and says when the history is away', async () => {
  await asks();
  past.observe(centre.store.events);
  const page = async (query: string): Promise<Response> => api.ask(`/history/callbacks${query}`);
  expect(await (await page('?queue=sales')).json()).toMatchObject({
    callbacks: [{ id: 'fake.1-cb3~', from: 'fake.1', number: CUSTOMER, ended: null }],
  });
  expect(await (await page('?number=112')).json()).toEqual({ callbacks: [] });
  past.away = true;
  expect((await page('')).status).toBe(503);
});
