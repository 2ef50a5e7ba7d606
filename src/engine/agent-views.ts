import { accountOf, type AgentState, type ChosenState } from '../domain/agent';
import type { NotReadyReason, WrapUpMode } from '../domain/agent-rules';
import { leavesOf } from '../domain/disposition';
import type { AgentId, CallId, QueueName } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import { wrapUpOf } from '../acd/wrap-up';
import type { Agent, FloorSettings, FloorState } from '../acd/floor';
import type { Sites } from './sites';
import type { Switchboard } from './switchboard';
import type { TodaysFigures } from './todays-figures';

/** What a screen shows of an agent. */
export interface AgentView {
  readonly id: AgentId;
  readonly name: string;
  readonly phone: string;
  readonly state: AgentState['is'];
  /** Why not ready, else ''. */
  readonly reason: string;
  readonly since: Instant;
  /** When the state ends by itself, or the limit of its reason is reached; else `null`. */
  readonly until: Instant | null;
  readonly queues: readonly QueueName[];
  readonly skills: Readonly<Record<string, number>>;
  readonly call: CallId | null;
  /** The state that was asked for during a call and comes after it. */
  readonly next: string | null;
  /** The limit of the reason was reached. */
  readonly overLimit?: boolean | undefined;
  /** Why not ready then, else ''. */
  readonly nextReason?: string | undefined;
  /** Queues of theirs that the agent is signed out of. */
  readonly out?: readonly QueueName[] | undefined;
  readonly wrapUp?: WrapUpView | null | undefined;
  /** The talk that the agent is in, or had last. */
  readonly lastTalk?: LastTalkView | null | undefined;
  /** Measures of the day, by name; not there while none are kept. */
  readonly today?: TodaysFigures | undefined;
}

export interface WrapUpView {
  readonly mode: WrapUpMode;
  /** The agent does not end it before. */
  readonly endsFrom: Instant;
  /** Extensions that are left. */
  readonly extensions: number;
}

export interface LastTalkView {
  readonly call: CallId;
  readonly queue: QueueName;
  /** What the agent said of it. */
  readonly disposition: string | null;
}

/** A code, with the branches that lead to it, in words by language. */
export interface DispositionView {
  readonly code: string;
  readonly path: readonly Readonly<Record<string, string>>[];
}

/** What holds for agents: what a screen needs to offer the right choices. */
export interface AgentRulesView {
  readonly reasons: readonly {
    readonly code: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly limitMs: Millis | null;
    readonly then: NotReadyReason['then'];
  }[];
  readonly otherReasons: boolean;
  readonly dispositions: Readonly<
    Record<QueueName, { readonly required: boolean; readonly codes: readonly DispositionView[] }>
  >;
}

/** What an agent, or somebody for them, asks of the floor. */
export type AgentRequest =
  | {
      readonly type: 'set-agent-state';
      readonly to: ChosenState;
      readonly reason: string;
      /** A supervisor's word. */
      readonly force?: boolean;
    }
  | { readonly type: 'wrap-up'; readonly order: 'start' | 'extend' | 'end' }
  | { readonly type: 'sign-in-to-queue'; readonly queue: QueueName; readonly signedIn: boolean }
  | { readonly type: 'disposition'; readonly code: string };

export const agentViews = (switchboard: Switchboard, sites: Sites): readonly AgentView[] =>
  agentViewsOf(switchboard.floor.book, sites.floorSettings());

export function agentViewsOf({ agents, tickets }: FloorState, settings: FloorSettings): readonly AgentView[] {
  return [...settings.agents.values()].map(({ id, name, phone, queues, skills }) => {
    const agent = agents.get(id);
    const state: AgentState = agent?.state ?? { is: 'signed-out', since: 0 };
    return {
      id,
      name,
      phone: phone.is === 'account' ? accountOf(id, phone) : phone.uri,
      state: state.is,
      reason: state.is === 'not-ready' ? state.reason : '',
      since: state.since,
      until: endOf(state),
      queues,
      skills,
      call: 'ticket' in state ? (tickets.get(state.ticket)?.call ?? null) : null,
      next: agent?.next?.is ?? null,
      overLimit: state.is === 'not-ready' && state.overLimit === true,
      nextReason: agent?.next?.reason ?? '',
      out: agent?.out ?? [],
      wrapUp: wrapUpView(state, settings),
      lastTalk: talkView(agent),
    };
  });
}

function endOf(state: AgentState): Instant | null {
  if (state.is === 'wrap-up') return state.until;
  return state.is === 'not-ready' ? (state.limitAt ?? null) : null;
}

function wrapUpView(state: AgentState, settings: FloorSettings): WrapUpView | null {
  if (state.is !== 'wrap-up') return null;
  const { atLeastMs, extensions } = wrapUpOf(settings.queues.get(state.queue));
  return {
    mode: state.mode,
    endsFrom: state.since + atLeastMs,
    extensions: state.until === null ? 0 : Math.max(0, extensions - state.extensions),
  };
}

const talkView = (agent: Agent | undefined): LastTalkView | null =>
  agent?.last ? { call: agent.last.call, queue: agent.last.queue, disposition: agent.last.disposition } : null;

export function agentRules(sites: Sites): AgentRulesView {
  const { rules, queues } = sites.floorSettings();
  return {
    reasons: [...(rules?.reasons.values() ?? [])],
    otherReasons: rules?.otherReasons ?? true,
    dispositions: Object.fromEntries(
      [...queues.values()].flatMap(({ name, disposition }) =>
        disposition
          ? [
              [
                name,
                {
                  required: disposition.required,
                  codes: leavesOf(disposition.tree).map(({ code, path }) => ({
                    code,
                    path: path.map(({ labels }) => labels),
                  })),
                },
              ] as const,
            ]
          : [],
      ),
    ),
  };
}
