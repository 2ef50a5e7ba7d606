import { waitingUseCases, type WaitingView } from '../../src/engine/waiting-use-cases';
import { startApi, type Api } from '../support/api';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const site = siteOf({
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'queues.yaml':
    'queues:\n  sales: { title: Sales, strategy: manual, announce: { position: false } }\n  help: { title: Help, music: jazz, announce: { position: false } }\n',
  'agents.yaml':
    'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n  boris: { name: Boris, phone: boris, queues: [help] }\n',
  'flows/main.yaml': `flow: main
start: a
steps:
  a:
    - answer
    - queue: { name: sales, on: { withdrawn: out } }
    - hangup
  out:
    - play: said/out
    - hangup
`,
});

let api: Api;
let centre: Centre;
beforeEach(async () => {
  centre = new Centre(site);
  await centre.start();
  api = await startApi({ waiting: waitingUseCases(centre.switchboard, centre.clock) });
});
afterEach(() => api.close());

const listed = async (): Promise<readonly WaitingView[]> =>
  ((await (await api.ask('/waiting')).json()) as { waiting: WaitingView[] }).waiting;
/** What is asked of the floor is done when its mailbox has been worked off. */
const orders = async (path: string, body: object): Promise<Response> => {
  const answer = api.ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  await centre.settle();
  return answer;
};
const ticketOf = async (): Promise<string> => encodeURIComponent((await listed())[0]?.ticket ?? '');

beforeEach(async () => {
  centre.asterisk.phone('anna').behaves({ is: 'rings' });
  centre.asterisk.phone('boris').behaves({ is: 'answers', afterMs: 1_000 });
  await centre.signsIn('anna');
  await centre.signsIn('boris');
  centre.asterisk.arrives({ dnis: '1', ani: '79160000001' });
  await centre.waits(2_000);
});

it('lists what waits, and who is free for it', async () => {
  expect(await listed()).toMatchObject([
    { call: 'fake.1', queue: 'sales', strategy: 'manual', position: 1, rings: [], free: ['anna'], callback: false },
  ]);
});

it('gives a call to the agent who takes it, and to nobody besides', async () => {
  expect((await orders(`/tickets/${await ticketOf()}/pick`, { agent: 'anna' })).status).toBe(200);
  expect(await listed()).toMatchObject([{ rings: ['anna'], free: [] }]);
  expect((await orders(`/tickets/${await ticketOf()}/pick`, { agent: 'boris' })).status).toBe(409);
  centre.asterisk.phone('anna').answer();
  await centre.waits(1_000);
  expect(await listed()).toEqual([]);
});

it('moves a call: another agent answers, and the talk goes on as any other', async () => {
  expect((await orders(`/tickets/${await ticketOf()}/move`, { queue: 'help', author: 'petra' })).status).toBe(200);
  await centre.waits(3_000);
  expect(centre.asterisk.phone('boris').heard).toEqual(expect.arrayContaining(['answer', 'connect']));
  const events = centre.store.events.filter(({ call, type }) => call === 'fake.1' && type.startsWith('queue.'));
  expect(events.map(({ type }) => type)).toEqual([
    'queue.entered',
    'queue.moved',
    'queue.left',
    'queue.entered',
    'queue.offered',
    'queue.offer-ended',
    'queue.left',
    'queue.connected',
  ]);
  expect(events[1]?.data).toMatchObject({ by: 'petra (admin)' });
});

it('withdraws a call, which goes on in its flow, and says what is not there', async () => {
  expect((await orders(`/tickets/${await ticketOf()}/withdraw`, {})).status).toBe(200);
  await centre.waits(500);
  expect(await listed()).toEqual([]);
  expect(centre.store.events.filter(({ type }) => type === 'flow.play')).toHaveLength(1);
  expect((await orders('/tickets/nobody.t1/withdraw', {})).status).toBe(404);
});

it('rings an agent for the next call', async () => {
  expect((await orders('/agents/anna/next', {})).status).toBe(200);
  expect(await listed()).toMatchObject([{ rings: ['anna'] }]);
  expect((await orders('/agents/boris/next', {})).status).toBe(409);
});
