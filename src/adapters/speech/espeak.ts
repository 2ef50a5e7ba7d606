import type { SpeechSettings } from '../../domain/prompt';
import type { Audio, SpeechEngine } from './engine';
import { SpeechFailed } from './engine';
import { ProcessFailed, run } from './process';

const WITHIN_MS = 20_000;
/** What espeak-ng calls a voice, where the language's own name is not it. */
const VOICES: Readonly<Record<string, string>> = { en: 'en-us' };

/** espeak-ng: small, quick, on every machine. */
export class Espeak implements SpeechEngine {
  readonly name = 'espeak';

  constructor(
    private readonly voices: SpeechSettings['voices'],
    private readonly speed: number,
    private readonly pitch: number,
  ) {}

  manner(language: string): string {
    return `${this.voice(language)} ${this.speed} ${this.pitch}`;
  }

  async speak(text: string, language: string, signal: AbortSignal): Promise<Audio> {
    const args = ['--stdin', '--stdout', '-b', '1'];
    args.push('-v', this.voice(language), '-s', String(this.speed), '-p', String(this.pitch));
    try {
      return { bytes: await run('espeak-ng', args, { input: text, withinMs: WITHIN_MS, signal }), format: 'wav' };
    } catch (error) {
      if (error instanceof ProcessFailed) throw new SpeechFailed(error.message, error.away, { cause: error });
      throw error;
    }
  }

  private voice(language: string): string {
    return this.voices[language] ?? VOICES[language] ?? language;
  }
}
