import { z } from 'zod';
import { liveCall, sales } from '../examples';
import type { HttpParts } from '../parts';
import { notFound } from '../problem';
import { json, route, type Route } from '../route';
import { callView, queueView } from '../schemas';

export function liveRoutes({ useCases, now = Date.now }: HttpParts): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/queues',
      operationId: 'listQueues',
      tag: 'Live',
      summary: 'All queues: who waits, how long, and which agents there are',
      may: 'queues.see',
      answer: json('The queues', z.object({ at: z.number(), queues: z.array(queueView) }), {
        at: liveCall.arrivedAt,
        queues: [sales],
      }),
      handle: () => ({ json: { at: now(), queues: useCases.queues() } }),
    }),
    route({
      method: 'get',
      path: '/calls',
      operationId: 'listCalls',
      tag: 'Live',
      summary: 'The calls that go on now',
      may: 'calls.see',
      answer: json('The calls', z.object({ at: z.number(), calls: z.array(callView) }), {
        at: liveCall.arrivedAt,
        calls: [liveCall],
      }),
      handle: () => ({ json: { at: now(), calls: useCases.calls() } }),
    }),
    route({
      method: 'get',
      path: '/calls/:id',
      operationId: 'getCall',
      tag: 'Live',
      summary: 'One call that goes on now',
      may: 'calls.see',
      params: z.strictObject({ id: z.string().min(1).describe('its id, or the SIP Call-ID of the caller') }),
      answer: json('The call', callView, liveCall),
      refusals: ['not-found'],
      handle: ({ params: { id } }) => {
        const call = useCases.calls().find((each) => each.id === id || each.sipCallId === id);
        if (!call) throw notFound(`no call ${id} goes on now; one that is over is in /history/calls`);
        return { json: call };
      },
    }),
  ];
}
