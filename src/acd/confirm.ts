import type { AgentId } from '../domain/ids';
import type { ConfirmRule, Offer, Ticket } from '../domain/queue';
import type { Draft } from './draft';

/** What this agent presses before they get a call of this queue: their own rule counts, then that of the queue. */
const confirmRule = (draft: Draft, ticket: Ticket, agent: AgentId): ConfirmRule | undefined =>
  draft.settings.agents.get(agent)?.confirm ?? draft.queueOf(ticket)?.confirm;

/** Whether the answered phone has to confirm first; an answer that is told twice changes nothing. */
export function asksToConfirm(draft: Draft, ticket: Ticket, offer: Offer): boolean {
  if (offer.confirm) return true;
  const rule = confirmRule(draft, ticket, offer.agent);
  if (rule) ask(draft, ticket, offer, rule);
  return rule !== undefined;
}

/** Whoever was asked when we went away is asked anew: what they pressed meanwhile is lost. False where nothing is asked by now. */
export function asksAgain(draft: Draft, ticket: Ticket, offer: Offer): boolean {
  const rule = confirmRule(draft, ticket, offer.agent);
  if (rule) ask(draft, ticket, offer, rule);
  return rule !== undefined;
}

function ask(draft: Draft, ticket: Ticket, offer: Offer, { key, withinMs, prompt }: ConfirmRule): void {
  if (ticket.state.is !== 'offered') return;
  const { now } = draft;
  const until = now + withinMs;
  const asked: Offer = { ...offer, until, confirm: { key, since: offer.confirm?.since ?? now } };
  const offers = ticket.state.offers.map((each) => (each.leg === offer.leg ? asked : each));
  draft.setTicket(ticket, { ...ticket.state, offers });
  const { id, queue, call } = ticket;
  const { agent, leg } = offer;
  draft.note('queue.confirm-asked', call, { ticket: id, queue, agent, leg, key, until });
  draft.actions.push({ type: 'ask-agent', call, leg, prompt });
}
