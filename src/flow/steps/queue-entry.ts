import { leave, stay, type Entry } from '../step';
import type { Turn } from '../turn';
import { wordOf } from './outside';
import { settings, type Local, type QueueHere } from './queue-line';
import { entering, takePlaces } from './queue-places';

export const FLOOR_ANSWERS_WITHIN_MS = 5_000;

/** Takes a place, or asks for the same place again: the floor knows the ticket by its id. */
export function enterLine(spec: QueueHere, local: Local, turn: Turn): Entry<Local> {
  const priority = spec.priority ? turn.evaluate(spec.priority, 0) : 0;
  const agent = spec.agent ? turn.evaluate(spec.agent, '') : null;
  if (agent === '' || (agent !== null && typeof agent !== 'string')) {
    turn.problem(`queue: ${spec.agent?.source ?? 'agent'} names nobody`);
    return leave('nobody');
  }
  const ringing = spec.rings && !turn.session.answered;
  if (!turn.session.answered && !ringing) turn.answerNow();
  const shown = spec.callerName ? wordOf(spec.callerName, turn) : '';
  takePlaces(
    spec,
    local,
    { priority: typeof priority === 'number' ? priority : 0, agent, name: shown === '' ? undefined : shown },
    turn,
  );
  if (ringing) turn.ask({ type: 'ring', id: turn.newId('command') });
  else turn.startMusic(settings(spec, turn).music);
  return stay(entering(spec, local), turn.now + FLOOR_ANSWERS_WITHIN_MS);
}
