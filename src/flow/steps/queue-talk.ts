import type { StepEvent } from '../session';
import { leave, stay, wait, type Entry, type Move } from '../step';
import type { Turn } from '../turn';
import { enterLine } from './queue-entry';
import { report, talkEnds, type Local, type QueueHere, type Together } from './queue-line';
import { leavePlaces } from './queue-places';
import { warned } from './talk-limit';

export const BRIDGE_WITHIN_MS = 8_000;

export function together(spec: QueueHere, local: Together, event: StepEvent, turn: Turn): Move<Local> {
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
        leavePlaces(local, turn);
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

export function backInLine(spec: QueueHere, local: Local, turn: Turn): Entry<Local> {
  turn.disconnect();
  return enterLine(spec, local, turn);
}

export function talkOver(turn: Turn): Entry<Local> {
  turn.disconnect();
  return leave('done');
}
