import type { EndedBy } from '../domain/call';
import type { LegId, TicketId } from '../domain/ids';
import type { LeaveReason, OfferEnding, Ticket, TicketRequest } from '../domain/queue';
import { freeAgent, startWrapUp } from './agents';
import type { Draft } from './draft';
import { isInLine, positionOf, waitingIn } from './match';

/** From the agent's answer to the report that caller and agent can talk. */
const CONNECT_WITHIN_MS = 10_000;

/** A caller takes a place, or asks again for the one they have. */
export function enqueue(draft: Draft, request: TicketRequest): void {
  const known = draft.ticket(request.id);
  if (known) {
    repeat(draft, known);
    return;
  }
  const { now } = draft;
  const queue = draft.settings.queues.get(request.queue);
  const entered: Ticket = {
    ...request,
    number: draft.count('ticket'),
    positionAtEntry: 0,
    refusedBy: [],
    offersFrom: now,
    state: { is: 'waiting' },
  };
  const position = positionOf(entered, draft);
  const ticket = { ...entered, positionAtEntry: position };
  const full = !queue || waitingIn(request.queue, draft) >= queue.maxWaiting;
  draft.note('queue.entered', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    position,
    priority: ticket.priority,
  });
  draft.putTicket(ticket);
  if (full) leaveLine(draft, ticket, 'full');
  else if (isOut(draft, ticket)) leaveLine(draft, ticket, 'nobody');
  else if (now >= leavesAt(draft, ticket)) leaveLine(draft, ticket, 'timeout');
  else draft.tell(ticket.call, { type: 'queued', ticket: ticket.id, position });
}

function repeat(draft: Draft, ticket: Ticket): void {
  switch (ticket.state.is) {
    case 'waiting':
    case 'offered':
      draft.tell(ticket.call, { type: 'queued', ticket: ticket.id, position: positionOf(ticket, draft) });
      return;
    case 'connecting':
    case 'talking':
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
  const state = draft.agent(ticket.agent)?.state.is;
  return state === undefined || state === 'signed-out' || state === 'not-ready';
}

export function leavesAt(draft: Draft, ticket: Ticket): number {
  const longest = ticket.maxWaitMs ?? draft.settings.queues.get(ticket.queue)?.maxWaitMs ?? 0;
  return ticket.enteredAt + longest;
}

/** The one end of a queue visit. */
export function leaveLine(draft: Draft, ticket: Ticket, reason: LeaveReason): void {
  const { now } = draft;
  draft.note('queue.left', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    reason,
    waitedMs: now - ticket.enteredAt,
    position: isInLine(ticket) ? positionOf(ticket, draft) : 1,
    positionAtEntry: ticket.positionAtEntry,
  });
  if (reason === 'answered') return;
  draft.setTicket(ticket, { is: 'left', reason, at: now });
  tellLeft(draft, ticket, reason);
}

/** A caller who is gone, or took another way, need not be told. */
function tellLeft(draft: Draft, ticket: Ticket, reason: LeaveReason): void {
  if (reason !== 'answered' && reason !== 'abandoned' && reason !== 'chosen')
    draft.tell(ticket.call, { type: 'left-queue', ticket: ticket.id, reason });
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
      endOffer(draft, ticket, 'withdrawn');
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
      break;
  }
  draft.closeTicket(id);
}

/** The queue has closed: who waits goes and is told, who was answered stays. */
function sweep(draft: Draft, ticket: Ticket): void {
  endOffer(draft, ticket, 'withdrawn');
  if (isInLine(ticket)) leaveLine(draft, ticket, 'closed');
  else if (ticket.state.is === 'left') tellLeft(draft, ticket, ticket.state.reason);
}

export function withdrawOffer(draft: Draft, id: TicketId): void {
  const ticket = draft.ticket(id);
  if (ticket?.state.is === 'offered') backInLine(draft, ticket, 'withdrawn');
}

/** An offer ends without an answer; the caller keeps the place. */
export function backInLine(draft: Draft, ticket: Ticket, how: OfferEnding, pauseMs = 0): void {
  if (ticket.state.is !== 'offered') return;
  endOffer(draft, ticket, how);
  const refused = how !== 'withdrawn' && !ticket.refusedBy.includes(ticket.state.offer.agent);
  draft.putTicket({
    ...ticket,
    state: { is: 'waiting' },
    offersFrom: draft.now + pauseMs,
    refusedBy: refused ? [...ticket.refusedBy, ticket.state.offer.agent] : ticket.refusedBy,
  });
}

function endOffer(draft: Draft, ticket: Ticket, how: OfferEnding): void {
  if (ticket.state.is !== 'offered') return;
  const { offer } = ticket.state;
  draft.note('queue.offer-ended', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    agent: offer.agent,
    leg: offer.leg,
    how,
    rangMs: draft.now - offer.at,
  });
  if (how === 'accepted') return;
  draft.actions.push(dropLeg(ticket, offer.leg));
  freeAgent(draft, offer.agent, how, ticket);
}

/** The agent's phone was answered. An answer to an offer that is no more is ended cleanly. */
export function legAnswered(draft: Draft, ticket: Ticket | undefined, leg: LegId, call: string): void {
  if (ticket && (ticket.state.is === 'connecting' || ticket.state.is === 'talking') && ticket.state.offer.leg === leg)
    return;
  if (ticket?.state.is !== 'offered' || ticket.state.offer.leg !== leg) {
    draft.actions.push({ type: 'drop-leg', call, leg, answeredElsewhere: true });
    return;
  }
  const { offer } = ticket.state;
  const { now } = draft;
  endOffer(draft, ticket, 'accepted');
  draft.setTicket(ticket, { is: 'connecting', offer, answeredAt: now, until: now + CONNECT_WITHIN_MS });
  const agent = draft.agent(offer.agent);
  if (agent) draft.setAgent(agent, { is: 'on-call', since: now, phase: 'connecting', ticket: ticket.id, leg }, 'floor');
  draft.tell(ticket.call, { type: 'agent-answered', ticket: ticket.id, leg, agent: offer.agent });
}

/** The agent's leg is gone: what that means depends on how far the two had come. */
export function legEnded(draft: Draft, ticket: Ticket, leg: LegId, by: EndedBy, how: OfferEnding): void {
  switch (ticket.state.is) {
    case 'offered':
      if (ticket.state.offer.leg === leg) backInLine(draft, ticket, how);
      return;
    case 'connecting':
      if (ticket.state.offer.leg === leg) connectFailed(draft, ticket);
      return;
    case 'talking':
      if (ticket.state.offer.leg !== leg) return;
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
  freeAgent(draft, offer.agent, 'declined', ticket);
  draft.setTicket(ticket, { is: 'waiting' });
  draft.tell(ticket.call, { type: 'agent-left', ticket: ticket.id, leg: offer.leg, waiting: true });
}

/** Caller and agent hear each other: the visit to the queue has ended by an answer. */
export function connected(draft: Draft, ticket: Ticket): void {
  if (ticket.state.is !== 'connecting') return;
  const { offer, answeredAt } = ticket.state;
  const { now } = draft;
  leaveLine(draft, ticket, 'answered');
  draft.setTicket(ticket, { is: 'talking', offer, answeredAt, since: now });
  const agent = draft.agent(offer.agent);
  if (agent)
    draft.setAgent(agent, { is: 'on-call', since: now, phase: 'talking', ticket: ticket.id, leg: offer.leg }, 'floor');
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
  startWrapUp(draft, offer.agent, ticket);
}

const dropLeg = (ticket: Ticket, leg: LegId) =>
  ({ type: 'drop-leg', call: ticket.call, leg, answeredElsewhere: false }) as const;
