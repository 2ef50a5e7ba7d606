import {
  ticketOfCallback,
  type CallbackEnding,
  type CallbackMiss,
  type CallbackPlan,
  type CallbackTry,
  type Customer,
} from '../domain/callback';
import type { AgentId, LegId, QueueName } from '../domain/ids';
import type { LeaveReason, QueueSettings, Ticket, TicketState } from '../domain/queue';
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

/** The customer has called in and waits on the line: nobody calls them meanwhile. */
export const isHeld = ({ heldFor }: Ticket): boolean => heldFor !== undefined && heldFor !== null;

/** From when on it may be offered to an agent: a callback not while its queue is shut. */
export const offeredFrom = (
  ticket: Ticket,
  opensAt: ((queue: QueueName, at: Instant) => Instant) | undefined,
  now: Instant,
): Instant =>
  isHeld(ticket)
    ? Infinity
    : isAbsent(ticket) && opensAt
      ? Math.max(ticket.offersFrom, opensAt(ticket.queue, now))
      : ticket.offersFrom;

/** Since when what is asked of agents grows less; a callback has waited before. */
export const relaxesFrom = ({ callback, waitsSince, enteredAt }: Ticket): Instant =>
  callback ? (waitsSince ?? enteredAt) : enteredAt;

export const ofCustomer = (draft: Draft, leg: LegId): CallbackTicket | undefined =>
  asCallback(draft.ticket(ticketOfCallback(leg)));

/** The customer is called before any agent is rung: one is kept free for them. */
export const callsCustomerFirst = (ticket: Ticket): boolean =>
  isAbsent(ticket) && ticket.callback?.mode === 'customer-first';

/** The agent is on the line, or is kept free: the customer is called. */
export function callCustomer(draft: Draft, ticket: CallbackTicket): void {
  const { now } = draft;
  const { callback, customer, call, state } = ticket;
  const until = now + callback.ringForMs + RING_NET_MS;
  const then = waitingFor(state, until);
  if (!then) return;
  const calls = customer.calls + 1;
  draft.putTicket({ ...ticket, customer: { ...customer, is: 'called', since: now, calls }, state: then });
  const { number, trunk, callerId, ringForMs } = callback;
  draft.actions.push({
    type: 'call-customer',
    call,
    number,
    trunk,
    callerId,
    ringForMs,
    beside: state.is === 'connecting' ? state.offer.leg : null,
    attempt: calls,
  });
}

/** The same agent, until then. */
function waitingFor(state: TicketState, until: Instant): TicketState | undefined {
  if (state.is === 'connecting') return { ...state, until };
  if (state.is !== 'offered') return undefined;
  return { ...state, moreAt: null, offers: state.offers.map((offer) => ({ ...offer, until })) };
}

/** The customer has answered; `undefined` when nobody waits for that any more, and then they are hung up on. */
export function customerIsHere(draft: Draft, ticket: CallbackTicket): Ticket | undefined {
  const { now } = draft;
  const { customer, state } = ticket;
  const ringForMs = draft.queueOf(ticket)?.ringForMs ?? 0;
  const then = waitingFor(state, now + (state.is === 'offered' ? ringForMs : GREETED_WITHIN_MS));
  if (customer.is !== 'called' || !then) {
    draft.actions.push(dropCustomer(ticket));
    return undefined;
  }
  noteTry(draft, ticket, { how: 'answered', cause: null, again: null });
  const here: Ticket = {
    ...ticket,
    customer: { ...customer, is: 'here', since: now, last: 'answered' },
    state: then,
  };
  draft.putTicket(here);
  const queue = draft.queueOf(ticket);
  if (queue && then.is === 'offered')
    for (const { agent, leg } of then.offers) draft.actions.push(ringFor(here, queue, agent, leg));
  return here;
}

/** The ringing of one agent's phone. */
export function ringFor(ticket: Ticket, queue: QueueSettings, agent: AgentId, leg: LegId) {
  const { name, number } = ticket.caller;
  const title = ticket.callback ? `Callback: ${queue.title}` : queue.title;
  return {
    type: 'ring-agent',
    call: ticket.call,
    leg,
    agent,
    callerId: { name: name === '' ? title : `${title}: ${name}`, number },
    ringForMs: queue.ringForMs,
    ...(isAbsent(ticket) && { alone: true }),
  } as const;
}

/** The customer was not to be had: the agent is told, and is free when their leg has ended. */
export function tellMissed(draft: Draft, ticket: CallbackTicket, how: CallbackMiss, cause: number | null): void {
  if (ticket.customer.is !== 'called' || ticket.state.is !== 'connecting') return;
  const { now } = draft;
  const tried = noteMissed(draft, ticket, how, cause);
  draft.putTicket({
    ...tried,
    customer: { ...tried.customer, is: 'missed', since: now },
    state: { ...ticket.state, until: now + TOLD_WITHIN_MS },
  });
  draft.actions.push({ type: 'tell-agent', call: ticket.call, leg: ticket.state.offer.leg, what: how });
}

export function noteMissed(
  draft: Draft,
  ticket: CallbackTicket,
  how: CallbackMiss,
  cause: number | null,
): CallbackTicket {
  const missed = ticket.customer.missed + 1;
  const tried: CallbackTicket = { ...ticket, customer: { ...ticket.customer, missed, last: how } };
  const again = isGivenUp(tried) ? null : draft.now + ticket.callback.retryAfterMs;
  noteTry(draft, ticket, { how, cause, again });
  return tried;
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
  const { state } = ticket;
  const agent = state.is === 'offered' ? state.offers[0]?.agent : 'offer' in state ? state.offer.agent : undefined;
  if (agent === undefined) return;
  draft.note('callback.tried', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    agent,
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
  moved: 'unserved',
  elsewhere: 'unserved',
  overflow: 'unserved',
  empty: 'unserved',
};

/** Who ends a callback whose customer has called in and was answered. */
export const CALLED_IN = 'customer';

/** Said with the end of the visit. */
export function noteCallbackEnded(draft: Draft, ticket: CallbackTicket, reason: LeaveReason, by: string): void {
  const how = by === CALLED_IN ? 'called-in' : reason === 'timeout' && isAbsent(ticket) ? 'expired' : endingOf[reason];
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
