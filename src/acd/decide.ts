import { isCallback, callOf } from '../domain/ids';
import type { OfferEnding, Ticket } from '../domain/queue';
import { addNewAgents, phoneIs } from './agents';
import type { Book } from './book';
import { moveTicket, pickTicket, setPriority, takeNext, withdrawTicket } from './by-hand';
import {
  askCallback,
  cancelCallback,
  customerAnswered,
  customerEnded,
  customerFailed,
  hoursChanged,
} from './callbacks';
import { ask, chosen } from './chooser';
import { isAbsent } from './customers';
import type { Decision, FloorInput } from './decision';
import { giveDisposition } from './dispositions';
import { Draft, type Witness } from './draft';
import { isInLine } from './floor';
import { conditionIs, watchGates } from './gates';
import { match } from './match';
import { ringMore, whatIsDue } from './overdue';
import { legPressed } from './pressed';
import { recover } from './recover';
import { legLost, repair } from './repair';
import { askWrapUp, setAgentState } from './requests';
import { signInToQueue } from './sign-in';
import { callerLeaves } from './caller';
import { offerFails, offersOf } from './offers';
import { connectFailed, connected, legAnswered, legEnded } from './talks';
import { enqueue, leaveLine } from './visits';

/** After a ring that failed through no fault of the phone: the caller's end, or the link's, is likely on its way. */
const RING_AGAIN_AFTER_MS = 1_000;

/**
 * One thing that happens on the floor, and all that follows from it, written into the book. Deterministic: the same book,
 * input and instant give the same decision. Nothing is saved or sent here; if it throws, the book is as before. A witness is for
 * those who want to know how a decision came about.
 */
export function decide(book: Book, input: FloorInput, now: number, witness?: Witness): Decision {
  book.mend(now);
  const draft = new Draft(book, now, witness);
  try {
    const refused = handle(draft, input);
    const due = whatIsDue(draft);
    passOver(draft);
    match(draft, ask);
    // Whom others wait for rings for them first.
    for (const id of due) ringMore(draft, draft.ticket(id));
    watchGates(draft, (ticket, { reason, condition }) => leaveLine(draft, ticket, reason, condition));
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
    case 'condition':
      conditionIs(draft, input);
      return null;
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
    case 'leg-digit':
      legPressed(draft, input.leg, input.digit);
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
    case 'chosen':
      chosen(draft, input);
      return null;
    case 'patrol':
      repair(draft, 'patrol');
      return null;
    case 'leg-lost':
      legLost(draft, input.leg);
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
