import { usualAgentRules, type AgentLimit, type AgentRules } from '../domain/agent-rules';
import type { ChosenState, PhoneState } from '../domain/agent';
import type { AgentId } from '../domain/ids';
import type { AfterOffer, OfferEnding, Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { Draft } from './draft';
import { emptyTally, newAgent, type Agent } from './floor';

export const rulesOf = (draft: Draft): AgentRules => draft.settings.rules ?? usualAgentRules;

/** Puts an agent into a state that was chosen: by themselves, a supervisor, or a rule. */
export function choose(draft: Draft, was: Agent, to: ChosenState, reason: string, by: string): void {
  const { now } = draft;
  const agent = rested(was, now);
  const signsIn = agent.state.is === 'signed-out';
  const begun = signsIn ? { tally: emptyTally(now), idleSince: now, missed: 0 } : {};
  const over = { ...begun, next: null, wantsWrapUp: false };
  // Who is not in the site any more goes home after the last call.
  switch (to === 'available' && !draft.settings.agents.has(agent.id) ? 'signed-out' : to) {
    case 'available': {
      const idleSince = signsIn || agent.state.is === 'wrap-up' ? now : agent.idleSince;
      draft.setAgent(agent, { is: 'available', since: now, offersFrom: now }, by, { ...over, idleSince });
      return;
    }
    case 'not-ready': {
      const limitMs = rulesOf(draft).reasons.get(reason)?.limitMs ?? null;
      const limit = limitMs === null ? {} : { limitAt: now + limitMs };
      draft.setAgent(agent, { is: 'not-ready', since: now, reason, ...limit }, by, over);
      return;
    }
    case 'signed-out':
      draft.setAgent(agent, { is: 'signed-out', since: now }, by, { ...over, tally: agent.tally });
      return;
  }
}

/** After an offer that came to nothing through nobody's fault, or that the agent answered and no talk came of. */
const AT_ONCE: AfterOffer = { is: 'available', offersAfterMs: 0 };

/** The agent has nothing to do with this call any more, and did not speak with the caller. */
export function freeAgent(draft: Draft, id: string, how: OfferEnding, ticket: Ticket): void {
  const found = draft.agent(id);
  if (!found || !hasTicket(found, ticket.id)) return;
  const agent = isMissed(how) ? { ...found, missed: found.missed + 1 } : found;
  const most = rulesOf(draft).missedOffers;
  if (isMissed(how) && most !== null && agent.missed >= most) {
    noteLimit(draft, agent, 'missed-offers', most);
    choose(draft, agent, 'signed-out', '', 'floor');
    return;
  }
  if (agent.next) {
    choose(draft, agent, agent.next.is, agent.next.reason, agent.next.by);
    return;
  }
  const queue = draft.queueOf(ticket);
  const then = how === 'accepted' || how === 'withdrawn' || !queue ? AT_ONCE : queue.afterOffer[how];
  if (then.is === 'not-ready') choose(draft, agent, 'not-ready', then.reason, 'floor');
  else {
    const { now } = draft;
    draft.setAgent(agent, { is: 'available', since: now, offersFrom: now + then.offersAfterMs }, 'floor');
  }
}

const isMissed = (how: OfferEnding): boolean =>
  how === 'ring-no-answer' || how === 'unreachable' || how === 'not-confirmed';

/** Told when a rule for agents applies that none of them asked for. */
export function noteLimit(draft: Draft, agent: Agent, limit: AgentLimit, most: number): void {
  const { state } = agent;
  const reason = state.is === 'not-ready' ? state.reason : '';
  const then = limit === 'reason' ? (rulesOf(draft).reasons.get(reason)?.then ?? 'warn') : 'signed-out';
  draft.note('agent.limit', null, { agent: agent.id, limit, reason, most, then });
}

/** Wrap-up that is over counts as work. */
function rested(agent: Agent, now: Instant): Agent {
  if (agent.state.is !== 'wrap-up') return agent;
  return { ...agent, tally: { ...agent.tally, busyMs: agent.tally.busyMs + (now - agent.state.since) } };
}

export function hasTicket(agent: Agent, ticket: string): boolean {
  return (agent.state.is === 'offered' || agent.state.is === 'on-call') && agent.state.ticket === ticket;
}

export function phoneIs(draft: Draft, id: AgentId, phone: PhoneState): void {
  const agent = draft.agent(id);
  if (agent && agent.phone !== phone) draft.putAgent({ ...agent, phone, phoneSince: draft.now });
}

/** Those whom the site has and the floor does not know yet. */
export function addNewAgents(draft: Draft): void {
  for (const id of draft.settings.agents.keys())
    if (!draft.agent(id)) {
      const { now } = draft;
      draft.putAgent(newAgent(id, now));
    }
}
