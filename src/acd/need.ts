import type { AgentSettings, Membership } from '../domain/agent';
import type { AgentId, QueueName } from '../domain/ids';
import type { AgentTest, QueueSettings, Ticket, TicketFacts } from '../domain/queue';
import type { Millis } from '../domain/time';
import type { Lack } from '../domain/wait';
import { isAtWork, type Agent, type FloorSettings } from './floor';

/** What a call asks of an agent for a stretch of its wait. Calls of equal needs stand in one line. */
export interface Need {
  readonly key: string;
  readonly queue: QueueName;
  /** Only these, whatever their queues and skills. */
  readonly only: readonly AgentId[] | null;
  /** Members up to this tier. */
  readonly tier: number;
  /** Members who are rung for callers who have waited so long, or less. */
  readonly delayMs: Millis;
  /** Least level by skill. */
  readonly levels: readonly (readonly [skill: string, least: number])[];
  readonly where: AgentTest | null;
  readonly facts: TicketFacts;
}

export interface Stage {
  /** From the entry. */
  readonly afterMs: Millis;
  readonly need: Need;
}

const FIRST_TIER: Membership = { tier: 1, order: 0, weight: 1 };

export const membershipOf = (agent: AgentSettings, queue: QueueName): Membership =>
  agent.membership?.[queue] ?? FIRST_TIER;

export function lackOf(agent: AgentSettings, need: Need): Lack | null {
  if (need.only) return need.only.includes(agent.id) ? null : { is: 'not-wanted' };
  return agent.queues.includes(need.queue) ? lackOfMember(agent, need) : { is: 'not-a-member' };
}

/** Of somebody who belongs to the queue. */
export function lackOfMember(agent: AgentSettings, need: Need): Lack | null {
  const { tier, delayMs = 0 } = membershipOf(agent, need.queue);
  if (tier > need.tier) return { is: 'tier', tier, open: need.tier };
  if (delayMs > need.delayMs) return { is: 'delay', delayMs };
  for (const [skill, least] of need.levels) {
    const level = agent.skills[skill] ?? 0;
    if (level < least) return { is: 'skill', skill, level, least };
  }
  return need.where && !need.where.holds(agent, need.facts) ? { is: 'where', source: need.where.source } : null;
}

/** At work, and not signed out of the queue; who is asked for by name serves whatever the queue. */
export const isPresent = (agent: Agent, { only, queue }: Pick<Need, 'only' | 'queue'>): boolean =>
  isAtWork(agent) && (only !== null || !agent.out.includes(queue));

/** Knows the stages of every wait; what many calls have in common is made once. */
export class Stages {
  private readonly byAsk = new Map<string, readonly Stage[]>();
  /** Of whom was asked last: one decision asks several times of one ticket, whose records share what they ask. */
  private last: { readonly ticket: Ticket; readonly stages: readonly Stage[] } | undefined;
  private readonly delays = new Map<QueueName, Set<Millis>>();

  constructor(
    private readonly settings: FloorSettings,
    private readonly tiers: ReadonlyMap<QueueName, readonly number[]>,
  ) {
    for (const { membership = {} } of settings.agents.values())
      for (const [queue, { delayMs = 0 }] of Object.entries(membership))
        if (delayMs > 0) this.delays.set(queue, (this.delays.get(queue) ?? new Set()).add(delayMs));
  }

  of(ticket: Ticket): readonly Stage[] {
    if (!this.last || !askTheSame(this.last.ticket, ticket)) this.last = { ticket, stages: this.found(ticket) };
    return this.last.stages;
  }

  private found(ticket: Ticket): readonly Stage[] {
    const { queue, agent, prefer, skills, relax } = ticket;
    const facts = this.factsOf(ticket);
    const ask = JSON.stringify([queue, agent, prefer ?? 0, sorted(skills), relax ?? 0, sorted(facts)]);
    let stages = this.byAsk.get(ask);
    if (!stages) {
      stages = this.make(ticket, facts);
      this.byAsk.set(ask, stages);
      if (this.byAsk.size > MOST_KEPT) this.byAsk.delete(this.byAsk.keys().next().value ?? '');
    }
    return stages;
  }

  private make(ticket: Ticket, facts: TicketFacts): readonly Stage[] {
    const queue = this.settings.queues.get(ticket.queue);
    const only = (agents: readonly AgentId[]): Need =>
      needOf({
        queue: ticket.queue,
        only: [...new Set(agents)],
        tier: Infinity,
        delayMs: Infinity,
        levels: [],
        where: null,
        facts: {},
      });
    if (ticket.agent !== null) return [{ afterMs: 0, need: only([ticket.agent]) }];
    const { prefer } = ticket;
    const general = queue ? this.general(ticket, queue, facts) : [];
    if (!prefer || prefer.agents.length === 0) return general;
    const later = general.filter(({ afterMs }) => afterMs > prefer.forMs);
    const then = general.findLast(({ afterMs }) => afterMs <= prefer.forMs);
    return [{ afterMs: 0, need: only(prefer.agents) }, ...(then ? [{ ...then, afterMs: prefer.forMs }] : []), ...later];
  }

  /** One stage for each moment at which a skill is relaxed or a tier opens. */
  private general(ticket: Ticket, queue: QueueSettings, facts: TicketFacts): readonly Stage[] {
    const steps = ticket.relax ?? queue.relax;
    const tiers = this.tiers.get(queue.name) ?? [];
    const wait = queue.tierOpensAfterMs;
    const lowest = tiers[0] ?? 1;
    const opens = wait === 0 ? [] : tiers.map((tier) => ({ tier, afterMs: (tier - lowest) * wait }));
    const delays = [...(this.delays.get(queue.name) ?? [])].sort((a, b) => a - b);
    const moments = new Set([
      0,
      ...delays,
      ...steps.map(({ afterMs }) => afterMs),
      ...opens.map(({ afterMs }) => afterMs),
    ]);
    return [...moments]
      .sort((a, b) => a - b)
      .map((afterMs) => {
        const skills = mostOf(queue.skills, ticket.skills);
        for (const step of steps) if (step.afterMs <= afterMs) Object.assign(skills, step.skills);
        const tier = opens.findLast((each) => each.afterMs <= afterMs)?.tier ?? Infinity;
        return {
          afterMs,
          need: needOf({
            queue: queue.name,
            only: null,
            tier,
            delayMs: delays.findLast((each) => each <= afterMs) ?? 0,
            levels: sorted(skills),
            where: queue.where,
            facts,
          }),
        };
      });
  }

  /** Only those facts that an expression asks for, so that calls which differ in others stand in one line. */
  private factsOf(ticket: Ticket): TicketFacts {
    const uses = this.settings.queues.get(ticket.queue)?.where?.uses ?? [];
    return Object.fromEntries(uses.map((name) => [name, ticket.facts?.[name] ?? '']));
  }
}

const askTheSame = (a: Ticket, b: Ticket): boolean =>
  a.queue === b.queue &&
  a.agent === b.agent &&
  a.prefer === b.prefer &&
  a.skills === b.skills &&
  a.relax === b.relax &&
  a.facts === b.facts;

/** Sets of asks that are remembered; an ask costs microseconds to make again. */
const MOST_KEPT = 10_000;

function mostOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const most: Record<string, number> = { ...a };
  for (const [skill, level] of Object.entries(b)) most[skill] = Math.max(level, most[skill] ?? 0);
  return most;
}

function needOf(asked: Omit<Need, 'key'>): Need {
  const levels = asked.levels.filter(([, least]) => least > 0);
  const { queue, only, tier, delayMs, where, facts } = asked;
  return {
    ...asked,
    levels,
    key: JSON.stringify([queue, only, `${tier} ${delayMs}`, levels, where?.source, sorted(facts)]),
  };
}

const sorted = <T>(record: Readonly<Record<string, T>>): readonly [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
