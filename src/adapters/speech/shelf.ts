import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PromptFile } from '../../domain/prompt';
import type { Instant, Millis } from '../../domain/time';
import { lengthOf, wavOf } from './sound';

/** Files of recordings live longer than what can be spoken again. */
export const shelves = { recorded: 400 * 86_400_000, spoken: 30 * 86_400_000 } as const;
export type ShelfName = keyof typeof shelves;

/** A file's place: `spoken/<hash of its source>`. */
export type Slot = string;

export interface SweptFile {
  readonly name: string;
  /** When it was made, or was last in use. */
  readonly from: Instant;
  readonly bytes: number;
}

const NAME = /^([0-9a-f]{32})\.wav$/;
/** Whoever wrote it is no more. */
const DRAFT_IS_LEFT_AFTER_MS = 3_600_000;

/**
 * Sound files by the hash of what they were made from. A file is never changed, so whoever knows it hears the same for
 * ever; what nobody has asked for in a long time is swept away.
 */
export class Shelf {
  private readonly lengths = new Map<Slot, Millis>();
  /** Asked for since we run: a version of the site that is in use may play it. */
  private readonly used = new Set<Slot>();

  constructor(private readonly root: string) {}

  /** The slot of what is made from this source. */
  static slot(shelf: ShelfName, ...source: readonly string[]): Slot {
    return `${shelf}/${createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 32)}`;
  }

  /** Looks once at what lies there from before. */
  async open(): Promise<void> {
    for (const shelf of Object.keys(shelves)) {
      await mkdir(join(this.root, shelf), { recursive: true });
      for (const name of await readdir(join(this.root, shelf))) {
        const hash = NAME.exec(name)?.[1];
        if (hash !== undefined) await this.look(`${shelf}/${hash}`);
      }
    }
  }

  /** What is known to lie there, without a look at the disk. */
  known(slot: Slot): PromptFile | undefined {
    this.used.add(slot);
    const lengthMs = this.lengths.get(slot);
    return lengthMs === undefined ? undefined : { file: join(this.root, slot), lengthMs };
  }

  /** What lies there now. Somebody may have tidied up behind our back. */
  async find(slot: Slot): Promise<PromptFile | undefined> {
    await this.look(slot);
    return this.known(slot);
  }

  /** Puts samples (8 kHz, mono, 16 bit) there, whole or not at all. */
  async put(slot: Slot, samples: Buffer): Promise<PromptFile> {
    const file = this.path(slot);
    const draft = `${file}.${randomUUID()}`;
    try {
      await writeFile(draft, wavOf(samples));
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    const found = await this.find(slot);
    if (!found) throw new Error(`${file} is not there although it was written`);
    return found;
  }

  /**
   * Removes files that nobody has asked for in the time that their shelf allows, and says which. Those in use are made
   * young again, also for another node that shares the folder. A `dryRun` only says what it would remove.
   */
  async sweep({ now, dryRun }: { readonly now: Instant; readonly dryRun: boolean }): Promise<readonly SweptFile[]> {
    const gone: SweptFile[] = [];
    for (const [shelf, keepForMs] of Object.entries(shelves))
      for (const file of await readdir(join(this.root, shelf))) {
        const name = join(this.root, shelf, file);
        const hash = NAME.exec(file)?.[1];
        const slot = `${shelf}/${hash ?? ''}`;
        const { from, bytes } = await factsOf(name);
        if (this.used.has(slot)) {
          if (!dryRun) await touch(name, now);
        } else if (now - from > (hash === undefined ? DRAFT_IS_LEFT_AFTER_MS : keepForMs)) {
          gone.push({ name, from, bytes });
          if (dryRun) continue;
          await rm(name, { force: true });
          this.lengths.delete(slot);
        }
      }
    return gone;
  }

  private async look(slot: Slot): Promise<void> {
    const length = lengthOf(await sizeOf(this.path(slot)));
    if (length > 0) this.lengths.set(slot, length);
    else this.lengths.delete(slot);
  }

  private path(slot: Slot): string {
    return join(this.root, `${slot}.wav`);
  }
}

const gone =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  };

const sizeOf = (path: string): Promise<number> => stat(path).then(({ size }) => size, gone(0));
const factsOf = (path: string): Promise<Omit<SweptFile, 'name'>> =>
  stat(path).then(({ mtimeMs: from, size: bytes }) => ({ from, bytes }), gone({ from: Infinity, bytes: 0 }));
const touch = (path: string, now: Instant): Promise<void> =>
  utimes(path, now / 1000, now / 1000).catch(gone(undefined));
