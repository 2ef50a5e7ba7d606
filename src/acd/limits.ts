import type { AgentLimit, AgentRules } from '../domain/agent-rules';
import type { Instant } from '../domain/time';
import { choose, noteLimit, rulesOf } from './agents';
import type { Draft } from './draft';
import type { Agent } from './floor';
import { afterWrapUp } from './wrap-up';

interface Due {
  readonly at: Instant;
  readonly limit: AgentLimit;
  readonly most: number;
}

/** The limits that an agent runs up against, the next first, as far as they have not been seen to. */
function limitsOf({ state, phone, phoneSince, tally, next }: Agent, rules: AgentRules): readonly Due[] {
  const due: Due[] = [];
  if (state.is === 'not-ready' && state.limitAt !== undefined && !state.overLimit)
    due.push({ at: state.limitAt, limit: 'reason', most: state.limitAt - state.since });
  if (state.is === 'signed-out' || next?.is === 'signed-out') return due;
  if (rules.unreachableMs !== null && phone === 'unreachable')
    due.push({ at: phoneSince + rules.unreachableMs, limit: 'unreachable', most: rules.unreachableMs });
  if (rules.signedInMs !== null && tally.since > 0)
    due.push({ at: tally.since + rules.signedInMs, limit: 'signed-in', most: rules.signedInMs });
  return due.sort((a, b) => a.at - b.at);
}

/** When an agent has to be looked at although nothing happens. */
export function agentDueAt(agent: Agent, rules: AgentRules, now: Instant): Instant | null {
  const { state } = agent;
  const limit = limitsOf(agent, rules)[0]?.at ?? Infinity;
  const own = state.is === 'wrap-up' ? state.until : state.is === 'available' ? state.offersFrom : null;
  const then = state.is === 'available' && state.offersFrom <= now ? null : own;
  const at = Math.min(limit, then ?? Infinity);
  return at === Infinity ? null : at;
}

/** The time of an agent has come: of wrap-up, of a limit, or to be offered calls again. */
export function agentIsDue(draft: Draft, agent: Agent): void {
  const { now } = draft;
  const { state } = agent;
  const [limit] = limitsOf(agent, rulesOf(draft));
  if (state.is === 'wrap-up' && state.until !== null && now >= state.until) afterWrapUp(draft, agent, 'floor');
  else if (limit && now >= limit.at) reach(draft, agent, limit);
  else draft.book.putAgent(agent, now);
}

function reach(draft: Draft, agent: Agent, { limit, most }: Due): void {
  const { state } = agent;
  noteLimit(draft, agent, limit, most);
  if (limit !== 'reason' || state.is !== 'not-ready') {
    signOut(draft, agent);
    return;
  }
  const then = rulesOf(draft).reasons.get(state.reason)?.then ?? 'warn';
  if (then === 'warn') draft.putAgent({ ...agent, state: { ...state, overLimit: true } });
  else choose(draft, agent, then, '', 'floor');
}

/** At once, or after the call that the agent is with. */
function signOut(draft: Draft, agent: Agent): void {
  if (agent.state.is !== 'offered' && agent.state.is !== 'on-call') {
    choose(draft, agent, 'signed-out', '', 'floor');
    return;
  }
  draft.putAgent({ ...agent, next: { is: 'signed-out', reason: '', by: 'floor', force: false } });
  draft.note('agent.next', null, { agent: agent.id, next: 'signed-out', reason: '', by: 'floor' });
}
