import type { CallId } from './ids';
import type { Instant, Millis } from './time';

/** What wrong PINs are counted by: what the PIN opens, and who keys it in. */
export interface PinSubject {
  /** A box; an entry of a list; what an expression says whose PIN it is; the caller's number. */
  readonly is: 'voicemail' | 'list' | 'expression' | 'caller';
  /** The list or the expression, else ''. */
  readonly of: string;
  /** '' for callers who withhold their number. */
  readonly key: string;
  /** The key is a secret itself, and told to nobody. */
  readonly secret: boolean;
}

/** When wrong PINs lock (site.yaml). */
export interface PinLockSettings {
  /** So many wrong ones in a row. */
  readonly after: number;
  /** The first lock; each further one lasts twice as long. */
  readonly forMs: Millis;
  readonly longestMs: Millis;
  /** So many in a row lock until somebody lifts it. */
  readonly forGoodAfter: number;
}

/**
 * NIST SP 800-63B, 5.2.2: no more than 100 failed attempts in a row on one account, each wait longer than the one before,
 * and a success makes the failures before it forgotten.
 */
export const MOST_IN_A_ROW = 100;
export const usualPinLocks: PinLockSettings = {
  after: 10,
  forMs: 15 * 60_000,
  longestMs: 24 * 3_600_000,
  forGoodAfter: MOST_IN_A_ROW,
};

/** Wrong PINs that are so long ago no longer count. */
export const FORGOTTEN_AFTER_MS: Millis = 30 * 86_400_000;

/** The wrong PINs in a row for one subject. */
export interface PinTries {
  readonly id: string;
  readonly subject: PinSubject;
  readonly wrong: number;
  /** The last wrong one, and in which call. */
  readonly at: Instant;
  readonly call: CallId;
  /** `until` null: until somebody lifts it. */
  readonly lock: { readonly since: Instant; readonly until: Instant | null } | null;
}

/** Whether a PIN may be keyed in: so many wrong ones are left. */
export type PinStanding =
  { readonly is: 'open'; readonly left: number } | { readonly is: 'locked'; readonly until: Instant | null };

export const subjectId = (subject: PinSubject): string => `${subject.is} ${subject.of} ${subject.key}`;

const MASK = '••••';

/** `voicemail agent:anna`, `pins anna`, `contract 200100`, `caller 79160000001`. */
export function subjectInWords({ is, of, key, secret }: PinSubject): string {
  if (is === 'caller') return key === '' ? 'callers without a number' : `caller ${key}`;
  return `${is === 'voicemail' ? 'voicemail' : of} ${secret ? MASK : key}`;
}

export const isLocked = ({ lock }: PinTries, now: Instant): boolean =>
  lock !== null && (lock.until === null || now < lock.until);

export const isForgotten = (tries: PinTries, now: Instant): boolean =>
  now - tries.at >= FORGOTTEN_AFTER_MS && !isLocked(tries, now);

export function standingOf(tries: PinTries | undefined, { after }: PinLockSettings, now: Instant): PinStanding {
  if (!tries || isForgotten(tries, now)) return { is: 'open', left: after };
  if (isLocked(tries, now)) return { is: 'locked', until: tries.lock?.until ?? null };
  return { is: 'open', left: after - (tries.wrong % after) };
}

/** One more wrong PIN. A number is shown by many telephones, and may be forged: so it is never locked for good. */
export function withWrong(
  before: Omit<PinTries, 'at' | 'call' | 'lock'>,
  call: CallId,
  settings: PinLockSettings,
  now: Instant,
): PinTries {
  const wrong = before.wrong + 1;
  const tries = { ...before, wrong, at: now, call };
  if (wrong >= settings.forGoodAfter && before.subject.is !== 'caller')
    return { ...tries, lock: { since: now, until: null } };
  if (wrong % settings.after !== 0) return { ...tries, lock: null };
  const times = wrong / settings.after - 1;
  const forMs = Math.min(settings.longestMs, settings.forMs * 2 ** Math.min(times, 30));
  return { ...tries, lock: { since: now, until: now + forMs } };
}
