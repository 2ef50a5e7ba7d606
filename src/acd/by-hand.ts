import { partId, type AgentId, type QueueName, type TicketId } from '../domain/ids';
import { NEXT_CALL_MS } from '../domain/agent';
import type { Ticket } from '../domain/queue';
import { besideOf, isHeldElsewhere } from './beside';
import { holdPlace, keptBy } from './called-in';
import { asCallback, isAbsent } from './customers';
import type { Book } from './book';
import type { Draft } from './draft';
import { canTakeACall, isInLine } from './floor';
import { isByHand } from './line';
import { offer } from './match';
import { lackOf } from './need';
import { sinceOf } from './score';
import { endOffers } from './offers';
import { leaveLine } from './visits';

/** What people do with calls that wait, past the floor's own choice. Each answers why not, or `null` when it is done. */

/** Tickets of calls count from 1 in each call; those that the floor gives a moved call begin here. */
const MOVED_FROM = 1_000_000;

/** The visit ends, and another begins in the other queue with the age of the first. */
export function moveTicket(draft: Draft, id: TicketId, to: QueueName, by: string): string | null {
  const ticket = draft.ticket(id);
  const why = whyNotWaiting(draft, ticket);
  if (!ticket || why !== null) return why;
  if (!draft.settings.queues.has(to)) return `there is no queue ${to}`;
  if (ticket.queue === to) return `it waits in ${to} already`;
  if (ticket.callback) return 'a call back stays in its queue';
  if (placesOf(draft, ticket).length > 1) return 'it waits in several queues at once';
  const { now } = draft;
  const kept = keptBy(draft, ticket);
  endOffers(draft, ticket, 'withdrawn');
  const number = draft.count('ticket');
  const moved: Ticket = {
    ...ticket,
    id: partId(ticket.call, 'ticket', MOVED_FROM + number),
    queue: to,
    // Whoever was wanted there need not be here.
    agent: null,
    prefer: null,
    relax: null,
    maxWaitMs: null,
    number,
    stage: 0,
    asking: null,
    starving: false,
    enteredAt: now,
    waitsSince: sinceOf(ticket),
    offersFrom: now,
    state: { is: 'waiting' },
  };
  draft.note('queue.moved', ticket.call, { ticket: id, queue: ticket.queue, to: moved.id, toQueue: to, by });
  leaveLine(draft, { ...ticket, standsFor: null }, 'moved', by);
  const left = draft.ticket(id);
  if (left?.state.is === 'left') draft.putTicket({ ...left, state: { ...left.state, movedTo: moved.id } });
  if (kept) holdPlace(draft, kept, moved.id);
  const position = draft.positionOf(moved);
  draft.note('queue.entered', moved.call, { ticket: moved.id, queue: to, position, priority: moved.priority });
  draft.putTicket({ ...moved, positionAtEntry: position });
  draft.tell(moved.call, { type: 'moved', ticket: id, to: moved.id, queue: to });
  return null;
}

export function setPriority(draft: Draft, id: TicketId, priority: number, by: string): string | null {
  const ticket = draft.ticket(id);
  const why = whyNotWaiting(draft, ticket);
  if (!ticket || why !== null) return why;
  if (ticket.priority === priority) return null;
  for (const place of placesOf(draft, ticket)) {
    const { queue, priority: was } = place;
    draft.note('queue.priority', place.call, { ticket: place.id, queue, priority, was, by });
    draft.putTicket({ ...place, priority });
  }
  return null;
}

/** The flow goes on by its exit `withdrawn`. */
export function withdrawTicket(draft: Draft, id: TicketId, by: string): string | null {
  const ticket = draft.ticket(id);
  const why = whyNotWaiting(draft, ticket);
  if (!ticket || why !== null) return why;
  if (isAbsent(ticket)) return 'a call back is cancelled, not withdrawn';
  for (const place of placesOf(draft, ticket)) {
    draft.note('queue.withdrawn', place.call, { ticket: place.id, queue: place.queue, by });
    endOffers(draft, place, 'withdrawn');
    leaveLine(draft, place, 'withdrawn', by);
  }
  return null;
}

/** This agent takes this call: whatever the turn, and although a refusal was a moment ago. */
export function pickTicket(draft: Draft, id: TicketId, agentId: AgentId, by: string): string | null {
  const ticket = draft.ticket(id);
  const why = whyNotWaiting(draft, ticket);
  if (!ticket || why !== null) return why;
  const queue = draft.queueOf(ticket);
  const agent = draft.agent(agentId);
  const known = draft.settings.agents.get(agentId);
  if (!agent || !known) return `there is no agent ${agentId}`;
  if (ticket.state.is === 'offered') return `it rings at ${ticket.state.offers.map((each) => each.agent).join(', ')}`;
  if (!queue) return `there is no queue ${ticket.queue} any more`;
  if (isHeldElsewhere(draft.book, ticket)) return 'it rings in another of its queues';
  if (draft.book.isAtMost(ticket.queue)) return `as many calls of ${ticket.queue} are served as may be at once`;
  if (agent.state.is !== 'available') return `${agentId} is ${agent.state.is}`;
  if (!canTakeACall({ ...agent, state: { ...agent.state, offersFrom: draft.now } }, draft.now))
    return agent.phone === 'in-use' ? `the phone of ${agentId} is in use` : `the phone of ${agentId} cannot be reached`;
  if (!mayTake(draft.book, ticket, agentId))
    return `${agentId} may not take calls of ${ticket.queue} that ask for this`;
  draft.note('queue.picked', ticket.call, { ticket: id, queue: ticket.queue, agent: agentId, by });
  offer(ticket, queue, [agent], draft);
  return null;
}

/** By what it asks at the very end of its wait. */
export function mayTake(book: Pick<Book, 'settings' | 'lines'>, ticket: Ticket, id: AgentId): boolean {
  const known = book.settings.agents.get(id);
  const need = book.lines.stagesOf(ticket).at(-1)?.need;
  return known !== undefined && need !== undefined && !ticket.not?.includes(id) && lackOf(known, need) === null;
}

/** The agent gets the next call that is taken by hand, as soon as their phone is free. */
export function takeNext(draft: Draft, id: AgentId): string | null {
  const agent = draft.agent(id);
  if (!agent || !draft.settings.agents.has(id)) return `there is no agent ${id}`;
  if (agent.state.is !== 'available') return `${id} is ${agent.state.is}`;
  if (![...draft.book.tickets.values()].some((ticket) => waitsForHand(draft, ticket, id)))
    return `no call waits that ${id} may take by hand`;
  draft.putAgent({ ...agent, takesNextUntil: draft.now + NEXT_CALL_MS });
  return null;
}

function waitsForHand(draft: Draft, ticket: Ticket, id: AgentId): boolean {
  const waits = ticket.state.is === 'waiting' && !isHeldElsewhere(draft.book, ticket);
  const line = waits ? draft.book.lineOf(ticket) : undefined;
  return line !== undefined && isByHand(line) && line.members.has(id) && !ticket.not?.includes(id);
}

/** The place, and those of the same call in other queues. */
const placesOf = (draft: Draft, ticket: Ticket): readonly Ticket[] => [
  ticket,
  ...besideOf(draft.book, ticket).filter(isInLine),
];

const isAnswered = (ticket: Ticket): boolean => ticket.state.is !== 'left' && !isInLine(ticket);

function whyNotWaiting(draft: Draft, ticket: Ticket | undefined): string | null {
  if (!ticket || ticket.state.is === 'left') return 'it does not wait any more';
  if (!isInLine(ticket) || besideOf(draft.book, ticket).some(isAnswered)) return 'an agent has answered it';
  return asCallback(ticket)?.customer.is === 'called' ? 'the customer is just being called' : null;
}
