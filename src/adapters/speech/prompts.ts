import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Millis } from '../../domain/time';

const run = promisify(execFile);

export interface PromptSource {
  readonly language: string;
  readonly name: string;
  /** A recording in the site folder, else `null` and the text is spoken. */
  readonly recording: string | null;
  readonly text: string | null;
}

export interface RenderedPrompts {
  /** By `<language>/<name>`. */
  readonly lengths: ReadonlyMap<string, Millis>;
  /** Prompts that could not be made, with the reason. */
  readonly failed: readonly { readonly prompt: string; readonly why: string }[];
  readonly made: number;
}

/** What stands for a voice in espeak-ng, by language. */
const VOICES: Readonly<Record<string, string>> = { en: 'en-us', ru: 'ru' };
const TOGETHER = 4;
/** Of a WAV file as we write it: 44 bytes of header, 8000 samples of 2 bytes a second. */
const HEADER_BYTES = 44;
const BYTES_PER_MS = 16;

/**
 * Makes every prompt of a site into a file that Asterisk plays without transcoding work of its own (8 kHz mono PCM):
 * recordings are converted by sox, the others spoken by espeak-ng. What was made before from the same source is kept.
 * Runs when a site is published, never while a call waits.
 */
export class PromptRenderer {
  constructor(
    private readonly root: string,
    private readonly speech: 'espeak' | 'none',
  ) {}

  async render(sources: readonly PromptSource[]): Promise<RenderedPrompts> {
    const lengths = new Map<string, Millis>();
    const failed: { prompt: string; why: string }[] = [];
    let made = 0;
    const queue = [...sources];
    const worker = async (): Promise<void> => {
      for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
        const prompt = `${source.language}/${source.name}`;
        try {
          if (await this.renderOne(source, prompt)) made++;
          lengths.set(prompt, await lengthOf(join(this.root, `${prompt}.wav`)));
        } catch (error) {
          failed.push({ prompt, why: whyOf(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, worker));
    return { lengths, failed, made };
  }

  /** Whether it had to be made. */
  private async renderOne(source: PromptSource, prompt: string): Promise<boolean> {
    const file = join(this.root, `${prompt}.wav`);
    const mark = join(this.root, `${prompt}.source`);
    const content = source.recording === null ? `text:${source.text ?? ''}` : await readFile(source.recording);
    const hash = createHash('sha256').update(content).digest('hex');
    if ((await read(mark)) === hash && (await exists(file))) return false;
    if (source.recording === null && this.speech === 'none')
      throw new Error('it is not recorded, and nothing speaks (CARILLON_SPEECH is none)');
    await mkdir(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}.wav`;
    const spoken = `${file}.${process.pid}.spoken.wav`;
    try {
      if (source.recording === null)
        await run('espeak-ng', [
          '-v',
          VOICES[source.language] ?? source.language,
          '-s',
          '150',
          '-w',
          spoken,
          '--',
          source.text ?? '',
        ]);
      await run('sox', [
        source.recording ?? spoken,
        '-r',
        '8000',
        '-c',
        '1',
        '-b',
        '16',
        '-e',
        'signed-integer',
        draft,
      ]);
      await rename(draft, file);
      await writeFile(mark, hash);
    } finally {
      await Promise.all([rm(draft, { force: true }), rm(spoken, { force: true })]);
    }
    return true;
  }
}

async function lengthOf(file: string): Promise<Millis> {
  const { size } = await stat(file);
  return Math.max(0, Math.round((size - HEADER_BYTES) / BYTES_PER_MS));
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return (await read(file)) !== undefined;
}

function whyOf(error: unknown): string {
  const { code, path, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
  if (code === 'ENOENT' && (path === 'sox' || path === 'espeak-ng'))
    return `${path} is not installed: apt-get install ${path}`;
  return (stderr ?? message).trim().split('\n').at(-1) ?? message;
}
