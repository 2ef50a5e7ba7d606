import { z } from 'zod';
import { strategies } from '../../domain/queue';
import type { Wait } from '../../domain/wait';
import { liveCall } from '../examples';
import type { HttpParts } from '../parts';
import { notFound } from '../problem';
import { json, route, type Route } from '../route';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
const levels = z
  .array(z.tuple([z.string(), z.number()]).readonly())
  .readonly()
  .describe('skill and least level');

const lack = z.union([
  z.object({ is: z.literal('not-wanted') }).describe('others are asked for by name'),
  z.object({ is: z.literal('not-a-member') }),
  z.object({ is: z.literal('delay'), delayMs: z.number() }).describe('only for callers who have waited so long'),
  z.object({ is: z.literal('tier'), tier: z.number(), open: z.number() }).describe('the tier is not open yet'),
  z.object({ is: z.literal('skill'), skill: z.string(), level: z.number(), least: z.number() }),
  z.object({ is: z.literal('where'), source: z.string() }).describe('an expression that does not hold'),
]);

export const verdict = z.union([
  z.object({ is: z.literal('rung'), since: instant }),
  z.object({ is: z.literal('free') }),
  z.object({ is: z.literal('lacks'), lack }),
  z.object({ is: z.literal('excluded') }).describe('the call names them as not wanted'),
  z.object({ is: z.literal('signed-out') }),
  z.object({ is: z.literal('out-of-queue') }).describe('signed out of this queue'),
  z.object({ is: z.literal('not-ready'), reason: z.string() }),
  z.object({ is: z.literal('pausing'), until: instant }).describe('after an offer that came to nothing'),
  z
    .object({ is: z.literal('phone'), phone: z.enum(['in-use', 'unreachable']) })
    .describe('on a call that is not the floor’s, or not there'),
  z.object({ is: z.literal('refused'), until: instant }).describe('refused or missed this call'),
  z
    .object({ is: z.literal('not-asking') })
    .describe('free, but calls are taken by hand and they have not asked for one'),
  z.object({
    is: z.literal('busy'),
    state: z.enum(['offered', 'on-call', 'wrap-up']),
    call: z.string().nullable(),
  }),
]);

const change = z.union([
  z.object({ is: z.literal('asks-less'), at: instant, levels }),
  z.object({ is: z.literal('next-tier'), at: instant, tier: z.number() }),
  z.object({ is: z.literal('anybody'), at: instant }).describe('others than the preferred agents may serve'),
  z.object({ is: z.literal('leaves'), at: instant }).describe('by timeout'),
]);

/** A caller who waits, and what they ask. */
export const waiting = {
  ticket: z.string(),
  call: z.string(),
  queue: z.string(),
  strategy: z.enum(strategies).describe('which of the free agents would get it'),
  waitedMs: z.number(),
  position: z.number().describe('in its queue, from 1'),
  score: z.number().describe('priority and what the wait has gained: who has more is served first, over all queues'),
  priority: z.number(),
  asks: z.object({
    levels,
    only: z.array(z.string()).readonly().nullable().describe('only these agents'),
    tier: z.number().nullable().describe('members up to this tier; null: all'),
    where: z.string().nullable().describe('a condition over agent and call'),
  }),
};

export const considered = z.object({ agent: z.string(), name: z.string(), verdict });

export const wait = z
  .object({
    ...waiting,
    pausedUntil: instant.nullable().describe('not offered to anybody before'),
    heldBy: z
      .enum(['elsewhere', 'most-talking'])
      .nullable()
      .describe(
        'offered to nobody, whoever is free: rung for in another of its queues, or its queue serves `max_talking` callers',
      ),
    before: z
      .array(z.object({ call: z.string(), queue: z.string(), score: z.number() }))
      .readonly()
      .describe('whose turn comes first and who wants some of the same agents; ten at most'),
    agents: z.array(considered).readonly(),
    changes: z.array(change).readonly().describe('what changes by itself, and when'),
  })
  .meta({ id: 'Wait' }) satisfies z.ZodType<Wait>;

const example: Wait = {
  ticket: `${liveCall.id}.t3`,
  call: liveCall.id,
  queue: 'sales',
  strategy: 'longest-idle',
  waitedMs: 83_000,
  position: 1,
  score: 51.4,
  priority: 50,
  asks: { levels: [['sales', 50]], only: null, tier: null, where: null },
  pausedUntil: null,
  heldBy: null,
  before: [],
  agents: [
    { agent: 'anna', name: 'Anna', verdict: { is: 'busy', state: 'on-call', call: '1795290190.8' } },
    {
      agent: 'boris',
      name: 'Boris',
      verdict: { is: 'lacks', lack: { is: 'skill', skill: 'sales', level: 20, least: 50 } },
    },
  ],
  changes: [{ is: 'leaves', at: liveCall.arrivedAt + 1_200_000 }],
};

export function whyRoutes({ useCases }: HttpParts): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/calls/:id/why',
      operationId: 'whyWaits',
      tag: 'Live',
      summary: 'Why a caller still waits: what the call asks, who comes first, and each agent with the reason',
      may: 'calls.see',
      params: z.strictObject({
        id: z.string().min(1).describe('the id of the call, or the SIP Call-ID of the caller'),
      }),
      answer: json('The wait', wait, example),
      refusals: ['not-found'],
      handle: ({ params: { id } }) => {
        const call = useCases.calls().find((each) => each.id === id || each.sipCallId === id);
        const found = call && useCases.why(call.id);
        if (!found) throw notFound(`no call ${id} waits in a queue now`);
        return { json: found };
      },
    }),
  ];
}
