import { z } from 'zod';
import type { AgentView } from '../../engine/use-cases';
import { anna } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';
import { agentView, stateRequest } from '../schemas';

const one = z.strictObject({ id: z.string().min(1) });

export function agentRoutes({ useCases, now = Date.now }: HttpParts): readonly Route[] {
  const find = (id: string): AgentView => {
    const agent = useCases.agents().find((each) => each.id === id);
    if (!agent) throw notFound(`there is no agent ${id}`);
    return agent;
  };
  return [
    route({
      method: 'get',
      path: '/agents',
      operationId: 'listAgents',
      tag: 'Live',
      summary: 'All agents, and what each is doing',
      may: 'agents.see',
      answer: json('The agents', z.object({ at: z.number(), agents: z.array(agentView) }), {
        at: anna.since,
        agents: [anna],
      }),
      handle: () => ({ json: { at: now(), agents: useCases.agents() } }),
    }),
    route({
      method: 'get',
      path: '/agents/:id',
      operationId: 'getAgent',
      tag: 'Live',
      summary: 'One agent',
      may: 'agents.see',
      params: one,
      answer: json('The agent', agentView, anna),
      refusals: ['not-found'],
      handle: ({ params }) => ({ json: find(params.id) }),
    }),
    route({
      method: 'put',
      path: '/agents/:id/state',
      operationId: 'setAgentState',
      tag: 'Live',
      summary: 'Sign an agent in or out, make them available or not ready',
      description:
        'During a call the state is kept for after it (`next`); while the phone rings, leaving takes the offer back.',
      may: 'agents.set',
      params: one,
      body: stateRequest,
      bodyExample: { state: 'not-ready', reason: 'lunch' },
      answer: json('The agent as they are now', agentView, anna),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: async ({ params, body, by }) => {
        find(params.id);
        const refused = await useCases.setAgentState(params.id, body.state, body.reason ?? '', by.name);
        if (refused === null) return { json: find(params.id) };
        // Why it was refused is a sentence for people; whether Asterisk can be reached is asked, not read from it.
        if ((await useCases.health())['asterisk']?.ok === false) throw unavailable(refused);
        throw new HttpProblem('refused', refused);
      },
    }),
  ];
}
