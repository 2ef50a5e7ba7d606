import { explainWait } from '../acd/explain';
import { isAbsent } from '../acd/customers';
import { isInLine } from '../acd/floor';
import { accountOf, type AgentState, type ChosenState } from '../domain/agent';
import type { AgentId, CallId, QueueName } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import type { Wait } from '../domain/wait';
import type { ScheduleUseCases } from './overrides';
import type { PhoneAccount } from './ports/telephony';
import type { SiteUseCases } from './site-use-cases';
import type { Sites } from './sites';
import type { Switchboard } from './switchboard';
import type { Today, TodaysFigures } from './todays-figures';

/** What a screen shows of an agent. */
export interface AgentView {
  readonly id: AgentId;
  readonly name: string;
  readonly phone: string;
  readonly state: AgentState['is'];
  /** Why not ready, else ''. */
  readonly reason: string;
  readonly since: Instant;
  /** When the state ends by itself (wrap-up), else `null`. */
  readonly until: Instant | null;
  readonly queues: readonly QueueName[];
  readonly skills: Readonly<Record<string, number>>;
  readonly call: CallId | null;
  /** The state that was asked for during a call and comes after it. */
  readonly next: string | null;
  /** Measures of the day, by name; not there while none are kept. */
  readonly today?: TodaysFigures | undefined;
}

export interface QueueView {
  readonly name: QueueName;
  readonly title: string;
  readonly waiting: number;
  /** Of those, how many are being offered to an agent right now. */
  readonly offered: number;
  readonly talking: number;
  /** Customers who are to be called back. */
  readonly callbacks: number;
  readonly longestWaitMs: Millis;
  readonly agents: Readonly<Record<AgentState['is'], number>>;
  /** Measures of the day, by name; not there while none are kept. */
  readonly today?: TodaysFigures | undefined;
}

export interface CallView {
  readonly id: CallId;
  readonly sipCallId: string;
  readonly ani: string;
  readonly name: string;
  readonly dnis: string;
  readonly campaign: string;
  readonly flow: string;
  readonly node: string;
  readonly arrivedAt: Instant;
  readonly answered: boolean;
  readonly queue: QueueName | null;
  readonly position: number | null;
  readonly agent: AgentId | null;
}

/** What people and programs may ask of a running centre. http, the CLI and the desk go through here. */
export interface UseCases extends SiteUseCases, ScheduleUseCases {
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  calls(): readonly CallView[];
  /** Why the caller of a call still waits; `undefined` when they do not wait. */
  why(call: CallId): Wait | undefined;
  /** `null` when it was done, else why not. */
  setAgentState(agent: AgentId, to: ChosenState, reason: string, by: string): Promise<string | null>;
  phone(account: string): PhoneAccount | undefined;
  /** Whether calls can be served right now, part by part. */
  health(): Promise<Readonly<Record<string, { readonly ok: boolean; readonly what: string }>>>;
}

export type { SiteView } from './site-use-cases';

type Live = Pick<UseCases, 'agents' | 'queues' | 'calls' | 'why' | 'setAgentState'>;

/** The live part of the use cases, read from the actors of this node. */
export function liveUseCases(switchboard: Switchboard, sites: Sites, now: () => Instant, today?: Today): Live {
  return {
    agents: () => {
      const figures = today?.of('agents');
      return agentViews(switchboard, sites).map((view) => withToday(view, figures?.get(view.id)));
    },
    queues: () => {
      const figures = today?.of('queues');
      return queueViews(switchboard, sites, now()).map((view) => withToday(view, figures?.get(view.name)));
    },
    calls: () => callViews(switchboard, now()),
    why: (call) => whyOf(switchboard, call, now()),
    setAgentState: async (agent, to, reason, by) => {
      if (switchboard.linkState !== 'up') return 'Asterisk cannot be reached at the moment; try again shortly';
      return switchboard.floor.request({ type: 'set-agent-state', agent, to, reason, by });
    },
  };
}

const withToday = <V>(view: V, today: TodaysFigures | undefined): V => (today ? { ...view, today } : view);

function agentViews(switchboard: Switchboard, sites: Sites): readonly AgentView[] {
  const { agents } = switchboard.floor.book;
  const { tickets } = switchboard.floor.book;
  return [...sites.floorSettings().agents.values()].map(({ id, name, phone, queues, skills }) => {
    const agent = agents.get(id);
    const state: AgentState = agent?.state ?? { is: 'signed-out', since: 0 };
    return {
      id,
      name,
      phone: phone.is === 'account' ? accountOf(id, phone) : phone.uri,
      state: state.is,
      reason: state.is === 'not-ready' ? state.reason : '',
      since: state.since,
      until: state.is === 'wrap-up' ? state.until : null,
      queues,
      skills,
      call: 'ticket' in state ? (tickets.get(state.ticket)?.call ?? null) : null,
      next: agent?.next?.is ?? null,
    };
  });
}

function queueViews(switchboard: Switchboard, sites: Sites, now: Instant): readonly QueueView[] {
  const { book } = switchboard.floor;
  const agents = agentViews(switchboard, sites);
  return [...sites.floorSettings().queues.values()].map(({ name, title }) => {
    const line = [...book.lineOfQueue(name, now)].filter((ticket) => !isAbsent(ticket));
    const count: Record<AgentState['is'], number> = {
      'signed-out': 0,
      'not-ready': 0,
      available: 0,
      offered: 0,
      'on-call': 0,
      'wrap-up': 0,
    };
    for (const agent of agents) if (agent.queues.includes(name)) count[agent.state]++;
    return {
      name,
      title,
      waiting: line.length,
      offered: line.filter(({ state }) => state.is === 'offered').length,
      talking: book.talkingIn(name),
      callbacks: book.callbacksIn(name),
      longestWaitMs: line.reduce((longest, { enteredAt }) => Math.max(longest, now - enteredAt), 0),
      agents: count,
    };
  });
}

function callViews(switchboard: Switchboard, now: Instant): readonly CallView[] {
  const { book } = switchboard.floor;
  const byCall = new Map([...book.tickets.values()].map((ticket) => [ticket.call, ticket]));
  return switchboard.openCalls().map(({ call, flow, node, answered }) => {
    const found = byCall.get(call.id);
    const ticket = found?.state.is === 'left' ? undefined : found;
    return {
      id: call.id,
      sipCallId: call.sipCallId,
      ani: call.ani,
      name: call.name,
      dnis: call.dnis,
      campaign: call.campaign,
      flow,
      node,
      arrivedAt: call.arrivedAt,
      answered,
      queue: ticket?.queue ?? null,
      position: ticket && isInLine(ticket) ? book.positionOf(ticket, now) : null,
      agent: ticket ? servedBy(ticket) : null,
    };
  });
}

function whyOf({ floor: { book } }: Switchboard, call: CallId, now: Instant): Wait | undefined {
  const waiting = [...book.tickets.values()].find((ticket) => ticket.call === call && isInLine(ticket));
  return waiting && explainWait(book, waiting.id, now);
}

/** Who talks with the caller, or is rung for them: the first, where several are. */
function servedBy({ state }: Ticket): AgentId | null {
  if (state.is === 'offered') return state.offers[0]?.agent ?? null;
  return 'offer' in state ? state.offer.agent : null;
}
