import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { serviceLevelFormulas } from '../../domain/service-level';
import { parseDuration } from '../../domain/time';
import { didYouMean } from '../../flow/did-you-mean';
import { instantAt, shownAt } from '../../flow/wall-clock';
import { measures } from '../../measures/definitions';
import { intervalLengths, type Interval } from '../../measures/intervals';
import { subjects, type Subject } from '../../measures/measure';
import { measureOf } from '../../measures/definitions';
import { makeReport, type Report, type ReportParts } from '../../reports/report';
import type { HttpParts } from '../parts';
import { HttpProblem, invalid, unavailable } from '../problem';
import { route, type Reply, type Route } from '../route';
import { instantOf, time, type WrittenTime } from '../schemas';

export const names = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .optional();
const length = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, { error: () => 'is no duration like 20s' })
  .transform((text) => parseDuration(text) ?? 0)
  .optional();
const query = z.strictObject({
  from: time.optional().describe('from then on; without it, from the beginning of today'),
  to: time.optional().describe('up to then; without it, until now'),
  interval: z.enum(intervalLengths).default('none'),
  measures: names.describe('names from docs/measures.md, with commas; without it, the usual ones'),
  only: names.describe('only these queues or agents, with commas'),
  within: length.describe('another threshold of the service level for all queues: 30s'),
  short_abandon: length.describe('another bound of short abandons: 5s'),
  formula: z.enum(serviceLevelFormulas).optional().describe('another variant of the service level'),
  format: z.enum(['json', 'csv']).optional().describe('or the header Accept: text/csv'),
});

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
const row = z.object({
  key: z.string().describe("the queue or the agent; '' of all calls and of the total"),
  from: instant,
  to: instant,
  figures: z.record(z.string(), z.number().nullable()).describe('by measure; lengths in seconds, shares 0 to 1'),
  notReadyBy: z.record(z.string(), z.number()).optional().describe('of agents: seconds by reason'),
});
export const reportView = z
  .object({
    subject: z.enum(subjects),
    interval: z.enum(intervalLengths),
    timeZone: z.string(),
    from: instant,
    to: instant,
    measures: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        unit: z.enum(['count', 'seconds', 'share']),
        formula: z.string(),
      }),
    ),
    rows: z.array(row),
    total: row,
  })
  .meta({ id: 'Report' });

const at = 1_795_290_200_000;
const example: z.input<typeof reportView> = {
  ...{ subject: 'queues', interval: '1h', timeZone: 'Europe/Moscow', from: at, to: at + 3_600_000 },
  measures: [{ name: 'offered', title: 'Offered', unit: 'count', formula: 'callers who entered the queue' }],
  rows: [{ key: 'sales', from: at, to: at + 3_600_000, figures: { offered: 12 } }],
  total: { key: '', from: at, to: at + 3_600_000, figures: { offered: 12 } },
};

export const reportRoutes = ({ reports, history }: HttpParts): readonly Route[] =>
  subjects.map((subject) =>
    route({
      method: 'get',
      path: `/reports/${subject}`,
      operationId: `report${subject[0]?.toUpperCase()}${subject.slice(1)}`,
      tag: 'Reports',
      summary: `Measures of ${subject} by interval`,
      description: 'Worked out from the events, so that other rules (`within`, `short_abandon`) apply to the past too.',
      may: 'reports.see',
      query,
      answer: {
        description: 'One row a key and interval, and the total',
        content: {
          'application/json': { schema: reportView, example },
          'text/csv': { schema: z.string(), example: 'queue;from;to;offered;…' },
        },
      },
      refusals: ['unavailable'],
      handle: async ({ query: asked, req }) => {
        if (!reports) throw new HttpProblem('refused', 'no reports are made here');
        const request = requestOf(subject, asked, reports);
        try {
          const report = await makeReport(reports, request);
          const format = asked.format ?? (req.accepts(['json', 'csv']) === 'csv' ? 'csv' : 'json');
          return format === 'json' ? { json: report } : csv(report);
        } catch (error) {
          if (await history.healthy()) throw error;
          throw unavailable('the history cannot be read at the moment; nothing is lost, calls go on', error);
        }
      },
    }),
  );

const meant = (written: string, subject: Subject): string =>
  didYouMean(
    written,
    measures.filter((each) => each.subject === subject).map(({ name }) => name),
  );

const wrong = (path: string, detail: string, remedy: string) => invalid([{ in: 'query', path, detail, remedy }]);

/** Today, as far as nothing else is asked for. */
export function periodOf(
  asked: { readonly from?: WrittenTime | undefined; readonly to?: WrittenTime | undefined },
  parts: Pick<ReportParts, 'timeZone' | 'now'>,
): Interval {
  const zone = parts.timeZone();
  const now = parts.now();
  const from = asked.from === undefined ? instantAt(zone, shownAt(zone, now).day, 0) : instantOf(asked.from, zone);
  const to = asked.to === undefined ? now : instantOf(asked.to, zone);
  if (!(to > from)) throw wrong('to', 'is not after from', 'the end is not part of the period');
  return { from, to };
}

function requestOf(subject: Subject, asked: z.output<typeof query>, parts: ReportParts) {
  const { from, to } = periodOf(asked, parts);
  const wanted = asked.measures ?? [];
  const unknown = wanted.find((name) => measureOf(subject, name) === undefined);
  if (unknown !== undefined)
    throw wrong(
      'measures',
      `there is no measure ${unknown} of ${subject}${meant(unknown, subject)}`,
      'see docs/measures.md',
    );
  const { within, short_abandon: shortAbandonMs, formula } = asked;
  return {
    ...{ subject, from, to, interval: asked.interval, measures: wanted, only: asked.only ?? [] },
    rules: {
      ...(within !== undefined && { withinMs: within }),
      ...(shortAbandonMs !== undefined && { shortAbandonMs }),
      ...(formula !== undefined && { formula }),
    },
  };
}

/** For spreadsheets, as the list of calls: semicolons, times in UTC, lengths in seconds. */
function csv({ subject, measures, rows }: Report): Reply {
  const heads = [subject.slice(0, -1), 'from', 'to', ...measures.map(({ name }) => name)];
  const cells = rows.map(({ key, from, to, figures }) => [
    key,
    new Date(from).toISOString(),
    new Date(to).toISOString(),
    ...measures.map(({ name }) => figures[name] ?? ''),
  ]);
  const text = stringify([heads, ...cells], { bom: true, delimiter: ';', escape_formulas: true });
  const headers = { vary: 'Accept', 'content-disposition': `attachment; filename="${subject}.csv"` };
  return { text, type: 'text/csv', headers };
}
