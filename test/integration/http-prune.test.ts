import type { PruneReport } from '../../src/domain/retention';
import { NOON, startApi, type Api } from '../support/api';

const report = (dryRun: boolean): PruneReport => ({
  at: NOON,
  dryRun,
  counts: { message: 1, recording: 0, 'left-over': 0, prompt: 0 },
  failed: 0,
  items: [{ kind: 'message', name: 'c-1.1.r3', from: NOON, bytes: null }],
});

let api: Api;
let away = false;
beforeEach(async () => {
  away = false;
  const prune = async (dryRun: boolean): Promise<PruneReport> => {
    if (away) throw new Error('MySQL is away');
    return report(dryRun);
  };
  api = await startApi({ prune });
});
afterEach(() => api.close());

const asked = (body: object): Promise<Response> =>
  api.ask('/prune', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

it('deletes what is over its time, or says what would go', async () => {
  expect(await (await asked({})).json()).toEqual(report(false));
  expect(await (await asked({ dryRun: true })).json()).toEqual(report(true));
  expect((await asked({ dryRun: 'yes' })).status).toBe(400);
});

it('says that it cannot look through everything now', async () => {
  away = true;
  expect((await asked({})).status).toBe(503);
});
