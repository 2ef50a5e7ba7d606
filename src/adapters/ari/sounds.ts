import { join } from 'node:path';
import type { Media } from '../../domain/call';
import type { CommandId } from '../../domain/ids';
import type { TelephonyCommand } from '../../engine/ports/telephony';
import type { Log, Speech } from '../../engine/ports/world';
import { Silences } from './silences';

export interface SoundOptions {
  /** The folder of sounds, as Asterisk sees it. A prompt that names no file of its own is `<language>/<name>` in it. */
  readonly promptRoot: string;
  readonly recordingRoot: string;
  /** Without it texts are left out, and that is said. */
  readonly speech: Speech | undefined;
  readonly log: Log;
}

/** Below what a command may take; whoever calls has waited in silence for so long. */
const SPOKEN_WITHIN_MS = 4000;
/** An id of ours, so nothing that leads out of the folder. */
const RECORDING = /^[\w-][\w.-]*$/;

type Play = Extract<TelephonyCommand, { type: 'play' }>;

/** Turns what is to be heard into what Asterisk can play. */
export class Sounds {
  private readonly silences: Silences;
  /** Playbacks whose texts are being spoken, and how to call them off. */
  private readonly waiting = new Map<CommandId, () => void>();

  constructor(private readonly options: SoundOptions) {
    this.silences = new Silences(join(options.promptRoot, 'silence'));
  }

  /** The prompt is no longer wanted: a text of it that is still being made holds up nothing any more. */
  callOff(playback: CommandId): void {
    this.waiting.get(playback)?.();
  }

  /** What there is to be played; `null` when it was called off meanwhile, a reason when nothing of it can be. */
  async urisOf({ id, call, media, language }: Play): Promise<string[] | string | null> {
    const all = Promise.all(media.map((each) => this.ofOne(each, language, call)));
    const found = media.some((each) => each.is === 'text') ? await this.unlessCalledOff(id, all) : await all;
    if (found === null) return null;
    const uris = found.flat();
    return uris.length > 0 ? uris : 'there is nothing of it that could be played';
  }

  private async ofOne(media: Media, language: string, call: string): Promise<readonly string[]> {
    switch (media.is) {
      case 'prompt':
        return [`sound:${media.file ?? join(this.options.promptRoot, language, media.name)}`];
      case 'text':
        return this.spoken(media.text, language, call);
      case 'recording':
        if (RECORDING.test(media.name)) return [`sound:${this.options.recordingRoot}/${media.name}`];
        return this.leftOut('a recording cannot be played', call, 'it has no name of ours');
      case 'silence':
        return this.silent(media.ms, call);
    }
  }

  private async spoken(text: string, language: string, call: string): Promise<readonly string[]> {
    const { speech } = this.options;
    if (!speech) return this.leftOut('a text is not spoken', call, 'there is no speech engine');
    try {
      const { file } = await within(SPOKEN_WITHIN_MS, speech.file(text, language));
      return [`sound:${file}`];
    } catch (error) {
      return this.leftOut('a text is not spoken', call, error);
    }
  }

  private async silent(ms: number, call: string): Promise<readonly string[]> {
    try {
      return (await this.silences.files(ms)).map((file) => `sound:${file}`);
    } catch (error) {
      return this.leftOut('a silence is left out', call, error);
    }
  }

  /** What a text says may be the caller's secret: it is not in the log. */
  private leftOut(what: string, callId: string, error: unknown): readonly [] {
    this.options.log.warn(what, { callId, error });
    return [];
  }

  private async unlessCalledOff<T>(playback: CommandId, work: Promise<T>): Promise<T | null> {
    const calledOff = new Promise<null>((resolve) => this.waiting.set(playback, () => resolve(null)));
    try {
      return await Promise.race([work, calledOff]);
    } finally {
      this.waiting.delete(playback);
    }
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not made within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
