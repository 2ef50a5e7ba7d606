import { SpeechFailed, type Audio, type SpeechEngine } from '../../src/adapters/speech/engine';
import { toneWav } from '../../src/phone/wav';

const MS_PER_CHARACTER = 60;

/** Says every text as a tone, as long as the text. */
export class FakeEngine implements SpeechEngine {
  readonly asked: string[] = [];
  /** What it fails with instead, while it is set. */
  failure: SpeechFailed | null = null;
  /** What it says, where it is not as long as the text. */
  instead: Buffer | null = null;
  private waiting: (() => void)[] = [];
  private held = false;

  constructor(
    readonly name = 'fake',
    private readonly hertz = 500,
  ) {}

  manner(language: string): string {
    return `${language} ${this.hertz}`;
  }

  async speak(text: string, language: string, signal: AbortSignal): Promise<Audio> {
    this.asked.push(`${language}: ${text}`);
    await Promise.resolve();
    if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (signal.aborted) throw new SpeechFailed('it was called off');
    if (this.failure) throw this.failure;
    return { bytes: this.instead ?? toneWav(this.hertz, text.length * MS_PER_CHARACTER), format: 'wav' };
  }

  /** It thinks until it is told to go on. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    for (const go of this.waiting.splice(0)) go();
  }
}
