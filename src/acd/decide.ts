import { callOf } from '../domain/ids';
import type { OfferEnding, Ticket } from '../domain/queue';
import { endWrapUp } from './agents';
import type { Decision, FloorInput } from './decision';
import { Draft } from './draft';
import type { FloorChanges, FloorSettings, FloorState } from './floor';
import { isInLine, match, positionOf } from './match';
import { setAgentState } from './requests';
import {
  backInLine,
  callerLeaves,
  connectFailed,
  connected,
  enqueue,
  isOut,
  leaveLine,
  leavesAt,
  legAnswered,
  legEnded,
} from './tickets';

/** Asterisk ends the ringing itself; this much later we do. */
const RING_GRACE_MS = 2_000;
/** After a ring that failed through no fault of the phone: the caller's end, or the link's, is likely on its way. */
const RING_AGAIN_AFTER_MS = 1_000;
/** How long a ticket that left is remembered for a call that may ask again. */
const REMEMBER_LEFT_MS = 600_000;

/** One thing that happens on the floor, and all that follows from it. Pure: nothing is changed, saved or sent here. */
export function decide(state: FloorState, settings: FloorSettings, input: FloorInput, now: number): Decision {
  const draft = new Draft(state, settings, now);
  const refused = handle(draft, input);
  dismissUnservable(draft);
  match(draft);
  return {
    changes: draft.changes(),
    actions: draft.actions,
    events: draft.events,
    wakeAt: nextDeadline(draft),
    refused,
  };
}

/** The state after a decision. The maps are new, what they hold is shared. */
export function evolve(state: FloorState, changes: FloorChanges): FloorState {
  const agents = new Map(state.agents);
  for (const agent of changes.agents) agents.set(agent.id, agent);
  const tickets = new Map(state.tickets);
  for (const ticket of changes.tickets) tickets.set(ticket.id, ticket);
  for (const id of changes.closed) tickets.delete(id);
  return { agents, tickets, counters: changes.counters };
}

function handle(draft: Draft, input: FloorInput): string | null {
  switch (input.type) {
    case 'configured':
      addNewAgents(draft);
      return null;
    case 'enqueue':
      enqueue(draft, input.ticket);
      return null;
    case 'leave-queue':
      callerLeaves(draft, input.ticket, input.reason);
      return null;
    case 'ask-position': {
      const ticket = draft.ticket(input.ticket);
      if (ticket && isInLine(ticket))
        draft.tell(ticket.call, { type: 'position', ticket: ticket.id, position: positionOf(ticket, draft) });
      return null;
    }
    case 'report-bridge': {
      const ticket = draft.ticket(input.ticket);
      if (ticket?.state.is !== 'connecting' || ticket.state.offer.leg !== input.leg) return null;
      if (input.done) connected(draft, ticket);
      else connectFailed(draft, ticket);
      return null;
    }
    case 'set-agent-state':
      return setAgentState(draft, input.agent, input.to, input.reason, input.by);
    case 'leg-answered':
      legAnswered(draft, ticketOfLeg(draft, input.leg), input.leg, callOf(input.leg));
      return null;
    case 'leg-ended': {
      const ticket = ticketOfLeg(draft, input.leg);
      if (ticket) legEnded(draft, ticket, input.leg, input.by, offerEnding(input.cause));
      return null;
    }
    case 'ring-failed': {
      const ticket = ticketOfLeg(draft, input.leg);
      if (ticket?.state.is === 'offered')
        backInLine(draft, ticket, input.phone ? 'unreachable' : 'withdrawn', RING_AGAIN_AFTER_MS);
      return null;
    }
    case 'deadline':
      deadlines(draft);
      return null;
    case 'recovered':
      recover(draft, input);
      return null;
  }
}

/** Q.850 cause of a leg that was not answered, as the trade calls it. */
export function offerEnding(cause: number | null): OfferEnding {
  switch (cause) {
    case 17:
      return 'busy';
    case 21:
      return 'declined';
    case 16:
    case 18:
    case 19:
      return 'ring-no-answer';
    case 26:
      return 'withdrawn';
    default:
      return 'unreachable';
  }
}

function ticketOfLeg(draft: Draft, leg: string): Ticket | undefined {
  for (const ticket of draft.tickets()) if ('offer' in ticket.state && ticket.state.offer.leg === leg) return ticket;
  return undefined;
}

function addNewAgents(draft: Draft): void {
  for (const id of draft.settings.agents.keys())
    if (!draft.agent(id))
      draft.putAgent({ id, state: { is: 'signed-out', since: draft.now }, idleSince: draft.now, next: null });
}

function deadlines(draft: Draft): void {
  const { now } = draft;
  for (const ticket of [...draft.tickets()]) {
    switch (ticket.state.is) {
      case 'waiting':
        if (now >= leavesAt(draft, ticket)) leaveLine(draft, ticket, 'timeout');
        break;
      case 'offered':
        if (now >= ticket.state.offer.until + RING_GRACE_MS) backInLine(draft, ticket, 'ring-no-answer');
        break;
      case 'connecting':
        if (now >= ticket.state.until) connectFailed(draft, ticket);
        break;
      case 'left':
        if (now >= ticket.state.at + REMEMBER_LEFT_MS) draft.closeTicket(ticket.id);
        break;
      case 'talking':
        break;
    }
  }
  for (const agent of [...draft.agents()])
    if (agent.state.is === 'wrap-up' && now >= agent.state.until) endWrapUp(draft, agent);
}

/** Callers who want one person only do not wait for someone who is out. */
function dismissUnservable(draft: Draft): void {
  for (const ticket of [...draft.tickets()])
    if (ticket.agent !== null && ticket.state.is === 'waiting' && isOut(draft, ticket))
      leaveLine(draft, ticket, 'nobody');
}

function nextDeadline(draft: Draft): number | null {
  let next = Infinity;
  for (const ticket of draft.tickets()) {
    switch (ticket.state.is) {
      case 'waiting':
        next = Math.min(next, leavesAt(draft, ticket));
        if (ticket.offersFrom > draft.now) next = Math.min(next, ticket.offersFrom);
        break;
      case 'offered':
        next = Math.min(next, ticket.state.offer.until + RING_GRACE_MS);
        break;
      case 'connecting':
        next = Math.min(next, ticket.state.until);
        break;
      case 'left':
        next = Math.min(next, ticket.state.at + REMEMBER_LEFT_MS);
        break;
      case 'talking':
        break;
    }
  }
  for (const { state } of draft.agents()) {
    if (state.is === 'wrap-up') next = Math.min(next, state.until);
    if (state.is === 'available' && state.offersFrom > draft.now) next = Math.min(next, state.offersFrom);
  }
  return next === Infinity ? null : next;
}

/** Compares what we remember with what is still there, and feeds the difference through the ordinary rules. */
function recover(draft: Draft, input: Extract<FloorInput, { type: 'recovered' }>): void {
  addNewAgents(draft);
  const calls = new Set(input.calls);
  const legs = new Map(input.legs.map(({ leg, answered }) => [leg, answered]));
  for (const ticket of [...draft.tickets()]) {
    if (!calls.has(ticket.call)) {
      callerLeaves(draft, ticket.id, 'abandoned', 'unknown');
      continue;
    }
    if (!('offer' in ticket.state)) continue;
    const { leg } = ticket.state.offer;
    const answered = legs.get(leg);
    if (answered === undefined) legEnded(draft, ticket, leg, 'unknown', 'withdrawn');
    else if (answered && ticket.state.is === 'offered') legAnswered(draft, ticket, leg, ticket.call);
  }
  for (const { leg } of input.legs)
    if (!ticketOfLeg(draft, leg))
      draft.actions.push({ type: 'drop-leg', call: callOf(leg), leg, answeredElsewhere: false });
  for (const agent of [...draft.agents()]) {
    if (agent.state.is !== 'offered' && agent.state.is !== 'on-call') continue;
    const ticket = draft.ticket(agent.state.ticket);
    if (!ticket || !('offer' in ticket.state) || ticket.state.offer.agent !== agent.id)
      draft.setAgent(agent, { is: 'available', since: draft.now, offersFrom: draft.now }, 'recovery');
  }
}
