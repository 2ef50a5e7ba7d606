import type { StepEvent } from '../session';
import { leave, stay, stayAlone, wait, type Move } from '../step';
import type { Turn } from '../turn';
import { enterLine, FLOOR_ANSWERS_WITHIN_MS } from './queue-entry';
import { keyPressed, keysOver, whileKeying, type Keying } from './queue-keys';
import { isTogether, runWaiting, sayPosition, settings, type InLine, type Local, type QueueHere } from './queue-line';
import { leaveClosed, leavePlaces, netOf, together, waitUntil } from './queue-places';
import { BRIDGE_WITHIN_MS } from './queue-talk';

/** A key while the caller waits leads out, or nowhere. */
export function key(spec: QueueHere, local: InLine, turn: Turn): Move<Local> {
  const move = keyPressed(spec, local, turn);
  if ('leave' in move) leavePlaces(local, turn, 'chosen');
  return move;
}

/** As in line, also while the next key of a way out is waited for. */
export function waiting(spec: QueueHere, { keying, ...local }: InLine, event: StepEvent, turn: Turn): Move<Local> {
  if (!keying) return inLine(spec, local, event, turn);
  if (event.type !== 'deadline' || turn.now < keying.until) return keyingOn(inLine(spec, local, event, turn), keying);
  const out = keysOver(spec, turn);
  if (out) {
    leavePlaces(local, turn, 'chosen');
    return out;
  }
  return turn.now < keying.resume ? stay(local, keying.resume) : inLine(spec, local, event, turn);
}

const keyingOn = (move: Move<Local>, keying: Keying): Move<Local> =>
  'stay' in move && isTogether(move.stay) ? move : whileKeying(move as Move<InLine>, keying);

/** The floor takes the caller out, unless an agent has just answered: whichever it is, it tells us. */
function askToLeave(spec: QueueHere, local: InLine, turn: Turn): Move<Local> {
  leaveClosed(spec, local, turn);
  return stay(local, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function inLine(spec: QueueHere, local: InLine, event: StepEvent, turn: Turn): Move<Local> {
  const { announce } = settings(spec, turn);
  const net = netOf(spec, local, turn);
  const until = waitUntil(spec, local, turn);
  const announces = spec.whileWaiting === undefined && (announce.position || announce.prompt !== null);
  switch (event.type) {
    case 'queued': {
      if (event.ticket !== local.ticket) return wait(local);
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
      const { ticket, leg, agent } = event;
      return stayAlone(together(spec, local, { ticket, leg, agent, bridge }), turn.now + BRIDGE_WITHIN_MS);
    }
    case 'deadline':
      if (local.is === 'entering') return enterLine(spec, local, turn);
      if (turn.now >= net) {
        leavePlaces(local, turn, 'timeout');
        return leave('timeout');
      }
      if (turn.now >= until) return askToLeave(spec, local, turn);
      if (!announces) return stay(local, until);
      turn.ask({ type: 'ask-position', id: turn.newId('command'), ticket: local.ticket });
      return stay(local, Math.min(turn.now + announce.everyMs, until));
    case 'hours-changed':
      if (local.is === 'entering' || until >= net) return wait(local);
      return turn.now >= until ? askToLeave(spec, local, turn) : stay(local, until);
    default:
      return wait(local);
  }
}
