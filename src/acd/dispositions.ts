import { leavesOf } from '../domain/disposition';
import type { Draft } from './draft';
import type { Agent } from './floor';

/** Grants or refuses the outcome that an agent gives of the talk they are in, or of their last one. */
export function giveDisposition(draft: Draft, id: string, code: string, by: string): string | null {
  const agent = draft.agent(id);
  if (!agent || !draft.settings.agents.has(id)) return `there is no agent ${id}`;
  const { last } = agent;
  if (!last) return 'there was no talk that it could be of';
  const rule = draft.settings.queues.get(last.queue)?.disposition;
  const codes = rule ? leavesOf(rule.tree).map((leaf) => leaf.code) : [];
  if (codes.length === 0) return `the queue ${last.queue} has no dispositions`;
  if (!codes.includes(code)) return `${last.queue} has no disposition ${code}; there are ${codes.join(', ')}`;
  give(draft, agent, code, by);
  return null;
}

/** Why an agent may not leave wrap-up without giving one, or `null`. */
export function wantsDisposition({ settings }: Pick<Draft, 'settings'>, { last }: Agent): string | null {
  const rule = last ? settings.queues.get(last.queue)?.disposition : undefined;
  return rule?.required && last?.disposition === null
    ? `the queue ${last.queue} wants a disposition first: ${leavesOf(rule.tree)
        .map(({ code }) => code)
        .join(', ')}`
    : null;
}

/** Wrap-up is over: where none was given, the one that the queue has for that. */
export function closeDisposition(draft: Draft, agent: Agent): Agent {
  const { last } = agent;
  const otherwise = last ? (draft.settings.queues.get(last.queue)?.disposition?.otherwise ?? null) : null;
  return last?.disposition === null && otherwise !== null ? give(draft, agent, otherwise, 'floor') : agent;
}

function give(draft: Draft, agent: Agent, code: string, by: string): Agent {
  const { last, id } = agent;
  if (!last) return agent;
  const given = { ...agent, last: { ...last, disposition: code } };
  draft.putAgent(given);
  draft.note('queue.disposition', last.call, { ticket: last.ticket, queue: last.queue, agent: id, code, by });
  return given;
}
