import type { Book } from '../acd/book';
import { explainWait } from '../acd/explain';
import { isAbsent } from '../acd/customers';
import { isInLine } from '../acd/floor';
import type { AgentState } from '../domain/agent';
import type { AgentId, CallId, QueueName } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { ConditionOf } from '../domain/queue-gate';
import type { Instant, Millis } from '../domain/time';
import type { Wait } from '../domain/wait';
import { agentRules, agentViews, type AgentRequest, type AgentRulesView, type AgentView } from './agent-views';
import type { CalendarUseCases } from './calendar-book';
import type { ScheduleUseCases } from './overrides';
import type { PhoneAccount } from './ports/telephony';
import type { SiteUseCases } from './site-use-cases';
import type { Sites } from './sites';
import type { Switchboard } from './switchboard';
import type { Today, TodaysFigures } from './todays-figures';

export type { AgentView } from './agent-views';

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
  /** Conditions that are set: nobody is let in (`enter`), or those who wait are sent on (`leave`). */
  readonly conditions?: readonly ConditionView[] | undefined;
  /** Measures of the day, by name; not there while none are kept. */
  readonly today?: TodaysFigures | undefined;
}

export interface ConditionView {
  readonly of: ConditionOf;
  readonly name: string;
  readonly since: Instant;
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
export interface UseCases extends SiteUseCases, ScheduleUseCases, CalendarUseCases {
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  calls(): readonly CallView[];
  /** Why the caller of a call still waits; `undefined` when they do not wait. */
  why(call: CallId): Wait | undefined;
  /** `null` when it was done, else why not. */
  askOfAgent(agent: AgentId, request: AgentRequest, by: string): Promise<string | null>;
  agentRules(): AgentRulesView;
  phone(account: string): PhoneAccount | undefined;
  /** Whether calls can be served right now, part by part. */
  health(): Promise<Readonly<Record<string, { readonly ok: boolean; readonly what: string }>>>;
}

export type { SiteView } from './site-use-cases';

type Live = Pick<UseCases, 'agents' | 'queues' | 'calls' | 'why' | 'askOfAgent' | 'agentRules'>;

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
    agentRules: () => agentRules(sites),
    askOfAgent: async (agent, request, by) => {
      if (switchboard.linkState !== 'up') return 'Asterisk cannot be reached at the moment; try again shortly';
      return switchboard.floor.request({ ...request, agent, by });
    },
  };
}

const withToday = <V>(view: V, today: TodaysFigures | undefined): V => (today ? { ...view, today } : view);

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
      conditions: conditionViews(book, name),
    };
  });
}

function conditionViews({ gates }: Book, queue: QueueName): readonly ConditionView[] {
  const gate = gates.get(queue);
  if (!gate) return [];
  return (['enter', 'leave'] as const).flatMap((of) =>
    Object.entries(gate[of]).map(([name, since]) => ({ of, name, since })),
  );
}

function callViews(switchboard: Switchboard, now: Instant): readonly CallView[] {
  const { book } = switchboard.floor;
  const byCall = ticketsByCall(book);
  return switchboard.openCalls().map(({ call, flow, node, answered }) => {
    const ticket = byCall.get(call.id);
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

/** The one in which the call is served, or else the first of its places. */
function ticketsByCall(book: Book): ReadonlyMap<CallId, Ticket> {
  const found = new Map<CallId, Ticket>();
  for (const ticket of book.tickets.values()) {
    const before = found.get(ticket.call);
    const { is } = ticket.state;
    if (is !== 'left' && (!before || (before.state.is === 'waiting' && is !== 'waiting')))
      found.set(ticket.call, ticket);
  }
  return found;
}

export function whyOf(
  { floor: { book } }: { readonly floor: { readonly book: Book } },
  call: CallId,
  now: Instant,
): Wait | undefined {
  const waiting = [...book.tickets.values()].find((ticket) => ticket.call === call && isInLine(ticket));
  return waiting && explainWait(book, waiting.id, now);
}

/** Who talks with the caller, or is rung for them: the first, where several are. */
function servedBy({ state }: Ticket): AgentId | null {
  if (state.is === 'offered') return state.offers[0]?.agent ?? null;
  return 'offer' in state ? state.offer.agent : null;
}
