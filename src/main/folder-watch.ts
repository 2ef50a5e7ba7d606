import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Millis } from '../domain/time';

/** `show`: what is not applied is checked and shown; `publish`: it is applied; `off`: nobody looks. */
export const watchModes = ['show', 'publish', 'off'] as const;
export type WatchMode = (typeof watchModes)[number];

/** An editor writes a file in several goes, and a checkout many files: the folder is looked at when it has come to rest. */
const REST_MS: Millis = 300;
/** Shared folders of another machine tell nothing of their changes. */
const ANYHOW_EVERY_MS: Millis = 30_000;

/**
 * Calls `onChange` when something below a folder has changed, and every 30 s in any case. Folders are watched, not files:
 * editors write by renaming, and a watch on a file would stay with the old one. A folder that is away, or that cannot be
 * watched, is only looked at every 30 s.
 */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private resting: NodeJS.Timeout | undefined;
  private readonly anyhow: NodeJS.Timeout;
  private closed = false;
  private setUp: Promise<void>;

  constructor(
    private readonly folder: string,
    private readonly onChange: () => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.anyhow = setInterval(() => this.changed(), ANYHOW_EVERY_MS);
    this.anyhow.unref();
    this.setUp = this.watchAll();
  }

  /** Resolves when every folder that was there is watched. */
  watching(): Promise<void> {
    return this.setUp;
  }

  close(): void {
    this.closed = true;
    clearInterval(this.anyhow);
    clearTimeout(this.resting);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private changed(): void {
    if (this.closed) return;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.setUp = this.watchAll();
      this.onChange();
    }, REST_MS);
    this.resting.unref();
  }

  /** Folders come and go: whatever is new is watched, what is gone no longer. */
  private async watchAll(): Promise<void> {
    try {
      const there = new Set(await foldersBelow(this.folder));
      if (this.closed) return;
      for (const [folder, watcher] of this.watchers)
        if (!there.has(folder)) {
          watcher.close();
          this.watchers.delete(folder);
        }
      for (const folder of there) if (!this.watchers.has(folder)) this.watchOne(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.onError(error);
    }
  }

  private watchOne(folder: string): void {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name?.startsWith('.') !== true) this.changed();
    });
    watcher.on('error', (error) => {
      watcher.close();
      this.watchers.delete(folder);
      this.onError(error);
    });
    this.watchers.set(folder, watcher);
  }
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => foldersBelow(join(folder, entry.name))),
  );
  return [folder, ...nested.flat()];
}
