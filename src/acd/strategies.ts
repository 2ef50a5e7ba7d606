import type { AgentSettings } from '../domain/agent';
import type { QueueSettings, Strategy } from '../domain/queue';
import { tallyOf, type Agent } from './floor';
import { membershipOf, type Need } from './need';
import { Ordered } from './ordered';

/** A free agent as one line sees them: what it goes by when it chooses is worked out once, when they became free. */
export interface Chair {
  readonly agent: Agent;
  readonly tier: number;
  readonly weight: number;
  /** What the strategy goes by; less comes first. */
  readonly rank: number;
}

type Rank = (agent: Agent, known: AgentSettings, need: Need) => number;

/** What each strategy goes by among the free agents of one tier; less comes first. */
const ranks: Readonly<Record<Strategy, Rank>> = {
  'longest-idle': ({ idleSince }) => idleSince,
  'longest-since-call': (agent, _, { queue }) => tallyOf(agent, queue).endedAt ?? 0,
  'round-robin': (agent, _, { queue }) => tallyOf(agent, queue).offer,
  'fewest-calls': (agent, _, { queue }) => tallyOf(agent, queue).calls,
  'least-talk': ({ tally }) => tally.talkMs,
  /** As it was when the agent became free: from then on everybody's falls. */
  'lowest-occupancy': ({ tally, state }) => tally.busyMs / Math.max(1, state.since - tally.since),
  random: () => 0,
  'weighted-random': () => 0,
  'fixed-order': (_, known, { queue }) => membershipOf(known, queue).order,
  manual: ({ idleSince }) => idleSince,
  'best-skill': (_, known, { levels }) => -levels.reduce((sum, [skill]) => sum + (known.skills[skill] ?? 0), 0),
};

/** Among equals: the place within the tier for those who go round, then who is idle longest, then the id. */
const byChair = (a: Chair, b: Chair): number =>
  a.tier - b.tier ||
  a.rank - b.rank ||
  a.agent.idleSince - b.agent.idleSince ||
  (a.agent.id < b.agent.id ? -1 : a.agent.id > b.agent.id ? 1 : 0);

export const chairs = (): Ordered<Chair> => new Ordered(byChair);

export function chairOf(agent: Agent, known: AgentSettings, need: Need, queue: QueueSettings): Chair {
  const { tier, weight } = membershipOf(known, need.queue);
  const rank = ranks[queue.strategy](agent, known, need);
  if (!need.only) return { agent, tier, weight, rank };
  // Of those whom the caller prefers, in the order of the wish.
  return { agent, tier: need.only.indexOf(agent.id), weight, rank };
}

/**
 * The free agents in the order in which this call is offered to them. `draw` is a number that no other offer has: chance
 * comes from it, so that the same floor always chooses the same.
 */
export function inOrder(free: Ordered<Chair>, strategy: Strategy, draw: number): Iterable<Chair> {
  if (strategy !== 'random' && strategy !== 'weighted-random') return free;
  const drawn = [...free].map((chair) => ({ chair, lot: lotOf(chair, strategy, draw) }));
  drawn.sort((a, b) => a.chair.tier - b.chair.tier || b.lot - a.lot || byChair(a.chair, b.chair));
  return drawn.map(({ chair }) => chair);
}

/** From 0 to 1. Keys u^(1/w), the highest first, draw by weight without putting back (Efraimidis and Spirakis 2006, algorithm A). */
export function lotOf({ agent, weight }: Chair, strategy: Strategy, draw: number): number {
  const chance = (hashOf(`${draw} ${agent.id}`) + 0.5) / 2 ** 32;
  return strategy === 'random' ? chance : chance ** (1 / Math.max(weight, 1e-9));
}

/** FNV-1a, 32 bits, with the finish of MurmurHash3, since its high bits change too little for short texts. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
