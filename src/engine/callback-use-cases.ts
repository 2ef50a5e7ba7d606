import { asCallback, offeredFrom, type CallbackTicket } from '../acd/customers';
import type { CallbackRecord, CallbackTry } from '../domain/callback';
import type { AgentId, CallId, QueueName } from '../domain/ids';
import type { Instant } from '../domain/time';
import { ticketOfCallback } from '../domain/callback';
import type { CallbackFilter, Callbacks } from './ports/history';
import type { Clock } from './ports/world';
import type { Switchboard } from './switchboard';

/** How far a callback is; `later`: its time has not come, its queue is shut, or the last try was a moment ago. */
export const callbackStates = ['later', 'waiting', 'agent-rung', 'calling', 'answered', 'talking'] as const;
export type CallbackState = (typeof callbackStates)[number];

/** A callback that is still to come, or just happens. */
export interface CallbackView {
  /** The call to be. */
  readonly id: CallId;
  readonly queue: QueueName;
  readonly number: string;
  readonly name: string;
  readonly state: CallbackState;
  readonly agent: AgentId | null;
  /** The call that asked for it. */
  readonly from: CallId;
  readonly askedAt: Instant;
  /** Since when the customer waits as far as the turn goes. */
  readonly waitsSince: Instant;
  /** Not before; `null` where nothing but the turn is waited for, or where that is not to be seen. */
  readonly notBefore: Instant | null;
  readonly expiresAt: Instant;
  readonly calls: number;
  readonly last: CallbackTry | null;
}

/** What people and programs may ask of callbacks. */
export interface CallbackUseCases {
  /** Those of which the end is still to come, the oldest first. */
  callbacks(): readonly CallbackView[];
  /** Why not, or `null`. */
  cancelCallback(id: CallId, by: string): Promise<string | null>;
  /** Rejects when the history is away. */
  pastCallbacks(filter: CallbackFilter): Promise<readonly CallbackRecord[]>;
}

export function callbackUseCases(
  switchboard: Pick<Switchboard, 'floor' | 'linkState'>,
  past: Callbacks,
  clock: Pick<Clock, 'now'>,
): CallbackUseCases {
  return {
    callbacks: () => {
      const { book } = switchboard.floor;
      const now = clock.now();
      const live = [...book.tickets.values()].filter(({ state }) => state.is !== 'left');
      return live
        .flatMap((ticket) => asCallback(ticket) ?? [])
        .map((ticket) => viewOf(ticket, offeredFrom(ticket, book.settings.opensAt, now), now))
        .sort((a, b) => a.askedAt - b.askedAt);
    },
    cancelCallback: async (id, by) => {
      if (switchboard.linkState !== 'up') return 'Asterisk cannot be reached at the moment; try again shortly';
      return switchboard.floor.request({ type: 'cancel-callback', ticket: ticketOfCallback(id), by });
    },
    pastCallbacks: (filter) => past.list(filter),
  };
}

function viewOf(ticket: CallbackTicket, from: Instant, now: Instant): CallbackView {
  const { call, queue, caller, callback, customer, enteredAt, waitsSince, state } = ticket;
  const later = state.is === 'waiting' && from > now;
  return {
    id: call,
    queue,
    number: callback.number,
    name: caller.name,
    state: later ? 'later' : stateOf(ticket),
    agent: state.is === 'offered' ? (state.offers[0]?.agent ?? null) : 'offer' in state ? state.offer.agent : null,
    from: callback.asked.id,
    askedAt: enteredAt,
    waitsSince: waitsSince ?? enteredAt,
    notBefore: later && from !== Infinity ? from : null,
    expiresAt: callback.expiresAt,
    calls: customer.calls,
    last: customer.last,
  };
}

function stateOf({ state, customer }: CallbackTicket): CallbackState {
  if (state.is === 'talking') return 'talking';
  if (customer.is === 'here') return 'answered';
  if (state.is === 'connecting') return 'calling';
  return state.is === 'offered' ? 'agent-rung' : 'waiting';
}
