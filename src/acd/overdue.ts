import type { TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import { customerMissed, isKeptFree } from './callbacks';
import { chooserIsLate } from './chooser';
import { asCallback, dropCustomer, isAbsent } from './customers';
import type { Draft } from './draft';
import { leavesAt, offerDueAt, REMEMBER_LEFT_MS, RING_GRACE_MS } from './due';
import { agentIsDue } from './limits';
import { agentsFor, offer } from './match';
import { sinceOf } from './score';
import { offerFails, offersOf } from './offers';
import { connectFailed } from './talks';
import { leaveLine } from './visits';

/** Everything whose time has come, tickets in the order of their numbers: it comes after what happened at this instant. */
export function whatIsDue(draft: Draft): readonly TicketId[] {
  const due = draft.book.due(draft.now);
  const tickets = [...due].flatMap((id) => draft.ticket(id) ?? []).sort((a, b) => a.number - b.number);
  for (const ticket of tickets) {
    ticketIsDue(draft, ticket);
    // Who waits again since nobody answered may ask less by now.
    const again = ticket.state.is === 'waiting' ? undefined : draft.ticket(ticket.id);
    if (again?.state.is === 'waiting') ticketIsDue(draft, again);
  }
  const agents = [...due].flatMap((id) => draft.agent(id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const agent of agents) agentIsDue(draft, agent);
  return tickets.map(({ id }) => id);
}

function ticketIsDue(draft: Draft, ticket: Ticket): void {
  const { now } = draft;
  switch (ticket.state.is) {
    case 'waiting':
      if (now >= leavesAt(ticket, draft.queueOf(ticket))) leaveLine(draft, ticket, 'timeout');
      else if (ticket.asking && now >= ticket.asking.until) chooserIsLate(draft, ticket);
      else relaxed(draft, starves(draft, ticket));
      return;
    case 'offered':
      if (isKeptFree(ticket)) {
        keptTooLong(draft, ticket);
        return;
      }
      for (const offer of ticket.state.offers)
        if (now >= offerDueAt(offer)) {
          const still = draft.ticket(ticket.id);
          if (still) offerFails(draft, still, offer, offer.confirm ? 'not-confirmed' : 'ring-no-answer');
        }
      return;
    case 'connecting':
      if (now >= ticket.state.until) connectingTooLong(draft, ticket);
      return;
    case 'left':
      if (now >= ticket.state.at + REMEMBER_LEFT_MS) draft.closeTicket(ticket.id);
      return;
    case 'talking':
      return;
  }
}

/** Nobody told us how it ended: whether the two were put together, or the customer's phone still rings. */
function connectingTooLong(draft: Draft, ticket: Ticket): void {
  const callback = asCallback(ticket);
  if (callback?.customer.is === 'called') {
    draft.actions.push(dropCustomer(ticket));
    customerMissed(draft, callback, 'no-answer', null);
  } else connectFailed(draft, ticket);
}

/** An agent was kept free for a customer whose phone still rings, as far as we are told. */
function keptTooLong(draft: Draft, ticket: Ticket): void {
  const callback = asCallback(ticket);
  if (!callback || offersOf(ticket).some(({ until }) => draft.now < until + RING_GRACE_MS)) return;
  draft.actions.push(dropCustomer(ticket));
  customerMissed(draft, callback, 'no-answer', null);
}

/** Tells once of a caller who waits long, while one who came later is served. */
function starves(draft: Draft, ticket: Ticket): Ticket {
  const after = draft.queueOf(ticket)?.starvesAfterMs;
  const waitedMs = draft.now - ticket.enteredAt;
  if (after === undefined || waitedMs < after || ticket.starving === true || isAbsent(ticket)) return ticket;
  const behind = draft.book.servedIn(ticket.queue).find((other) => sinceOf(other) > sinceOf(ticket));
  if (!behind) return ticket;
  const { id, queue, priority } = ticket;
  draft.note('queue.starving', ticket.call, { ticket: id, queue, waitedMs, priority, behind: behind.call });
  const told = { ...ticket, starving: true };
  draft.putTicket(told);
  return told;
}

/** What is asked of agents is less from now on, or somebody may be asked again. */
function relaxed(draft: Draft, ticket: Ticket): void {
  const stage = draft.book.lines.stageOf(ticket, draft.now);
  if (stage !== ticket.stage) draft.putTicket({ ...ticket, stage });
  else draft.book.putTicket(ticket, draft.now);
}

/** Where a queue fans out: more phones, beside those that ring. */
export function ringMore(draft: Draft, ticket: Ticket | undefined): void {
  if (ticket?.state.is !== 'offered') return;
  const line = draft.book.lineOf(ticket);
  const { moreAt } = ticket.state;
  if (moreAt === null || moreAt > draft.now) draft.book.putTicket(ticket, draft.now);
  else if (line) offer(ticket, line.queue, agentsFor(ticket, line, line.queue.fanOut.more, draft), draft);
  // The queue is no more: those who ring may still answer.
  else draft.putTicket({ ...ticket, state: { ...ticket.state, moreAt: null } });
}
