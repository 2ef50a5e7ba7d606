import type { EndedBy } from '../domain/call';
import type { LegId } from '../domain/ids';
import type { Offer, OfferEnding, Ticket } from '../domain/queue';
import { freeAgent } from './agents';
import { besideOf, shareRefusals } from './beside';
import { asksToConfirm } from './confirm';
import { asCallback, away, callCustomer, isAbsent, isGivenUp, type CallbackTicket } from './customers';
import type { Draft } from './draft';
import { isInLine } from './floor';
import { offersOf, offerFails, endOffers, endOffer, agentIsLost, dropLeg } from './offers';
import { CONNECT_WITHIN_MS, leaveLine } from './visits';
import { startWrapUp } from './wrap-up';

/** The agent's phone was answered. An answer to an offer that is no more is ended cleanly. */
export function legAnswered(draft: Draft, ticket: Ticket | undefined, leg: LegId, call: string): void {
  if (ticket && (ticket.state.is === 'connecting' || ticket.state.is === 'talking')) return;
  const offer = ticket && offersOf(ticket).find((each) => each.leg === leg);
  if (!ticket || !offer) {
    draft.actions.push({ type: 'drop-leg', call, leg, answeredElsewhere: true });
    return;
  }
  if (!asksToConfirm(draft, ticket, offer)) accept(draft, ticket, offer);
}

/** The agent gets the call, and who else was rung for it does not. */
export function accept(draft: Draft, ticket: Ticket, offer: Offer): void {
  const { now } = draft;
  const { leg } = offer;
  if (offer.confirm) draft.actions.push({ type: 'stop-asking', call: ticket.call, leg });
  endOffer(draft, ticket, offer, 'accepted');
  endOffers(draft, ticket, 'withdrawn', offer);
  draft.setTicket(ticket, { is: 'connecting', offer, answeredAt: now, until: now + CONNECT_WITHIN_MS });
  const agent = draft.agent(offer.agent);
  if (agent)
    draft.setAgent(agent, { is: 'on-call', since: now, phase: 'connecting', ticket: ticket.id, leg }, 'floor', {
      missed: 0,
    });
  const callback = asCallback(draft.ticket(ticket.id));
  if (callback && isAbsent(callback)) callCustomer(draft, callback);
  else draft.tell(ticket.call, { type: 'agent-answered', ticket: ticket.id, leg, agent: offer.agent });
}

/** The agent's leg is gone: what that means depends on how far the two had come. */
export function legEnded(draft: Draft, ticket: Ticket, leg: LegId, by: EndedBy, how: OfferEnding): void {
  switch (ticket.state.is) {
    case 'offered': {
      const offer = offersOf(ticket).find((each) => each.leg === leg);
      if (offer) offerFails(draft, ticket, offer, offer.confirm ? 'not-confirmed' : how);
      return;
    }
    case 'connecting':
      connectFailed(draft, ticket);
      return;
    case 'talking':
      endTalk(draft, ticket, by === 'them' ? 'agent' : 'unknown');
      draft.closeTicket(ticket.id);
      draft.tell(ticket.call, { type: 'agent-left', ticket: ticket.id, leg, waiting: false });
      return;
    case 'waiting':
    case 'left':
      return;
  }
}

/** Answered, but no talk came of it: the caller keeps the place, and the agent is free. */
export function connectFailed(draft: Draft, ticket: Ticket): void {
  if (ticket.state.is !== 'connecting') return;
  const { offer } = ticket.state;
  draft.actions.push(dropLeg(ticket, offer.leg));
  const callback = asCallback(ticket);
  if (callback && isAbsent(callback)) {
    customerNotHad(draft, callback, offer);
    return;
  }
  freeAgent(draft, offer.agent, 'declined', ticket);
  const others = ticket.refusals.filter(({ agent }) => agent !== offer.agent);
  const refusals = [...others, { agent: offer.agent, at: draft.now }];
  draft.putTicket({ ...ticket, refusals, state: { is: 'waiting' } });
  shareRefusals(draft, ticket, refusals);
  draft.tell(ticket.call, { type: 'agent-left', ticket: ticket.id, leg: offer.leg, waiting: true });
}

/** The agent's leg is over before the customer was there: somebody is offered it again later, or never. */
function customerNotHad(draft: Draft, ticket: CallbackTicket, { agent }: Offer): void {
  const { now } = draft;
  if (ticket.customer.is === 'missed') {
    freeAgent(draft, agent, 'withdrawn', ticket);
    tryLater(draft, ticket);
    return;
  }
  freeAgent(draft, agent, 'declined', ticket);
  const refusals = [...ticket.refusals.filter((each) => each.agent !== agent), { agent, at: now }];
  agentIsLost(draft, { ...ticket, refusals });
}

/** The customer was not to be had, and the agent is free. */
export function tryLater(draft: Draft, ticket: CallbackTicket): void {
  const { customer, callback } = ticket;
  if (isGivenUp(ticket)) {
    leaveLine(draft, ticket, 'not-reached');
    return;
  }
  const offersFrom = customer.since + callback.retryAfterMs;
  draft.putTicket({ ...ticket, state: { is: 'waiting' }, offersFrom, customer: away(customer, draft.now) });
}

/** Caller and agent hear each other: the visit to the queue has ended by an answer. */
export function connected(draft: Draft, ticket: Ticket): void {
  if (ticket.state.is !== 'connecting') return;
  const { offer, answeredAt } = ticket.state;
  const { now } = draft;
  leaveLine(draft, ticket, 'answered');
  draft.setTicket(ticket, { is: 'talking', offer, answeredAt, since: now });
  giveBackOthers(draft, ticket);
  const agent = draft.agent(offer.agent);
  if (agent)
    draft.setAgent(agent, { is: 'on-call', since: now, phase: 'talking', ticket: ticket.id, leg: offer.leg }, 'floor', {
      last: { ticket: ticket.id, call: ticket.call, queue: ticket.queue, disposition: null },
    });
  draft.note('queue.connected', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    agent: offer.agent,
    leg: offer.leg,
    waitedMs: now - ticket.enteredAt,
  });
}

/** The caller is served, or will be called back: the other places are given back. */
export function giveBackOthers(draft: Draft, ticket: Ticket): void {
  for (const other of besideOf(draft.book, ticket).filter(isInLine)) {
    endOffers(draft, other, 'withdrawn');
    leaveLine(draft, other, 'elsewhere');
  }
}

export function endTalk(draft: Draft, ticket: Ticket, by: 'caller' | 'agent' | 'unknown'): void {
  if (ticket.state.is !== 'talking') return;
  const { offer, since } = ticket.state;
  draft.note('queue.talk-ended', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    agent: offer.agent,
    leg: offer.leg,
    by,
    talkedMs: draft.now - since,
  });
  startWrapUp(draft, offer.agent, ticket, draft.now - since);
}
