import { callOf } from '../domain/ids';
import { addNewAgents, phoneIs } from './agents';
import { isKeptFree, recoverCustomer, strayCustomers } from './callbacks';
import { askAgain } from './chooser';
import { asksAgain } from './confirm';
import { isAbsent } from './customers';
import type { FloorInput } from './decision';
import type { Draft } from './draft';
import { heldBy, repair } from './repair';
import { callerLeaves } from './caller';
import { accept, connected, legAnswered, legEnded } from './talks';

/** Compares what we remember with what is still there, and feeds the difference through the ordinary rules. */
export function recover(draft: Draft, input: Extract<FloorInput, { type: 'recovered' }>): void {
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
    for (const offer of heldBy(ticket)) {
      const { leg } = offer;
      const answered = legs.get(leg);
      const still = draft.book.ticketOfLeg(leg);
      if (!still) continue;
      if (answered === undefined) legEnded(draft, still, leg, 'unknown', 'withdrawn');
      else if (answered && still.state.is === 'offered') {
        if (!offer.confirm) legAnswered(draft, still, leg, still.call);
        // A publish while we were away may have taken the rule.
        else if (!asksAgain(draft, still, offer)) accept(draft, still, offer);
      }
    }
    if (ticket.state.is === 'connecting') recoverCustomer(draft, ticket.id, customers);
  }
  for (const { leg } of input.legs)
    if (!draft.book.ticketOfLeg(leg))
      draft.actions.push({ type: 'drop-leg', call: callOf(leg), leg, answeredElsewhere: false });
  strayCustomers(draft, customers, calls);
  repair(draft, 'recovery');
  askAgain(draft);
}
