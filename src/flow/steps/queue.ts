import { leave, stay, stayAlone, wait, type Entry, type Move, type StepKind } from '../step';
import type { StepEvent } from '../session';
import type { Turn } from '../turn';
import { wordOf } from './outside';
import { isShut, netOf, waitUntil } from './queue-closing';
import {
  isTogether,
  leaveLine,
  moved,
  queueNamedBy,
  report,
  runWaiting,
  sayPosition,
  settings,
  talkEnds,
  whereNow,
  type InLine,
  type Local,
  type QueueHere,
  type Together,
} from './queue-line';
import { manual } from './queue-manual';
import { keyPressed, keysOver, whileKeying, type Keying } from './queue-keys';
import { requestOf } from './queue-asks';
import { exits, schema, UNKNOWN, type QueueStep } from './queue-spec';
import { warned } from './talk-limit';

const FLOOR_ANSWERS_WITHIN_MS = 5_000;
const BRIDGE_WITHIN_MS = 8_000;
/** What a flow may take after its caller was promised a call back. */
const LAST_WORD_MS = 600_000;

export const queue: StepKind<QueueStep, Local> = {
  about:
    'Waits with music for an agent and stays until the talk is over. A higher priority goes first; `agent` wants one person only. A call that is not answered yet is answered.',
  manual,
  schema,
  exits,
  enter: (written, turn) => {
    const { place } = turn.session;
    const queue = written.nameFrom && queueNamedBy(written.nameFrom, written.oneOf, turn);
    if (written.nameFrom && queue === undefined) return leave(UNKNOWN);
    const named = queue !== undefined && { queue };
    const spec = whereNow(written, { ...named }, turn);
    if (place?.queue === spec.queue.name) return takeKept(spec, { ticket: place.ticket, ...named }, turn);
    if (isShut(settings(spec, turn), turn)) return leave('closed');
    turn.forgetDigits();
    return enterLine(spec, { ticket: turn.newId('ticket'), enteredAt: turn.now, ...named }, turn);
  },
  on: (written, local, event, turn) => {
    const spec = whereNow(written, local, turn);
    if ('ticket' in event && event.ticket !== local.ticket) return wait(local);
    if (event.type === 'digit') return isTogether(local) ? forget(local, turn) : key(spec, local, turn);
    if (event.type === 'left-queue') return event.reason === 'callback' ? promised(local, turn) : leave(event.reason);
    if (event.type === 'moved') return isTogether(local) ? wait(local) : putElsewhere(written, local, event, turn);
    if (isPromised(local)) return event.type === 'deadline' ? leave('callback') : wait(local);
    return isTogether(local) ? together(spec, local, event, turn) : waiting(spec, local, event, turn);
  },
  recover: (written, local, alive, turn) => {
    const spec = whereNow(written, local, turn);
    if (isPromised(local)) return stay(local, turn.now + LAST_WORD_MS);
    if (!isTogether(local)) {
      // A key may have been lost while we were away.
      turn.forgetDigits();
      return enterLine(spec, local, turn);
    }
    if (!alive.includes(local.leg)) return local.is === 'talking' ? talkOver(turn) : backInLine(spec, local, turn);
    if (local.is === 'talking') {
      // The floor may not have heard that they talk: the node may have died before it was told.
      report(local, true, turn);
      return stay(local, talkEnds(spec, local, turn));
    }
    turn.connect(local.bridge, local.leg);
    return stay(local, turn.now + BRIDGE_WITHIN_MS);
  },
  abandon: (_, local, turn, why) => leaveLine(local, turn, why === 'hung-up' ? 'abandoned' : 'withdrawn'),
  owns: (local, event) => 'ticket' in event && event.ticket === local.ticket,
  /** The flow that ran has nothing more to say: music until the end of the wait. */
  returned: (spec, local, _value, turn) =>
    isPromised(local) ? leave('callback') : stay(local, waitUntil(whereNow(spec, local, turn), local, turn)),
  leftBy: (spec, local, exit, turn) => {
    if (spec.exits[exit] === undefined) return undefined;
    leaveLine(local, turn, 'chosen');
    return leave(exit);
  },
};

/** The place that was kept for a customer who was called back. */
function takeKept(spec: QueueHere, kept: Pick<Local, 'ticket' | 'queue'>, turn: Turn): Entry<Local> {
  turn.change({ place: null });
  turn.forgetDigits();
  return enterLine(spec, { ...kept, enteredAt: turn.now }, turn);
}

const isPromised = (local: Local): boolean => 'promised' in local;

function putElsewhere(
  written: QueueStep,
  local: InLine,
  { to, queue: name }: Extract<StepEvent, { type: 'moved' }>,
  turn: Turn,
): Move<Local> {
  const there: InLine = moved(local, { ticket: to, queue: name }, turn);
  const spec = whereNow(written, there, turn);
  if (turn.session.answered && !turn.hosting) turn.startMusic(settings(spec, turn).music);
  return stay(there, waitUntil(spec, there, turn));
}

/** The caller will be called back: what the flow that runs has to say is still heard. */
function promised(local: Local, turn: Turn): Move<Local> {
  if (isTogether(local) || !turn.hosting) return leave('callback');
  return stay({ ...local, promised: true }, turn.now + LAST_WORD_MS);
}

/** Takes a place, or asks for the same place again: the floor knows the ticket by its id. */
function enterLine(
  spec: QueueHere,
  { ticket, enteredAt, queue }: Pick<Local, 'ticket' | 'enteredAt' | 'queue'>,
  turn: Turn,
): Entry<Local> {
  const priority = spec.priority ? turn.evaluate(spec.priority, 0) : 0;
  const agent = spec.agent ? turn.evaluate(spec.agent, '') : null;
  if (agent === '' || (agent !== null && typeof agent !== 'string')) {
    turn.problem(`queue: ${spec.agent?.source ?? 'agent'} names nobody`);
    return leave('nobody');
  }
  const ringing = spec.rings && !turn.session.answered;
  if (!turn.session.answered && !ringing) turn.answerNow();
  const shown = spec.callerName ? wordOf(spec.callerName, turn) : '';
  turn.enqueue(
    {
      id: ticket,
      queue: spec.queue.name,
      priority: typeof priority === 'number' ? priority : 0,
      skills: spec.skills,
      agent,
      maxWaitMs: spec.maxWaitMs,
      enteredAt,
      ...requestOf(spec.asks, turn),
    },
    shown === '' ? undefined : shown,
  );
  if (ringing) turn.ask({ type: 'ring', id: turn.newId('command') });
  else turn.startMusic(settings(spec, turn).music);
  const local: Local = { is: 'entering', ticket, enteredAt, ...(queue !== undefined && { queue }) };
  return stay(local, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function forget(local: Together, turn: Turn): Move<Local> {
  turn.forgetDigits();
  return wait(local);
}

/** A key while the caller waits leads out, or nowhere. */
function key(spec: QueueHere, local: InLine, turn: Turn): Move<Local> {
  const move = keyPressed(spec, local, turn);
  if ('leave' in move) leaveLine(local, turn, 'chosen');
  return move;
}

/** As in line, also while the next key of a way out is waited for. */
function waiting(spec: QueueHere, { keying, ...local }: InLine, event: StepEvent, turn: Turn): Move<Local> {
  if (!keying) return inLine(spec, local, event, turn);
  if (event.type !== 'deadline' || turn.now < keying.until) return keyingOn(inLine(spec, local, event, turn), keying);
  const out = keysOver(spec, turn);
  if (out) {
    leaveLine(local, turn, 'chosen');
    return out;
  }
  return turn.now < keying.resume ? stay(local, keying.resume) : inLine(spec, local, event, turn);
}

const keyingOn = (move: Move<Local>, keying: Keying): Move<Local> =>
  'stay' in move && isTogether(move.stay) ? move : whileKeying(move as Move<InLine>, keying);

/** The floor takes the caller out, unless an agent has just answered: whichever it is, it tells us. */
function askToLeave(local: InLine, turn: Turn): Move<Local> {
  leaveLine(local, turn, 'closed');
  return stay(local, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function inLine(spec: QueueHere, local: InLine, event: StepEvent, turn: Turn): Move<Local> {
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
      if (!turn.session.answered) turn.answerNow();
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

function together(spec: QueueHere, local: Together, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'done':
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      report(local, true, turn);
      turn.change({ served: true, lastTalk: { agent: local.agent, queue: spec.queue.name }, lastWait: null });
      return beginTalk(spec, local, turn);
    case 'agent-left':
      if (event.leg !== local.leg) return wait(local);
      return local.is === 'talking' && !event.waiting ? talkOver(turn) : backInLine(spec, local, turn);
    case 'failed':
    case 'deadline':
      if (event.type === 'failed' && event.command !== local.bridge) return wait(local);
      if (local.is === 'talking') {
        if (warned(spec.talk, local.talkingSince ?? turn.now, turn)) return stay(local, talkEnds(spec, local, turn));
        leaveLine(local, turn);
        return talkOver(turn);
      }
      report(local, false, turn);
      return backInLine(spec, local, turn);
    default:
      return wait(local);
  }
}

function beginTalk(spec: QueueHere, local: Together, turn: Turn): Move<Local> {
  const talking: Together = { ...local, is: 'talking', talkingSince: turn.now };
  return stay(talking, talkEnds(spec, talking, turn));
}

function backInLine(spec: QueueHere, local: Local, turn: Turn): Entry<Local> {
  turn.disconnect();
  return enterLine(spec, local, turn);
}

function talkOver(turn: Turn): Entry<Local> {
  turn.disconnect();
  return leave('done');
}
