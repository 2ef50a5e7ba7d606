import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Millis } from '../../domain/time';

const FRAME_MS = 20;
const LONGEST_FILE_MS = 10_000;
const SAMPLES_PER_MS = 8;

/**
 * Silence of any length as files, made when first asked for: Asterisk's own (`silence/3`) give whole seconds. A longer one
 * is several files, so that there are never many of them: at most 500, to the nearest 20 ms, 10 s the longest.
 */
export class Silences {
  private readonly made = new Map<Millis, Promise<string>>();

  constructor(private readonly root: string) {}

  /** Paths without extension, as Asterisk wants them. */
  async files(ms: Millis): Promise<readonly string[]> {
    const frames = Math.round(ms / FRAME_MS) * FRAME_MS;
    const whole = Math.floor(frames / LONGEST_FILE_MS);
    const rest = frames % LONGEST_FILE_MS;
    const lengths = [...Array.from({ length: whole }, () => LONGEST_FILE_MS), ...(rest > 0 ? [rest] : [])];
    return Promise.all(lengths.map((each) => this.file(each)));
  }

  private file(ms: Millis): Promise<string> {
    const known = this.made.get(ms);
    if (known) return known;
    const making = make(join(this.root, `${ms}`), ms);
    this.made.set(ms, making);
    // The next one tries again.
    making.catch(() => this.made.delete(ms));
    return making;
  }
}

async function make(path: string, ms: Millis): Promise<string> {
  const file = `${path}.wav`;
  if (await exists(file)) return path;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, wav(ms * SAMPLES_PER_MS));
  await rename(draft, file);
  return path;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** PCM of 16 bits, mono, 8 kHz, all zero. */
function wav(samples: number): Buffer {
  const head = Buffer.alloc(44);
  const bytes = samples * 2;
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}
