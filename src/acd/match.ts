import type { AgentSettings } from '../domain/agent';
import { partId } from '../domain/ids';
import type { Offer, QueueSettings, Ticket } from '../domain/queue';
import type { Draft } from './draft';
import type { Agent, FloorSettings } from './floor';

/**
 * Offers waiting callers to free agents until nobody free can serve anybody who waits. All callers of all queues are one
 * line; a caller whom nobody free may serve holds up nobody (no head-of-line blocking). The order of the lists plays no
 * part: see `byTurn` and `choose`.
 */
export function match(draft: Draft): void {
  const free = new Set([...draft.agents()].filter((agent) => canTakeACall(agent, draft.now)));
  if (free.size === 0) return;
  for (const ticket of [...draft.tickets()]
    .filter(({ state, offersFrom }) => state.is === 'waiting' && offersFrom <= draft.now)
    .sort(byTurn)) {
    if (free.size === 0) return;
    const queue = draft.settings.queues.get(ticket.queue);
    if (!queue) continue;
    const agent = choose(ticket, free, draft.settings);
    if (!agent) continue;
    free.delete(agent);
    offer(ticket, queue, agent, draft);
  }
}

/** Whose turn it is: the higher priority, then who came first, then the lower number. */
export function byTurn(a: Ticket, b: Ticket): number {
  return b.priority - a.priority || a.enteredAt - b.enteredAt || a.number - b.number;
}

/** Among those who wait in the same queue, from 1. */
export function positionOf(ticket: Ticket, draft: Draft): number {
  let before = 0;
  for (const other of draft.tickets())
    if (other.queue === ticket.queue && isInLine(other) && other.id !== ticket.id && byTurn(other, ticket) < 0)
      before++;
  return before + 1;
}

export const isInLine = (ticket: Ticket): boolean => ticket.state.is === 'waiting' || ticket.state.is === 'offered';

export function waitingIn(queue: string, draft: Draft): number {
  let sum = 0;
  for (const ticket of draft.tickets()) if (ticket.queue === queue && isInLine(ticket)) sum++;
  return sum;
}

export const canTakeACall = (agent: Agent, now: number): boolean =>
  agent.state.is === 'available' && agent.state.offersFrom <= now;

/** Whether an agent may ever serve this caller, whatever they are doing now. */
export function mayServe(agent: AgentSettings, ticket: Ticket, queue: QueueSettings): boolean {
  if (ticket.agent !== null) return ticket.agent === agent.id;
  if (!agent.queues.includes(ticket.queue)) return false;
  const needs = [...Object.entries(queue.skills), ...Object.entries(ticket.skills)];
  return needs.every(([skill, level]) => (agent.skills[skill] ?? 0) >= level);
}

/** Longest idle first; who refused or missed this very call comes after all others. */
function choose(ticket: Ticket, free: ReadonlySet<Agent>, settings: FloorSettings): Agent | undefined {
  const queue = settings.queues.get(ticket.queue);
  if (!queue) return undefined;
  const refused = (agent: Agent): number => (ticket.refusedBy.includes(agent.id) ? 1 : 0);
  let best: Agent | undefined;
  for (const agent of free) {
    const known = settings.agents.get(agent.id);
    if (!known || !mayServe(known, ticket, queue)) continue;
    if (best === undefined) {
      best = agent;
      continue;
    }
    const order = refused(agent) - refused(best) || agent.idleSince - best.idleSince || (agent.id < best.id ? -1 : 1);
    if (order < 0) best = agent;
  }
  return best;
}

function offer(ticket: Ticket, queue: QueueSettings, agent: Agent, draft: Draft): void {
  const fence = draft.count('fence');
  const leg = partId(ticket.call, 'agentLeg', fence);
  const made: Offer = { leg, fence, agent: agent.id, at: draft.now, until: draft.now + queue.ringForMs };
  draft.setTicket(ticket, { is: 'offered', offer: made });
  draft.setAgent(agent, { is: 'offered', since: draft.now, ticket: ticket.id, leg }, 'floor');
  draft.note('queue.offered', ticket.call, { ticket: ticket.id, queue: ticket.queue, agent: agent.id, leg });
  const { name, number } = ticket.caller;
  draft.actions.push({
    type: 'ring-agent',
    call: ticket.call,
    leg,
    agent: agent.id,
    callerId: { name: name === '' ? queue.title : `${queue.title}: ${name}`, number },
    ringForMs: queue.ringForMs,
  });
}
