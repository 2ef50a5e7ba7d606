import type { Media } from '../../domain/call';
import type { AgentId, CommandId, LegId, TicketId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { LeaveReason, QueueSettings } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import { numberInWords } from '../saying/sayings';
import { leave, run, stay, stayAlone, wait, type Entry, type Move, type StepKind } from '../step';
import type { StepEvent } from '../session';
import type { Turn } from '../turn';
import { isShut, sweepAt } from './queue-closing';
import { exits, keyExit, schema, type QueueStep } from './queue-spec';

type InLine = { readonly is: 'entering' | 'waiting'; readonly ticket: TicketId; readonly enteredAt: Instant };
type Together = {
  readonly is: 'connecting' | 'talking';
  readonly ticket: TicketId;
  readonly enteredAt: Instant;
  readonly leg: LegId;
  readonly agent: AgentId;
  readonly bridge: CommandId;
};
type Local = InLine | Together;

const FLOOR_ANSWERS_WITHIN_MS = 5_000;
const BRIDGE_WITHIN_MS = 8_000;
/** How much later than the floor we end a wait. */
const WAIT_NET_MS = 600_000;

export const queue: StepKind<QueueStep, Local> = {
  about:
    'Waits with music for an agent and stays until the talk is over. A higher priority goes first; `agent` wants one person only. A call that is not answered yet is answered.',
  manual: {
    group: 'reach',
    example: `hello:
  - queue:
      name: sales
      priority: "call.ani in lists.customers ? 50 : 0"
      max_wait: 5m
      on: { done: goodbye }
  - play: office/nobody
  - hangup
goodbye:
  - play: office/goodbye
`,
    exits: {
      done: 'the agent has gone and the caller is still there',
      timeout: 'the longest wait is over',
      closed: 'the schedule of the queue is not open, or has closed meanwhile (`at_closing: leave`)',
      full: 'as many callers as `max_waiting` were waiting already',
      nobody: 'no agent who could ever take the call was signed in',
      withdrawn: 'the wait was ended from outside of the flow',
    },
    notes: ['The talk is part of the step: what stands below runs when nobody was reached.'],
  },
  schema,
  exits,
  enter: (spec, turn) => {
    if (isShut(settings(spec, turn), turn)) return leave('closed');
    const local: Local = { is: 'entering', ticket: turn.newId('ticket'), enteredAt: turn.now };
    turn.forgetDigits();
    return enterLine(spec, local, turn);
  },
  on: (spec, local, event, turn) => {
    if ('ticket' in event && event.ticket !== local.ticket) return wait(local);
    if (event.type === 'digit') return isTogether(local) ? forget(local, turn) : key(spec, local, event.digit, turn);
    if (event.type === 'left-queue') return leave(event.reason);
    return isTogether(local) ? together(spec, local, event, turn) : inLine(spec, local, event, turn);
  },
  recover: (spec, local, alive, turn) => {
    if (!isTogether(local)) return enterLine(spec, local, turn);
    if (!alive.includes(local.leg)) return local.is === 'talking' ? talkOver(turn) : backInLine(spec, local, turn);
    if (local.is === 'talking') {
      // The floor may not have heard that they talk: the node may have died before it was told.
      report(local, true, turn);
      return stay(local, turn.now + settings(spec, turn).maxTalkMs);
    }
    turn.connect(local.bridge, local.leg);
    return stay(local, turn.now + BRIDGE_WITHIN_MS);
  },
  abandon: (_, local, turn, why) => leaveLine(local, turn, why === 'hung-up' ? 'abandoned' : 'withdrawn'),
  owns: (local, event) => 'ticket' in event && event.ticket === local.ticket,
  /** The flow that ran has nothing more to say: music until the end of the wait. */
  returned: (spec, local, _value, turn) => stay(local, waitUntil(spec, local, turn)),
  leftBy: (spec, local, exit, turn) => {
    if (spec.exits[exit] === undefined) return undefined;
    leaveLine(local, turn, 'chosen');
    return leave(exit);
  },
};

const isTogether = (local: Local): local is Together => local.is === 'connecting' || local.is === 'talking';

/** Takes a place, or asks for the same place again: the floor knows the ticket by its id. */
function enterLine(spec: QueueStep, { ticket, enteredAt }: Local, turn: Turn): Entry<Local> {
  const priority = spec.priority ? turn.evaluate(spec.priority, 0) : 0;
  const agent = spec.agent ? turn.evaluate(spec.agent, '') : null;
  if (agent === '' || (agent !== null && typeof agent !== 'string')) {
    turn.problem(`queue: ${spec.agent?.source ?? 'agent'} names nobody`);
    return leave('nobody');
  }
  if (!turn.session.answered) turn.answerNow();
  turn.enqueue({
    id: ticket,
    queue: spec.queue.name,
    priority: typeof priority === 'number' ? priority : 0,
    skills: spec.skills,
    agent,
    maxWaitMs: spec.maxWaitMs,
    enteredAt,
  });
  turn.startMusic(settings(spec, turn).music);
  return stay({ is: 'entering', ticket, enteredAt }, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function forget(local: Together, turn: Turn): Move<Local> {
  turn.forgetDigits();
  return wait(local);
}

/** A key while the caller waits leads out, or nowhere. */
function key(spec: QueueStep, local: InLine, digit: string, turn: Turn): Move<Local> {
  turn.forgetDigits();
  if (!spec.keys.has(digit)) return wait(local);
  turn.input('match', digit);
  leaveLine(local, turn, 'chosen');
  return leave(keyExit(digit));
}

/** The floor ends a wait in time; if it never does, we do. */
function netOf(spec: QueueStep, local: InLine | Together, turn: Turn): Instant {
  return local.enteredAt + (spec.maxWaitMs ?? settings(spec, turn).maxWaitMs) + WAIT_NET_MS;
}

/** The end of the wait, or the closing time of the queue. */
const waitUntil = (spec: QueueStep, local: InLine | Together, turn: Turn): Instant =>
  Math.min(netOf(spec, local, turn), sweepAt(settings(spec, turn), turn));

/** The floor takes the caller out, unless an agent has just answered: whichever it is, it tells us. */
function askToLeave(local: InLine, turn: Turn): Move<Local> {
  leaveLine(local, turn, 'closed');
  return stay(local, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function inLine(spec: QueueStep, local: InLine, event: StepEvent, turn: Turn): Move<Local> {
  const { announce } = settings(spec, turn);
  const net = netOf(spec, local, turn);
  const until = waitUntil(spec, local, turn);
  const announces = spec.whileWaiting === undefined && (announce.position || announce.prompt !== null);
  switch (event.type) {
    case 'queued': {
      // Who comes back in line after a while has heard it lately.
      const first = local.enteredAt + announce.afterMs;
      const next = first > turn.now ? first : turn.now + announce.everyMs;
      const waiting: Local = { ...local, is: 'waiting' };
      if (spec.whileWaiting && !turn.hosting) return runWaiting(spec.whileWaiting, waiting, until, turn);
      return stay(waiting, announces ? Math.min(next, until) : until);
    }
    case 'position':
      sayPosition(spec, event.position, turn);
      return wait(local);
    case 'agent-answered': {
      const bridge = turn.newId('bridge');
      turn.connect(bridge, event.leg);
      const { leg, agent } = event;
      return stayAlone({ ...local, is: 'connecting', leg, agent, bridge }, turn.now + BRIDGE_WITHIN_MS);
    }
    case 'deadline':
      if (local.is === 'entering') return enterLine(spec, local, turn);
      if (turn.now >= net) {
        leaveLine(local, turn, 'timeout');
        return leave('timeout');
      }
      if (turn.now >= until) return askToLeave(local, turn);
      turn.ask({ type: 'ask-position', id: turn.newId('command'), ticket: local.ticket });
      return stay(local, Math.min(turn.now + announce.everyMs, until));
    case 'hours-changed':
      if (local.is === 'entering' || until >= net) return wait(local);
      return turn.now >= until ? askToLeave(local, turn) : stay(local, until);
    default:
      return wait(local);
  }
}

function runWaiting(
  { flow, with: given }: NonNullable<QueueStep['whileWaiting']>,
  local: Local,
  net: Instant,
  turn: Turn,
): Move<Local> {
  const parameters: Record<string, Json> = {};
  for (const [parameter, expression] of given) parameters[parameter] = turn.evaluate(expression, null);
  return run(flow.name, parameters, local, net);
}

function together(spec: QueueStep, local: Together, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'done':
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      report(local, true, turn);
      turn.change({ served: true, lastTalk: { agent: local.agent, queue: spec.queue.name } });
      return stay({ ...local, is: 'talking' }, turn.now + settings(spec, turn).maxTalkMs);
    case 'agent-left':
      if (event.leg !== local.leg) return wait(local);
      return local.is === 'talking' && !event.waiting ? talkOver(turn) : backInLine(spec, local, turn);
    case 'failed':
    case 'deadline':
      if (event.type === 'failed' && event.command !== local.bridge) return wait(local);
      if (local.is === 'talking') {
        leaveLine(local, turn);
        return talkOver(turn);
      }
      report(local, false, turn);
      return backInLine(spec, local, turn);
    default:
      return wait(local);
  }
}

function report({ ticket, leg }: Together, done: boolean, turn: Turn): void {
  turn.ask({ type: 'report-bridge', id: turn.newId('command'), ticket, leg, done });
}

function backInLine(spec: QueueStep, local: Local, turn: Turn): Entry<Local> {
  turn.disconnect();
  return enterLine(spec, local, turn);
}

function talkOver(turn: Turn): Entry<Local> {
  turn.disconnect();
  return leave('done');
}

function leaveLine(local: Local, turn: Turn, reason: LeaveReason = 'abandoned'): void {
  turn.ask({ type: 'leave-queue', id: turn.newId('command'), ticket: local.ticket, reason });
}

function sayPosition(spec: QueueStep, position: number, turn: Turn): void {
  const { announce } = settings(spec, turn);
  const media: Media[] = [];
  if (announce.position && position === 1) media.push({ is: 'prompt', name: 'queue/next' });
  if (announce.position && position > 1)
    media.push(
      { is: 'prompt', name: 'queue/position' },
      { is: 'text', text: numberInWords(position, turn.call.language) },
    );
  if (announce.prompt !== null) media.push({ is: 'prompt', name: announce.prompt });
  if (media.length > 0) turn.play(media);
}

function settings(spec: QueueStep, turn: Turn): QueueSettings {
  const found = turn.office.queues.get(spec.queue.name);
  if (!found) throw new Error(`no queue ${spec.queue.name}`);
  return found;
}
