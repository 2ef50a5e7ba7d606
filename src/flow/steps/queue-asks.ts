import { z } from 'zod';
import type { AgentId } from '../../domain/ids';
import type { Preference, Relaxation, TicketRequest } from '../../domain/queue';
import type { Millis } from '../../domain/time';
import { relax } from '../relaxation';
import type { Turn } from '../turn';
import { cel, duration, type Cel } from '../values';

/** Which agents a call asks for, besides what its queue asks. */
export interface QueueAsks {
  readonly prefer: { readonly agents: Cel; readonly forMs: Millis } | undefined;
  readonly not: Cel | undefined;
  /** In place of the queue's. */
  readonly relax: readonly Relaxation[] | undefined;
  /** Since when the caller waits, as far as the turn goes. */
  readonly waitsSince: 'queue' | 'call';
}

export const asksNothing: QueueAsks = { prefer: undefined, not: undefined, relax: undefined, waitsSince: 'queue' };

export const asksSchema = {
  prefer: z
    .strictObject({
      agents: cel().describe(
        "Who comes before all others: an expression that gives an id or several, such as last_agent('30d'); nobody where it is empty",
      ),
      for: duration({ min: 1_000, max: 3_600_000 }).describe('How long only they are rung, as far as one is at work'),
    })
    .optional()
    .describe('Agents who are asked before all others: { agents, for }; whatever their queues and skills'),
  not: cel().optional().describe('Agents who never get this call: an expression that gives an id or several'),
  relax: relax
    .optional()
    .describe('What is asked of agents less, the longer this caller waits, in place of what the queue says'),
  waits_since: z
    .enum(['queue', 'call'])
    .default('queue')
    .describe(
      'Since when the caller waits, as far as the turn goes: the entry into the queue, or the beginning of the call',
    ),
};

export const asksOf = (written: {
  readonly prefer?: { readonly agents: Cel; readonly for: Millis } | undefined;
  readonly not?: Cel | undefined;
  readonly relax?: readonly Relaxation[] | undefined;
  readonly waits_since: 'queue' | 'call';
}): QueueAsks => ({
  prefer: written.prefer && { agents: written.prefer.agents, forMs: written.prefer.for },
  not: written.not,
  relax: written.relax,
  waitsSince: written.waits_since,
});

/** What of it the floor is told. */
export function requestOf(asks: QueueAsks, turn: Turn): Partial<TicketRequest> {
  const not = asks.not ? agentsOf(asks.not, turn) : [];
  const prefer = asks.prefer ? preferenceOf(asks.prefer, not, turn) : null;
  return {
    ...(prefer && { prefer }),
    ...(not.length > 0 && { not }),
    ...(asks.relax && { relax: asks.relax }),
    ...(asks.waitsSince === 'call' && { waitsSince: turn.call.arrivedAt }),
  };
}

function preferenceOf(
  { agents, forMs }: { readonly agents: Cel; readonly forMs: Millis },
  not: readonly AgentId[],
  turn: Turn,
): Preference | null {
  const wanted = agentsOf(agents, turn).filter((agent) => !not.includes(agent));
  return wanted.length > 0 ? { agents: wanted, forMs } : null;
}

/** An id, a list of ids, or a text of several as a file of a list has them; who is no agent is left out. */
function agentsOf(cel: Cel, turn: Turn): readonly AgentId[] {
  const value = turn.evaluate(cel, '');
  const named = (Array.isArray(value) ? value : [value]).flatMap((each) =>
    typeof each === 'string' ? each.split(/[\s,;]+/).filter((id) => id !== '') : [],
  );
  const unknown = named.filter((id) => !turn.office.agents.has(id));
  if (unknown.length > 0) turn.problem(`queue: ${cel.source} names ${unknown.join(', ')}, who is no agent`);
  return [...new Set(named)].filter((id) => turn.office.agents.has(id));
}
