import { z } from 'zod';
import { callbackEndings, callbackTries, type CallbackRecord } from '../../domain/callback';
import { callbackStates, type CallbackView } from '../../engine/callback-use-cases';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');

const callbackView = z
  .object({
    id: z.string().describe('the call to be'),
    queue: z.string(),
    number: z.string(),
    name: z.string(),
    state: z
      .enum(callbackStates)
      .describe(
        'later: its time has not come, the queue is shut, or the last try was a moment ago; agent-rung, calling, answered and talking follow one another',
      ),
    agent: z.string().nullable(),
    from: z.string().describe('the call that asked for it'),
    askedAt: instant,
    waitsSince: instant.describe('since when the customer waits, as far as the turn goes; milliseconds since 1970'),
    notBefore: instant.nullable(),
    expiresAt: instant,
    calls: z.number().describe('how often the customer was called'),
    last: z.enum(callbackTries).nullable().describe('how the last of these calls ended'),
  })
  .meta({ id: 'Callback' }) satisfies z.ZodType<CallbackView>;

const callbackRecord = z
  .object({
    id: z.string(),
    ticket: z.string(),
    from: z.string().describe('the call that asked for it'),
    queue: z.string(),
    number: z.string(),
    trunk: z.string(),
    askedAt: instant,
    at: instant.nullable().describe('the time that was asked for; milliseconds since 1970'),
    expiresAt: instant,
    calls: z.number(),
    lastAt: instant.nullable(),
    last: z.enum(callbackTries).nullable(),
    agent: z.string().nullable().describe('for whom the customer was called last'),
    endedAt: instant.nullable(),
    ended: z.enum(callbackEndings).nullable(),
    by: z.string().nullable().describe('who ended it from outside, else floor'),
  })
  .meta({ id: 'CallbackRecord' }) satisfies z.ZodType<CallbackRecord>;

const example: CallbackView = {
  id: '1795290196.12-cb7~',
  queue: 'sales',
  number: '+79161234567',
  name: '',
  state: 'later',
  agent: null,
  from: '1795290196.12',
  askedAt: 1_795_290_200_000,
  waitsSince: 1_795_290_140_000,
  notBefore: 1_795_290_900_000,
  expiresAt: 1_795_319_000_000,
  calls: 1,
  last: 'busy',
};

const exampleRecord: CallbackRecord = {
  id: '1795290196.12-cb7~',
  ticket: '1795290196.12-cb7.t0',
  from: '1795290196.12',
  queue: 'sales',
  number: '+79161234567',
  trunk: 'carrier',
  askedAt: 1_795_290_200_000,
  at: null,
  expiresAt: 1_795_319_000_000,
  calls: 2,
  lastAt: 1_795_291_000_000,
  last: 'answered',
  agent: 'anna',
  endedAt: 1_795_291_010_000,
  ended: 'done',
  by: 'floor',
};

const query = z.strictObject({
  queue: z.string().optional().describe('only of this queue'),
  number: z.string().optional().describe('only to this number'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.string().optional().describe('only those asked for before this one: the next page'),
});

const one = z.strictObject({ id: z.string().min(1).max(200) });

export function callbackRoutes({ callbacks, log }: HttpParts): readonly Route[] {
  if (!callbacks) return [];
  return [
    route({
      method: 'get',
      path: '/callbacks',
      operationId: 'listCallbacks',
      tag: 'Callbacks',
      summary: 'Customers who are to be called back, the oldest request first',
      may: 'callbacks.see',
      answer: json('The callbacks', z.object({ callbacks: z.array(callbackView) }), { callbacks: [example] }),
      handle: () => ({ json: { callbacks: callbacks.callbacks() } }),
    }),
    route({
      method: 'delete',
      path: '/callbacks/:id',
      operationId: 'cancelCallback',
      tag: 'Callbacks',
      summary: 'Take a callback back: the customer is not called (any more)',
      description: 'Refused while the customer is on the line.',
      may: 'callbacks.cancel',
      params: one,
      query: z.strictObject({
        author: z.string().max(100).optional().describe('who wants it, where a token has many users'),
      }),
      answer: json('What was taken back', callbackView, example),
      refusals: ['not-found', 'refused'],
      handle: async ({ params: { id }, query: { author }, by }) => {
        const before = callbacks.callbacks().find((each) => each.id === id);
        if (!before) throw notFound(`there is no callback ${id}`);
        const who = author === undefined || author === '' ? by.name : `${author} (${by.name})`;
        const refused = await callbacks.cancelCallback(id, who);
        if (refused !== null) throw new HttpProblem('refused', refused);
        return { json: before };
      },
    }),
    route({
      method: 'get',
      path: '/history/callbacks',
      operationId: 'listPastCallbacks',
      tag: 'History',
      summary: 'Every callback that was asked for and what has become of it, the newest first',
      may: 'history.see',
      query,
      answer: json('A page of callbacks', z.object({ callbacks: z.array(callbackRecord) }), {
        callbacks: [exampleRecord],
      }),
      refusals: ['unavailable'],
      handle: async ({ query: { queue, number, limit, before } }) => {
        const filter = {
          limit,
          ...(queue !== undefined && { queue }),
          ...(number !== undefined && { number }),
          ...(before !== undefined && { before }),
        };
        try {
          return { json: { callbacks: await callbacks.pastCallbacks(filter) } };
        } catch (error) {
          log.warn('callbacks cannot be read', { error });
          throw unavailable('the history cannot be read at the moment; nothing is lost, try again', error);
        }
      },
    }),
  ];
}
