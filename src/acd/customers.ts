import {
  ticketOfCallback,
  type CallbackEnding,
  type CallbackMiss,
  type CallbackPlan,
  type CallbackTry,
  type Customer,
} from '../domain/callback';
import type { LegId, QueueName } from '../domain/ids';
import type { LeaveReason, Ticket } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import type { Draft } from './draft';

/** Asterisk ends the ringing itself; this much later we do. */
const RING_NET_MS = 5_000;
/** What the agent hears of a customer who was not to be had. */
const TOLD_WITHIN_MS = 15_000;
/** From the customer's answer to their place in the queue: they may be greeted in between. */
const GREETED_WITHIN_MS = 60_000;

/** A place that is kept for a customer who is to be called. */
export type CallbackTicket = Ticket & { readonly callback: CallbackPlan; readonly customer: Customer };

export function asCallback(ticket: Ticket | undefined): CallbackTicket | undefined {
  if (!ticket) return undefined;
  const { callback, customer } = ticket;
  return callback && customer ? { ...ticket, callback, customer } : undefined;
}

/** Nobody is there who could hang up or be told anything. */
export const isAbsent = ({ customer }: Ticket): boolean => customer !== undefined && customer.is !== 'here';

/** From when on it may be offered to an agent: a callback not while its queue is shut. */
export const offeredFrom = (
  ticket: Ticket,
  opensAt: ((queue: QueueName, at: Instant) => Instant) | undefined,
  now: Instant,
): Instant =>
  isAbsent(ticket) && opensAt ? Math.max(ticket.offersFrom, opensAt(ticket.queue, now)) : ticket.offersFrom;

/** Since when what is asked of agents grows less; a callback has waited before. */
export const relaxesFrom = ({ callback, waitsSince, enteredAt }: Ticket): Instant =>
  callback ? (waitsSince ?? enteredAt) : enteredAt;

export const ofCustomer = (draft: Draft, leg: LegId): CallbackTicket | undefined =>
  asCallback(draft.ticket(ticketOfCallback(leg)));

/** The agent is on the line: the customer is called. */
export function callCustomer(draft: Draft, ticket: CallbackTicket): void {
  if (ticket.state.is !== 'connecting') return;
  const { now } = draft;
  const { callback, customer, call, state } = ticket;
  const calls = customer.calls + 1;
  draft.putTicket({
    ...ticket,
    customer: { ...customer, is: 'called', since: now, calls },
    state: { ...state, until: now + callback.ringForMs + RING_NET_MS },
  });
  const { number, trunk, callerId, ringForMs } = callback;
  draft.actions.push({
    type: 'call-customer',
    call,
    number,
    trunk,
    callerId,
    ringForMs,
    beside: state.offer.leg,
    attempt: calls,
  });
}

/** The customer has answered; `undefined` when nobody waits for that any more, and then they are hung up on. */
export function customerIsHere(draft: Draft, ticket: CallbackTicket): Ticket | undefined {
  const { now } = draft;
  const { customer, state } = ticket;
  if (customer.is !== 'called' || state.is !== 'connecting') {
    draft.actions.push(dropCustomer(ticket));
    return undefined;
  }
  noteTry(draft, ticket, { how: 'answered', cause: null, again: null });
  const here: Ticket = {
    ...ticket,
    customer: { ...customer, is: 'here', since: now, last: 'answered' },
    state: { ...state, until: now + GREETED_WITHIN_MS },
  };
  draft.putTicket(here);
  return here;
}

/** The customer was not to be had: the agent is told, and is free when their leg has ended. */
export function customerMissed(draft: Draft, ticket: CallbackTicket, how: CallbackMiss, cause: number | null): void {
  if (ticket.customer.is !== 'called' || ticket.state.is !== 'connecting') return;
  const { now } = draft;
  const missed = ticket.customer.missed + 1;
  const tried: CallbackTicket = { ...ticket, customer: { ...ticket.customer, missed, last: how } };
  const again = isGivenUp(tried) ? null : now + ticket.callback.retryAfterMs;
  noteTry(draft, ticket, { how, cause, again });
  draft.putTicket({
    ...tried,
    customer: { ...tried.customer, is: 'missed', since: now },
    state: { ...ticket.state, until: now + TOLD_WITHIN_MS },
  });
  draft.actions.push({ type: 'tell-agent', call: ticket.call, leg: ticket.state.offer.leg, what: how });
}

/** All tries are used up, or another would be no better. */
export const isGivenUp = ({ callback, customer }: CallbackTicket): boolean =>
  customer.missed >= callback.tries || customer.last === 'not-allowed';

export function noteAgentLeft(draft: Draft, ticket: CallbackTicket, again: Instant): void {
  noteTry(draft, ticket, { how: 'agent-left', cause: null, again });
}

function noteTry(
  draft: Draft,
  ticket: CallbackTicket,
  tried: { readonly how: CallbackTry; readonly cause: number | null; readonly again: Instant | null },
): void {
  if (ticket.state.is !== 'connecting') return;
  draft.note('callback.tried', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    agent: ticket.state.offer.agent,
    calls: ticket.customer.calls,
    rangMs: draft.now - ticket.customer.since,
    ...tried,
  });
}

const endingOf: Readonly<Record<LeaveReason, CallbackEnding>> = {
  answered: 'done',
  abandoned: 'abandoned',
  timeout: 'unserved',
  full: 'unserved',
  nobody: 'unserved',
  withdrawn: 'cancelled',
  chosen: 'unserved',
  closed: 'unserved',
  callback: 'asked-again',
  'not-reached': 'not-reached',
};

/** Said with the end of the visit. */
export function noteCallbackEnded(draft: Draft, ticket: CallbackTicket, reason: LeaveReason, by: string): void {
  const how = reason === 'timeout' && isAbsent(ticket) ? 'expired' : endingOf[reason];
  draft.note('callback.ended', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    how,
    calls: ticket.customer.calls,
    by,
  });
}

export const dropCustomer = ({ call }: Ticket) =>
  ({ type: 'drop-leg', call, leg: call, answeredElsewhere: false }) as const;

/** When nobody calls the customer any more. */
export const away = (customer: Customer, since: Instant): Customer => ({ ...customer, is: 'away', since });

/** After a call that the agent broke off: the customer's phone has just stopped ringing. */
export const AGAIN_AFTER_AGENT_MS: Millis = 10_000;
