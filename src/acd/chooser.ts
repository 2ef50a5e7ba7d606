import type { AgentId, TicketId } from '../domain/ids';
import type { Asking, ChooserCandidate, ChooserEnding, ChooserQuestion, Ticket } from '../domain/queue';
import { isHeldElsewhere } from './beside';
import { offeredFrom } from './customers';
import type { Draft } from './draft';
import { tallyOf, type Agent } from './floor';
import { waitsForChooser, type Line } from './line';
import { agentsFor, offer } from './match';
import { membershipOf } from './need';
import { scoreAt } from './score';

/** So many free agents are named to whoever chooses; the first in the order of the strategy. */
const MOST_CANDIDATES = 50;

/**
 * Asks somebody outside which of the free agents is to have the call. Nobody is reserved meanwhile: an agent who is gone when the
 * answer comes is not offered the call.
 */
export function ask(draft: Draft, ticket: Ticket, line: Line): void {
  const { chooser } = line.queue;
  if (!chooser) return;
  const { now } = draft;
  const asking: Asking = { id: draft.count('fence'), since: now, until: now + chooser.withinMs };
  draft.putTicket({ ...ticket, asking, offersFrom: asking.until });
  draft.actions.push({
    type: 'ask-chooser',
    call: ticket.call,
    ticket: ticket.id,
    asked: asking.id,
    connector: chooser.connector,
    withinMs: chooser.withinMs,
    question: questionOf(draft, ticket, line),
  });
}

function questionOf(draft: Draft, ticket: Ticket, line: Line): ChooserQuestion {
  const { now } = draft;
  return {
    call: ticket.call,
    ticket: ticket.id,
    queue: ticket.queue,
    caller: ticket.caller.number,
    waited_ms: now - ticket.enteredAt,
    position: draft.positionOf(ticket),
    score: scoreAt(ticket, line.queue.urgency, now),
    priority: ticket.priority,
    skills: Object.fromEntries(line.need.levels),
    facts: ticket.facts ?? {},
    candidates: agentsFor(ticket, line, MOST_CANDIDATES, draft).map((agent) => candidate(draft, ticket, agent)),
  };
}

function candidate(draft: Draft, { queue }: Ticket, agent: Agent): ChooserCandidate {
  const known = draft.settings.agents.get(agent.id);
  const { tally, idleSince } = agent;
  const { tier, order, weight } = known ? membershipOf(known, queue) : { tier: 1, order: 0, weight: 1 };
  const { calls, endedAt } = tallyOf(agent, queue);
  return {
    agent: agent.id,
    skills: known?.skills ?? {},
    groups: known?.groups ?? [],
    tier,
    order,
    weight,
    idle_ms: draft.now - idleSince,
    calls: tally.calls,
    calls_of_queue: calls,
    since_call_ms: endedAt === null ? null : draft.now - endedAt,
    talk_ms: tally.talkMs,
    signed_in_ms: draft.now - tally.since,
  };
}

interface Answer {
  readonly ticket: TicketId;
  readonly asked: number;
  /** In the order of the wish; `null` for none. */
  readonly agents: readonly AgentId[] | null;
  readonly why: string;
}

/** The answer to the question of that number: of any other, it came too late. */
export function chosen(draft: Draft, { ticket: id, asked, agents, why }: Answer): void {
  const ticket = draft.ticket(id);
  if (ticket && waitsForChooser(ticket) && ticket.asking.id === asked)
    decideFor(draft, ticket, agents, { how: 'failed', why });
}

/** Nobody has answered in time. */
export function chooserIsLate(draft: Draft, ticket: Ticket): void {
  decideFor(draft, ticket, null, { how: 'late', why: 'no answer in time' });
}

/** The question was lost with the node that asked it. */
export function askAgain(draft: Draft): void {
  const asking = [...draft.book.tickets.values()].filter(waitsForChooser);
  for (const ticket of asking.sort((a, b) => a.number - b.number)) {
    const line = draft.book.lineOf(ticket);
    if (line?.queue.chooser && agentsFor(ticket, line, 1, draft).length > 0) ask(draft, ticket, line);
    else draft.putTicket(unasked(ticket, draft.now));
  }
}

const unasked = (ticket: Ticket, now: number): Ticket => ({ ...ticket, asking: null, offersFrom: now });

const whyNotFree = (isShut: boolean): string =>
  isShut ? 'the call is not to be offered by now' : 'nobody whom it named is free for the call';

/** By the answer, if those it names are still free for the call; else by the strategy, among those who are. */
function decideFor(
  draft: Draft,
  asking: Ticket,
  wanted: readonly AgentId[] | null,
  without: { readonly how: ChooserEnding; readonly why: string },
): void {
  const { now, book } = draft;
  const ticket = unasked(asking, now);
  draft.putTicket(ticket);
  const line = book.lineOf(ticket);
  const isShut =
    !line ||
    book.isAtMost(ticket.queue) ||
    isHeldElsewhere(book, ticket) ||
    // Its customer has called in meanwhile, or its queue has shut.
    offeredFrom(ticket, draft.settings.opensAt, now) > now;
  const free = isShut ? [] : agentsFor(ticket, line, Infinity, draft);
  const first = line?.queue.fanOut.first ?? 1;
  const picked = (wanted ?? []).flatMap((id) => free.find((agent) => agent.id === id) ?? []).slice(0, first);
  const how = wanted === null ? without.how : picked.length > 0 ? 'chosen' : 'not-free';
  draft.note('queue.chooser', ticket.call, {
    ticket: ticket.id,
    queue: ticket.queue,
    connector: line?.queue.chooser?.connector ?? '',
    how,
    wanted: wanted ?? [],
    why: how === 'chosen' ? '' : how === 'not-free' ? whyNotFree(isShut) : without.why,
    tookMs: now - (asking.asking?.since ?? now),
  });
  const agents = picked.length > 0 ? picked : free.slice(0, first);
  if (line && agents.length > 0) offer(ticket, line.queue, agents, draft);
}
