import type { AgentSettings } from '../domain/agent';
import { partId, type AgentId, type QueueName } from '../domain/ids';
import type { Candidate, Choice, Deciding, Kept, OfferWhy, OtherTurn, TurnBy } from '../domain/offer-why';
import type { Strategy, Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { Considered } from '../domain/wait';
import { callsCustomerFirst, offeredFrom } from './customers';
import type { Draft } from './draft';
import { heldBy, verdictOn, waitingOf } from './explain';
import { canTakeACall, type Agent } from './floor';
import type { Line } from './line';
import { agentsFor } from './match';
import { membershipOf } from './need';
import { scoreAt, sinceOf } from './score';
import { lotOf, type Chair } from './strategies';
import { byTurn, type Turn } from './turns';

const MOST_CANDIDATES = 50;
const MOST_OTHERS = 50;
const MOST_TURNS = 10;

/** For a witness: why the call is offered to these agents, and not to others, and not another call. `undefined` to nobody. */
export function explainOffer(draft: Draft, ticket: Ticket, agents: readonly Agent[]): OfferWhy | undefined {
  const { book, now } = draft;
  const line = book.lineOf(ticket);
  const rung = callsCustomerFirst(ticket) ? agents.slice(0, 1) : agents;
  const [first] = rung;
  if (!line || !first) return undefined;
  const ranking = rankingOf(draft, ticket, line);
  const { fence } = book.counters;
  const others = othersOf(draft, ticket, line, new Set(ranking.map(({ agent }) => agent.id)));
  const turns = turnsBeside(draft, ticket, line, first);
  return {
    ...waitingOf(book, ticket, line, now),
    at: now,
    legs: rung.map((_, index) => partId(ticket.call, 'agentLeg', fence + 1 + index)),
    rung: rung.map(({ id }) => id),
    choice: choiceOf(draft, ticket, decidingOf(ranking, rung, line, fence)),
    candidates: ranking.slice(0, MOST_CANDIDATES).map((chair, index) => candidateOf(draft, chair, line, index + 1)),
    candidateCount: ranking.length,
    others: others.slice(0, MOST_OTHERS),
    otherCount: others.length,
    ...turns,
  };
}

/** Whom the call may be offered to, the first before all others: by the very rules by which it is. */
function rankingOf(draft: Draft, ticket: Ticket, line: Line): readonly Chair[] {
  const chairs = new Map<AgentId, Chair>();
  for (const chair of draft.book.lines.freeOf(line, draft.book.counters.fence)) chairs.set(chair.agent.id, chair);
  return agentsFor(ticket, line, Infinity, draft).flatMap(({ id }) => chairs.get(id) ?? []);
}

function candidateOf(draft: Draft, chair: Chair, { need, queue }: Line, rank: number): Candidate {
  const { agent, tier, weight } = chair;
  const known = draft.settings.agents.get(agent.id);
  return {
    rank,
    agent: agent.id,
    name: known?.name ?? agent.id,
    // In a wish the tier of a chair is the place in it.
    tier: known && need.only ? membershipOf(known, need.queue).tier : tier,
    wish: need.only ? tier + 1 : null,
    value: valueOf(chair, queue.strategy, draft),
    weight,
    idleMs: draft.now - agent.idleSince,
  };
}

/** In the unit of the strategy: see `Candidate`. */
function valueOf(chair: Chair, strategy: Strategy, { now, book }: Draft): number | null {
  const { agent, rank } = chair;
  switch (strategy) {
    case 'longest-idle':
    case 'manual':
      return now - agent.idleSince;
    case 'longest-since-call':
      return rank === 0 ? null : now - rank;
    case 'round-robin':
      return rank < 0 ? null : rank;
    case 'best-skill':
      return 0 - rank;
    case 'random':
    case 'weighted-random':
      return lotOf(chair, strategy, book.counters.fence);
    case 'fewest-calls':
    case 'least-talk':
    case 'lowest-occupancy':
    case 'fixed-order':
      return rank;
  }
}

function decidingOf(ranking: readonly Chair[], rung: readonly Agent[], line: Line, draw: number): Deciding {
  const [last, next] = [ranking[rung.length - 1], ranking[rung.length]];
  if (!last || !next) return 'only';
  const { strategy } = line.queue;
  if (last.tier !== next.tier) return line.need.only ? 'wish' : 'tier';
  const isDrawn = strategy === 'random' || strategy === 'weighted-random';
  if (isDrawn && lotOf(last, strategy, draw) !== lotOf(next, strategy, draw)) return 'value';
  if (last.rank !== next.rank) return 'value';
  return last.agent.idleSince === next.agent.idleSince ? 'id' : 'idle';
}

/** Whoever decided has said so in the event just before. */
function choiceOf({ events }: Draft, ticket: Ticket, by: Deciding): Choice {
  const last = events.at(-1);
  if (last?.type === 'queue.picked' && last.data.ticket === ticket.id) return { is: 'picked', by: last.data.by };
  if (last?.type === 'queue.chooser' && last.data.ticket === ticket.id) {
    const { connector, how, why } = last.data;
    return how === 'chosen' ? { is: 'chooser', connector } : { is: 'order', by, chooser: { connector, how, why } };
  }
  return ticket.state.is === 'offered' ? { is: 'beside', by } : { is: 'order', by, chooser: null };
}

/** Members of the queue, whoever is wished for, and whoever is free at all; those who are signed out come last. */
function othersOf({ book, now }: Draft, ticket: Ticket, line: Line, not: ReadonlySet<AgentId>): readonly Considered[] {
  const isMember = ({ id, queues }: AgentSettings): boolean =>
    queues.includes(ticket.queue) || line.need.only?.includes(id) === true;
  const concerned = [...book.settings.agents.values()].flatMap((known) => {
    const agent = book.agents.get(known.id);
    const isFree = agent !== undefined && canTakeACall(agent, now);
    if (not.has(known.id) || !(isMember(known) || isFree)) return [];
    const verdict = verdictOn(known, agent, { book, ticket, line, now });
    const last = !isMember(known) ? 1 : verdict.is === 'signed-out' ? 2 : 0;
    return [{ last, considered: { agent: known.id, name: known.name, verdict } }];
  });
  return concerned.sort((a, b) => a.last - b.last).map(({ considered }) => considered);
}

/** Calls of all queues that the agent may be rung for, before this one and behind it. */
function turnsBeside(
  draft: Draft,
  ticket: Ticket,
  line: Line,
  agent: Agent,
): Pick<OfferWhy, 'before' | 'beforeCount' | 'behind'> {
  const { book, now } = draft;
  const mine: Turn = { ticket, urgency: line.queue.urgency };
  const queues = new Set<QueueName>([ticket.queue, ...(book.settings.agents.get(agent.id)?.queues ?? [])]);
  const [before, behind]: [{ turn: Turn; line: Line }[], Turn[]] = [[], []];
  let beforeCount = 0;
  for (const queue of queues) {
    let left = MOST_TURNS;
    let noted = 0;
    for (const other of book.lineOfQueue(queue, now)) {
      const theirs = other.state.is === 'waiting' && other.call !== ticket.call ? book.lineOf(other) : undefined;
      if (!theirs) continue;
      const turn: Turn = { ticket: other, urgency: theirs.queue.urgency };
      if (byTurn(turn, mine, now) < 0) {
        beforeCount++;
        if (noted++ < MOST_TURNS) before.push({ turn, line: theirs });
      } else if (keptFrom(draft, other, theirs, agent).is === 'passed') {
        behind.push(turn);
        if (--left === 0) break;
      }
    }
  }
  const inTurn = (a: Turn, b: Turn): number => byTurn(a, b, now);
  return {
    before: before
      .sort((a, b) => inTurn(a.turn, b.turn))
      .slice(0, MOST_TURNS)
      .map(({ turn, line: theirs }) => ({
        ...otherOf(turn, mine, now),
        kept: keptFrom(draft, turn.ticket, theirs, agent),
      })),
    beforeCount,
    behind: behind
      .sort(inTurn)
      .slice(0, MOST_TURNS)
      .map((turn) => otherOf(turn, mine, now)),
  };
}

function otherOf({ ticket, urgency }: Turn, mine: Turn, now: Instant): OtherTurn {
  const score = scoreAt(ticket, urgency, now);
  const by: TurnBy =
    score !== scoreAt(mine.ticket, mine.urgency, now)
      ? 'score'
      : sinceOf(ticket) !== sinceOf(mine.ticket)
        ? 'wait'
        : 'entry';
  return { call: ticket.call, queue: ticket.queue, score, waitedMs: now - ticket.enteredAt, by };
}

function keptFrom({ book, settings, now }: Draft, ticket: Ticket, line: Line, agent: Agent): Kept {
  const known = settings.agents.get(agent.id);
  const verdict = known && verdictOn(known, agent, { book, ticket, line, now });
  if (verdict && verdict.is !== 'free') return { is: 'agent', verdict };
  const by = heldBy(book, ticket);
  if (by !== null) return { is: 'held', by };
  if (ticket.asking || line.asking.size > 0) return { is: 'asking' };
  const from = offeredFrom(ticket, settings.opensAt, now);
  return from > now ? { is: 'paused', until: from === Infinity ? null : from } : { is: 'passed' };
}
