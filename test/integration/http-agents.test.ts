import type { AgentView } from '../../src/engine/agent-views';
import { Sites } from '../../src/engine/sites';
import { liveUseCases } from '../../src/engine/use-cases';
import { FakeCentre, startApi, type Api } from '../support/api';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const site = siteOf({
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'queues.yaml': `queues:
  sales:
    title: Sales
    wrap_up: { mode: forced_with_limit, for: 2m, at_least: 10s, extend: 1m }
    announce: { position: false }
    disposition: { required: true, codes: [{ code: sold, label: { en: Sold } }, { code: later }] }
  help: { title: Help, announce: { position: false } }
`,
  'agents.yaml': `agents:
  anna: { name: Anna, phone: anna, queues: [sales, help] }
not_ready: { reasons: { lunch: { label: Lunch, limit: 45m } }, others: false }
`,
  'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a:\n    - queue: sales\n    - hangup\n',
});

let api: Api;
let centre: Centre;
beforeEach(async () => {
  centre = new Centre(site);
  await centre.start();
  const sites = new Sites({ site, files: {} }, centre.store, () => site, centre.log);
  const live = liveUseCases(centre.switchboard, sites, () => centre.clock.now());
  api = await startApi({ useCases: Object.assign(new FakeCentre(), live) });
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
  await centre.signsIn('anna');
});
afterEach(() => api.close());

/** What is asked of the floor is done when its mailbox has been worked off. */
async function asks(method: string, path: string, body?: object): Promise<[status: number, agent: AgentView]> {
  const answer = api.ask(`/agents/anna${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  await centre.settle();
  const response = await answer;
  return [response.status, (await response.json()) as AgentView];
}
async function refusal(method: string, path: string, body?: object): Promise<string> {
  const [status, answer] = await asks(method, path, body);
  return `${status} ${(answer as unknown as { detail: string }).detail}`;
}
async function talks(): Promise<void> {
  centre.asterisk.arrives({ dnis: '1', ani: '79160000001' });
  await centre.waits(5_000);
  expect(centre.stateOf('anna')).toBe('on-call');
}

it('says which reasons and outcomes there are', async () => {
  expect(await (await api.ask('/agent-rules')).json()).toEqual({
    reasons: [{ code: 'lunch', labels: { '': 'Lunch' }, limitMs: 2_700_000, then: 'warn' }],
    otherReasons: false,
    dispositions: {
      sales: {
        required: true,
        codes: [
          { code: 'sold', path: [{ en: 'Sold' }] },
          { code: 'later', path: [{ '': 'later' }] },
        ],
      },
    },
  });
});

it('closes a talk: wrap-up is extended, wants an outcome, is ended', async () => {
  await talks();
  centre.asterisk.phone('anna').hangUp();
  await centre.waits(1_000);
  const wrapUp = { mode: 'forced_with_limit', extensions: 1 };
  const [, before] = await asks('GET', '');
  expect(before).toMatchObject({ state: 'wrap-up', wrapUp, lastTalk: { queue: 'sales', disposition: null } });
  const [, longer] = await asks('POST', '/wrap-up/extend');
  expect(longer.wrapUp?.extensions).toBe(0);
  expect((longer.until ?? 0) - (before.until ?? 0)).toBe(60_000);
  expect(await refusal('POST', '/wrap-up/extend')).toBe('409 it was extended once; more is not allowed');
  expect(await refusal('POST', '/wrap-up/end')).toMatch(/^409 wrap-up of sales lasts at least 10 s; \d+ s are left$/);
  await centre.waits(10_000);
  expect(await refusal('POST', '/wrap-up/end')).toBe('409 the queue sales wants a disposition first: sold, later');
  expect(await refusal('POST', '/disposition', { code: 'gold' })).toMatch(/^409 sales has no disposition gold/);
  const [, said] = await asks('POST', '/disposition?author=petra', { code: 'sold' });
  expect(said.lastTalk).toMatchObject({ call: 'fake.1', disposition: 'sold' });
  expect(centre.of('queue.disposition').map(({ call, data }) => [call, data.code, data.by])).toEqual([
    ['fake.1', 'sold', 'petra (admin)'],
  ]);
  const [status, after] = await asks('POST', '/wrap-up/end');
  expect([status, after.state, after.wrapUp]).toEqual([200, 'available', null]);
});

it('a state asked for in forced wrap-up comes after it, a supervisor’s at once', async () => {
  await talks();
  centre.asterisk.phone('anna').hangUp();
  await centre.waits(1_000);
  expect((await asks('PUT', '/state', { state: 'not-ready', reason: 'lunch' }))[1]).toMatchObject({
    state: 'wrap-up',
    next: 'not-ready',
    nextReason: 'lunch',
  });
  const [, gone] = await asks('PUT', '/state', { state: 'not-ready', reason: 'lunch', force: true });
  expect(gone).toMatchObject({ state: 'not-ready', reason: 'lunch', overLimit: false });
  expect((gone.until ?? 0) - gone.since).toBe(2_700_000);
  await centre.waits(2_700_000);
  expect((await asks('GET', ''))[1]).toMatchObject({ state: 'not-ready', overLimit: true });
});

it('signs an agent out of one queue, and in again', async () => {
  expect((await asks('DELETE', '/queues/sales'))[1]).toMatchObject({ state: 'available', out: ['sales'] });
  centre.asterisk.arrives({ dnis: '1' });
  await centre.waits(5_000);
  expect(centre.of('queue.offered')).toEqual([]);
  expect((await asks('PUT', '/queues/sales', {}))[1].out).toEqual([]);
  await centre.waits(5_000);
  expect(centre.stateOf('anna')).toBe('on-call');
});

it('says why not', async () => {
  expect(await refusal('POST', '/wrap-up/end')).toBe('409 the agent is not in wrap-up');
  expect(await refusal('POST', '/wrap-up/start')).toBe('409 wrap-up is asked for during a talk');
  expect(await refusal('POST', '/disposition', { code: 'sold' })).toBe('409 there was no talk that it could be of');
  expect(await refusal('PUT', '/queues/nowhere', {})).toMatch(/^409 anna is no member of nowhere/);
  expect(await refusal('PUT', '/state', { state: 'not-ready', reason: 'golf' })).toMatch(
    /^409 there is no reason golf/,
  );
  expect(await refusal('POST', '/wrap-up/sleep')).toMatch(/^4\d\d /);
  expect((await api.ask('/agents/nobody/wrap-up/end', { method: 'POST' })).status).toBe(404);
});
