import type { Book } from '../acd/book';
import { mayTake } from '../acd/by-hand';
import { isAbsent, isHeld } from '../acd/customers';
import type { FloorInput } from '../acd/decision';
import { canTakeACall } from '../acd/floor';
import { scoreAt, sinceOf } from '../acd/score';
import type { AgentId, CallId, QueueName, TicketId } from '../domain/ids';
import type { Strategy, Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { Clock } from './ports/world';
import type { Switchboard } from './switchboard';

/** A call that waits, or just rings at an agent. */
export interface WaitingView {
  readonly ticket: TicketId;
  readonly call: CallId;
  readonly queue: QueueName;
  readonly strategy: Strategy;
  readonly number: string;
  readonly name: string;
  readonly enteredAt: Instant;
  /** Since when the caller waits as far as the turn goes. */
  readonly waitsSince: Instant;
  /** Within the queue, from 1. */
  readonly position: number;
  readonly priority: number;
  readonly score: number;
  /** Somebody is to be called back: nobody is on the line. */
  readonly callback: boolean;
  /** At whose phone it rings. */
  readonly rings: readonly AgentId[];
  /** Agents who are free and may take it. */
  readonly free: readonly AgentId[];
}

/** What people may do with calls that wait; each answers why not, or `null` when it is done. */
export interface WaitingUseCases {
  /** Whose turn is sooner comes first within a queue. */
  waiting(): readonly WaitingView[];
  move(ticket: TicketId, queue: QueueName, by: string): Promise<string | null>;
  prioritise(ticket: TicketId, priority: number, by: string): Promise<string | null>;
  withdraw(ticket: TicketId, by: string): Promise<string | null>;
  pick(ticket: TicketId, agent: AgentId, by: string): Promise<string | null>;
  /** The agent gets the next call that is taken by hand, as soon as their phone is free. */
  takeNext(agent: AgentId): Promise<string | null>;
}

export function waitingUseCases(
  switchboard: Pick<Switchboard, 'floor' | 'linkState'>,
  clock: Pick<Clock, 'now'>,
): WaitingUseCases {
  const ask = async (input: FloorInput): Promise<string | null> => {
    if (switchboard.linkState !== 'up') return 'Asterisk cannot be reached at the moment; try again shortly';
    return switchboard.floor.request(input);
  };
  return {
    waiting: () => waitingViews(switchboard.floor.book, clock.now()),
    move: (ticket, queue, by) => ask({ type: 'move-ticket', ticket, queue, by }),
    prioritise: (ticket, priority, by) => ask({ type: 'set-priority', ticket, priority, by }),
    withdraw: (ticket, by) => ask({ type: 'withdraw-ticket', ticket, by }),
    pick: (ticket, agent, by) => ask({ type: 'pick-ticket', ticket, agent, by }),
    takeNext: (agent) => ask({ type: 'take-next', agent }),
  };
}

export function waitingViews(book: Book, now: Instant): readonly WaitingView[] {
  const free = [...book.agents.values()].filter((agent) => canTakeACall(agent, now)).map(({ id }) => id);
  return [...book.settings.queues.keys()].flatMap((queue) =>
    [...book.lineOfQueue(queue, now)].map((ticket) => viewOf(ticket, { book, now, free })),
  );
}

interface Seen {
  readonly book: Book;
  readonly now: Instant;
  readonly free: readonly AgentId[];
}

function viewOf(ticket: Ticket, { book, now, free }: Seen): WaitingView {
  const { id, call, queue, caller, enteredAt, priority, state } = ticket;
  const settings = book.settings.queues.get(queue);
  const waits = state.is === 'waiting' && !isHeld(ticket);
  return {
    ticket: id,
    call,
    queue,
    strategy: settings?.strategy ?? 'longest-idle',
    number: caller.number,
    name: caller.name,
    enteredAt,
    waitsSince: sinceOf(ticket),
    position: book.positionOf(ticket, now),
    priority,
    score: scoreAt(ticket, settings?.urgency ?? { perMinute: 0, most: Infinity }, now),
    callback: isAbsent(ticket),
    rings: state.is === 'offered' ? state.offers.map(({ agent }) => agent) : [],
    free: waits ? free.filter((agent) => mayTake(book, ticket, agent)) : [],
  };
}
