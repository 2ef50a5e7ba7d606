import { usualCounting } from '../../src/domain/service-level';
import { reportView } from '../../src/http/routes/reports';
import type { WaitsReport } from '../../src/reports/waits';
import { MemoryMeasured } from '../fakes/measured';
import { startApi, type Api } from '../support/api';
import { agent, floorOf, FloorStory, queueSettings } from '../support/floor';

const START = Date.parse('2026-11-22T00:30+03:00');
const floor = new FloorStory(floorOf([agent('anna', { skills: {} })], [queueSettings('sales', { wrapUpMs: 10_000 })]));
floor.now = START;
floor.signsIn('anna').enters('one').waits(12_000).talks('anna').waits(60_000).legEnds('anna', 16);
floor.enters('two').waits(3_000).happens({ type: 'leave-queue', ticket: 'two.t1', reason: 'abandoned' });
floor.waits(7_200_000);

let api: Api;
beforeEach(async () => {
  const past = new MemoryMeasured(() => floor.events);
  const site = { timeZone: () => 'Europe/Moscow', rulesOf: () => usualCounting, now: () => floor.now };
  api = await startApi({ reports: { past, ...site } });
});
afterEach(() => api.close());

const report = async (path: string) => reportView.parse(await (await api.ask(`/reports/${path}`)).json());

it('reports queues by the day of the site, and by other rules', async () => {
  const day = await report(
    'queues?from=2026-11-22&interval=day&measures=offered,answered,short_abandoned,service_level,asa',
  );
  expect(day).toMatchObject({ timeZone: 'Europe/Moscow', from: Date.parse('2026-11-22T00:00+03:00') });
  expect(day.measures.map(({ unit }) => unit)).toEqual(['count', 'count', 'count', 'share', 'seconds']);
  expect(day.rows).toHaveLength(1);
  const figures = { offered: 2, answered: 1, short_abandoned: 1, service_level: 0.5, asa: 12 };
  expect(day.rows[0]).toMatchObject({ key: 'sales', figures });
  expect(day.total.figures).toEqual(figures);
  const other = await report('queues?measures=service_level,abandoned&within=10s&short_abandon=2s&formula=of_offered');
  expect(other.total.figures).toEqual({ service_level: 0, abandoned: 1 });
});

it('reports agents by the hour, whose parts add up', async () => {
  const { rows, total } = await report('agents?from=2026-11-22&interval=1h');
  expect(rows).toHaveLength(3);
  const parts = ['available_time', 'ringing_time', 'connecting_time', 'talk_time', 'wrap_up_time', 'not_ready_time'];
  for (const { figures } of [...rows, total])
    expect(parts.reduce((sum, name) => sum + (figures[name] ?? 0), 0)).toBeCloseTo(figures['signed_in_time'] ?? 0, 6);
  expect(total.figures).toMatchObject({ talk_time: 60, ringing_time: 12, handled: 1, aht: 70 });
});

it('writes a table for spreadsheets', async () => {
  const answer = await api.ask('/reports/queues?measures=offered,asa&format=csv');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect((await answer.text()).trim().split('\n')[0]).toContain('queue;from;to;offered;asa');
});

it.each(['queues?measures=nonsense', 'queues?from=2026-11-22&to=2026-11-22', 'agents?interval=2h', 'queues?within=20'])(
  'says what is wrong with %s',
  async (path) => expect((await api.ask(`/reports/${path}`)).status).toBe(400),
);

it('reports what callers were told of their wait, and who gave up', async () => {
  const waits = (await (await api.ask('/reports/waits?from=2026-11-22')).json()) as WaitsReport;
  expect(waits).toMatchObject({ timeZone: 'Europe/Moscow', interval: 'none', total: { told: 0, known: 0, rises: 0 } });
  const gone = await api.ask('/reports/abandoned?short=true&open=true&only=sales');
  expect(await gone.json()).toMatchObject({ timeZone: 'Europe/Moscow', callers: [] });
  expect((await api.ask('/reports/abandoned?interval=1h')).status).toBe(400);
  const csv = await api.ask('/reports/waits?format=csv');
  expect(csv.headers.get('content-disposition')).toContain('waits.csv');
});
