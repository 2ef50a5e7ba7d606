import { noOutcomes } from '../../src/domain/site-version';
import { NOON, startApi, VERSION, type Api } from '../support/api';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const scrape = async (): Promise<string> => (await fetch(`${api.url}/metrics`)).text();

it('is alive', async () => {
  expect(await (await fetch(`${api.url}/livez`)).json()).toEqual({ status: 'alive' });
});

it.each([
  [[], 200, 'ready'],
  [['history'], 200, 'degraded'],
  [['site'], 200, 'degraded'],
  [['redis'], 503, 'unready'],
  [['asterisk', 'history'], 503, 'unready'],
])('with %j away answers %i %s', async (away, status, word) => {
  for (const part of away) api.centre.away.add(part);
  const answer = await fetch(`${api.url}/readyz`);
  expect(answer.status).toBe(status);
  const said = (await answer.json()) as { status: string; parts: Record<string, { ok: boolean }> };
  expect(said.status).toBe(word);
  expect(Object.keys(said.parts)).toEqual(['asterisk', 'redis', 'history', 'site']);
  for (const part of away) expect(said.parts[part]?.ok).toBe(false);
});

it('has the names that dashboards ask for, before the first call', async () => {
  api.metrics.ariRequest('POST /channels/{id}/answer', 204, 0.004);
  api.metrics.ariEvent('StasisStart');
  const text = await scrape();
  for (const name of [
    'carillon_calls_offered_total{queue="sales"} 0',
    'carillon_calls_answered_total{queue="sales"} 0',
    'carillon_calls_abandoned_total{queue="sales",short="yes"} 0',
    'carillon_calls_overflowed_total',
    'carillon_answer_seconds',
    'carillon_talk_seconds',
    'carillon_wrapup_seconds',
    'carillon_queue_waiting{queue="sales"} 0',
    'carillon_queue_longest_wait_seconds{queue="sales"} 0',
    'carillon_agents{queue="sales",state="available"} 2',
    'carillon_flow_node_seconds',
    'carillon_flow_errors_total',
    'carillon_event_lag_events 0',
    'carillon_config_last_reload_successful 1',
    'ari_request_seconds_count{op="POST /channels/{id}/answer",status="204"} 1',
    'ari_events_total{type="StasisStart"} 1',
    'ari_ws_connected 1',
    'crm_lookup_seconds',
    'nodejs_eventloop_lag_p99_seconds',
  ])
    expect(text).toContain(name);
});

it('counts what happens', async () => {
  const ticket = 'c.1.t1';
  const visit = { ticket, queue: 'sales', agent: 'anna', leg: 'c.1.a1' };
  const left = { ticket, queue: 'sales', position: 1, positionAtEntry: 1 };
  const { stream } = api;
  stream.happens('queue.entered', 'c.1', { ticket, queue: 'sales', position: 1, priority: 0 });
  stream.happens('queue.offer-ended', 'c.1', { ...visit, how: 'ring-no-answer', rangMs: 15_000 });
  stream.happens('queue.connected', 'c.1', { ...visit, waitedMs: 17_000 });
  stream.happens('queue.talk-ended', 'c.1', { ...visit, by: 'caller', talkedMs: 61_000 });
  stream.happens('queue.left', 'c.1', { ...left, reason: 'answered', waitedMs: 17_000 });
  stream.happens('queue.left', 'c.2', { ...left, reason: 'abandoned', waitedMs: 4_000 });
  stream.happens('queue.left', 'c.3', { ...left, reason: 'abandoned', waitedMs: 40_000 });
  stream.happens('queue.left', 'c.4', { ...left, reason: 'full', waitedMs: 0 });
  stream.happens('flow.lookup', 'c.1', { node: 'hello.0', connector: 'crm', result: 'found', tookMs: 40 });
  stream.happens('call.ended', 'c.1', { outcome: 'answered', by: 'them', cause: 16, node: null });
  api.metrics.observe(stream.all());

  const text = await scrape();
  for (const line of [
    'carillon_calls_offered_total{queue="sales"} 1',
    'carillon_calls_answered_total{queue="sales"} 1',
    'carillon_calls_abandoned_total{queue="sales",short="yes"} 1',
    'carillon_calls_abandoned_total{queue="sales",short="no"} 1',
    'carillon_calls_overflowed_total{queue="sales",reason="full"} 1',
    'carillon_offers_total{queue="sales",how="ring-no-answer"} 1',
    'carillon_answer_seconds_bucket{le="15",queue="sales"} 0',
    'carillon_answer_seconds_bucket{le="20",queue="sales"} 1',
    'carillon_talk_seconds_sum{queue="sales"} 61',
    'crm_lookup_seconds_count{connector="crm",result="found"} 1',
    'carillon_calls_ended_total{outcome="answered"} 1',
  ])
    expect(text).toContain(line);
  expect(text).not.toMatch(/anna|c\.1/);
});

it('shows what is away and what was not taken', async () => {
  api.centre.away.add('asterisk');
  api.stream.behind = 42;
  api.centre.siteView = {
    ...api.centre.siteView,
    lastReload: { at: NOON, taken: false, by: 'olga', why: 'mistakes', problems: [] },
    canary: { version: VERSION, percent: 10, since: NOON, outcomes: { base: noOutcomes, canary: noOutcomes } },
  };
  const text = await scrape();
  expect(text).toContain('ari_ws_connected 0');
  expect(text).toContain('carillon_part_up{part="asterisk"} 0');
  expect(text).toContain('carillon_event_lag_events 42');
  expect(text).toContain('carillon_config_last_reload_successful 0');
  expect(text).toContain(`carillon_config_last_reload_timestamp_seconds ${NOON / 1000}`);
  expect(text).toContain('carillon_site_version 7');
  expect(text).toContain('carillon_canary_percent 10');
});

it('is scraped though Redis is away', async () => {
  api.stream.lag = () => Promise.reject(new Error('away'));
  expect(await scrape()).toContain('carillon_event_lag_events Nan');
  expect(api.log.all.some(({ level }) => level === 'warn')).toBe(true);
});
