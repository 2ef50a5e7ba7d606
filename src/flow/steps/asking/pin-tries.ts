import { subjectInWords, type PinStanding, type PinSubject } from '../../../domain/pin-lock';
import type { Turn } from '../../turn';
import type { Cel } from '../../values';

/** What wrong PINs are counted by: what the PIN opens, where that is known, and who keys it in. */
export function subjectsOf(opens: PinSubject | undefined, { call }: Turn): readonly PinSubject[] {
  // Callers without a number have nothing in common: they are counted together only where nothing else can be.
  if (call.ani === '' && opens) return [opens];
  return [...(opens ? [opens] : []), { is: 'caller', of: '', key: call.ani, secret: false }];
}

/** Whose PIN it is, as an expression says; `undefined` where it says nothing. */
export function whosePin(is: 'list' | 'expression', of: string, whose: Cel, turn: Turn): PinSubject | undefined {
  const key = turn.evaluate(whose, '');
  if (typeof key !== 'string' || key === '') return undefined;
  return { is, of, key, secret: usesSecret(whose, turn) };
}

/** Whether no PIN is taken because of wrong ones before; that is told. */
export function isBarred(subjects: readonly PinSubject[], turn: Turn): boolean {
  const locked = subjects.map((subject) => ({ subject, standing: standing(subject, turn) })).find(isLocked);
  if (!locked) return false;
  const { subject, standing: lock } = locked;
  turn.note('pin.refused', { node: turn.session.node, what: subjectInWords(subject), until: lock.until });
  return true;
}

/** A PIN is keyed in: it is counted, and the last wrong one that is let through locks. */
export function judged(
  subjects: readonly PinSubject[],
  isRight: () => boolean,
  turn: Turn,
): 'right' | 'wrong' | 'locked' {
  if (isBarred(subjects, turn)) return 'locked';
  const right = isRight();
  turn.ask({ type: 'pin-tried', id: turn.newId('command'), subjects, right });
  if (right) return 'right';
  const isLast = subjects.some((subject) => {
    const before = standing(subject, turn);
    return before.is === 'locked' || before.left <= 1;
  });
  return isLast ? 'locked' : 'wrong';
}

const standing = (subject: PinSubject, { office, now }: Turn): PinStanding => office.live.pin(subject, now);

type Asked = { readonly subject: PinSubject; readonly standing: PinStanding };
const isLocked = (asked: Asked): asked is Asked & { readonly standing: { is: 'locked'; until: number | null } } =>
  asked.standing.is === 'locked';

const usesSecret = ({ source }: Cel, { flow }: Turn): boolean =>
  [...(flow.expressions.get(source)?.names ?? [])].some((name) => flow.secrets.has(name));
