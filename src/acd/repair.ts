import type { AgentState } from '../domain/agent';
import { callOf, type AgentId, type CallId, type LegId } from '../domain/ids';
import type { Offer, Ticket } from '../domain/queue';
import { choose, hasTicket } from './agents';
import type { Draft } from './draft';
import type { Agent } from './floor';
import { offerFails, offersOf } from './offers';
import { legEnded } from './talks';

/** Whom a ticket has, rung or answered. */
export function heldBy(ticket: Ticket): readonly Offer[] {
  return ticket.state.is === 'connecting' || ticket.state.is === 'talking' ? [ticket.state.offer] : offersOf(ticket);
}

/**
 * Looks whether agents and tickets tell the same of each other, and puts right what does not. It should find nothing; what
 * it finds is told as `agent.repaired`.
 */
export function repair(draft: Draft, by: string): void {
  for (const agent of wronglyBusy(draft)) release(draft, agent, by);
  for (const { ticket, offer } of unknownToAgents(draft)) {
    const still = draft.ticket(ticket.id);
    if (!still) continue;
    if (still.state.is === 'offered') takeBack(draft, still, offer, by);
    else rejoin(draft, still, offer, by);
  }
}

/** Agents who say that they are with a call which has nothing of them. */
const wronglyBusy = (draft: Draft): readonly Agent[] => {
  const found: Agent[] = [];
  for (const agent of draft.book.agents.values()) {
    const { state, id } = agent;
    if (state.is !== 'offered' && state.is !== 'on-call') continue;
    const ticket = draft.ticket(state.ticket);
    if (!ticket || !heldBy(ticket).some((offer) => offer.agent === id)) found.push(agent);
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
};

interface Held {
  readonly ticket: Ticket;
  readonly offer: Offer;
}

/** Offers and talks of which the agent says nothing. */
const unknownToAgents = (draft: Draft): readonly Held[] => {
  const found: Held[] = [];
  for (const ticket of draft.book.tickets.values()) {
    if (ticket.state.is === 'waiting' || ticket.state.is === 'left') continue;
    const expected: AgentState['is'] = ticket.state.is === 'offered' ? 'offered' : 'on-call';
    for (const offer of heldBy(ticket)) {
      const agent = draft.agent(offer.agent);
      if (agent?.state.is !== expected || !hasTicket(agent, ticket.id)) found.push({ ticket, offer });
    }
  }
  return found.sort((a, b) => a.ticket.number - b.ticket.number || a.offer.fence - b.offer.fence);
};

function takeBack(draft: Draft, ticket: Ticket, offer: Offer, by: string): void {
  note(draft, [ticket.call, offer.agent], `${ticket.id} was offered to the agent, who did not know of it`, by);
  offerFails(draft, ticket, offer, 'withdrawn');
}

/** The agent has answered: they are with that caller, whatever is remembered of them. Nobody is with two. */
function rejoin(draft: Draft, ticket: Ticket, offer: Offer, by: string): void {
  const [phase, since] =
    ticket.state.is === 'talking' ? (['talking', ticket.state.since] as const) : (['connecting', offer.at] as const);
  const agent = draft.agent(offer.agent);
  if (!agent || agent.state.is === 'on-call') {
    note(draft, [ticket.call, offer.agent], `${ticket.id} was ${phase} with the agent, who is not there for it`, by);
    draft.actions.push({ type: 'drop-leg', call: ticket.call, leg: offer.leg, answeredElsewhere: false });
    legEnded(draft, ticket, offer.leg, 'unknown', 'withdrawn');
    return;
  }
  note(draft, [ticket.call, offer.agent], `${ticket.id} was ${phase} with the agent, who did not know of it`, by);
  const rung = agent.state.is === 'offered' ? draft.ticket(agent.state.ticket) : undefined;
  for (const other of rung ? offersOf(rung) : [])
    if (rung && other.agent === agent.id) offerFails(draft, rung, other, 'withdrawn');
  const freed = draft.agent(offer.agent) ?? agent;
  draft.setAgent(freed, { is: 'on-call', since, phase, ticket: ticket.id, leg: offer.leg }, by);
}

/** A leg is gone and nothing was told of its end. */
export function legLost(draft: Draft, leg: LegId): void {
  const ticket = draft.book.ticketOfLeg(leg);
  const offer = ticket && heldBy(ticket).find((each) => each.leg === leg);
  if (!ticket || !offer) return;
  note(draft, [ticket.call, offer.agent], `the leg ${leg} was gone and nothing was told of its end`, 'patrol');
  legEnded(draft, ticket, leg, 'unknown', 'withdrawn');
}

function release(draft: Draft, agent: Agent, by: string): void {
  const { state } = agent;
  if (state.is !== 'offered' && state.is !== 'on-call') return;
  const what = `there is no call ${state.ticket} that the agent could be ${state.is} with`;
  note(draft, [callOf(state.ticket), agent.id], what, by);
  const next = agent.next ?? { is: 'available' as const, reason: '', by };
  choose(draft, agent, next.is, next.reason, next.by);
}

function note(draft: Draft, [call, agent]: readonly [CallId, AgentId], what: string, by: string): void {
  draft.note('agent.repaired', call, { agent, was: draft.agent(agent)?.state.is ?? 'signed-out', what, by });
}
