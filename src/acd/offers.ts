import type { AgentId, LegId, TicketId } from '../domain/ids';
import type { Offer, OfferEnding, Ticket } from '../domain/queue';
import { freeAgent } from './agents';
import { shareRefusals } from './beside';
import { AGAIN_AFTER_AGENT_MS, asCallback, away, dropCustomer, noteAgentLeft, type CallbackTicket } from './customers';
import type { Draft } from './draft';

export const offersOf = ({ state }: Ticket): readonly Offer[] => (state.is === 'offered' ? state.offers : []);

/** The agent is not rung for it any more; the caller keeps the place. */
export function withdrawOffer(draft: Draft, id: TicketId, agent: AgentId): void {
  const ticket = draft.ticket(id);
  const offer = ticket && offersOf(ticket).find((each) => each.agent === agent);
  if (ticket && offer) offerFails(draft, ticket, offer, 'withdrawn');
}

/** One ringing ends without an answer; the caller keeps the place, and the others ring on. */
export function offerFails(draft: Draft, ticket: Ticket, offer: Offer, how: OfferEnding, pauseMs = 0): void {
  if (ticket.state.is !== 'offered') return;
  const { now } = draft;
  endOffer(draft, ticket, offer, how);
  const { agent } = offer;
  const refusals =
    how === 'withdrawn'
      ? ticket.refusals
      : [...ticket.refusals.filter((each) => each.agent !== agent), { agent, at: now }];
  const offers = ticket.state.offers.filter(({ leg }) => leg !== offer.leg);
  const callback = asCallback(ticket);
  if (callback?.customer.is === 'called' && offers.length === 0) {
    agentIsLost(draft, { ...callback, refusals });
    return;
  }
  draft.putTicket({
    ...ticket,
    state: offers.length > 0 ? { ...ticket.state, offers } : { is: 'waiting' },
    offersFrom: now + pauseMs,
    refusals,
  });
  shareRefusals(draft, ticket, refusals);
}

export function endOffers(draft: Draft, ticket: Ticket, how: OfferEnding, but?: Offer): void {
  for (const offer of offersOf(ticket))
    if (offer.leg !== but?.leg) endOffer(draft, ticket, offer, how, but !== undefined);
}

export function endOffer(draft: Draft, ticket: Ticket, offer: Offer, how: OfferEnding, elsewhere = false): void {
  draft.note('queue.offer-ended', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    agent: offer.agent,
    leg: offer.leg,
    how,
    rangMs: draft.now - offer.at,
  });
  if (how === 'accepted') return;
  draft.actions.push({ ...dropLeg(ticket, offer.leg), answeredElsewhere: elsewhere });
  freeAgent(draft, offer.agent, how, ticket);
}

/** While the customer's phone rings nobody is there for them any more: it stops, and they are called again for another agent. */
export function agentIsLost(draft: Draft, ticket: CallbackTicket): void {
  const { now } = draft;
  draft.actions.push(dropCustomer(ticket));
  const offersFrom = now + AGAIN_AFTER_AGENT_MS;
  noteAgentLeft(draft, ticket, offersFrom);
  const customer = away({ ...ticket.customer, last: 'agent-left' }, now);
  draft.putTicket({ ...ticket, state: { is: 'waiting' }, offersFrom, customer });
}

export const dropLeg = (ticket: Ticket, leg: LegId) =>
  ({ type: 'drop-leg', call: ticket.call, leg, answeredElsewhere: false }) as const;
