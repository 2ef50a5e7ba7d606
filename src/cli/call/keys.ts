import type { Call } from '../../phone/call';

/** Keys that follow one another within this time are told in one line. */
const TOGETHER_MS = 800;
/** Silence after something was heard means that it is our turn. */
const OUR_TURN_AFTER_MS = 900;
/** Where nothing is heard at all (no sounds on this machine), our turn comes this much after the last one. */
const NOTHING_HEARD_MS = 5_000;

export interface KeyListeners {
  onPressed(keys: string): void;
  onTrouble(why: string): void;
}

/** The keys of our telephone: those typed, at once, and those prepared, one group each time it is our turn. */
export class Keys {
  private typed = '';
  private lastAt = 0;
  private answeredAt: number | null = null;
  private readonly prepared: string[];

  constructor(
    private readonly call: Call,
    groups: readonly string[],
    private readonly listeners: KeyListeners,
  ) {
    this.prepared = [...groups];
  }

  /** Typed, and not told yet. */
  get pending(): string {
    return this.typed;
  }

  press(keys: string): void {
    if (this.call.state.is !== 'talking') {
      this.listeners.onTrouble('a key is heard only after the answer');
      return;
    }
    this.typed += keys;
    this.lastAt = 0;
    this.call.press(keys).catch((error: unknown) => {
      this.listeners.onTrouble(error instanceof Error ? error.message : String(error));
    });
  }

  /** `silentForMs` is 0 while something is heard. */
  tick(now: number, silentForMs: number): void {
    if (this.call.state.is !== 'talking') return;
    this.answeredAt ??= now;
    if (this.typed !== '') {
      if (this.lastAt === 0) this.lastAt = now;
      else if (now - this.lastAt > TOGETHER_MS) this.tell();
      return;
    }
    const heard = this.call.heard.some(({ key, at }) => key !== 'silence' && at > Math.max(this.lastAt, 0));
    const ourTurn = heard
      ? silentForMs > OUR_TURN_AFTER_MS
      : now - Math.max(this.lastAt, this.answeredAt) > NOTHING_HEARD_MS;
    const next = ourTurn ? this.prepared.shift() : undefined;
    if (next === undefined) return;
    this.press(next);
    this.tell();
  }

  /** Says what was pressed and not told yet. */
  tell(): void {
    if (this.typed === '') return;
    this.listeners.onPressed(this.typed);
    this.typed = '';
  }
}
