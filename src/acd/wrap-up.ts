import type { WrapUpOrder } from '../domain/agent';
import { usualWrapUp, type WrapUpRule } from '../domain/agent-rules';
import type { QueueSettings, Ticket } from '../domain/queue';
import type { Millis } from '../domain/time';
import { choose, hasTicket } from './agents';
import { closeDisposition, wantsDisposition } from './dispositions';
import type { Draft } from './draft';
import { tallyOf, type Agent } from './floor';

type WrapUp = Extract<Agent['state'], { is: 'wrap-up' }>;

export const wrapUpOf = (queue: QueueSettings | undefined): WrapUpRule => queue?.wrapUp ?? usualWrapUp;

/** After a talk: the time to write down what was said, where its queue has one. */
export function startWrapUp(draft: Draft, id: string, ticket: Ticket, talkedMs: Millis): void {
  const found = draft.agent(id);
  if (!found || !hasTicket(found, ticket.id)) return;
  const { now } = draft;
  const { tally } = found;
  const ofQueue = tallyOf(found, ticket.queue);
  const agent: Agent = {
    ...found,
    wantsWrapUp: false,
    idleSince: now,
    tally: {
      ...tally,
      calls: tally.calls + 1,
      talkMs: tally.talkMs + talkedMs,
      busyMs: tally.busyMs + talkedMs,
      byQueue: { ...tally.byQueue, [ticket.queue]: { ...ofQueue, calls: ofQueue.calls + 1, endedAt: now } },
    },
  };
  const queue = draft.queueOf(ticket);
  const { mode } = wrapUpOf(queue);
  const forMs = queue?.wrapUpMs ?? 0;
  const none = (mode === 'on_request' && !found.wantsWrapUp) || (mode !== 'forced' && forMs === 0);
  if (!queue || none || agent.next?.force === true) {
    afterWrapUp(draft, agent, 'floor');
    return;
  }
  const until = mode === 'forced' ? null : now + forMs;
  draft.setAgent(
    agent,
    { is: 'wrap-up', since: now, until, ticket: ticket.id, queue: queue.name, mode, extensions: 0 },
    'floor',
  );
}

/** What the agent chose to come next, else the next call. */
export function afterWrapUp(draft: Draft, was: Agent, by: string): void {
  const agent = closeDisposition(draft, was);
  const next = agent.next ?? { is: 'available' as const, reason: '', by };
  choose(draft, agent, next.is, next.reason, next.by);
}

/** What an agent asks of their wrap-up; the reason for a refusal, or `null`. */
export function orderWrapUp(draft: Draft, agent: Agent, order: WrapUpOrder, by: string): string | null {
  const { state } = agent;
  if (state.is === 'wrap-up')
    return order === 'extend' ? extend(draft, agent, state, by) : end(draft, agent, state, by);
  if (state.is !== 'on-call') return null;
  const ticket = draft.ticket(state.ticket);
  const queue = ticket && draft.queueOf(ticket);
  if (!ticket || !queue || queue.wrapUpMs === 0) return 'the queue of this call has no wrap-up';
  draft.putAgent({ ...agent, wantsWrapUp: true });
  note(draft, agent, { ticket: ticket.id, queue: queue.name, what: 'requested', until: null, by });
  return null;
}

function extend(draft: Draft, agent: Agent, state: WrapUp, by: string): string | null {
  const rule = wrapUpOf(draft.settings.queues.get(state.queue));
  if (state.until === null) return 'this wrap-up has no end that could be put off';
  if (state.extensions >= rule.extensions) return `it was extended ${times(state.extensions)}; more is not allowed`;
  const until = state.until + rule.extendMs;
  draft.putAgent({ ...agent, state: { ...state, until, extensions: state.extensions + 1 } });
  note(draft, agent, { ticket: state.ticket, queue: state.queue, what: 'extended', until, by });
  return null;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function end(draft: Draft, agent: Agent, state: WrapUp, by: string): string | null {
  const refused = mayNotEnd(draft, agent, state);
  if (refused === null) afterWrapUp(draft, agent, by);
  return refused;
}

/** Why wrap-up cannot be ended by the agent yet, or `null`. */
export function mayNotEnd(draft: Pick<Draft, 'settings' | 'now'>, agent: Agent, state: WrapUp): string | null {
  const { atLeastMs } = wrapUpOf(draft.settings.queues.get(state.queue));
  const left = state.since + atLeastMs - draft.now;
  if (left <= 0) return wantsDisposition(draft, agent);
  return `wrap-up of ${state.queue} lasts at least ${atLeastMs / 1000} s; ${Math.ceil(left / 1000)} s are left`;
}

function note(
  draft: Draft,
  { id }: Agent,
  what: Omit<Parameters<typeof draft.note<'agent.wrap-up'>>[2], 'agent'>,
): void {
  draft.note('agent.wrap-up', null, { agent: id, ...what });
}
