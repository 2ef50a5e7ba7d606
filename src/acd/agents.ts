import type { ChosenState } from '../domain/agent';
import type { AfterOffer, OfferEnding, Ticket } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import type { Draft } from './draft';
import { emptyTally, tallyOf, type Agent } from './floor';

/** Puts an agent into a state of their own choice. */
export function choose(draft: Draft, was: Agent, to: ChosenState, reason: string, by: string): void {
  const { now } = draft;
  const agent = rested(was, now);
  // Who is not in the site any more goes home after the last call.
  switch (to === 'available' && !draft.settings.agents.has(agent.id) ? 'signed-out' : to) {
    case 'available': {
      const begins = agent.state.is === 'signed-out' || agent.state.is === 'wrap-up';
      const idleSince = begins ? now : agent.idleSince;
      const tally = agent.state.is === 'signed-out' ? emptyTally(now) : agent.tally;
      draft.setAgent(agent, { is: 'available', since: now, offersFrom: now }, by, { next: null, idleSince, tally });
      return;
    }
    case 'not-ready':
      draft.setAgent(agent, { is: 'not-ready', since: now, reason }, by, { next: null });
      return;
    case 'signed-out':
      draft.setAgent(agent, { is: 'signed-out', since: now }, by, { next: null });
      return;
  }
}

/** After an offer that came to nothing through nobody's fault, or that the agent answered and no talk came of. */
const AT_ONCE: AfterOffer = { is: 'available', offersAfterMs: 0 };

/** The agent has nothing to do with this call any more, and did not speak with the caller. */
export function freeAgent(draft: Draft, id: string, how: OfferEnding, ticket: Ticket): void {
  const agent = draft.agent(id);
  if (!agent || !hasTicket(agent, ticket.id)) return;
  if (agent.next) {
    choose(draft, agent, agent.next.is, agent.next.reason, agent.id);
    return;
  }
  const queue = draft.queueOf(ticket);
  const then = how === 'accepted' || how === 'withdrawn' || !queue ? AT_ONCE : queue.afterOffer[how];
  const { now } = draft;
  if (then.is === 'not-ready') draft.setAgent(agent, { is: 'not-ready', since: now, reason: then.reason }, 'floor');
  else draft.setAgent(agent, { is: 'available', since: now, offersFrom: now + then.offersAfterMs }, 'floor');
}

/** After a talk: the time to write down what was said. */
export function startWrapUp(draft: Draft, id: string, ticket: Ticket, talkedMs: Millis): void {
  const agent = draft.agent(id);
  if (!agent || !hasTicket(agent, ticket.id)) return;
  const { now } = draft;
  const wrapUpMs = draft.queueOf(ticket)?.wrapUpMs ?? 0;
  const ofQueue = tallyOf(agent, ticket.queue);
  const resting = draft.setAgent(
    agent,
    { is: 'wrap-up', since: now, until: now + wrapUpMs, ticket: ticket.id },
    'floor',
    {
      idleSince: now,
      tally: {
        ...agent.tally,
        calls: agent.tally.calls + 1,
        talkMs: agent.tally.talkMs + talkedMs,
        busyMs: agent.tally.busyMs + talkedMs,
        byQueue: { ...agent.tally.byQueue, [ticket.queue]: { ...ofQueue, calls: ofQueue.calls + 1, endedAt: now } },
      },
    },
  );
  if (wrapUpMs === 0) endWrapUp(draft, resting);
}

export function endWrapUp(draft: Draft, agent: Agent): void {
  const next = agent.next ?? { is: 'available' as const, reason: '' };
  choose(draft, agent, next.is, next.reason, agent.next ? agent.id : 'floor');
}

/** Wrap-up that is over counts as work. */
function rested(agent: Agent, now: Instant): Agent {
  if (agent.state.is !== 'wrap-up') return agent;
  return { ...agent, tally: { ...agent.tally, busyMs: agent.tally.busyMs + (now - agent.state.since) } };
}

function hasTicket(agent: Agent, ticket: string): boolean {
  return (agent.state.is === 'offered' || agent.state.is === 'on-call') && agent.state.ticket === ticket;
}
