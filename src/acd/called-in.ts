import type { TicketId } from '../domain/ids';
import type { Ticket, TicketRequest } from '../domain/queue';
import type { Instant } from '../domain/time';
import { isHeld } from './customers';
import type { Draft } from './draft';
import { sinceOf } from './score';

/** Shorter ones are extensions and service numbers, behind which there is more than one person. */
const LEAST_DIGITS = 7;

/** What a caller gets for whom a place is kept: that place. */
export interface KeptFor {
  readonly callback: Ticket;
  readonly has: { readonly standsFor: string; readonly waitsSince: Instant; readonly priority: number };
}

/**
 * The callback that this very customer waits for, who has now called in: known by a number that is not withheld, and by no
 * other caller who stands for it already, as with a number that several people share. Nobody may just be calling them, and
 * they must not have asked for a time that is still to come.
 */
export function keptFor(draft: Draft, request: TicketRequest): KeptFor | undefined {
  const { number } = request.caller;
  if (request.callback || number.replace(/\D/g, '').length < LEAST_DIGITS) return undefined;
  const callback = draft.book
    .callbacksTo(request.queue, number)
    .find(
      (each) => each.state.is === 'waiting' && each.customer?.is === 'away' && !isHeld(each) && !isToCome(each, draft),
    );
  if (!callback) return undefined;
  const mine = request.waitsSince ?? request.enteredAt;
  return {
    callback,
    has: {
      standsFor: callback.id,
      waitsSince: Math.min(mine, sinceOf(callback)),
      priority: Math.max(request.priority, callback.priority),
    },
  };
}

const isToCome = ({ callback }: Ticket, { now }: Draft): boolean => (callback?.at ?? 0) > now;

/** The callback that a caller stands for already. */
export function keptBy(draft: Draft, { standsFor, id }: Ticket): Pick<KeptFor, 'callback'> | undefined {
  const callback = standsFor === undefined || standsFor === null ? undefined : draft.ticket(standsFor);
  return callback?.heldFor === id ? { callback } : undefined;
}

/** Nobody calls the customer while they are on the line. */
export function holdPlace(draft: Draft, { callback }: Pick<KeptFor, 'callback'>, by: TicketId): void {
  draft.putTicket({ ...callback, heldFor: by });
}

/** The callback that a caller stood for, who leaves the line: to be called back all the same. */
export function releasePlace(draft: Draft, ticket: Ticket): Ticket | undefined {
  const kept = keptBy(draft, ticket);
  if (!kept) return undefined;
  const released = { ...kept.callback, heldFor: null };
  draft.putTicket(released);
  return released;
}
