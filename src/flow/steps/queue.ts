import { leave, stay, wait, type Move, type StepKind } from '../step';
import type { StepEvent } from '../session';
import type { Turn } from '../turn';
import { enterLine } from './queue-entry';
import {
  isTogether,
  moved,
  queueNamedBy,
  report,
  settings,
  talkEnds,
  whereNow,
  type InLine,
  type Local,
  type Together,
} from './queue-line';
import { manual } from './queue-manual';
import { hasTicket, leavePlaces, newPlaces, placeLost, queuesOf, waitUntil } from './queue-places';
import { exits, schema, UNKNOWN, type QueueStep } from './queue-spec';
import { backInLine, BRIDGE_WITHIN_MS, talkOver, together } from './queue-talk';
import { key, waiting } from './queue-waiting';

/** What a flow may take after its caller was promised a call back. */
const LAST_WORD_MS = 600_000;

export const queue: StepKind<QueueStep, Local> = {
  about:
    'Waits with music for an agent and stays until the talk is over. A higher priority goes first; `agent` wants one person only. A call that is not answered yet is answered.',
  manual,
  schema,
  exits,
  enter: (written, turn) => {
    const queue = written.nameFrom && queueNamedBy(written.nameFrom, written.oneOf, turn);
    if (written.nameFrom && queue === undefined) return leave(UNKNOWN);
    const first = whereNow(written, queue === undefined ? {} : { queue }, turn);
    const { place } = turn.session;
    const local =
      place && queuesOf(first).includes(place.queue)
        ? ({ is: 'entering', ...place, enteredAt: turn.now } as const)
        : newPlaces(first, turn);
    if (!local) return leave('closed');
    // The place that was kept for a customer who was called back is taken.
    if (place?.ticket === local.ticket) turn.change({ place: null });
    turn.forgetDigits();
    return enterLine(whereNow(written, local, turn), local, turn);
  },
  on: (written, local, event, turn) => {
    const spec = whereNow(written, local, turn);
    if ('ticket' in event && !hasTicket(local, event.ticket)) return wait(local);
    if (event.type === 'digit') return isTogether(local) ? forget(local, turn) : key(spec, local, turn);
    if (event.type === 'left-queue')
      return event.reason === 'callback' ? promised(local, turn) : placeLost(spec, local, event, turn);
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
  abandon: (_, local, turn, why) => leavePlaces(local, turn, why === 'hung-up' ? 'abandoned' : 'withdrawn'),
  owns: (local, event) => 'ticket' in event && hasTicket(local, event.ticket),
  /** The flow that ran has nothing more to say: music until the end of the wait. */
  returned: (spec, local, _value, turn) =>
    isPromised(local) ? leave('callback') : stay(local, waitUntil(whereNow(spec, local, turn), local, turn)),
  leftBy: (spec, local, exit, turn) => {
    if (spec.exits[exit] === undefined) return undefined;
    leavePlaces(local, turn, 'chosen');
    return leave(exit);
  },
};

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

function forget(local: Together, turn: Turn): Move<Local> {
  turn.forgetDigits();
  return wait(local);
}
