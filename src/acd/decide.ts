import type { PhoneState } from '../domain/agent';
import { isCallback, callOf, type AgentId, type TicketId } from '../domain/ids';
import type { Offer, OfferEnding, Ticket } from '../domain/queue';
import type { Book } from './book';
import { moveTicket, pickTicket, setPriority, takeNext, withdrawTicket } from './by-hand';
import {
  askCallback,
  cancelCallback,
  customerAnswered,
  customerEnded,
  customerFailed,
  customerMissed,
  hoursChanged,
  isKeptFree,
  recoverCustomer,
  strayCustomers,
} from './callbacks';
import { asCallback, dropCustomer, isAbsent } from './customers';
import type { Decision, FloorInput } from './decision';
import { giveDisposition } from './dispositions';
import { Draft } from './draft';
import { leavesAt, REMEMBER_LEFT_MS, RING_GRACE_MS } from './due';
import { isInLine, newAgent } from './floor';
import { agentsFor, match, offer } from './match';
import { agentIsDue } from './limits';
import { askWrapUp, setAgentState } from './requests';
import { signInToQueue } from './sign-in';
import {
  callerLeaves,
  connectFailed,
  connected,
  enqueue,
  leaveLine,
  legAnswered,
  legEnded,
  offerFails,
  offersOf,
} from './tickets';

/** After a ring that failed through no fault of the phone: the caller's end, or the link's, is likely on its way. */
const RING_AGAIN_AFTER_MS = 1_000;

/**
 * One thing that happens on the floor, and all that follows from it, written into the book. Deterministic: the same book,
 * input and instant give the same decision. Nothing is saved or sent here; if it throws, the book is as before.
 */
export function decide(book: Book, input: FloorInput, now: number): Decision {
  book.mend(now);
  const draft = new Draft(book, now);
  try {
    const refused = handle(draft, input);
    const due = whatIsDue(draft);
    passOver(draft);
    match(draft);
    // Whom others wait for rings for them first.
    for (const id of due) ringMore(draft, draft.ticket(id));
    return {
      changes: draft.changes(),
      actions: draft.actions,
      events: draft.events,
      wakeAt: book.wakeAt,
      refused,
    };
  } catch (error) {
    takeBack(draft, error);
    throw error;
  }
}

/** What made the decision fail may go on: then the records are as before, and the next decision mends what is made of them. */
function takeBack(draft: Draft, cause: unknown): void {
  try {
    draft.takeBack();
  } catch (error) {
    throw new AggregateError([cause, error], 'the floor could not decide, and what is made of its records is broken', {
      cause: error,
    });
  }
}

function handle(draft: Draft, input: FloorInput): string | null {
  switch (input.type) {
    case 'configured':
      addNewAgents(draft);
      return null;
    case 'enqueue':
      enqueue(draft, input.ticket);
      return null;
    case 'leave-queue': {
      const ticket = draft.ticket(input.ticket);
      // A customer who is not there leaves nothing: it is a call to them that has ended.
      if (ticket && !isAbsent(ticket)) callerLeaves(draft, input.ticket, input.reason);
      return null;
    }
    case 'ask-position': {
      const ticket = draft.ticket(input.ticket);
      if (ticket && isInLine(ticket))
        draft.tell(ticket.call, { type: 'position', ticket: ticket.id, position: draft.positionOf(ticket) });
      return null;
    }
    case 'report-bridge': {
      const ticket = draft.ticket(input.ticket);
      if (ticket?.state.is !== 'connecting' || ticket.state.offer.leg !== input.leg || isAbsent(ticket)) return null;
      if (input.done) connected(draft, ticket);
      else connectFailed(draft, ticket);
      return null;
    }
    case 'set-agent-state':
      return setAgentState(draft, input.agent, input.to, input.reason, { by: input.by, force: input.force ?? false });
    case 'wrap-up':
      return askWrapUp(draft, input.agent, input.order, input.by);
    case 'sign-in-to-queue':
      return signInToQueue(draft, input.agent, input.queue, input.signedIn, input.by);
    case 'disposition':
      return giveDisposition(draft, input.agent, input.code, input.by);
    case 'move-ticket':
      return moveTicket(draft, input.ticket, input.queue, input.by);
    case 'set-priority':
      return setPriority(draft, input.ticket, input.priority, input.by);
    case 'withdraw-ticket':
      return withdrawTicket(draft, input.ticket, input.by);
    case 'pick-ticket':
      return pickTicket(draft, input.ticket, input.agent, input.by);
    case 'take-next':
      return takeNext(draft, input.agent);
    case 'phone-state':
      phoneIs(draft, input.agent, input.phone);
      return null;
    case 'leg-answered':
      legAnswered(draft, draft.book.ticketOfLeg(input.leg), input.leg, callOf(input.leg));
      return null;
    case 'leg-ended': {
      if (isCallback(input.leg)) {
        customerEnded(draft, input);
        return null;
      }
      const ticket = draft.book.ticketOfLeg(input.leg);
      if (ticket) legEnded(draft, ticket, input.leg, input.by, offerEnding(input.cause));
      return null;
    }
    case 'ring-failed': {
      const ticket = draft.book.ticketOfLeg(input.leg);
      const rung = ticket && offersOf(ticket).find(({ leg }) => leg === input.leg);
      if (ticket && rung)
        offerFails(draft, ticket, rung, input.phone ? 'unreachable' : 'withdrawn', RING_AGAIN_AFTER_MS);
      return null;
    }
    case 'ask-callback':
      askCallback(draft, input);
      return null;
    case 'cancel-callback':
      return cancelCallback(draft, input.ticket, input.by);
    case 'customer-answered':
      customerAnswered(draft, input.call);
      return null;
    case 'customer-failed':
      customerFailed(draft, input.call, input.how);
      return null;
    case 'hours-changed':
      hoursChanged(draft);
      return null;
    case 'deadline':
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

function phoneIs(draft: Draft, id: AgentId, phone: PhoneState): void {
  const agent = draft.agent(id);
  if (agent && agent.phone !== phone) draft.putAgent({ ...agent, phone, phoneSince: draft.now });
}

function addNewAgents(draft: Draft): void {
  for (const id of draft.settings.agents.keys())
    if (!draft.agent(id)) {
      const { now } = draft;
      draft.putAgent(newAgent(id, now));
    }
}

/** Everything whose time has come, tickets in the order of their numbers: it comes after what happened at this instant. */
function whatIsDue(draft: Draft): readonly TicketId[] {
  const due = draft.book.due(draft.now);
  const tickets = [...due].flatMap((id) => draft.ticket(id) ?? []).sort((a, b) => a.number - b.number);
  for (const ticket of tickets) {
    ticketIsDue(draft, ticket);
    // Who waits again since nobody answered may ask less by now.
    const again = ticket.state.is === 'waiting' ? undefined : draft.ticket(ticket.id);
    if (again?.state.is === 'waiting') ticketIsDue(draft, again);
  }
  const agents = [...due].flatMap((id) => draft.agent(id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const agent of agents) agentIsDue(draft, agent);
  return tickets.map(({ id }) => id);
}

function ticketIsDue(draft: Draft, ticket: Ticket): void {
  const { now } = draft;
  switch (ticket.state.is) {
    case 'waiting':
      if (now >= leavesAt(ticket, draft.queueOf(ticket))) leaveLine(draft, ticket, 'timeout');
      else relaxed(draft, ticket);
      return;
    case 'offered':
      if (isKeptFree(ticket)) {
        keptTooLong(draft, ticket);
        return;
      }
      for (const offer of ticket.state.offers)
        if (now >= offer.until + RING_GRACE_MS) {
          const still = draft.ticket(ticket.id);
          if (still) offerFails(draft, still, offer, 'ring-no-answer');
        }
      return;
    case 'connecting':
      if (now >= ticket.state.until) connectingTooLong(draft, ticket);
      return;
    case 'left':
      if (now >= ticket.state.at + REMEMBER_LEFT_MS) draft.closeTicket(ticket.id);
      return;
    case 'talking':
      return;
  }
}

/** Nobody told us how it ended: whether the two were put together, or the customer's phone still rings. */
function connectingTooLong(draft: Draft, ticket: Ticket): void {
  const callback = asCallback(ticket);
  if (callback?.customer.is === 'called') {
    draft.actions.push(dropCustomer(ticket));
    customerMissed(draft, callback, 'no-answer', null);
  } else connectFailed(draft, ticket);
}

/** An agent was kept free for a customer whose phone still rings, as far as we are told. */
function keptTooLong(draft: Draft, ticket: Ticket): void {
  const callback = asCallback(ticket);
  if (!callback || offersOf(ticket).some(({ until }) => draft.now < until + RING_GRACE_MS)) return;
  draft.actions.push(dropCustomer(ticket));
  customerMissed(draft, callback, 'no-answer', null);
}

/** What is asked of agents is less from now on, or somebody may be asked again. */
function relaxed(draft: Draft, ticket: Ticket): void {
  const stage = draft.book.lines.stageOf(ticket, draft.now);
  if (stage !== ticket.stage) draft.putTicket({ ...ticket, stage });
  else draft.book.putTicket(ticket, draft.now);
}

/**
 * What nobody at work can give is not asked, as long as that is so; callers who want one person only do not wait for someone
 * who is out.
 */
function passOver(draft: Draft): void {
  const { lines } = draft.book;
  for (const line of lines.unsettled) {
    lines.unsettled.delete(line);
    const waiting =
      line.atWork > 0 ? [...line.passed].flatMap((id) => draft.ticket(id) ?? []) : [...line.waiting.inTurn(draft.now)];
    for (const ticket of waiting) settle(draft, ticket);
  }
}

function settle(draft: Draft, ticket: Ticket): void {
  if (ticket.agent !== null) {
    if (!isAbsent(ticket)) leaveLine(draft, ticket, 'nobody');
    return;
  }
  const stage = draft.book.lines.stageOf(ticket, draft.now);
  if (stage !== ticket.stage) draft.putTicket({ ...ticket, stage });
}

/** Where a queue fans out: more phones, beside those that ring. */
function ringMore(draft: Draft, ticket: Ticket | undefined): void {
  if (ticket?.state.is !== 'offered') return;
  const line = draft.book.lineOf(ticket);
  const { moreAt } = ticket.state;
  if (moreAt === null || moreAt > draft.now) draft.book.putTicket(ticket, draft.now);
  else if (line) offer(ticket, line.queue, agentsFor(ticket, line, line.queue.fanOut.more, draft), draft);
  // The queue is no more: those who ring may still answer.
  else draft.putTicket({ ...ticket, state: { ...ticket.state, moreAt: null } });
}

/** Compares what we remember with what is still there, and feeds the difference through the ordinary rules. */
function recover(draft: Draft, input: Extract<FloorInput, { type: 'recovered' }>): void {
  addNewAgents(draft);
  for (const { agent, phone } of input.phones ?? []) phoneIs(draft, agent, phone);
  for (const leg of input.talks ?? []) {
    const ticket = draft.book.ticketOfLeg(leg);
    if (ticket && !isAbsent(ticket)) connected(draft, ticket);
  }
  const calls = new Set(input.calls);
  const legs = new Map(input.legs.map(({ leg, answered }) => [leg, answered]));
  const customers = new Set(input.customers);
  for (const ticket of [...draft.book.tickets.values()]) {
    if (!isAbsent(ticket) && !calls.has(ticket.call)) {
      callerLeaves(draft, ticket.id, 'abandoned', 'unknown');
      continue;
    }
    if (isKeptFree(ticket)) {
      recoverCustomer(draft, ticket.id, customers);
      continue;
    }
    for (const { leg } of heldBy(ticket)) {
      const answered = legs.get(leg);
      const still = draft.book.ticketOfLeg(leg);
      if (!still) continue;
      if (answered === undefined) legEnded(draft, still, leg, 'unknown', 'withdrawn');
      else if (answered && still.state.is === 'offered') legAnswered(draft, still, leg, still.call);
    }
    if (ticket.state.is === 'connecting') recoverCustomer(draft, ticket.id, customers);
  }
  for (const { leg } of input.legs)
    if (!draft.book.ticketOfLeg(leg))
      draft.actions.push({ type: 'drop-leg', call: callOf(leg), leg, answeredElsewhere: false });
  strayCustomers(draft, customers, calls);
  for (const agent of [...draft.book.agents.values()]) {
    if (agent.state.is !== 'offered' && agent.state.is !== 'on-call') continue;
    const ticket = draft.ticket(agent.state.ticket);
    if (!ticket || !heldBy(ticket).some((offer) => offer.agent === agent.id))
      draft.setAgent(agent, { is: 'available', since: draft.now, offersFrom: draft.now }, 'recovery');
  }
}

function heldBy(ticket: Ticket): readonly Offer[] {
  return ticket.state.is === 'connecting' || ticket.state.is === 'talking' ? [ticket.state.offer] : offersOf(ticket);
}
