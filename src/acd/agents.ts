import type { ChosenState } from '../domain/agent';
import type { OfferEnding, Ticket } from '../domain/queue';
import type { Draft } from './draft';
import type { Agent } from './floor';

/** Puts an agent into a state of their own choice. */
export function choose(draft: Draft, agent: Agent, to: ChosenState, reason: string, by: string): void {
  const { now } = draft;
  switch (to) {
    case 'available': {
      const rested = agent.state.is === 'signed-out' || agent.state.is === 'wrap-up';
      const idleSince = rested ? now : agent.idleSince;
      draft.setAgent(agent, { is: 'available', since: now, offersFrom: now }, by, { next: null, idleSince });
      return;
    }
    case 'not-ready':
      draft.setAgent(agent, { is: 'not-ready', since: now, reason }, by, { next: null });
      return;
    case 'signed-out':
      draft.setAgent(agent, { is: 'signed-out', since: now }, by, { next: null });
      return;
  }
}

/** The agent has nothing to do with this call any more, and did not speak with the caller. */
export function freeAgent(draft: Draft, id: string, how: OfferEnding, ticket: Ticket): void {
  const agent = draft.agent(id);
  if (!agent || !hasTicket(agent, ticket.id)) return;
  const { now } = draft;
  const again = draft.settings.queues.get(ticket.queue)?.retryAgentAfterMs ?? 0;
  if (agent.next) {
    choose(draft, agent, agent.next.is, agent.next.reason, agent.id);
    return;
  }
  switch (how) {
    case 'ring-no-answer':
    case 'unreachable':
      draft.setAgent(agent, { is: 'not-ready', since: now, reason: how }, 'floor');
      return;
    case 'busy':
    case 'declined':
      draft.setAgent(agent, { is: 'available', since: now, offersFrom: now + again }, 'floor');
      return;
    case 'accepted':
    case 'withdrawn':
      draft.setAgent(agent, { is: 'available', since: now, offersFrom: now }, 'floor');
      return;
  }
}

/** After a talk: the time to write down what was said. */
export function startWrapUp(draft: Draft, id: string, ticket: Ticket): void {
  const agent = draft.agent(id);
  if (!agent || !hasTicket(agent, ticket.id)) return;
  const { now } = draft;
  const wrapUpMs = draft.settings.queues.get(ticket.queue)?.wrapUpMs ?? 0;
  const resting = draft.setAgent(
    agent,
    { is: 'wrap-up', since: now, until: now + wrapUpMs, ticket: ticket.id },
    'floor',
    { idleSince: now },
  );
  if (wrapUpMs === 0) endWrapUp(draft, resting);
}

export function endWrapUp(draft: Draft, agent: Agent): void {
  const next = agent.next ?? { is: 'available' as const, reason: '' };
  choose(draft, agent, next.is, next.reason, agent.next ? agent.id : 'floor');
}

function hasTicket(agent: Agent, ticket: string): boolean {
  return (agent.state.is === 'offered' || agent.state.is === 'on-call') && agent.state.ticket === ticket;
}
