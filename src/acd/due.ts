import type { Offer, QueueSettings, Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import { isAbsent, relaxesFrom } from './customers';
import type { Stage } from './need';

/** Asterisk ends the ringing itself; this much later we do. */
export const RING_GRACE_MS = 2_000;
/** How long a ticket that left is remembered for a call that may ask again. */
export const REMEMBER_LEFT_MS = 600_000;

/** When an offer ends without a word from the phone. */
export const offerDueAt = ({ until, confirm }: Offer): Instant => (confirm ? until : until + RING_GRACE_MS);

/** When a wait ends by its length. */
export function leavesAt(ticket: Ticket, queue: QueueSettings | undefined): Instant {
  if (ticket.callback && isAbsent(ticket)) return ticket.callback.expiresAt;
  return (ticket.customer?.since ?? ticket.enteredAt) + (ticket.maxWaitMs ?? queue?.maxWaitMs ?? 0);
}

/** How much longer a wait is from one look whether it starves to the next. */
const LOOK_AGAIN = 1.5;

/** When it is looked next whether the ticket starves: when it may first, and then as its wait grows by half. */
function starvesAt(ticket: Ticket, queue: QueueSettings | undefined, now: Instant): Instant {
  const after = queue?.starvesAfterMs;
  if (after === undefined || ticket.starving === true || isAbsent(ticket)) return Infinity;
  const waited = now - ticket.enteredAt;
  if (waited < after) return ticket.enteredAt + after;
  const looks = Math.floor(Math.log(waited / after) / Math.log(LOOK_AGAIN)) + 1;
  return Math.max(now + 1, ticket.enteredAt + Math.ceil(after * LOOK_AGAIN ** looks));
}

/** When a ticket has to be looked at although nothing happens. */
export function ticketDueAt(
  ticket: Ticket,
  stages: readonly Stage[],
  queue: QueueSettings | undefined,
  now: Instant,
): Instant {
  const { state } = ticket;
  switch (state.is) {
    case 'waiting': {
      const again = queue?.refusedAgainAfterMs ?? 0;
      return Math.min(
        leavesAt(ticket, queue),
        ticket.offersFrom > now ? ticket.offersFrom : Infinity,
        starvesAt(ticket, queue, now),
        relaxesFrom(ticket) + (stages[ticket.stage + 1]?.afterMs ?? Infinity),
        ...ticket.refusals.map(({ at }) => (at + again > now ? at + again : Infinity)),
      );
    }
    case 'offered':
      return Math.min(state.moreAt ?? Infinity, ...state.offers.map(offerDueAt));
    case 'connecting':
      return state.until;
    case 'talking':
      return Infinity;
    case 'left':
      return state.at + REMEMBER_LEFT_MS;
  }
}
