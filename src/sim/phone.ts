import type { CommandId, LegId } from '../domain/ids';
import type { Millis } from '../domain/time';
import type { Exchange } from './exchange';

/** How somebody who is called treats the call. */
export type PhoneManner =
  /** `talksMs`: hangs up so long after the two were put together; `null` for never. */
  | {
      readonly is: 'answers';
      readonly afterMs: Millis;
      readonly talksMs: Millis | null;
      /** The key they press when they are asked to confirm; without it, none. */
      readonly presses?: string;
    }
  | { readonly is: 'declines'; readonly afterMs: Millis }
  | { readonly is: 'rings' }
  | { readonly is: 'busy' }
  /** Not registered. */
  | { readonly is: 'unreachable' };

const HUNG_UP = 16;
const BUSY = 17;
const NO_ANSWER = 19;
const DECLINED = 21;

/** A call from us to a phone: an agent's, or one outside. */
export class SimulatedLeg {
  answered = false;
  /** Instead of the answer being told. */
  onAnswer: (() => void) | undefined;
  private readonly timers: (() => void)[] = [];

  constructor(
    private readonly exchange: Exchange,
    readonly id: LegId,
    /** The agent's id, or the number that was dialled. */
    readonly who: string,
    private readonly manner: PhoneManner,
  ) {}

  ring(ringForMs: Millis): void {
    const { manner } = this;
    if (manner.is === 'busy') {
      this.end('them', BUSY);
      return;
    }
    this.later(ringForMs, () => {
      if (!this.answered) this.end('them', NO_ANSWER);
    });
    this.exchange.tell({ type: 'leg-ringing', leg: this.id });
    if (manner.is === 'declines') this.later(manner.afterMs, () => this.end('them', DECLINED));
    if (manner.is === 'answers') this.later(manner.afterMs, () => this.answer());
  }

  /** Put together with a caller. */
  joined(): void {
    if (this.manner.is === 'answers' && this.manner.talksMs !== null)
      this.later(this.manner.talksMs, () => this.hangUp());
  }

  hangUp(): void {
    this.end('them', HUNG_UP);
  }

  end(by: 'us' | 'them', cause: number): void {
    if (this.exchange.legs.get(this.id) !== this) return;
    for (const callOff of this.timers) callOff();
    this.exchange.legs.delete(this.id);
    this.exchange.unbridge(this.id);
    this.exchange.tell({ type: 'leg-ended', leg: this.id, by, cause });
  }

  /** Something is said on it, and is told when it is over. */
  tell(playback: CommandId, forMs: Millis): void {
    this.later(forMs, () => {
      this.exchange.tell({ type: 'played', playback, failed: null });
      const digit = this.manner.is === 'answers' ? this.manner.presses : undefined;
      if (digit !== undefined) this.exchange.tell({ type: 'digit', leg: this.id, digit });
    });
  }

  /** It goes on as somebody's call. */
  leave(): void {
    for (const callOff of this.timers) callOff();
    this.exchange.legs.delete(this.id);
  }

  private answer(): void {
    if (this.onAnswer) {
      this.onAnswer();
      return;
    }
    this.answered = true;
    this.exchange.tell({ type: 'leg-answered', leg: this.id });
  }

  private later(ms: Millis, then: () => void): void {
    const { clock } = this.exchange;
    this.timers.push(clock.at(clock.now() + ms, then));
  }
}
