import { partId } from '../domain/ids';
import type { Offer, QueueSettings, Ticket } from '../domain/queue';
import { isHeldElsewhere } from './beside';
import { asCallback, callCustomer, callsCustomerFirst, offeredFrom, ringFor } from './customers';
import type { Draft } from './draft';
import { tallyOf, type Agent, type FloorState } from './floor';
import { asksFirst, isByHand, type Line } from './line';
import { isPresent } from './need';
import { byTurn } from './turns';

interface Pair {
  readonly line: Line;
  readonly ticket: Ticket;
  readonly agents: readonly Agent[];
}

/**
 * Offers waiting callers to free agents until nobody free can serve anybody who waits. All callers of all queues compete for
 * every agent by their score (`byTurn`); a caller whom nobody free may serve holds up nobody (no head-of-line blocking).
 * Only lines that something touched are looked through, and the order of any list plays no part.
 */
export function match(draft: Draft, ask: (draft: Draft, ticket: Ticket, line: Line) => void): void {
  const { lines } = draft.book;
  const { touched } = lines;
  for (;;) {
    let next: Pair | undefined;
    for (const line of touched) {
      const pair = lines.isRipe(line) ? pairOf(line, draft) : undefined;
      if (!pair) touched.delete(line);
      else if (!next || isBefore(pair, next, draft.now)) next = pair;
    }
    if (!next) break;
    if (asksFirst(next.line)) ask(draft, next.ticket, next.line);
    else offer(next.ticket, next.line.queue, next.agents, draft);
  }
  lines.settle();
}

const isBefore = (a: Pair, b: Pair, now: number): boolean =>
  byTurn(
    { ticket: a.ticket, urgency: a.line.queue.urgency },
    { ticket: b.ticket, urgency: b.line.queue.urgency },
    now,
  ) < 0;

/** Whose turn it is in a line among those whom somebody free may serve, and who is to be rung. */
function pairOf(line: Line, draft: Draft): Pair | undefined {
  if (draft.book.isAtMost(line.queue.name) || isSpokenFor(line, draft)) return undefined;
  const shut: Ticket[] = [];
  let agents: readonly Agent[] = [];
  const ticket = line.waiting.find(draft.now, (each) => {
    if (offeredFrom(each, draft.settings.opensAt, draft.now) > draft.now) {
      shut.push(each);
      return false;
    }
    if (isHeldElsewhere(draft.book, each)) return false;
    agents = agentsFor(each, line, line.queue.fanOut.first, draft);
    return agents.length > 0;
  });
  // They leave the line until they may be offered again.
  for (const each of shut) draft.book.putTicket(each, draft.now);
  return ticket && { line, ticket, agents };
}

/** For each free agent somebody is being asked already: whose turn is next waits for that. */
function isSpokenFor(line: Line, draft: Draft): boolean {
  if (line.asking.size === 0) return false;
  let free = 0;
  for (const _ of draft.book.lines.freeOf(line, draft.book.counters.fence)) if (++free > line.asking.size) return false;
  return true;
}

/** The free agents to whom the call may be offered now, the best first. */
export function agentsFor(ticket: Ticket, line: Line, most: number, draft: Draft): readonly Agent[] {
  const agents: Agent[] = [];
  const all = isRoundOver(ticket, line, draft.book);
  const byHand = isByHand(line);
  for (const { agent } of draft.book.lines.freeOf(line, draft.book.counters.fence)) {
    if (byHand && (agent.takesNextUntil ?? 0) <= draft.now) continue;
    if (ticket.not?.includes(agent.id)) continue;
    if (!all && hasRefused(ticket, agent, line.queue, draft.now)) continue;
    if (agents.push(agent) === most) break;
  }
  return agents;
}

/** Refused or missed this very call not long ago. */
export const hasRefused = (ticket: Ticket, { id }: Agent, queue: QueueSettings, now: number): boolean =>
  ticket.refusals.some(({ agent, at }) => agent === id && now < at + queue.refusedAgainAfterMs);

/** Whether everybody at work who may serve the call has refused or missed it, so that they may be asked again. */
export function isRoundOver(ticket: Ticket, line: Line, floor: FloorState): boolean {
  if (ticket.refusals.length === 0) return false;
  const out = new Set([...(ticket.not ?? []), ...ticket.refusals.map(({ agent }) => agent)]);
  let counted = 0;
  for (const id of out) {
    const agent = line.members.has(id) ? floor.agents.get(id) : undefined;
    if (agent && isPresent(agent, line.need)) counted++;
  }
  return counted >= line.atWork;
}

/** Rings them for the ticket, beside those who are rung for it already. */
export function offer(ticket: Ticket, queue: QueueSettings, agents: readonly Agent[], draft: Draft): void {
  const { now } = draft;
  draft.witness?.(draft, ticket, agents);
  const isKeptFree = callsCustomerFirst(ticket);
  const made = (isKeptFree ? agents.slice(0, 1) : agents).map((agent) => ring(ticket, queue, agent, draft));
  const before = ticket.state.is === 'offered' ? ticket.state.offers : [];
  const asked = new Set(agents.map(({ id }) => id));
  const allOver = agents.some((agent) => hasRefused(ticket, agent, queue, now));
  const { more, everyMs } = queue.fanOut;
  draft.putTicket({
    ...ticket,
    ...(ticket.asking && { asking: null }),
    // Whoever is asked again has refused no more; when that is because all had, nobody has.
    refusals: allOver ? [] : ticket.refusals.filter(({ agent }) => !asked.has(agent)),
    state: { is: 'offered', offers: [...before, ...made], moreAt: more > 0 ? now + everyMs : null },
  });
  const callback = isKeptFree ? asCallback(draft.ticket(ticket.id)) : undefined;
  if (callback) callCustomer(draft, callback);
}

function ring(ticket: Ticket, queue: QueueSettings, agent: Agent, draft: Draft): Offer {
  const { now } = draft;
  const fence = draft.count('fence');
  const leg = partId(ticket.call, 'agentLeg', fence);
  const byQueue = { ...agent.tally.byQueue, [ticket.queue]: { ...tallyOf(agent, ticket.queue), offer: fence } };
  draft.setAgent(agent, { is: 'offered', since: now, ticket: ticket.id, leg }, 'floor', {
    tally: { ...agent.tally, byQueue },
    takesNextUntil: 0,
  });
  draft.note('queue.offered', ticket.call, { ticket: ticket.id, queue: ticket.queue, agent: agent.id, leg });
  if (!callsCustomerFirst(ticket)) draft.actions.push(ringFor(ticket, queue, agent.id, leg));
  return { leg, fence, agent: agent.id, at: now, until: now + queue.ringForMs };
}
