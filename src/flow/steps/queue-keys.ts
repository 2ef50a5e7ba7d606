import type { Instant } from '../../domain/time';
import { isAsBefore, leave, stay, wait, type Leave, type Move } from '../step';
import type { Turn } from '../turn';
import { entriesOf, readEntry } from './asking/reading';
import type { QueueStep } from './queue-spec';
import { keyExit } from './queue-spec';

/** Keys that begin a way out are there: another is waited for until `until`; the step goes on by itself at `resume`. */
export type Keying = { readonly until: Instant; readonly resume: Instant };

type Keyed = { readonly keying?: Keying | null };

/** What a key while the caller waits comes to: out, or nowhere, or the next key is waited for. */
export function keyPressed<Local extends Keyed>(spec: QueueStep, local: Local, turn: Turn): Move<Local> {
  const exit = read(spec, false, turn);
  if (exit === 'wrong') return resumed({ ...local, keying: null }, local.keying ?? null);
  if (exit !== 'more') return exit;
  const resume = local.keying?.resume ?? turn.session.due ?? turn.now;
  const until = turn.now + spec.nextMs;
  return stay({ ...local, keying: { until, resume } }, Math.min(until, resume));
}

/** No further key came in time: the way out, if it is one. */
export function keysOver(spec: QueueStep, turn: Turn): Leave | undefined {
  const exit = read(spec, true, turn);
  return typeof exit === 'string' ? undefined : exit;
}

/** A move of the step while keys are waited for: they go on being waited for. */
export function whileKeying<Local extends Keyed>(move: Move<Local>, keying: Keying): Move<Local> {
  if (isAsBefore(move)) return wait({ ...move.stay, keying });
  if (!('stay' in move) || 'run' in move || move.alone === true) return move;
  return stay({ ...move.stay, keying: { ...keying, resume: move.until } }, Math.min(keying.until, move.until));
}

const resumed = <Local extends Keyed>(local: Local, keying: Keying | null): Move<Local> =>
  keying === null ? wait(local) : stay(local, keying.resume);

function read({ keys }: QueueStep, paused: boolean, turn: Turn): Leave | 'more' | 'wrong' {
  const reading = readEntry({ ...entriesOf(keys.keys()), end: '', repeat: '' }, turn.session.sealed.typed, paused);
  if (reading.is === 'more') return 'more';
  turn.forgetDigits();
  if (reading.is !== 'answer') return 'wrong';
  turn.input('match', reading.answer);
  return leave(keyExit(reading.answer));
}
