import type { RecordingFormat } from '../../domain/prompt';

/** Sound as an engine gives it: a whole file in one of the formats that sox reads. */
export interface Audio {
  readonly bytes: Buffer;
  readonly format: RecordingFormat;
}

/** Something that turns text into sound. */
export interface SpeechEngine {
  /** For messages and metrics: `espeak`. */
  readonly name: string;
  /**
   * All that makes it say a text the way it does, besides the text: with another manner a text is made anew. Never a
   * secret.
   */
  manner(language: string): string;
  /** Says the text; rejects with `SpeechFailed`, in good time by itself, or at once when the signal is aborted. */
  speak(text: string, language: string, signal: AbortSignal): Promise<Audio>;
}

/** A text could not be spoken; the message is a sentence for an admin and never has the text in it. */
export class SpeechFailed extends Error {
  constructor(
    why: string,
    /** The engine is not there, so that the next text will fare no better for a while. */
    readonly away = false,
    options?: ErrorOptions,
  ) {
    super(why, options);
  }
}
