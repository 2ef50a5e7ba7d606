import type { Draft } from './draft';

/** Signs an agent in to one of their queues, or out of it; the reason for a refusal, or `null`. */
export function signInToQueue(draft: Draft, id: string, queue: string, signedIn: boolean, by: string): string | null {
  const agent = draft.agent(id);
  const known = draft.settings.agents.get(id);
  if (!agent || !known) return `there is no agent ${id}`;
  if (!known.queues.includes(queue))
    return `${id} is no member of ${queue}; their queues are ${known.queues.join(', ')}`;
  if (agent.out.includes(queue) !== signedIn) return null;
  const out = signedIn ? agent.out.filter((each) => each !== queue) : [...agent.out, queue].sort();
  draft.putAgent({ ...agent, out });
  draft.note('agent.queue', null, { agent: id, queue, signedIn, by });
  return null;
}
