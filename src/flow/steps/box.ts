import type { AgentId, CommandId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { Instant, Millis } from '../../domain/time';
import { VOICEMAILS, type BoxOwner, type BoxQuestion, type Message } from '../../domain/voicemail';
import type { Turn } from '../turn';
import { cel, reference, type Cel, type Reference } from '../values';
import { wordOf } from './outside';

/** Whose box a step is about, as it is written. */
export type Whose = { readonly agent: Cel } | { readonly queue: Reference };

export const whoseShape = {
  agent: cel({ wants: 'string' }).optional().describe('An agent by id: an expression, such as call.person'),
  queue: reference('queue')
    .optional()
    .describe('Instead of agent: a queue, for whoever of it takes care of the message'),
} as const;

export function whoseOf({
  agent,
  queue,
}: {
  readonly agent?: Cel | undefined;
  readonly queue?: Reference | undefined;
}): Whose | string {
  if (agent && !queue) return { agent };
  if (queue && !agent) return { queue };
  return 'needs agent or queue: whose box it is';
}

/** `null`, with the problem noted, where the expression names no agent. */
export function boxOf(whose: Whose, step: string, turn: Turn): BoxOwner | null {
  if ('queue' in whose) return { is: 'queue', queue: whose.queue.name };
  const agent: AgentId = wordOf(whose.agent, turn);
  if (turn.office.agents.has(agent)) return { is: 'agent', agent };
  turn.problem(`${step}: ${whose.agent.source} names no agent`);
  return null;
}

/** Asks the boxes as a connector is asked. */
export function askBoxes(
  withinMs: Millis,
  question: BoxQuestion,
  turn: Turn,
): { readonly command: CommandId; readonly until: Instant } {
  const command = turn.newId('lookup');
  const key = JSON.stringify(question);
  turn.ask({ type: 'lookup', id: command, connector: VOICEMAILS, key, withinMs, cacheMs: 0 });
  return { command, until: turn.now + withinMs };
}

/** As the boxes of this house answer; nobody else stands behind that connector. */
export const messagesOf = (value: Json): readonly Message[] => value as unknown as readonly Message[];
