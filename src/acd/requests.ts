import type { AgentState, ChosenState, WrapUpOrder } from '../domain/agent';
import { choose, rulesOf } from './agents';
import { closeDisposition } from './dispositions';
import type { Draft } from './draft';
import type { Agent } from './floor';
import { withdrawOffer } from './offers';
import { mayNotEnd, orderWrapUp } from './wrap-up';

/** Wrap-up that the agent may leave for any state, and wrap-up that has to be ended. */
export const situations = [
  'signed-out',
  'not-ready',
  'available',
  'offered',
  'on-call',
  'wrap-up',
  'wrap-up (forced)',
] as const satisfies readonly (AgentState['is'] | 'wrap-up (forced)')[];
export type Situation = (typeof situations)[number];

/** What can be asked; `force` is a supervisor's word. */
export type Request = ChosenState | `force ${ChosenState}` | `${WrapUpOrder} wrap-up`;

/**
 * What comes of it: the agent is so at once (`becomes`) or already (`stays`); at once, and the offer is taken back
 * (`withdraws`); after the call or the wrap-up (`next`); wrap-up does as it is told (`obeys`), if its rule lets it; or the
 * reason why not.
 */
export type Outcome = 'becomes' | 'stays' | 'withdraws' | 'next' | 'obeys' | { readonly refused: string };

const notInTalk: Outcome = { refused: 'wrap-up is asked for during a talk' };
const notInWrapUp: Outcome = { refused: 'the agent is not in wrap-up' };

/** Every request in every situation: the rules of agents' states, the same for all queues that an agent serves. */
export const requests: Readonly<Record<Request, Readonly<Record<Situation, Outcome>>>> = {
  available: row('becomes', 'becomes', 'stays', 'stays', 'next', 'becomes', 'next'),
  'not-ready': row('becomes', 'becomes', 'becomes', 'withdraws', 'next', 'becomes', 'next'),
  'signed-out': row('stays', 'becomes', 'becomes', 'withdraws', 'next', 'becomes', 'next'),
  'force available': row('becomes', 'becomes', 'stays', 'stays', 'next', 'becomes', 'becomes'),
  'force not-ready': row('becomes', 'becomes', 'becomes', 'withdraws', 'next', 'becomes', 'becomes'),
  'force signed-out': row('stays', 'becomes', 'becomes', 'withdraws', 'next', 'becomes', 'becomes'),
  'start wrap-up': row(notInTalk, notInTalk, notInTalk, notInTalk, 'obeys', notInTalk, notInTalk),
  'extend wrap-up': row(notInWrapUp, notInWrapUp, notInWrapUp, notInWrapUp, notInWrapUp, 'obeys', 'obeys'),
  'end wrap-up': row(notInWrapUp, notInWrapUp, notInWrapUp, notInWrapUp, notInWrapUp, 'obeys', 'obeys'),
};

function row(...outcomes: readonly [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]) {
  const [signedOut, notReady, available, offered, onCall, wrapUp, forced] = outcomes;
  return {
    'signed-out': signedOut,
    'not-ready': notReady,
    available,
    offered,
    'on-call': onCall,
    'wrap-up': wrapUp,
    'wrap-up (forced)': forced,
  };
}

export function situationOf({ state }: Agent): Situation {
  if (state.is !== 'wrap-up') return state.is;
  return state.mode === 'forced' || state.mode === 'forced_with_limit' ? 'wrap-up (forced)' : 'wrap-up';
}

/** Who asks, and whether the agent's own rules do not bind them. */
export interface Asker {
  readonly by: string;
  readonly force: boolean;
}

/** Grants or refuses a state that a person asks for; the reason for a refusal, or `null`. */
export function setAgentState(draft: Draft, id: string, to: ChosenState, reason: string, asker: Asker): string | null {
  const agent = draft.agent(id);
  if (!agent || !draft.settings.agents.has(id)) return `there is no agent ${id}`;
  if (to === 'not-ready' && !isReason(draft, reason)) return noSuchReason(draft, reason);
  const { by, force } = asker;
  const request: Request = force ? `force ${to}` : to;
  const outcome = requests[request][situationOf(agent)];
  switch (outcome) {
    case 'stays':
      return null;
    case 'becomes':
      return become(draft, agent, to, reason, asker);
    case 'withdraws':
      if (agent.state.is === 'offered') withdrawOffer(draft, agent.state.ticket, id);
      choose(draft, draft.agent(id) ?? agent, to, reason, by);
      return null;
    case 'next':
      draft.putAgent({ ...agent, next: { is: to, reason, by, force } });
      draft.note('agent.next', null, { agent: id, next: to, reason, by });
      return null;
    case 'obeys':
      return null;
    default:
      return outcome.refused;
  }
}

function become(draft: Draft, agent: Agent, to: ChosenState, reason: string, { by, force }: Asker): string | null {
  const { state } = agent;
  if (state.is === 'not-ready' && to === 'not-ready' && state.reason === reason) return null;
  const refused = state.is === 'wrap-up' && !force ? mayNotEnd(draft, agent, state) : null;
  if (refused === null) choose(draft, state.is === 'wrap-up' ? closeDisposition(draft, agent) : agent, to, reason, by);
  return refused;
}

function isReason(draft: Draft, reason: string): boolean {
  const { reasons, otherReasons } = rulesOf(draft);
  return otherReasons || reasons.has(reason);
}

const noSuchReason = (draft: Draft, reason: string): string =>
  `${reason === '' ? 'a reason is needed' : `there is no reason ${reason}`}; there are ${[...rulesOf(draft).reasons.keys()].join(', ')}`;

/** Grants or refuses what is asked of wrap-up; the reason for a refusal, or `null`. */
export function askWrapUp(draft: Draft, id: string, order: WrapUpOrder, by: string): string | null {
  const agent = draft.agent(id);
  if (!agent || !draft.settings.agents.has(id)) return `there is no agent ${id}`;
  const outcome = requests[`${order} wrap-up`][situationOf(agent)];
  return typeof outcome === 'object' ? outcome.refused : orderWrapUp(draft, agent, order, by);
}
