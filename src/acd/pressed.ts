import type { LegId } from '../domain/ids';
import type { Draft } from './draft';
import { offerFails, offersOf } from './offers';
import { accept } from './talks';

/** A key on an agent's leg: it counts where the agent is to confirm; the first one decides. */
export function legPressed(draft: Draft, leg: LegId, digit: string): void {
  const ticket = draft.book.ticketOfLeg(leg);
  const offer = ticket && offersOf(ticket).find((each) => each.leg === leg);
  if (!ticket || !offer?.confirm) return;
  if (offer.confirm.key === digit) accept(draft, ticket, offer);
  else offerFails(draft, ticket, offer, 'not-confirmed');
}
