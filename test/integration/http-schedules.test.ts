import { z } from 'zod';
import { scheduleView } from '../../src/http/schedule-schemas';
import { startApi, type Api } from '../support/api';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const json = async (response: Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await response).json()) as Record<string, unknown>;

describe('schedules', () => {
  it('are listed, and can be asked for one by one', async () => {
    const { schedules } = await json(api.ask('/schedules'));
    expect(z.array(scheduleView).parse(schedules)).toMatchObject([{ name: 'office', opening: { is: 'open' } }]);
    expect(await json(api.ask('/schedules/office'))).toMatchObject({ name: 'office' });
    expect((await api.ask('/schedules/shop')).status).toBe(404);
  });

  it('are set by hand, by the one whose token it is, for whom they speak', async () => {
    const answer = await api.put('/schedules/office/override', { to: 'closed', until: '18:00', why: ' a burst pipe ' });
    expect(answer.status).toBe(200);
    expect(scheduleView.parse(await answer.json())).toMatchObject({
      opening: { is: 'closed' },
      override: { by: 'admin' },
    });
    await api.put('/schedules/office/override', { to: 'emergency', author: 'olga@laptop' });
    expect(api.centre.overridden).toEqual([
      { schedule: 'office', to: 'closed', until: '18:00', why: 'a burst pipe', by: 'admin' },
      { schedule: 'office', to: 'emergency', until: 'next_edge', why: '', by: 'olga@laptop (admin)' },
    ]);
  });

  it('are given back to their hours', async () => {
    await api.put('/schedules/office/override', { to: 'closed' });
    const answer = await api.ask('/schedules/office/override?why=mended&author=olga', { method: 'DELETE' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ opening: { is: 'open' }, override: null });
    expect(api.centre.overridden.at(-1)).toEqual({ schedule: 'office', to: null, why: 'mended', by: 'olga (admin)' });
  });

  it('refuse what makes no sense: 404, 409, 400', async () => {
    expect((await api.put('/schedules/shop/override', { to: 'closed' })).status).toBe(404);
    expect((await api.put('/schedules/office/override', { until: '18:00' })).status).toBe(400);
    expect((await api.put('/schedules/office/override', { to: 'closed', untill: '18:00' })).status).toBe(400);
    api.centre.refuseWith = 'the schedule office has no state clsed';
    const answer = await api.put('/schedules/office/override', { to: 'clsed' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ detail: 'the schedule office has no state clsed' });
  });

  it('cannot be set while the store is away: 503, and the log says why', async () => {
    api.centre.storeIsAway = true;
    const answer = await api.put('/schedules/office/override', { to: 'closed' });
    expect(answer.status).toBe(503);
    expect(JSON.stringify(api.log)).toContain('an override could not be saved');
  });
});
