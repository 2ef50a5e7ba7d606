import type { CarillonEvent } from '../../src/domain/event';
import { callRow, eventView } from '../../src/http/schemas';
import { arrival, NOON, startApi, type Api } from '../support/api';

const MINUTE = 60_000;
let api: Api;

beforeEach(async () => {
  api = await startApi();
  for (const n of [1, 2, 3]) {
    const id = `carillon-1795290196.${n}`;
    const at = NOON + n * MINUTE;
    const ani = n === 3 ? '=1+1' : '+79161234567';
    const events = [
      { id: `${id}.e1`, at, call: id, type: 'call.arrived', data: arrival(id, `sip-${n}`, at, ani) },
      {
        id: `${id}.e2`,
        at: at + 1000,
        call: id,
        type: 'flow.play',
        data: {
          node: 'menu.0',
          command: `${id}.p1`,
          language: 'en',
          media: [
            { is: 'prompt', name: 'office/main-menu' },
            { is: 'text', text: 'two' },
          ],
        },
      },
      {
        id: `${id}.e3`,
        at: at + 12_500,
        call: id,
        type: 'call.ended',
        data: { outcome: n === 2 ? 'abandoned' : 'answered', by: 'them', cause: 16, node: null },
      },
    ];
    await api.history.record(events as unknown as CarillonEvent[]);
  }
});
afterEach(() => api.close());

const ids = async (query: string): Promise<string[]> => {
  const { calls } = (await (await api.ask(`/history/calls${query}`)).json()) as { calls: { id: string }[] };
  return calls.map(({ id }) => id.split('.')[1]!);
};

it('lists calls, the newest first', async () => {
  const { calls, next } = (await (await api.ask('/history/calls')).json()) as { calls: unknown[]; next: null };
  expect(calls.map((row) => callRow.parse(row).id.split('.')[1])).toEqual(['3', '2', '1']);
  expect(next).toBeNull();
});

it.each([
  ['?outcome=abandoned', ['2']],
  ['?ani=%2B79161234567', ['2', '1']],
  ['?from=2026-11-21T12:02:00Z', ['3', '2']],
  ['?from=2026-11-21T15:02:00%2B03:00', ['3', '2']],
  [`?to=${NOON + 2 * MINUTE}`, ['1']],
  ['?from=2026-11-22', []],
  ['?dnis=1000&campaign=autumn&limit=2', ['3', '2']],
  ['?queue=sales', []],
])('takes the filter %s', async (query, expected) => {
  expect(await ids(query)).toEqual(expected);
});

it('counts days as the site does, and says by which zone', async () => {
  await api.close();
  const { history } = api;
  // Noon in UTC is the next day there.
  api = await startApi({ history, timeZone: () => 'Pacific/Kiritimati' });
  expect(await ids('?from=2026-11-22')).toEqual(['3', '2', '1']);
  expect(await ids('?to=2026-11-22')).toEqual([]);
  const { headers } = await api.ask('/history/calls');
  expect(headers.get('carillon-time-zone')).toBe('Pacific/Kiritimati');
});

it('gives page after page', async () => {
  const first = await api.ask('/history/calls?limit=2&campaign=autumn');
  const { next } = (await first.json()) as { next: string };
  expect(next).toBe('carillon-1795290196.2');
  const link = /<\/api\/v1([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
  expect(link).toBe('/history/calls?limit=2&campaign=autumn&before=carillon-1795290196.2');
  expect(await ids(link!.replace('/history/calls', ''))).toEqual(['1']);
});

it.each([
  ['?format=csv', {}],
  ['', { accept: 'text/csv' }],
])('writes a table for spreadsheets (%s %o)', async (query, headers) => {
  const answer = await api.ask(`/history/calls${query}`, { headers });
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toContain('calls.csv');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head, first] = new TextDecoder().decode(bytes).split('\n');
  expect(head).toContain('id;arrived_at;answered_at;ended_at;seconds;ani');
  // A caller may call themselves a formula; the spreadsheet must not compute it.
  expect(first).toContain(`carillon-1795290196.3;2026-11-21T12:03:00.000Z;;2026-11-21T12:03:12.500Z;12.5;'=1+1;`);
});

it('tells a call from the cradle to the grave, prompts with what they say', async () => {
  const answer = await api.ask('/history/calls/carillon-1795290196.2');
  const { call, events } = (await answer.json()) as { call: unknown; events: unknown[] };
  expect(callRow.parse(call)).toMatchObject({ outcome: 'abandoned' });
  expect(events.map((event) => eventView.parse(event).type)).toEqual(['call.arrived', 'flow.play', 'call.ended']);
  expect(events[1]).toMatchObject({
    data: {
      media: [
        { is: 'prompt', name: 'office/main-menu', text: '[en] For sales press 1.' },
        { is: 'text', text: 'two' },
      ],
    },
  });
  expect((await api.ask('/history/calls/carillon-9.9')).status).toBe(404);
});

it('reports by campaign', async () => {
  const answer = await api.ask('/reports/campaigns?from=2026-11-21&to=2026-11-22');
  expect(await answer.json()).toEqual({
    campaigns: [{ campaign: 'autumn', offered: 3, answered: 2, abandoned: 1, lost: 0 }],
  });
  expect((await api.ask('/reports/campaigns?from=2026-11-22&to=2026-11-21')).status).toBe(400);
  expect((await api.ask('/reports/campaigns')).status).toBe(400);
});

it('says that MySQL is away, and only that', async () => {
  api.history.goAway();
  for (const path of ['/history/calls', '/history/calls/x', '/reports/campaigns?from=2026-11-21&to=2026-11-22']) {
    const answer = await api.ask(path);
    expect([path, answer.status]).toEqual([path, 503]);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect((await api.ask('/agents')).status).toBe(200);
  api.history.comeBack();
  expect((await api.ask('/history/calls')).status).toBe(200);
});
