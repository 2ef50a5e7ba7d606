import type { Call } from '../../phone/call';

/** Keys that follow one another within this time are told in one line. */
const TOGETHER_MS = 800;
/** Silence after something was heard means that it is our turn. */
const OUR_TURN_AFTER_MS = 900;
/** Where nothing is heard at all (no sounds on this machine), our turn comes this much after the last one. */
const NOTHING_HEARD_MS = 5_000;

export interface KeyListeners {
  now(): number;
  onPressed(keys: string): void;
  onTrouble(why: string): void;
}

/** The keys of our telephone: those typed, at once, and those prepared, one group each time it is our turn. */
export class Keys {
  private untold = '';
  private pressedAt = 0;
  private answeredAt: number | null = null;
  private readonly prepared: string[];

  constructor(
    private readonly call: Call,
    groups: readonly string[],
    private readonly listeners: KeyListeners,
  ) {
    this.prepared = [...groups];
  }

  /** Pressed, and not told yet. */
  get pending(): string {
    return this.untold;
  }

  /** Pressed at once, or, before the answer, when it is our turn. */
  pressWhenPossible(keys: string): void {
    if (this.answeredAt === null) this.prepared.push(keys);
    else this.press(keys);
  }

  press(keys: string): void {
    if (this.call.state.is !== 'talking') {
      this.listeners.onTrouble('a key is heard only after the answer');
      return;
    }
    this.untold += keys;
    this.pressedAt = this.listeners.now();
    this.call.press(keys).catch((error: unknown) => {
      this.listeners.onTrouble(error instanceof Error ? error.message : String(error));
    });
  }

  /** Says what was pressed and not told yet. */
  tell(): void {
    if (this.untold === '') return;
    this.listeners.onPressed(this.untold);
    this.untold = '';
  }

  /** To be called now and then; `silentForMs` is 0 while something is heard. */
  tick(now: number, silentForMs: number): void {
    if (this.call.state.is !== 'talking') return;
    this.answeredAt ??= now;
    if (now - this.pressedAt > TOGETHER_MS) this.tell();
    if (this.untold !== '' || !this.isOurTurn(now, silentForMs, this.answeredAt)) return;
    const next = this.prepared.shift();
    if (next === undefined) return;
    this.press(next);
    this.tell();
  }

  private isOurTurn(now: number, silentForMs: number, answeredAt: number): boolean {
    const since = Math.max(this.pressedAt, answeredAt);
    const somethingHeard = this.call.heard.some(({ key, at, forMs }) => key !== 'silence' && at + forMs > since);
    return somethingHeard ? silentForMs > OUR_TURN_AFTER_MS : now - since > NOTHING_HEARD_MS;
  }
}
