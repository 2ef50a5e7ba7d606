import type { EndedBy } from '../domain/call';
import type { AgentId, LegId, TicketId } from '../domain/ids';
import type { LeaveReason, Offer, OfferEnding, Ticket, TicketRequest } from '../domain/queue';
import { freeAgent } from './agents';
import { holdPlace, keptFor, releasePlace } from './called-in';
import {
  AGAIN_AFTER_AGENT_MS,
  CALLED_IN,
  asCallback,
  away,
  callCustomer,
  customerIsHere,
  dropCustomer,
  isAbsent,
  isGivenUp,
  noteAgentLeft,
  noteCallbackEnded,
  type CallbackTicket,
} from './customers';
import { asksToConfirm } from './confirm';
import type { Draft } from './draft';
import { leavesAt } from './due';
import { isAtWork, isInLine } from './floor';
import { notLetIn } from './gates';
import { startWrapUp } from './wrap-up';
import { besideOf, isTalkingElsewhere, shareRefusals } from './beside';

/** From the agent's answer to the report that caller and agent can talk. */
const CONNECT_WITHIN_MS = 10_000;

/** A caller takes a place, or asks again for the one they have. */
export function enqueue(draft: Draft, request: TicketRequest): void {
  const known = draft.ticket(request.id);
  if (known) {
    const absent = isAbsent(known) ? asCallback(known) : undefined;
    const there = absent ? customerIsHere(draft, absent) : known;
    if (there) repeat(draft, there);
    return;
  }
  const { now } = draft;
  const queue = draft.settings.queues.get(request.queue);
  const full = !queue || draft.book.waitingIn(request.queue) >= queue.maxWaiting;
  const kept = keptFor(draft, request);
  const entered: Ticket = {
    ...request,
    ...kept?.has,
    number: draft.count('ticket'),
    positionAtEntry: 0,
    refusals: [],
    stage: 0,
    offersFrom: now,
    state: { is: 'waiting' },
  };
  if (kept) holdPlace(draft, kept, entered.id);
  const position = draft.positionOf(entered);
  const ticket = { ...entered, positionAtEntry: position };
  draft.note('queue.entered', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    position,
    priority: ticket.priority,
  });
  draft.putTicket(ticket);
  // Who was promised a call back is let in.
  const shut = kept ? null : notLetIn(draft, ticket);
  if (full) leaveLine(draft, ticket, 'full');
  else if (shut) leaveLine(draft, ticket, shut.reason, shut.condition);
  else if (isTalkingElsewhere(draft.book, ticket)) leaveLine(draft, ticket, 'elsewhere');
  else if (isOut(draft, ticket)) leaveLine(draft, ticket, 'nobody');
  else if (now >= leavesAt(ticket, queue)) leaveLine(draft, ticket, 'timeout');
  else draft.tell(ticket.call, { type: 'queued', ticket: ticket.id, position });
}

function repeat(draft: Draft, ticket: Ticket): void {
  switch (ticket.state.is) {
    case 'waiting':
    case 'offered':
      draft.tell(ticket.call, { type: 'queued', ticket: ticket.id, position: draft.positionOf(ticket) });
      return;
    case 'connecting':
    case 'talking':
      // The customer of a callback has been greeted.
      if (ticket.customer && ticket.state.is === 'connecting')
        draft.setTicket(ticket, { ...ticket.state, until: draft.now + CONNECT_WITHIN_MS });
      draft.tell(ticket.call, {
        type: 'agent-answered',
        ticket: ticket.id,
        leg: ticket.state.offer.leg,
        agent: ticket.state.offer.agent,
      });
      return;
    case 'left':
      tellLeft(draft, ticket, ticket.state.reason);
      return;
  }
}

/** The one wanted agent is not at work, or not ready: nobody else will do. */
export function isOut(draft: Draft, ticket: Ticket): boolean {
  if (ticket.agent === null) return false;
  const agent = draft.agent(ticket.agent);
  return !agent || !isAtWork(agent);
}

/** The one end of a queue visit; `by` whom, or by which condition of the queue. */
export function leaveLine(draft: Draft, ticket: Ticket, reason: LeaveReason, by = 'floor'): void {
  const { now } = draft;
  const condition = reason === 'overflow' && { condition: by };
  draft.note('queue.left', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    reason,
    waitedMs: now - ticket.enteredAt,
    position: isInLine(ticket) ? draft.positionOf(ticket) : 1,
    positionAtEntry: ticket.positionAtEntry,
    ...condition,
  });
  const callback = asCallback(ticket);
  if (callback) noteCallbackEnded(draft, callback, reason, by);
  // Whoever has called in and is answered need not be called back.
  const stoodFor = releasePlace(draft, ticket);
  if (stoodFor && reason === 'answered') leaveLine(draft, stoodFor, 'withdrawn', CALLED_IN);
  if (reason === 'answered') return;
  if (isAbsent(ticket)) {
    draft.closeTicket(ticket.id);
    return;
  }
  tellLeft(draft, draft.setTicket(ticket, { is: 'left', reason, at: now, ...condition }), reason);
}

/** The caller is served, or will be called back: the other places are given back. */
export function giveBackOthers(draft: Draft, ticket: Ticket): void {
  for (const other of besideOf(draft.book, ticket).filter(isInLine)) {
    endOffers(draft, other, 'withdrawn');
    leaveLine(draft, other, 'elsewhere');
  }
}

/** A caller who is gone, is served elsewhere or took another way need not be told. */
function tellLeft(draft: Draft, ticket: Ticket, reason: LeaveReason): void {
  if (reason === 'moved') tellMoved(draft, ticket);
  else if (reason !== 'answered' && reason !== 'abandoned' && reason !== 'chosen' && reason !== 'elsewhere')
    draft.tell(ticket.call, { type: 'left-queue', ticket: ticket.id, reason, ...conditionOf(ticket) });
}

const conditionOf = ({ state }: Ticket) =>
  state.is === 'left' && state.condition !== undefined && { condition: state.condition };

function tellMoved(draft: Draft, { call, id, state }: Ticket): void {
  const to = state.is === 'left' && state.movedTo !== undefined ? draft.ticket(state.movedTo) : undefined;
  if (!to) return;
  draft.tell(call, { type: 'moved', ticket: id, to: to.id, queue: to.queue });
  repeat(draft, to);
}

/** The caller goes: hung up, or the flow wants them elsewhere. */
export function callerLeaves(
  draft: Draft,
  id: TicketId,
  reason: LeaveReason,
  by: 'caller' | 'unknown' = 'caller',
): void {
  const ticket = draft.ticket(id);
  if (!ticket) return;
  if (reason === 'closed') {
    sweep(draft, ticket);
    return;
  }
  switch (ticket.state.is) {
    case 'waiting':
      leaveLine(draft, ticket, reason);
      break;
    case 'offered':
      endOffers(draft, ticket, 'withdrawn');
      leaveLine(draft, ticket, reason);
      break;
    case 'connecting':
      draft.actions.push(dropLeg(ticket, ticket.state.offer.leg));
      freeAgent(draft, ticket.state.offer.agent, 'withdrawn', ticket);
      leaveLine(draft, ticket, reason);
      break;
    case 'talking':
      draft.actions.push(dropLeg(ticket, ticket.state.offer.leg));
      endTalk(draft, ticket, by);
      break;
    case 'left':
      // It was just put into another queue, and the call did not know yet.
      if (ticket.state.movedTo !== undefined) callerLeaves(draft, ticket.state.movedTo, reason, by);
      break;
  }
  draft.closeTicket(id);
}

/** The queue has closed: who waits goes and is told, who was answered stays. */
function sweep(draft: Draft, ticket: Ticket): void {
  endOffers(draft, ticket, 'withdrawn');
  if (isInLine(ticket)) leaveLine(draft, ticket, 'closed');
  else if (ticket.state.is === 'left') tellLeft(draft, ticket, ticket.state.reason);
}

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

export const offersOf = ({ state }: Ticket): readonly Offer[] => (state.is === 'offered' ? state.offers : []);

export function endOffers(draft: Draft, ticket: Ticket, how: OfferEnding, but?: Offer): void {
  for (const offer of offersOf(ticket))
    if (offer.leg !== but?.leg) endOffer(draft, ticket, offer, how, but !== undefined);
}

function endOffer(draft: Draft, ticket: Ticket, offer: Offer, how: OfferEnding, elsewhere = false): void {
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

/** While the customer's phone rings nobody is there for them any more: it stops, and they are called again for another agent. */
function agentIsLost(draft: Draft, ticket: CallbackTicket): void {
  const { now } = draft;
  draft.actions.push(dropCustomer(ticket));
  const offersFrom = now + AGAIN_AFTER_AGENT_MS;
  noteAgentLeft(draft, ticket, offersFrom);
  const customer = away({ ...ticket.customer, last: 'agent-left' }, now);
  draft.putTicket({ ...ticket, state: { is: 'waiting' }, offersFrom, customer });
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

function endTalk(draft: Draft, ticket: Ticket, by: 'caller' | 'agent' | 'unknown'): void {
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

const dropLeg = (ticket: Ticket, leg: LegId) =>
  ({ type: 'drop-leg', call: ticket.call, leg, answeredElsewhere: false }) as const;
