import { z } from 'zod';
import { strategies } from '../../domain/queue';
import type { WaitingView } from '../../engine/waiting-use-cases';
import { liveCall } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');

export const waitingView = z
  .object({
    ticket: z.string().describe('the id of the visit to the queue'),
    call: z.string(),
    queue: z.string(),
    strategy: z.enum(strategies).describe('manual: it rings nowhere before somebody takes it'),
    number: z.string(),
    name: z.string(),
    enteredAt: instant,
    waitsSince: instant.describe('since when the caller waits, as far as the turn goes; milliseconds since 1970'),
    position: z.number().describe('in its queue, from 1'),
    priority: z.number(),
    score: z.number().describe('priority and what the wait has gained'),
    callback: z.boolean().describe('somebody is to be called back: nobody is on the line'),
    rings: z.array(z.string()).readonly().describe('the agents whose phones ring'),
    free: z.array(z.string()).readonly().describe('agents who are free and may take it'),
  })
  .meta({ id: 'WaitingCall' }) satisfies z.ZodType<WaitingView>;

export const exampleOfWaiting: WaitingView = {
  ticket: `${liveCall.id}.t3`,
  call: liveCall.id,
  queue: 'sales',
  strategy: 'longest-idle',
  number: '+79161234567',
  name: '',
  enteredAt: liveCall.arrivedAt,
  waitsSince: liveCall.arrivedAt,
  position: 1,
  priority: 0,
  score: 1.4,
  callback: false,
  rings: [],
  free: ['anna'],
};

const one = z.strictObject({ id: z.string().min(1).max(200).describe('the id of the ticket') });
const agentId = z.strictObject({ id: z.string().min(1).max(64).describe('the id of the agent') });
const author = z.string().max(100).optional().describe('who wants it, where a token has many users');
const moveBody = z.strictObject({ queue: z.string().min(1).max(64), author });
const priorityBody = z.strictObject({ priority: z.number().min(-1_000_000).max(1_000_000), author });
const withdrawBody = z.strictObject({ author });
const pickBody = z.strictObject({ agent: z.string().min(1).max(64), author });

/** What people do with calls that wait. */
export function waitingRoutes({ waiting, useCases }: HttpParts): readonly Route[] {
  if (!waiting) return [];
  const find = (id: string): WaitingView => {
    const found = waiting.waiting().find(({ ticket }) => ticket === id);
    if (!found) throw notFound(`no ticket ${id} waits now`);
    return found;
  };
  const done = async <T>(refused: string | null, answer: T): Promise<{ readonly json: T }> => {
    if (refused === null) return { json: answer };
    if ((await useCases.health())['asterisk']?.ok === false) throw unavailable(refused);
    throw new HttpProblem('refused', refused);
  };
  const who = (by: { readonly name: string }, written: string | undefined): string =>
    written === undefined || written === '' ? by.name : `${written} (${by.name})`;
  const refusals = ['not-found', 'refused', 'unavailable'] as const;
  const was = json('The call as it waited before', waitingView, exampleOfWaiting);
  return [
    route({
      method: 'get',
      path: '/waiting',
      operationId: 'listWaiting',
      tag: 'Live',
      summary: 'All calls that wait, queue by queue in the order of their turn, and who could take each',
      may: 'calls.see',
      answer: json('The calls', z.object({ waiting: z.array(waitingView) }), { waiting: [exampleOfWaiting] }),
      handle: () => ({ json: { waiting: waiting.waiting() } }),
    }),
    route({
      method: 'post',
      path: '/tickets/:id/move',
      operationId: 'moveTicket',
      tag: 'Live',
      summary: 'Put a waiting call into another queue; it keeps the age of its wait',
      description:
        'The visit ends by `moved`, and another begins. Refused when an agent has answered, for callbacks, and for a call that waits in several queues.',
      may: 'calls.steer',
      params: one,
      body: moveBody,
      bodyExample: { queue: 'support', author: 'petra' },
      answer: was,
      refusals,
      handle: async ({ params: { id }, body, by }) => {
        const before = find(id);
        return done(await waiting.move(id, body.queue, who(by, body.author)), before);
      },
    }),
    route({
      method: 'post',
      path: '/tickets/:id/priority',
      operationId: 'prioritiseTicket',
      tag: 'Live',
      summary: 'Give a waiting call another priority',
      may: 'calls.steer',
      params: one,
      body: priorityBody,
      bodyExample: { priority: 100, author: 'petra' },
      answer: was,
      refusals,
      handle: async ({ params: { id }, body, by }) => {
        const before = find(id);
        return done(await waiting.prioritise(id, body.priority, who(by, body.author)), before);
      },
    }),
    route({
      method: 'post',
      path: '/tickets/:id/withdraw',
      operationId: 'withdrawTicket',
      tag: 'Live',
      summary: 'End a wait: the flow goes on at `withdrawn` of its queue step',
      may: 'calls.steer',
      params: one,
      body: withdrawBody,
      bodyExample: { author: 'petra' },
      answer: was,
      refusals,
      handle: async ({ params: { id }, body, by }) => {
        const before = find(id);
        return done(await waiting.withdraw(id, who(by, body.author)), before);
      },
    }),
    route({
      method: 'post',
      path: '/tickets/:id/pick',
      operationId: 'pickTicket',
      tag: 'Live',
      summary: 'Ring this agent for this call, whosever turn it is',
      description:
        'Refused when it rings somewhere already, when the agent is not available, their phone is in use, or they could never take it.',
      may: 'calls.pick',
      params: one,
      body: pickBody,
      bodyExample: { agent: 'anna' },
      answer: was,
      refusals,
      handle: async ({ params: { id }, body, by }) => {
        const before = find(id);
        return done(await waiting.pick(id, body.agent, who(by, body.author)), before);
      },
    }),
    route({
      method: 'post',
      path: '/agents/:id/next',
      operationId: 'takeNext',
      tag: 'Live',
      summary: 'Ring this agent for the next call of the queues in which calls are taken by hand (`strategy: manual`)',
      description:
        'When their phone is in use, it rings as soon as it is free, within a minute. Refused when no such call waits.',
      may: 'calls.pick',
      params: agentId,
      answer: json('The agent', agentId, { id: 'anna' }),
      refusals: ['refused', 'unavailable'],
      handle: async ({ params }) => done(await waiting.takeNext(params.id), params),
    }),
  ];
}
