import { createHash, randomUUID } from 'node:crypto';
import type { Dirent, Stats } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { unlessGone } from '../adapters/recordings/unless-gone';
import { LEFT_ALONE_MS } from '../domain/retention';
import type { Instant, Millis } from '../domain/time';
import type { Versions } from '../engine/ports/history';
import type { SiteFiles } from '../site/compile';
import { recordingsOf, type Pointer } from '../site/content';

/** Sent for a version, or brought by one with mistakes, and needed by none since. */
const NEVER_TAKEN_MS: Millis = 30 * 86_400_000;

export interface Sweep {
  readonly now: Instant;
  /** Deletes nothing, and says what it would. */
  readonly dryRun: boolean;
}

export interface SweptFile {
  readonly name: string;
  readonly from: Instant;
  readonly bytes: number;
}

/**
 * The recordings of every version by their hash: on our disk, where they are played from, and with the versions for good.
 * So a version can come back when the folder has long had other recordings, also on another machine.
 */
export class Recordings {
  constructor(
    private readonly folder: string,
    private readonly versions: Pick<Versions, 'missingRecordings' | 'keepRecording' | 'loadRecording'>,
  ) {}

  /** Where a recording lies once it is with us; `path` is its path in the site, whose ending it keeps. */
  place(path: string, { hash }: Pointer): string {
    return join(this.folder, `${hash}${extname(path)}`);
  }

  /**
   * Brings the recordings of a version to us: from where they lie (by hash), or from the database. Says which are nowhere
   * to be had. Rejects when the database must be asked and is away.
   */
  async gather(files: SiteFiles, at: ReadonlyMap<string, string>): Promise<readonly { path: string; hash: string }[]> {
    const missing: { path: string; hash: string }[] = [];
    for (const [path, pointer] of recordingsOf(files)) {
      const place = this.place(path, pointer);
      const from = at.get(pointer.hash) ?? this.sentPlace(pointer.hash);
      if ((await sizeOf(place)) === pointer.bytes) continue;
      if ((await sizeOf(from)) === pointer.bytes) await this.put(place, (draft) => copyFile(from, draft));
      else {
        const bytes = await this.versions.loadRecording(pointer.hash);
        if (bytes) await this.put(place, (draft) => writeFile(draft, bytes));
        else missing.push({ path, hash: pointer.hash });
      }
    }
    return missing;
  }

  /** Keeps what was sent to us before the version that needs it; `false`: these bytes have another hash. */
  async take(hash: string, bytes: Uint8Array): Promise<boolean> {
    if (createHash('sha256').update(bytes).digest('hex') !== hash) return false;
    await this.put(this.sentPlace(hash), (draft) => writeFile(draft, bytes));
    return true;
  }

  /** Keeps the recordings of a version for good. */
  async archive(files: SiteFiles): Promise<void> {
    const all = new Map([...recordingsOf(files)].map(([path, pointer]) => [pointer.hash, this.place(path, pointer)]));
    for (const hash of await this.versions.missingRecordings([...all.keys()]))
      await this.versions.keepRecording(hash, await readFile(all.get(hash) ?? this.sentPlace(hash)));
  }

  /**
   * Deletes what no version in use needs (`needed`, by hash), and says what. A version that comes back fetches its own from
   * the database; what the database does not have either is of a version that was never taken, and is kept for a while.
   */
  async sweep(needed: ReadonlySet<string>, { now, dryRun }: Sweep): Promise<readonly SweptFile[]> {
    const old: (SweptFile & { readonly hash: string })[] = [];
    for (const folder of [this.folder, join(this.folder, 'sent')])
      for (const entry of await entriesOf(folder)) {
        const hash = entry.isFile() ? (/^[0-9a-f]{64}/.exec(entry.name)?.[0] ?? '') : '';
        const name = join(folder, entry.name);
        const found = hash === '' || needed.has(hash) ? undefined : await statOf(name);
        if (found && now - found.mtimeMs > LEFT_ALONE_MS)
          old.push({ hash, name, from: found.mtimeMs, bytes: found.size });
      }
    const nowhere = new Set(old.length === 0 ? [] : await this.versions.missingRecordings(old.map(({ hash }) => hash)));
    const swept = old.filter(({ hash, from }) => !nowhere.has(hash) || now - from > NEVER_TAKEN_MS);
    if (!dryRun) for (const { name } of swept) await rm(name, { force: true });
    return swept.map(({ name, from, bytes }) => ({ name, from, bytes }));
  }

  private sentPlace(hash: string): string {
    return join(this.folder, 'sent', hash);
  }

  private async put(place: string, write: (draft: string) => Promise<void>): Promise<void> {
    const draft = `${place}.${randomUUID()}`;
    await mkdir(join(place, '..'), { recursive: true });
    try {
      await write(draft);
      await rename(draft, place);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

const sizeOf = async (path: string): Promise<number> => (await statOf(path))?.size ?? -1;
const statOf = (path: string): Promise<Stats | undefined> => unlessGone(stat(path));
const entriesOf = async (folder: string): Promise<readonly Dirent[]> =>
  (await unlessGone(readdir(folder, { withFileTypes: true }))) ?? [];
