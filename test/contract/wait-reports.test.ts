import type { Knex } from 'knex';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { MysqlMeasured } from '../../src/adapters/mysql/measured';
import { usualCounting } from '../../src/domain/service-level';
import { makeAbandonedReport } from '../../src/reports/abandoned';
import { makeReport } from '../../src/reports/report';
import { makeWaitsReport } from '../../src/reports/waits';
import { MemoryMeasured } from '../fakes/measured';
import { Centre } from '../support/centre';
import { useTables } from '../support/servers';
import { siteOf } from '../support/story';

let db: Knex;
useTables((opened) => (db = opened));

/** The usual talk takes 60 s and wrap-up nothing; who waits is told every 20 s how long it will take. */
const site = siteOf({
  'numbers.yaml': 'numbers:\n  "1": { flow: main, campaign: radio }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales, wrap_up: 0s, short_abandon: 5s, announce: { position: false } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
  'flows/main.yaml': `flow: main
start: a
steps:
  a:
    - answer
    - queue: { name: sales, while_waiting: waits }
    - hangup
`,
  'flows/waits.yaml': `flow: waits
start: a
steps:
  a:
    - if: wait.expected < 0
      then: quiet
    - say: { parts: ["About {{ wait.expected }} seconds."], barge_in: false }
    - silence: 20s
    - goto: a
  quiet:
    - say: { parts: ["Please wait."], barge_in: false }
    - silence: 20s
    - goto: a
`,
});

const centre = new Centre(site);
const calls = async (ani: string) => {
  const caller = centre.asterisk.arrives({ dnis: '1', ani });
  await centre.settle();
  return caller;
};
const START = centre.clock.now();

beforeAll(async () => {
  await centre.start();
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 0, hangsUpAfterMs: 60_000 });
  await centre.signsIn('anna');
  await calls('79160000001');
  await centre.waits(70_000);
  // Anna's second talk; the next caller is told of a minute when a bit of it is over.
  await calls('79160000002');
  await centre.waits(10_000);
  await calls('79160000003');
  const impatient = await calls('79160000004');
  const short = await calls('79160000005');
  const secret = await calls('');
  await centre.waits(2_000);
  short.hangUp();
  await centre.waits(20_000);
  impatient.hangUp();
  secret.hangUp();
  await centre.waits(200_000);
  const again = await calls('79160000004');
  await centre.waits(100_000);
  again.hangUp();
  await centre.waits(1_000);
  const history = new MysqlHistory({ db, onUnreadable: (event) => expect(event).toBeUndefined() });
  await history.record(centre.store.events);
});

const day = { from: START, to: START + 86_400_000 };

describe.each([
  ['events in memory', () => new MemoryMeasured(() => centre.store.events)],
  ['MySQL', () => new MysqlMeasured(db)],
])('what callers were told and who gave up, from %s', (_name, past) => {
  const parts = () => ({
    ...{ past: past(), timeZone: () => 'Europe/Moscow', now: () => centre.clock.now() },
    rulesOf: () => site.queues.get('sales')?.counting ?? usualCounting,
  });

  test('each value is kept beside the real wait, and the error is a report', async () => {
    const told = centre.of('queue.announced');
    const third = told.filter(({ call }) => call === centre.of('call.arrived')[2]?.call);
    expect(third.map(({ data }) => data.position)).toEqual([1, 1, 1]);
    expect(third[0]?.data).toMatchObject({ queue: 'sales', expectedMs: 60_000, agents: 1 });
    const served = centre.of('queue.left').filter(({ data }) => data.reason === 'answered');
    const answeredAt = new Map(served.map(({ at, data }) => [data.ticket, at]));
    const errors = told.flatMap(({ at, data: { ticket, expectedMs } }) => {
      const answered = answeredAt.get(ticket);
      return answered === undefined ? [] : [{ error: answered - at - expectedMs, expectedMs }];
    });
    // Anna was free again 50 s after the third caller came: ten too many were said.
    expect(errors).toContainEqual({ error: -10_000, expectedMs: 60_000 });
    expect(errors.length).toBeLessThan(told.length);
    const close = errors.filter(({ error, expectedMs }) => Math.abs(error) <= 0.2 * expectedMs).length;
    const sizes = errors.map(({ error }) => Math.abs(error) / 1000).sort((a, b) => a - b);
    const report = await makeWaitsReport(parts(), { ...day, interval: 'none', only: [] });
    expect(report.rows).toEqual([{ ...report.total, queue: 'sales' }]);
    expect(report.total).toMatchObject({ told: told.length, known: errors.length, rises: 0 });
    expect(report.total.close).toBeCloseTo(close / errors.length, 9);
    expect(report.total.meanError).toBeCloseTo(
      errors.reduce((sum, { error }) => sum + error / 1000, 0) / errors.length,
      9,
    );
    expect(report.total).toMatchObject({
      p50Error: sizes[Math.ceil(sizes.length / 2) - 1],
      p90Error: sizes[Math.ceil(sizes.length * 0.9) - 1],
    });
    const names = ['waits_told', 'waits_known', 'wait_error', 'wait_closeness', 'wait_rises'];
    const asked = { subject: 'queues' as const, interval: 'none' as const, only: [], rules: {} };
    const { total } = await makeReport(parts(), { ...day, ...asked, measures: names });
    expect(total.figures).toEqual({
      waits_told: told.length,
      waits_known: errors.length,
      wait_error: report.total.meanError,
      wait_closeness: report.total.close,
      wait_rises: 0,
    });
    const none = await makeWaitsReport(parts(), { ...day, interval: '1h', only: ['support'] });
    expect(none).toMatchObject({ rows: [], total: { told: 0, meanError: null } });
  });

  test('who gave up, when and after how long; and whether they came again', async () => {
    const asked = { ...day, only: [], short: false, open: false };
    const { callers } = await makeAbandonedReport(parts(), asked);
    expect(callers).toMatchObject([
      { number: '', since: 'withheld', waitedMs: 22_000, queue: 'sales', campaign: 'radio', dnis: '1' },
      { number: '79160000004', since: 'came-again', waitedMs: 22_000, short: false },
    ]);
    const short = await makeAbandonedReport(parts(), { ...asked, short: true });
    expect(short.callers.map(({ number }) => number)).toContain('79160000005');
    const open = await makeAbandonedReport(parts(), { ...asked, short: true, open: true });
    expect(open.callers).toMatchObject([{ number: '79160000005', short: true, since: 'open', sinceAt: null }]);
    expect((await makeAbandonedReport(parts(), { ...asked, only: ['support'] })).callers).toEqual([]);
  });
});
