import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteFiles } from './compile';
import { readSiteContent, recordingsOf } from './content';
import { readRecording, type Recording } from './recordings';

export interface SiteFolder {
  /** The YAML files by their path within, and for each recording a pointer to its content. */
  readonly files: SiteFiles;
  /** What each recording is, by its path within. */
  readonly recordings: ReadonlyMap<string, Recording>;
  /** What lies among the prompts and is none. */
  readonly strays: readonly string[];
}

/** Reads a site folder and measures its recordings. Rejects when there is no such folder. */
export async function readSite(folder: string): Promise<SiteFolder> {
  const files = await readSiteFolder(folder);
  const recordings = new Map<string, Recording>();
  for (const [path, { hash }] of recordingsOf(files)) {
    const recording = await readRecording(path, hash, join(folder, path));
    if (recording) recordings.set(path, recording);
  }
  const prompts = await pathsBelow(folder, 'prompts');
  return {
    files,
    recordings,
    strays: prompts.filter((path) => !recordings.has(path) && !/^prompts\/[^/]+\.yaml$/.test(path)),
  };
}

/** The files of a site folder alone. */
export async function readSiteFolder(folder: string): Promise<SiteFiles> {
  return (await readSiteContent(folder)).files;
}

async function pathsBelow(folder: string, prefix: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await entriesOf(join(folder, prefix))) {
    const path = `${prefix}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) paths.push(...(await pathsBelow(folder, path)));
    else paths.push(path);
  }
  return paths.sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
