import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpeechSettings } from '../../domain/prompt';
import type { Audio, SpeechEngine } from './engine';
import { SpeechFailed } from './engine';
import { ProcessFailed, run } from './process';

const WITHIN_MS = 20_000;
const USUAL_PERCENT = 100;
const PLACES = {
  program: 'RHVoice-test',
  voices: ['/usr/share/RHVoice/voices', '/usr/local/share/RHVoice/voices'],
} as const;

interface Voice {
  readonly name: string;
  /** In English: `Russian`. */
  readonly language: string;
}

/** RHVoice: the better voice for Russian and some other languages, where it is installed. */
export class RhVoice implements SpeechEngine {
  readonly name = 'rhvoice';
  private installed: Promise<readonly Voice[]> | undefined;

  constructor(
    private readonly voices: SpeechSettings['voices'],
    private readonly speed: number,
    private readonly pitch: number,
    private readonly places: { readonly program: string; readonly voices: readonly string[] } = PLACES,
  ) {}

  manner(language: string): string {
    return `${this.voices[language] ?? ''} ${this.speed} ${this.pitch}`;
  }

  async speak(text: string, language: string, signal: AbortSignal): Promise<Audio> {
    const voice = await this.voiceOf(language);
    const folder = await mkdtemp(join(tmpdir(), 'carillon-rhvoice-'));
    try {
      const input = join(folder, 'text');
      const output = join(folder, 'spoken.wav');
      await writeFile(input, text, { mode: 0o600 });
      const args = ['-i', input, '-p', voice, '-o', output];
      if (this.speed !== USUAL_PERCENT) args.push('-r', String(this.speed));
      if (this.pitch !== USUAL_PERCENT) args.push('-t', String(this.pitch));
      await run(this.places.program, args, { input: '', withinMs: WITHIN_MS, signal });
      return { bytes: await readFile(output), format: 'wav' };
    } catch (error) {
      if (error instanceof ProcessFailed) throw new SpeechFailed(error.message, error.away, { cause: error });
      throw new SpeechFailed(`RHVoice-test made no sound with the voice ${voice}`, false, { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async voiceOf(language: string): Promise<string> {
    this.installed ??= voicesIn(this.places.voices);
    const installed = await this.installed;
    const wanted = this.voices[language];
    const voice = wanted ?? installed.find((each) => each.language === englishName(language))?.name;
    if (voice === undefined)
      throw new SpeechFailed(
        `RHVoice has no voice for the language ${language}; install one, or name it in site.yaml (speech: voices:)`,
      );
    // RHVoice itself takes another voice without a word. Where we see none at all, they lie elsewhere.
    const names = installed.map(({ name }) => name);
    if (wanted !== undefined && names.length > 0 && !partsOf(wanted).every((part) => hasName(names, part)))
      throw new SpeechFailed(`RHVoice has no voice ${wanted} here; it has ${names.join(', ')}`);
    return voice;
  }
}

/** A profile may be several voices, one for each language in the text: `Anna+Alan`. */
const partsOf = (profile: string): readonly string[] => profile.split('+').map((part) => part.trim());
const hasName = (names: readonly string[], wanted: string): boolean =>
  names.some((name) => name.toLowerCase() === wanted.toLowerCase());

/** Where RHVoice says it otherwise. */
const LANGUAGES: Readonly<Record<string, string>> = { pt: 'Brazilian-Portuguese' };
const englishName = (language: string): string =>
  LANGUAGES[language] ?? new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;

/** A folder each, whose `voice.info` says `name=Anna` and `language=Russian`; the name of the folder may be another. */
async function voicesIn(folders: readonly string[]): Promise<readonly Voice[]> {
  const voices: Voice[] = [];
  for (const folder of folders)
    for (const voice of (await namesIn(folder)).sort()) {
      const about = await textOf(join(folder, voice, 'voice.info'));
      const name = /^name=(.+)$/m.exec(about)?.[1]?.trim();
      const language = /^language=(.+)$/m.exec(about)?.[1]?.trim();
      if (name !== undefined && language !== undefined) voices.push({ name, language });
    }
  return voices;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(missing([]));
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(missing(''));

const missing =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return otherwise;
    throw error;
  };
