import { isCallback, isPart } from '../../domain/ids';
import type { CommandId, LegId } from '../../domain/ids';
import type { TelephonyEvent } from '../../engine/ports/telephony';

/** More than calls at a time, by far: what an end never came for (in an outage) is forgotten in the end. */
const KEPT = 20_000;

/** No cause of Q.850: Asterisk has ended a channel by itself. */
const SOFT_HANGUP = 32;
/** Q.850. */
const NO_ANSWER = 19;

export const isDialled = (leg: LegId): boolean => isPart(leg, 'dialledLeg');
/** A leg that we made: an agent's that the floor rings, one that a flow dials, or a customer's who is called back. */
export const isOurs = (leg: LegId): boolean => isPart(leg, 'agentLeg') || isDialled(leg) || isCallback(leg);

interface Ending {
  readonly by: 'us' | 'them';
  readonly cause: number | null;
}

/** What must be kept between two events of Asterisk, so that each leg ends once and it is known by whom. */
export class Legs {
  /** Legs that we gave a command to end, and with which cause. */
  private readonly endedByUs = new Map<LegId, number | null>();
  private readonly leaving = new Map<LegId, Ending>();
  /** Legs of ours that have ended, and whose channel is still to be destroyed. */
  private readonly over = new Set<LegId>();
  /** Playbacks that Asterisk has taken. */
  private readonly playbacks = new Set<CommandId>();
  /** Legs that we made and that are still to come to us. */
  private readonly coming = new Map<LegId, (here: boolean) => void>();

  /** Calls to customers: each of them makes another channel of the same id. */
  private readonly attempts = new Map<LegId, { readonly attempt: number; madeAt: string | null }[]>();

  /** A customer is going to be called. */
  calls(leg: LegId, attempt: number): void {
    limit(this.attempts);
    const before = this.attempts.get(leg) ?? [];
    if (before.some((each) => each.attempt === attempt)) return;
    this.attempts.set(leg, [...before, { attempt, madeAt: null }]);
  }

  /** When Asterisk made the channel of that call, by Asterisk's clock: by this it is known from the next. */
  made(leg: LegId, attempt: number, madeAt: string): void {
    const made = this.attempts.get(leg)?.find((each) => each.attempt === attempt);
    if (made) made.madeAt = madeAt;
  }

  /** Which of the calls to a customer a channel is; `undefined` for what was made before we came. */
  attemptOf(leg: LegId, madeAt: string): number | undefined {
    const known = this.attempts.get(leg) ?? [];
    // The answer to the command that made it may still be on its way.
    return (known.find((each) => each.madeAt === madeAt) ?? known.find((each) => each.madeAt === null))?.attempt;
  }

  /** Whether a leg that is being made comes to us within the time; called off when it cannot be made. */
  enters(leg: LegId, withinMs: number): { readonly soon: Promise<boolean>; callOff(): void } {
    let here: (entered: boolean) => void = () => undefined;
    const soon = new Promise<boolean>((resolve) => (here = resolve));
    const done = (entered: boolean): void => {
      clearTimeout(timer);
      this.coming.delete(leg);
      here(entered);
    };
    const timer = setTimeout(() => done(false), withinMs);
    this.coming.set(leg, done);
    return { soon, callOff: () => done(false) };
  }

  entered(leg: LegId): void {
    this.coming.get(leg)?.(true);
  }

  weEnd(leg: LegId, cause: number | null): void {
    limit(this.endedByUs);
    this.endedByUs.set(leg, cause);
  }

  /** Whether it is a new one. Asterisk would play the same id a second time, after the first. */
  plays(playback: CommandId): boolean {
    if (this.playbacks.has(playback)) return false;
    limit(this.playbacks);
    this.playbacks.add(playback);
    return true;
  }

  played(playback: CommandId): void {
    this.playbacks.delete(playback);
  }

  isLeaving(leg: LegId): boolean {
    return this.leaving.has(leg);
  }

  /** It was not there to be ended. */
  wasGone(leg: LegId): void {
    this.endedByUs.delete(leg);
  }

  /** Someone has hung up; the channel still takes its leave. */
  leaves(leg: LegId, cause: number | null): void {
    if (this.leaving.has(leg)) return;
    limit(this.leaving);
    this.leaving.set(leg, this.ending(leg, cause));
  }

  left(leg: LegId): TelephonyEvent {
    if (isOurs(leg)) {
      limit(this.over);
      this.over.add(leg);
    }
    return this.end(leg, null);
  }

  destroyed(leg: LegId, cause: number): TelephonyEvent | null {
    return this.over.delete(leg) ? null : this.end(leg, cause);
  }

  private end(leg: LegId, cause: number | null): TelephonyEvent {
    const ending = this.leaving.get(leg) ?? this.ending(leg, cause);
    this.leaving.delete(leg);
    this.endedByUs.delete(leg);
    return { type: 'leg-ended', leg, ...ending };
  }

  /** Asterisk has causes of its own for what we end, and for the ringing that it ends when its time is over. */
  private ending(leg: LegId, cause: number | null): Ending {
    const ours = this.endedByUs.get(leg);
    if (ours !== undefined) return { by: 'us', cause: ours };
    return { by: 'them', cause: cause === SOFT_HANGUP && isDialled(leg) ? NO_ANSWER : cause };
  }
}

function limit(kept: Set<string> | Map<string, unknown>): void {
  if (kept.size < KEPT) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
