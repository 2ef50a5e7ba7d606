import type { AbandonedReport } from '../../../src/reports/abandoned';
import type { WaitsReport } from '../../../src/reports/waits';
import { json, TestWorld } from './world';

const AT = Date.UTC(2026, 10, 22, 7, 0);
const row = {
  ...{ queue: 'sales', from: AT, to: AT + 3_600_000, told: 12, known: 10 },
  ...{ meanError: -4.2, p50Error: 19, p90Error: 72, close: 0.634, rises: 0 },
};
const waits: WaitsReport = {
  ...{ from: AT, to: AT + 3_600_000, interval: 'none', timeZone: 'Europe/Moscow' },
  rows: [row],
  total: { ...row, queue: '' },
};
const abandoned: AbandonedReport = {
  ...{ from: AT, to: AT + 3_600_000, timeZone: 'Europe/Moscow' },
  callers: [
    {
      ...{ ticket: 'c-1.1.t3', call: 'c-1.1', number: '79160000001', name: 'Olga', dnis: '1000', campaign: 'autumn' },
      ...{ queue: 'sales', at: AT + 71_000, waitedMs: 62_000, short: false, since: 'open', sinceAt: null },
    },
    {
      ...{ ticket: 'c-1.2.t3', call: 'c-1.2', number: '', name: '', dnis: '1000', campaign: '' },
      ...{ queue: 'sales', at: AT, waitedMs: 2_000, short: true, since: 'withheld', sinceAt: null },
    },
  ],
};

const world = (): TestWorld =>
  new TestWorld(({ url }) =>
    url.pathname === '/api/v1/reports/waits'
      ? json(waits)
      : url.pathname === '/api/v1/reports/abandoned'
        ? json(url.searchParams.get('only') === 'nobody' ? { ...abandoned, callers: [] } : abandoned)
        : undefined,
  );

test('carillon report waits', async () => {
  const w = world();
  expect(await w.carillon('report', 'waits', '--from', '2026-11-22')).toBe(0);
  expect(w.asked).toEqual(['GET /reports/waits?from=2026-11-22&interval=none']);
  expect(w.out).toMatch(/sales +12 +10 +-0:04 +0:19 +1:12 +63\.4 % +0/);
});

test('carillon report abandoned', async () => {
  const w = world();
  expect(await w.carillon('report', 'abandoned', '--open', '--short')).toBe(0);
  expect(w.asked).toEqual(['GET /reports/abandoned?open=true&short=true']);
  expect(w.out).toMatch(/79160000001 Olga +sales +1:02 +1000 +autumn +open +c-1\.1/);
  expect(w.out).toMatch(/withheld +sales +0:02 \(short\) .* nobody can know/);
  expect(await w.carillon('report', 'abandoned', '--only', 'nobody')).toBe(0);
  expect(w.out).toContain('Nobody gave up');
});
