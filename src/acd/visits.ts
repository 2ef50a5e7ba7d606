import type { LeaveReason, Ticket, TicketRequest } from '../domain/queue';
import { isTalkingElsewhere } from './beside';
import { holdPlace, keptFor, releasePlace } from './called-in';
import { CALLED_IN, asCallback, customerIsHere, isAbsent, noteCallbackEnded } from './customers';
import type { Draft } from './draft';
import { leavesAt } from './due';
import { isAtWork, isInLine } from './floor';
import { notLetIn } from './gates';

/** From the agent's answer to the report that caller and agent can talk. */
export const CONNECT_WITHIN_MS = 10_000;

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

/** A caller who is gone, is served elsewhere or took another way need not be told. */
export function tellLeft(draft: Draft, ticket: Ticket, reason: LeaveReason): void {
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
