import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { intervalLengths } from '../../measures/intervals';
import { followUps, makeAbandonedReport } from '../../reports/abandoned';
import { makeWaitsReport } from '../../reports/waits';
import { liveCall } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, unavailable } from '../problem';
import { route, type Reply, type Route } from '../route';
import { time } from '../schemas';
import { names, periodOf } from './reports';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
const seconds = (what: string) => z.number().nullable().describe(`seconds; ${what}`);
const period = {
  from: time.optional().describe('a day, a time with its zone, or milliseconds since 1970; without it, today'),
  to: time.optional().describe('up to then; without it, until now'),
  only: names.describe('only these queues, with commas'),
  format: z.enum(['json', 'csv']).optional().describe('or the header Accept: text/csv'),
};
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

const waitsRow = z.object({
  queue: z.string().describe("'' of the total"),
  from: instant,
  to: instant,
  told: z.number().describe('how often callers were told how long it will take'),
  known: z.number().describe('of them those of callers who were answered'),
  meanError: seconds('real less told: above zero it took longer'),
  p50Error: seconds('half of the errors, whichever way, are no larger'),
  p90Error: seconds('nine of ten errors are no larger'),
  close: z.number().nullable().describe('share of those known that were within 20 % of what was told'),
  rises: z.number().describe('told more than the time before, though no fewer agents were at work'),
});
const waitsReport = z
  .object({
    interval: z.enum(intervalLengths),
    timeZone: z.string(),
    from: instant,
    to: instant,
    rows: z.array(waitsRow).readonly(),
    total: waitsRow,
  })
  .meta({ id: 'WaitsReport' });

const gaveUp = z.object({
  ticket: z.string(),
  call: z.string(),
  number: z.string().describe("'' for a withheld one"),
  name: z.string(),
  dnis: z.string(),
  campaign: z.string(),
  queue: z.string(),
  at: instant,
  waitedMs: z.number(),
  short: z.boolean().describe('shorter than `short_abandon` of the queue'),
  since: z.enum(followUps).describe('what became of them; open: nothing'),
  sinceAt: instant.nullable(),
});
const abandonedReport = z
  .object({ timeZone: z.string(), from: instant, to: instant, callers: z.array(gaveUp).readonly() })
  .meta({ id: 'AbandonedReport' });

const at = liveCall.arrivedAt;
const common = { timeZone: 'Europe/Moscow', from: at, to: at + 3_600_000 };
const row = {
  ...{ queue: 'sales', from: at, to: at + 3_600_000, told: 12, known: 10 },
  ...{ meanError: 4.2, p50Error: 11, p90Error: 41, close: 0.7, rises: 0 },
};
const waitsExample: z.input<typeof waitsReport> = {
  ...{ interval: 'none', ...common },
  rows: [row],
  total: { ...row, queue: '' },
};
const abandonedExample: z.input<typeof abandonedReport> = {
  ...common,
  callers: [
    {
      ...{ ticket: `${liveCall.id}.t3`, call: liveCall.id, number: liveCall.ani, name: '', dnis: '1000' },
      ...{ campaign: 'autumn', queue: 'sales', at: at + 71_000, waitedMs: 62_000, short: false },
      ...{ since: 'open', sinceAt: null },
    },
  ],
};

export function waitReportRoutes({ reports, history }: HttpParts): readonly Route[] {
  const parts = () => {
    if (!reports) throw new HttpProblem('refused', 'no reports are made here');
    return reports;
  };
  const read = async <T>(make: () => Promise<T>): Promise<T> => {
    try {
      return await make();
    } catch (error) {
      if (await history.healthy()) throw error;
      throw unavailable('the history cannot be read at the moment; nothing is lost, calls go on', error);
    }
  };
  return [
    route({
      method: 'get',
      path: '/reports/waits',
      operationId: 'reportWaits',
      tag: 'Reports',
      summary: 'What callers were told of their wait, beside what it was',
      may: 'reports.see',
      query: z.strictObject({ ...period, interval: z.enum(intervalLengths).default('none') }),
      answer: answerOf('One row a queue and interval, and the total', waitsReport, waitsExample),
      refusals: ['unavailable'],
      handle: async ({ query, req }) => {
        const asked = { ...periodOf(query, parts()), interval: query.interval, only: query.only ?? [] };
        const report = await read(() => makeWaitsReport(parts(), asked));
        const wanted = query.format ?? (req.accepts(['json', 'csv']) === 'csv' ? 'csv' : 'json');
        return wanted === 'json' ? { json: report } : csv('waits', report.rows);
      },
    }),
    route({
      method: 'get',
      path: '/reports/abandoned',
      operationId: 'reportAbandoned',
      tag: 'Reports',
      summary: 'Who gave up waiting, and whether they came again or were called since',
      may: 'reports.see',
      query: z.strictObject({
        ...period,
        short: flag.describe('short abandons, too'),
        open: flag.describe('only those of whom nothing became'),
      }),
      answer: answerOf('The callers, the latest first', abandonedReport, abandonedExample),
      refusals: ['unavailable'],
      handle: async ({ query, req }) => {
        const { only = [], short, open } = query;
        const report = await read(() =>
          makeAbandonedReport(parts(), { ...periodOf(query, parts()), only, short, open }),
        );
        const wanted = query.format ?? (req.accepts(['json', 'csv']) === 'csv' ? 'csv' : 'json');
        return wanted === 'json' ? { json: report } : csv('abandoned', report.callers);
      },
    }),
  ];
}

const answerOf = (description: string, schema: z.ZodType, example: unknown) => ({
  description,
  content: {
    'application/json': { schema, example },
    'text/csv': { schema: z.string(), example: 'queue;from;to;…' },
  },
});

/** For spreadsheets, as the other reports: semicolons, times in UTC. */
function csv(name: string, rows: readonly object[]): Reply {
  const cells = rows.map((each) =>
    Object.fromEntries(
      Object.entries(each).map(([key, value]: [string, unknown]) => [
        key,
        TIMES.has(key) && typeof value === 'number' ? new Date(value).toISOString() : (value ?? ''),
      ]),
    ),
  );
  const text = stringify(cells, { header: true, bom: true, delimiter: ';', escape_formulas: true });
  const headers = { vary: 'Accept', 'content-disposition': `attachment; filename="${name}.csv"` };
  return { text, type: 'text/csv', headers };
}

const TIMES: ReadonlySet<string> = new Set(['from', 'to', 'at', 'sinceAt']);
