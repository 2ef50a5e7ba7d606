import { z } from 'zod';
import { wrapUpOrders } from '../../domain/agent';
import type { AgentRequest, AgentView } from '../../engine/agent-views';
import { agentRulesView } from '../agent-schemas';
import { anna, rules } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound, unavailable } from '../problem';
import type { ProblemKind } from '../problem';
import { json, route, type Route } from '../route';
import { agentView, stateRequest } from '../schemas';

const one = z.strictObject({ id: z.string().min(1) });
const oneQueue = one.extend({ queue: z.string().min(1) });
const asWhom = z.strictObject({
  author: z.string().trim().max(100).optional().describe('who wants it, where a token has many users'),
});
const noBody = z.strictObject({});
const REFUSALS: readonly ProblemKind[] = ['not-found', 'refused', 'unavailable'];
const asNow = json('The agent as they are now', agentView, anna);

export function agentRoutes({ useCases, now = Date.now }: HttpParts): readonly Route[] {
  const find = (id: string): AgentView => {
    const agent = useCases.agents().find((each) => each.id === id);
    if (!agent) throw notFound(`there is no agent ${id}`);
    return agent;
  };
  const ask = async (id: string, request: AgentRequest, by: string): Promise<{ json: AgentView }> => {
    find(id);
    const refused = await useCases.askOfAgent(id, request, by);
    if (refused === null) return { json: find(id) };
    // Why it was refused is a sentence for people; whether Asterisk can be reached is asked, not read from it.
    if ((await useCases.health())['asterisk']?.ok === false) throw unavailable(refused);
    throw new HttpProblem('refused', refused);
  };
  const who = (name: string, author: string | undefined): string =>
    author === undefined || author === '' ? name : `${author} (${name})`;
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
      method: 'get',
      path: '/agent-rules',
      operationId: 'getAgentRules',
      tag: 'Live',
      summary: 'Reasons for not being ready with their limits, and what agents may say of a talk, by queue',
      may: 'agents.see',
      answer: json('The rules', agentRulesView, rules),
      handle: () => ({ json: useCases.agentRules() }),
    }),
    route({
      method: 'put',
      path: '/agents/:id/state',
      operationId: 'setAgentState',
      tag: 'Live',
      summary: 'Sign an agent in or out, make them available or not ready',
      description:
        'During a call, and in a forced wrap-up, the state is kept for after it (`next`); while the phone rings, leaving takes the offer back. `force` is a supervisor’s word: it ends wrap-up, and comes at once after a talk.',
      may: 'agents.set',
      params: one,
      query: asWhom,
      body: stateRequest,
      bodyExample: { state: 'not-ready', reason: 'lunch' },
      answer: asNow,
      refusals: REFUSALS,
      handle: ({ params: { id }, query, body: { state: to, reason = '', force }, by }) =>
        ask(id, { type: 'set-agent-state', to, reason, ...(force === true && { force }) }, who(by.name, query.author)),
    }),
    route({
      method: 'post',
      path: '/agents/:id/wrap-up/:order',
      operationId: 'orderWrapUp',
      tag: 'Live',
      summary: 'End or extend wrap-up, or (`start`) ask for it during a talk',
      may: 'agents.set',
      params: one.extend({ order: z.enum(wrapUpOrders) }),
      query: asWhom,
      answer: asNow,
      refusals: REFUSALS,
      handle: ({ params: { id, order }, query, by }) => ask(id, { type: 'wrap-up', order }, who(by.name, query.author)),
    }),
    route({
      method: 'post',
      path: '/agents/:id/disposition',
      operationId: 'giveDisposition',
      tag: 'Live',
      summary: 'What came of the talk that the agent is in, or had last',
      may: 'agents.set',
      params: one,
      query: asWhom,
      body: z.strictObject({ code: z.string().min(1).describe('a leaf of `disposition` of the queue') }),
      bodyExample: { code: 'sold' },
      answer: asNow,
      refusals: REFUSALS,
      handle: ({ params: { id }, query, body: { code }, by }) =>
        ask(id, { type: 'disposition', code }, who(by.name, query.author)),
    }),
    ...(['put', 'delete'] as const).map((method) =>
      route({
        method,
        path: '/agents/:id/queues/:queue',
        operationId: method === 'put' ? 'signInToQueue' : 'signOutOfQueue',
        tag: 'Live',
        summary: method === 'put' ? 'Sign an agent in to one of their queues' : 'Sign an agent out of one queue',
        may: 'agents.set',
        params: oneQueue,
        query: asWhom,
        ...(method === 'put' && { body: noBody, bodyExample: {} }),
        answer: asNow,
        refusals: REFUSALS,
        handle: ({ params: { id, queue }, query, by }) =>
          ask(id, { type: 'sign-in-to-queue', queue, signedIn: method === 'put' }, who(by.name, query.author)),
      }),
    ),
  ];
}
