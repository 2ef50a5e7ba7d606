import type { Request } from 'express';
import { z } from 'zod';
import type { CallRow } from '../../engine/ports/history';
import { callsAsCsv } from '../csv';
import { autumn, call, played } from '../examples';
import type { HttpParts } from '../parts';
import { invalid, notFound, unavailable } from '../problem';
import { json, route, type Reply, type Route } from '../route';
import { callRow, campaignRow, eventView, filterOf, historyQuery, instantOf, period } from '../schemas';
import { shown } from '../shown-event';

/** MySQL away is said as such; calls go on without it. */
export const askOf =
  (history: HttpParts['history']) =>
  async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      if (await history.healthy()) throw error;
      throw unavailable('the history cannot be read at the moment; nothing is lost, calls go on', error);
    }
  };

export function historyRoutes(parts: HttpParts): readonly Route[] {
  const { history, promptText = () => undefined, timeZone = () => 'UTC' } = parts;
  const ask = askOf(history);
  return [
    route({
      method: 'get',
      path: '/history/calls',
      operationId: 'findCalls',
      tag: 'History',
      summary: 'Calls that were, the newest first',
      description: 'The next page is asked for with `before`; the header `Link` has its address.',
      may: 'history.see',
      query: historyQuery,
      answer: {
        description: 'A page of calls; `next` is the `before` of the next page',
        content: {
          'application/json': {
            schema: z.object({ calls: z.array(callRow), next: z.string().nullable() }),
            example: { calls: [call], next: null },
          },
          'text/csv': { schema: z.string(), example: 'id;arrived_at;…' },
        },
      },
      refusals: ['unavailable'],
      handle: async ({ query: { format, ...filter }, req }) => {
        const calls = await ask(history.findCalls(filterOf(filter, timeZone())));
        const next = calls.length === filter.limit ? (calls.at(-1)?.id ?? null) : null;
        return page(req, calls, next, format ?? (req.accepts(['json', 'csv']) === 'csv' ? 'csv' : 'json'));
      },
    }),
    route({
      method: 'get',
      path: '/history/calls/:id',
      operationId: 'getCallHistory',
      tag: 'History',
      summary: 'One call from the first ring to the end',
      may: 'history.see',
      params: z.strictObject({ id: z.string().min(1) }),
      answer: json(
        'The call, everything that happened, and the summary',
        z.object({ call: callRow, events: z.array(eventView) }),
        { call, events: [played] },
      ),
      refusals: ['not-found', 'unavailable'],
      handle: async ({ params: { id } }) => {
        const [row, events] = await ask(Promise.all([history.findCall(id), history.eventsOf(id)]));
        if (!row) throw notFound(`there was no call ${id}, or it is too new: history comes a moment later`);
        return { json: { call: row, events: events.map((event) => shown(event, promptText)) } };
      },
    }),
    route({
      method: 'get',
      path: '/reports/campaigns',
      operationId: 'reportCampaigns',
      tag: 'Reports',
      summary: 'Calls by campaign: offered, answered, abandoned, lost',
      may: 'reports.see',
      query: period,
      answer: json('One row a campaign', z.object({ campaigns: z.array(campaignRow) }), { campaigns: [autumn] }),
      refusals: ['unavailable'],
      handle: async ({ query }) => {
        const from = instantOf(query.from, timeZone());
        const to = instantOf(query.to, timeZone());
        if (to <= from)
          throw invalid([
            { in: 'query', path: 'to', detail: 'is not after from', remedy: 'the end is not part of the period' },
          ]);
        return { json: { campaigns: await ask(history.campaigns(from, to)) } };
      },
    }),
  ];
}

function page(req: Request, calls: readonly CallRow[], next: string | null, format: 'json' | 'csv'): Reply {
  const headers: Record<string, string> = { vary: 'Accept' };
  if (next !== null) {
    const query = new URLSearchParams(req.originalUrl.split('?')[1]);
    query.set('before', next);
    headers['link'] = `<${req.baseUrl}${req.path}?${query.toString()}>; rel="next"`;
  }
  if (format === 'json') return { json: { calls, next }, headers };
  headers['content-disposition'] = 'attachment; filename="calls.csv"';
  return { text: callsAsCsv(calls), type: 'text/csv', headers };
}
