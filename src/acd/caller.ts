import type { TicketId } from '../domain/ids';
import type { LeaveReason, Ticket } from '../domain/queue';
import { freeAgent } from './agents';
import type { Draft } from './draft';
import { isInLine } from './floor';
import { endOffers, dropLeg } from './offers';
import { endTalk } from './talks';
import { leaveLine, tellLeft } from './visits';

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
