import type { Millis } from './time';

/** What a prompt is in one language, by content and not by name: the same content is the same sound for ever. */
export interface PromptSound {
  readonly language: string;
  readonly name: string;
  /** The recording in the site folder, by its content; `null`: the text is spoken. */
  readonly recording: { readonly sha256: string; readonly format: RecordingFormat } | null;
  readonly text: string | null;
}

/** A sound file that Asterisk plays as it is; `file` is its absolute path without the extension. */
export interface PromptFile {
  readonly file: string;
  readonly lengthMs: Millis;
}

/** In what formats a recording may lie in the site folder, by the ending of its name, and what sox calls each. */
export const recordingFormats = {
  wav: 'wav',
  flac: 'flac',
  mp3: 'mp3',
  ogg: 'ogg',
  gsm: 'gsm',
  ulaw: 'ul',
  alaw: 'al',
} as const;
export type RecordingFormat = keyof typeof recordingFormats;

/** How a site speaks what is not recorded: `speech:` in site.yaml. */
export interface SpeechSettings {
  readonly engine: SpeechEngineSettings;
  /** The engine's names for the voices, by language. */
  readonly voices: Readonly<Record<string, string>>;
}

export type SpeechEngineSettings =
  /** `speed` in words per minute (80–450), `pitch` 0–99. */
  | { readonly is: 'espeak'; readonly speed: number; readonly pitch: number }
  /** `speed` and `pitch` in percent of the voice's own. */
  | { readonly is: 'rhvoice'; readonly speed: number; readonly pitch: number }
  | {
      readonly is: 'http';
      /** `{text}`, `{language}`, `{voice}` and `${ENVIRONMENT}` are put in, in headers too. */
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      /** A text is sent as it is, a mapping as JSON; in both, `{text}`, `{language}` and `{voice}` are put in. */
      readonly body: string | Readonly<Record<string, string | number | boolean>>;
      /** What comes back. */
      readonly format: RecordingFormat;
      /** How long one request may take. */
      readonly withinMs: Millis;
    }
  | { readonly is: 'none' };

export const usualSpeech: SpeechSettings = { engine: { is: 'espeak', speed: 150, pitch: 50 }, voices: {} };
