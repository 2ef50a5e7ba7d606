import type { PhoneState } from '../../src/domain/agent';
import { isPart, type CallId, type CommandId, type LegId } from '../../src/domain/ids';
import type { Millis } from '../../src/domain/time';
import type { FakeAsterisk } from './telephony-world';

/** How a phone treats a call to it. */
export type PhoneBehaviour =
  | { readonly is: 'answers'; readonly afterMs: Millis; readonly hangsUpAfterMs?: Millis }
  /** Hangs up as it answers: the answer is told, and nobody is there. */
  | { readonly is: 'answers-and-is-gone'; readonly afterMs: Millis }
  | { readonly is: 'rings' }
  | { readonly is: 'busy' }
  /** Is heard before it answers, and never does. */
  | { readonly is: 'announces' }
  /** Is not to be had, for a Q.850 cause. */
  | { readonly is: 'refuses'; readonly cause: number }
  | { readonly is: 'declines'; readonly afterMs: Millis }
  /** Not registered. */
  | { readonly is: 'unreachable' }
  /** Registered, and yet never heard of again. */
  | { readonly is: 'silent' };

const BUSY = 17;
const DECLINED = 21;
const NO_ANSWER = 19;
const HUNG_UP = 16;

/**
 * An agent's desk phone, known to Asterisk once its account is published; or one outside, whose account is its number and
 * which is there as long as its trunk is.
 */
export class FakePhone {
  /** What it went through: `ring 5551234 Jo`, `answer`, `connect`, `hang up`, `dropped`, `answered elsewhere`, `missed`. */
  readonly heard: string[] = [];
  private behaviour: PhoneBehaviour = { is: 'answers', afterMs: 1000 };
  private isElsewhere = false;

  constructor(
    private readonly world: FakeAsterisk,
    readonly account: string,
    private readonly isOutside = false,
  ) {}

  /** From the next call on. */
  behaves(behaviour: PhoneBehaviour): this {
    this.behaviour = behaviour;
    this.world.phoneMoved(this.account);
    return this;
  }

  /** What it does beside our calls. */
  get state(): PhoneState {
    if (this.isElsewhere) return 'in-use';
    return this.reachable ? 'idle' : 'unreachable';
  }

  /** A call on it that goes past us begins, or is over. */
  talksElsewhere(talks: boolean): void {
    this.isElsewhere = talks;
    this.world.phoneMoved(this.account);
  }

  get reachable(): boolean {
    const isThere = this.isOutside || this.world.account(this.account) !== undefined;
    return this.behaviour.is !== 'unreachable' && isThere;
  }

  /** The calls on it now. */
  get legs(): readonly FakeLeg[] {
    return [...this.world.legs.values()].filter(({ account }) => account === this.account);
  }

  answer(): void {
    for (const leg of this.legs) leg.answer();
  }

  decline(): void {
    for (const leg of this.legs) if (!leg.answered) leg.end('them', DECLINED);
  }

  press(digit: string): void {
    for (const leg of this.legs) this.world.tell({ type: 'digit', leg: leg.id, digit });
  }

  hangUp(): void {
    this.world.customerOn(this.account)?.hangUp();
    for (const leg of this.legs) {
      this.heard.push('hang up');
      leg.end('them', HUNG_UP);
    }
  }

  rings(leg: FakeLeg, callerId: { readonly name: string; readonly number: string }, ringForMs: Millis): void {
    const { behaviour } = this;
    leg.later(ringForMs, () => {
      if (leg.answered) return;
      this.heard.push('missed');
      leg.end('them', NO_ANSWER);
    });
    if (behaviour.is === 'busy') {
      leg.end('them', BUSY);
      return;
    }
    if (behaviour.is === 'refuses') {
      leg.end('them', behaviour.cause);
      return;
    }
    if (behaviour.is === 'silent') return;
    this.heard.push(`ring ${callerId.number} ${callerId.name}`.trim());
    this.world.tell({ type: 'leg-ringing', leg: leg.id });
    leg.announces = behaviour.is === 'announces';
    if (behaviour.is === 'declines') leg.later(behaviour.afterMs, () => leg.end('them', DECLINED));
    if (behaviour.is === 'answers-and-is-gone') leg.later(behaviour.afterMs, () => leg.answerAndGo());
    if (behaviour.is === 'answers')
      leg.later(behaviour.afterMs, () => {
        leg.answer();
        if (behaviour.hangsUpAfterMs !== undefined) leg.later(behaviour.hangsUpAfterMs, () => this.hangUp());
      });
  }
}

/** A call to a phone. */
export class FakeLeg {
  answered = false;
  announces = false;
  /** Hears a ringing tone that we make. */
  hearsRinging = false;
  private readonly timers: (() => void)[] = [];
  private playing: CommandId | null = null;
  private waiting: (() => void)[] = [];

  constructor(
    protected readonly world: FakeAsterisk,
    readonly id: LegId,
    readonly call: CallId,
    readonly phone: FakePhone,
  ) {}

  get account(): string {
    return this.phone.account;
  }

  /** Who is heard on it, if anybody. */
  get voice(): string | undefined {
    if (this.answered || this.announces) return this.account;
    return isPart(this.id, 'dialledLeg') ? 'ringing' : undefined;
  }

  later(ms: Millis, then: () => void): void {
    const { clock } = this.world;
    this.timers.push(clock.at(clock.now() + ms, then));
  }

  answer(): void {
    if (this.answered || !this.exists()) return;
    this.answered = true;
    this.phone.heard.push('answer');
    this.world.tell({ type: 'leg-answered', leg: this.id });
  }

  /** Something is said on it; the end of that is told. */
  tell(playback: CommandId, words: string, forMs: Millis): void {
    this.hearsRinging = false;
    this.phone.heard.push(`play ${words}`);
    if (this.playing !== null && this.playing !== playback) this.playbackEnds(this.playing);
    this.playing = playback;
    this.later(forMs, () => this.playbackEnds(playback));
  }

  stopPlaying(playback: CommandId): void {
    if (this.playing !== playback) return;
    this.phone.heard.push('stop-playing');
    this.playbackEnds(playback);
  }

  /** As Asterisk does with a channel that is to enter a bridge. */
  afterPrompt(go: () => void): void {
    if (this.playing === null) go();
    else this.waiting.push(go);
  }

  private playbackEnds(playback: CommandId): void {
    if (this.playing !== playback) return;
    this.playing = null;
    this.world.tell({ type: 'played', playback, failed: null });
    for (const go of this.waiting.splice(0)) go();
  }

  answerAndGo(): void {
    this.answer();
    this.phone.heard.push('hang up');
    this.end('them', HUNG_UP);
  }

  end(by: 'us' | 'them', cause: number): void {
    if (!this.exists()) return;
    this.lost();
    this.world.tell({ type: 'leg-ended', leg: this.id, by, cause, ...this.which() });
  }

  /** Of several legs of one id. */
  protected which(): { readonly attempt?: number } {
    return {};
  }

  lost(): void {
    for (const callOff of this.timers) callOff();
    this.playing = null;
    this.world.legs.delete(this.id);
    this.world.unbridge(this.id);
    for (const go of this.waiting.splice(0)) go();
  }

  protected exists(): boolean {
    return this.world.legs.get(this.id) === this;
  }
}

/** A call back to somebody outside: when they answer it is a call like any other. */
export class FakeCustomer extends FakeLeg {
  endpoint = '';
  attempt = 0;

  protected override which(): { readonly attempt: number } {
    return { attempt: this.attempt };
  }

  override answer(): void {
    if (!this.exists()) return;
    this.lost();
    this.phone.heard.push('answer');
    this.world.customerAnswers(this);
  }

  override answerAndGo(): void {
    this.answer();
    this.world.customerOn(this.account)?.hangUp();
  }
}
