import type { ChosenState } from '../domain/agent';
import { choose } from './agents';
import type { Draft } from './draft';
import { withdrawOffer } from './tickets';

/** Grants or refuses a state that a person asks for; the reason for a refusal, or `null`. */
export function setAgentState(draft: Draft, id: string, to: ChosenState, reason: string, by: string): string | null {
  const agent = draft.agent(id);
  if (!agent || !draft.settings.agents.has(id)) return `there is no agent ${id}`;
  switch (agent.state.is) {
    case 'on-call':
      draft.putAgent({ ...agent, next: to === 'available' ? null : { is: to, reason } });
      return null;
    case 'offered':
      if (to === 'available') return null;
      withdrawOffer(draft, agent.state.ticket, id);
      choose(draft, draft.agent(id) ?? agent, to, reason, by);
      return null;
    case 'available':
      if (to === 'available') return null;
      break;
    case 'signed-out':
      if (to === 'signed-out') return null;
      break;
    case 'not-ready':
      if (to === 'not-ready' && agent.state.reason === reason) return null;
      break;
    case 'wrap-up':
      break;
  }
  choose(draft, agent, to, reason, by);
  return null;
}
