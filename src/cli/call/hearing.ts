import type { Heard } from '../../phone/ear';

/** Shorter pauses belong to speech. */
const PAUSE_MS = 1_200;
/** Shorter sounds are clicks. */
const CLICK_MS = 150;
/** One sound after another: speech now and then looks like a tone. */
const CHANGE_MS = 400;

export type Hearing = { readonly is: 'silence' } | { readonly is: 'sound'; readonly what: string };

/** What the phone's ear hears, without the pauses of speech: sound or silence, from the audio itself. */
export class Listener {
  private now: Hearing = { is: 'silence' };
  private heard: { readonly key: string; readonly at: number } = { key: 'silence', at: 0 };

  /** Told of each new sound. */
  hear({ key, at }: Pick<Heard, 'key' | 'at'>): void {
    this.heard = { key, at };
  }

  get hearing(): Hearing {
    return this.now;
  }

  /** How long it has been silent, pauses of speech included. */
  silentForMs(now: number): number {
    return this.heard.key === 'silence' ? now - this.heard.at : 0;
  }

  /** To be called now and then; gives what is heard when that has changed for good. */
  check(now: number): Hearing | undefined {
    const { key, at } = this.heard;
    const lasted = now - at;
    if (key === 'silence') {
      if (this.now.is === 'silence' || lasted < PAUSE_MS) return undefined;
      return (this.now = { is: 'silence' });
    }
    const what = inWords(key);
    const enough = this.now.is === 'silence' ? CLICK_MS : CHANGE_MS;
    if (lasted < enough || (this.now.is === 'sound' && this.now.what === what)) return undefined;
    return (this.now = { is: 'sound', what });
  }
}

/** Pure tones are told by their frequencies; speech and music are just sound. */
const inWords = (key: string): string => (key === 'sound' ? 'sound' : `a tone of ${key} Hz`);
