import { missOf, type CallbackMiss } from '../domain/callback';
import { isCallback, type CallId, type LegId, type TicketId } from '../domain/ids';
import type { Ticket, TicketRequest } from '../domain/queue';
import { freeAgent } from './agents';
import {
  asCallback,
  callCustomer,
  customerIsHere,
  dropCustomer,
  isAbsent,
  noteMissed,
  ofCustomer,
  tellMissed,
  type CallbackTicket,
} from './customers';
import { besideOf } from './beside';
import type { FloorInput } from './decision';
import type { Draft } from './draft';
import { isInLine } from './floor';
import { callerLeaves } from './caller';
import { endOffers } from './offers';
import { giveBackOthers, tryLater } from './talks';
import { leaveLine } from './visits';

/** A caller wants to be called back, and gives up the place in which they wait, if they do. */
export function askCallback(
  draft: Draft,
  { ticket: request, replaces, from }: Extract<FloorInput, { type: 'ask-callback' }>,
): void {
  const taken = draft.ticket(request.id) !== undefined || take(draft, request, replaces, from);
  draft.tell(from, { type: 'callback-taken', ticket: request.id, taken });
}

function take(draft: Draft, request: TicketRequest, replaces: TicketId | null, from: CallId): boolean {
  const { callback: plan } = request;
  const before = replaces === null ? undefined : draft.ticket(replaces);
  // An agent has just answered this very caller.
  if (before && [before, ...besideOf(draft.book, before)].some(isServed)) return false;
  if (!plan || isWaitedFor(draft, request, replaces)) return false;
  const { now } = draft;
  // They may just have left the line, too, and do not know it yet.
  if (before && isInLine(before)) {
    endOffers(draft, before, 'withdrawn');
    leaveLine(draft, before, 'callback');
    giveBackOthers(draft, before);
  }
  const entered: Ticket = {
    ...request,
    number: draft.count('ticket'),
    positionAtEntry: 0,
    refusals: before?.refusals ?? [],
    stage: before?.stage ?? 0,
    offersFrom: plan.at ?? now,
    customer: { is: 'away', since: now, calls: 0, missed: 0, last: null },
    state: { is: 'waiting' },
  };
  const position = draft.positionOf(entered);
  const { id, call, queue, priority } = entered;
  draft.note('queue.entered', call, { ticket: id, queue, position, priority });
  const { number, trunk, at, expiresAt } = plan;
  draft.note('callback.requested', from, { callback: call, ticket: id, queue, number, trunk, at, expiresAt });
  draft.putTicket({ ...entered, positionAtEntry: position });
  return true;
}

const isServed = ({ state }: Ticket): boolean => state.is === 'connecting' || state.is === 'talking';

/** One live request for each number and queue. */
const isWaitedFor = ({ book }: Draft, { queue, callback }: TicketRequest, but: TicketId | null): boolean =>
  callback !== undefined && book.callbacksTo(queue, callback.number).some(({ id }) => id !== but);

/** The customer was not to be had. An agent on the line is told so, one who was kept free is free. */
export function customerMissed(draft: Draft, ticket: CallbackTicket, how: CallbackMiss, cause: number | null): void {
  if (ticket.customer.is !== 'called') return;
  if (ticket.state.is === 'connecting') {
    tellMissed(draft, ticket, how, cause);
    return;
  }
  const tried = noteMissed(draft, ticket, how, cause);
  endOffers(draft, tried, 'withdrawn');
  tryLater(draft, { ...tried, customer: { ...tried.customer, since: draft.now } });
}

/** Asterisk could not even call the customer. */
export function customerFailed(draft: Draft, call: CallId, how: CallbackMiss): void {
  const ticket = ofCustomer(draft, call);
  if (ticket?.customer.is !== 'called') return;
  draft.actions.push(dropCustomer(ticket));
  customerMissed(draft, ticket, how, null);
}

/** The customer's phone rings no more, or they have hung up. */
export function customerEnded(
  draft: Draft,
  { leg, by, cause, attempt }: Extract<FloorInput, { type: 'leg-ended' }>,
): void {
  const ticket = ofCustomer(draft, leg);
  // The end of an earlier call to them, told late.
  if (attempt !== undefined && attempt !== ticket?.customer.calls) return;
  if (ticket?.customer.is === 'called') customerMissed(draft, ticket, missOf(cause), cause);
  else if (ticket?.customer.is === 'here')
    callerLeaves(draft, ticket.id, 'abandoned', by === 'them' ? 'caller' : 'unknown');
}

export function customerAnswered(draft: Draft, call: CallId): void {
  const ticket = ofCustomer(draft, call);
  if (ticket && ticket.customer.is !== 'here') customerIsHere(draft, ticket);
}

/** Somebody takes the request back: why not, or `null`. */
export function cancelCallback(draft: Draft, id: TicketId, by: string): string | null {
  const ticket = asCallback(draft.ticket(id));
  if (!ticket || ticket.state.is === 'left') return 'there is no such callback any more';
  if (!isAbsent(ticket)) return 'the customer is on the line';
  if (ticket.customer.is === 'called') draft.actions.push(dropCustomer(ticket));
  endOffers(draft, ticket, 'withdrawn');
  if (ticket.state.is === 'connecting') {
    const { leg, agent } = ticket.state.offer;
    draft.actions.push({ type: 'drop-leg', call: ticket.call, leg, answeredElsewhere: false });
    freeAgent(draft, agent, 'withdrawn', ticket);
  }
  leaveLine(draft, ticket, 'withdrawn', by);
  return null;
}

/** A queue may have opened: its callbacks look again from when on they may be offered. */
export function hoursChanged(draft: Draft): void {
  for (const ticket of [...draft.book.tickets.values()])
    if (isAbsent(ticket) && ticket.state.is === 'waiting') draft.book.putTicket(ticket, draft.now);
}

/** The agent of such an offer is not rung yet. */
export const isKeptFree = ({ customer, state }: Ticket): boolean => customer?.is === 'called' && state.is === 'offered';

/** We were away while the customer was called; `there` are customers whose channel there is, answered or not. */
export function recoverCustomer(draft: Draft, id: TicketId, there: ReadonlySet<LegId>): void {
  const ticket = asCallback(draft.ticket(id));
  if (ticket?.state.is === 'offered' && isKeptFree(ticket) && !there.has(ticket.call)) callCustomer(draft, ticket);
  if (ticket?.state.is !== 'connecting') return;
  // What the agent was being told is lost with whoever told it.
  if (ticket.customer.is === 'missed')
    draft.actions.push({ type: 'drop-leg', call: ticket.call, leg: ticket.state.offer.leg, answeredElsewhere: false });
  if (ticket.customer.is === 'called' && !there.has(ticket.call)) callCustomer(draft, ticket);
}

/** Customers who are called, or have answered, and nobody waits for them. */
export function strayCustomers(draft: Draft, there: Iterable<LegId>, calls: ReadonlySet<CallId>): void {
  for (const leg of there) {
    const customer = ofCustomer(draft, leg)?.customer.is;
    if (isCallback(leg) && !calls.has(leg) && customer !== 'called' && customer !== 'here')
      draft.actions.push({ type: 'drop-leg', call: leg, leg, answeredElsewhere: false });
  }
}
