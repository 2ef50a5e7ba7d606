import { z } from 'zod';
import type { Wait } from '../../src/domain/wait';
import { agentView, callView as callSchema, queueView } from '../../src/http/schemas';
import { callView, NOON, startApi, type Api } from '../support/api';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const json = async (response: Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await response).json()) as Record<string, unknown>;

describe('agents', () => {
  it('are listed with the time of the list', async () => {
    const { at, agents } = await json(api.ask('/agents'));
    expect(at).toBe(NOON);
    expect(
      z
        .array(agentView)
        .parse(agents)
        .map(({ id }) => id),
    ).toEqual(['anna', 'boris']);
  });

  it('can be asked for one by one', async () => {
    expect(agentView.parse(await json(api.ask('/agents/boris'))).name).toBe('Boris Orlov');
    expect((await api.ask('/agents/nobody')).status).toBe(404);
  });

  it('take a state with a reason, and the one who asked is known', async () => {
    const answer = await api.put('/agents/anna/state', { state: 'not-ready', reason: ' lunch ' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: 'anna', state: 'not-ready', reason: 'lunch' });
    expect(api.centre.asked).toEqual([{ agent: 'anna', to: 'not-ready', reason: 'lunch', by: 'admin' }]);
  });

  it('are unknown: 404, and the floor is not asked', async () => {
    const answer = await api.put('/agents/carl/state', { state: 'available' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ detail: 'there is no agent carl' });
    expect(api.centre.asked).toEqual([]);
  });

  it('refuse with a reason: 409', async () => {
    api.centre.refuseWith = 'anna has no phone';
    const answer = await api.put('/agents/anna/state', { state: 'available' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ type: 'urn:carillon:problem:refused', detail: 'anna has no phone' });
  });

  it('cannot be reached while Asterisk is away: 503, try again', async () => {
    api.centre.refuseWith = 'Asterisk cannot be reached at the moment';
    api.centre.away.add('asterisk');
    const answer = await api.put('/agents/anna/state', { state: 'available' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  });
});

describe('queues and calls', () => {
  it('show who waits', async () => {
    api.centre.callList = [callView()];
    const { queues } = await json(api.ask('/queues'));
    expect(z.array(queueView).parse(queues)).toMatchObject([{ name: 'sales', waiting: 1, longestWaitMs: 30_000 }]);
    const { calls } = await json(api.ask('/calls'));
    expect(z.array(callSchema).parse(calls)).toMatchObject([{ ani: '+79161234567', position: 1, queue: 'sales' }]);
  });

  it('are found by their id and by the SIP Call-ID of the caller', async () => {
    api.centre.callList = [callView()];
    expect(await json(api.ask('/calls/carillon-1795290196.12'))).toMatchObject({ node: 'sales.0' });
    expect(await json(api.ask(`/calls/${encodeURIComponent('7f3a@192.0.2.10')}`))).toMatchObject({ node: 'sales.0' });
    expect((await api.ask('/calls/another')).status).toBe(404);
  });
});

describe('why a caller waits', () => {
  it('is told of a call that waits, by either of its ids', async () => {
    const call = callView({ queue: 'sales', position: 1 });
    const wait: Wait = {
      ...{ ticket: `${call.id}.t3`, call: call.id, queue: 'sales', strategy: 'longest-idle', waitedMs: 1_000 },
      ...{ position: 1, score: 0, priority: 0, pausedUntil: null, heldBy: null, before: [], changes: [] },
      asks: { levels: [['sales', 50]], only: null, tier: null, where: null },
      agents: [{ agent: 'anna', name: 'Anna', verdict: { is: 'not-ready', reason: 'lunch' } }],
    };
    api.centre.callList = [call];
    api.centre.waits.set(call.id, wait);
    expect(await json(api.ask(`/calls/${call.id}/why`))).toEqual(wait);
    expect(await json(api.ask(`/calls/${encodeURIComponent(call.sipCallId)}/why`))).toEqual(wait);
  });

  it('is 404 for one that does not', async () => {
    api.centre.callList = [callView()];
    expect((await api.ask(`/calls/${callView().id}/why`)).status).toBe(404);
    expect((await api.ask('/calls/nobody/why')).status).toBe(404);
  });
});
