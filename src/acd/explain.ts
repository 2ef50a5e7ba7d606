import type { AgentSettings } from '../domain/agent';
import type { TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { Change, Verdict, Wait, Waiting } from '../domain/wait';
import { isHeldElsewhere } from './beside';
import type { Book } from './book';
import { offeredFrom, relaxesFrom } from './customers';
import { leavesAt } from './due';
import { canTakeACall, isInLine, type Agent } from './floor';
import { isByHand, type Line } from './line';
import { hasRefused, isRoundOver } from './match';
import { isPresent, lackOf } from './need';
import { scoreAt } from './score';
import { byTurn } from './turns';

/** So many callers before this one are named; the position tells the number. */
const MOST_BEFORE = 10;

/** Why this caller waits, agent by agent; `undefined` when they do not wait. */
export function explainWait(book: Book, id: TicketId, now: Instant): Wait | undefined {
  const ticket = book.tickets.get(id);
  const line = ticket && isInLine(ticket) ? book.lineOf(ticket) : undefined;
  if (!ticket || !line) return undefined;
  return {
    ...waitingOf(book, ticket, line, now),
    pausedUntil: ticket.state.is === 'waiting' ? laterThan(now, offeredFrom(ticket, book.settings.opensAt, now)) : null,
    heldBy: heldBy(book, ticket),
    before: callersBefore(book, ticket, line, now),
    agents: concerned(book, ticket, line).map((known) => ({
      agent: known.id,
      name: known.name,
      verdict: verdictOn(known, book.agents.get(known.id), { book, ticket, line, now }),
    })),
    changes: changesOf(book, ticket, line, now),
  };
}

export function waitingOf(book: Book, ticket: Ticket, { need, queue }: Line, now: Instant): Waiting {
  return {
    ticket: ticket.id,
    call: ticket.call,
    queue: queue.name,
    strategy: queue.strategy,
    waitedMs: now - ticket.enteredAt,
    position: book.positionOf(ticket, now),
    score: scoreAt(ticket, queue.urgency, now),
    priority: ticket.priority,
    asks: {
      levels: need.levels,
      only: need.only,
      tier: need.tier === Infinity ? null : need.tier,
      where: need.where?.source ?? null,
    },
  };
}

export function heldBy(book: Book, ticket: Ticket): Wait['heldBy'] {
  if (ticket.state.is !== 'waiting') return null;
  if (isHeldElsewhere(book, ticket)) return 'elsewhere';
  return book.isAtMost(ticket.queue) ? 'most-talking' : null;
}

const laterThan = (now: Instant, at: Instant): Instant | null => (at > now ? at : null);

/** Members of the queue, and whoever is asked for by name. */
function concerned(book: Book, ticket: Ticket, { need }: Line): readonly AgentSettings[] {
  return [...book.settings.agents.values()].filter(
    ({ id, queues }) => queues.includes(ticket.queue) || need.only?.includes(id),
  );
}

export interface Asked {
  readonly book: Book;
  readonly ticket: Ticket;
  readonly line: Line;
  readonly now: Instant;
}

export function verdictOn(known: AgentSettings, agent: Agent | undefined, asked: Asked): Verdict {
  const { book, ticket, line, now } = asked;
  const offer = ticket.state.is === 'offered' ? ticket.state.offers.find((each) => each.agent === known.id) : undefined;
  if (offer) return { is: 'rung', since: offer.at };
  const lack = lackOf(known, line.need);
  if (lack) return { is: 'lacks', lack };
  if (ticket.not?.includes(known.id)) return { is: 'excluded' };
  if (!agent || agent.state.is === 'signed-out') return { is: 'signed-out' };
  const { state } = agent;
  if (!isPresent(agent, line.need) && state.is !== 'not-ready') return { is: 'out-of-queue' };
  if (state.is === 'not-ready') return { is: 'not-ready', reason: state.reason };
  if (state.is === 'offered' || state.is === 'on-call' || state.is === 'wrap-up')
    return { is: 'busy', state: state.is, call: book.tickets.get(state.ticket)?.call ?? null };
  if (agent.phone !== 'idle') return { is: 'phone', phone: agent.phone };
  if (!canTakeACall(agent, now)) return { is: 'pausing', until: state.offersFrom };
  const refusal = ticket.refusals.find((each) => each.agent === known.id);
  if (refusal && hasRefused(ticket, agent, line.queue, now) && !isRoundOver(ticket, line, book))
    return { is: 'refused', until: refusal.at + line.queue.refusedAgainAfterMs };
  if (isByHand(line) && (agent.takesNextUntil ?? 0) <= now) return { is: 'not-asking' };
  return { is: 'free' };
}

/** Those of any line that one of this line's members at work serves too, whose turn comes before. */
function callersBefore(book: Book, ticket: Ticket, line: Line, now: Instant): Wait['before'] {
  const mine = { ticket, urgency: line.queue.urgency };
  const before = [...book.tickets.values()].flatMap((other) => {
    const theirs = other.state.is === 'waiting' && other.id !== ticket.id ? book.lineOf(other) : undefined;
    if (!theirs || !isShared(line, theirs)) return [];
    const turn = { ticket: other, urgency: theirs.queue.urgency };
    return byTurn(turn, mine, now) < 0 ? [turn] : [];
  });
  return before
    .sort((a, b) => byTurn(a, b, now))
    .slice(0, MOST_BEFORE)
    .map((each) => ({
      call: each.ticket.call,
      queue: each.ticket.queue,
      score: scoreAt(each.ticket, each.urgency, now),
    }));
}

function isShared(a: Line, b: Line): boolean {
  if (a === b) return true;
  for (const id of a.members) if (b.members.has(id)) return true;
  return false;
}

function changesOf(book: Book, ticket: Ticket, { need, queue }: Line, now: Instant): readonly Change[] {
  const changes: Change[] = [];
  const next = book.lines.stagesOf(ticket)[ticket.stage + 1];
  if (next) {
    const at = relaxesFrom(ticket) + next.afterMs;
    if (need.only) changes.push({ is: 'anybody', at });
    else {
      if (next.need.tier !== need.tier) changes.push({ is: 'next-tier', at, tier: next.need.tier });
      if (JSON.stringify(next.need.levels) !== JSON.stringify(need.levels))
        changes.push({ is: 'asks-less', at, levels: next.need.levels });
    }
  }
  const leaves = leavesAt(ticket, queue);
  if (leaves > now) changes.push({ is: 'leaves', at: leaves });
  return changes;
}
