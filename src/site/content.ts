import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recordingFormats } from '../domain/prompt';
import type { SiteFiles } from './compile';
import { isMisnamed } from './misnamed';

/** A recording in a version of the site: what stands in its place, and is kept elsewhere by its hash. */
export interface Pointer {
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly bytes: number;
}

export const pointerText = ({ hash, bytes }: Pointer): string => `sha256:${hash} ${bytes}`;

/** What a file of a version points to; `undefined` for a file that is text itself. */
export function pointerIn(path: string, text: string): Pointer | undefined {
  const [, hash, bytes] = isRecording(path) ? (/^sha256:([0-9a-f]{64}) (\d+)$/.exec(text) ?? []) : [];
  return hash === undefined ? undefined : { hash, bytes: Number(bytes) };
}

/** The recordings of a version, by path. */
export function recordingsOf(files: SiteFiles): ReadonlyMap<string, Pointer> {
  const found = new Map<string, Pointer>();
  for (const [path, text] of Object.entries(files)) {
    const pointer = pointerIn(path, text);
    if (pointer) found.set(path, pointer);
  }
  return found;
}

/** The recorded prompts of a version by `<language>/<name>`, as the check wants to know them. */
export const recordedPrompts = (files: SiteFiles): ReadonlySet<string> =>
  new Set([...recordingsOf(files).keys()].flatMap((path) => /^prompts\/(.+)\.[a-z0-9]+$/.exec(path)?.[1] ?? []));

/** What a site is made of: everything that a version keeps. */
export interface SiteContent {
  readonly files: SiteFiles;
  /** Where the bytes of each recording lie, by hash. */
  readonly recordings: ReadonlyMap<string, string>;
}

/** Hashes that hold as long as a file's size and time stay: a folder is read again after every change. */
export type HashMemory = Map<string, { readonly stamp: string; readonly pointer: Pointer }>;

/** Reads a site folder whole. Rejects with ENOENT or ENOTDIR when there is no such folder. */
export async function readSiteContent(folder: string, memory: HashMemory = new Map()): Promise<SiteContent> {
  const files: Record<string, string> = {};
  const recordings = new Map<string, string>();
  for (const path of await pathsBelow(folder, ''))
    if (isText(path)) files[path] = await readFile(join(folder, path), 'utf8');
    else if (isRecording(path)) {
      const pointer = await pointerTo(join(folder, path), memory);
      files[path] = pointerText(pointer);
      recordings.set(pointer.hash, join(folder, path));
    }
  return { files, recordings };
}

/** YAML, and calendars. */
const isText = (path: string): boolean => /\.(yaml|ics)$/.test(path) || isMisnamed(path);
const isRecording = (path: string): boolean => Object.hasOwn(recordingFormats, /\.([a-z0-9]+)$/.exec(path)?.[1] ?? '');

/** Why a path is none of a site's, or `null`: what is sent to us names files, and we must not be led out of our folders. */
export function wrongPath(path: string): string | null {
  if (path.length > 200) return 'is longer than 200 characters';
  if (!path.split('/').every((part) => /^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u.test(part)))
    return 'is no path within a site folder, such as flows/main.yaml';
  return isText(path) || isRecording(path) ? null : `is neither .yaml nor .ics nor a recording (${ENDINGS})`;
}

const ENDINGS = Object.keys(recordingFormats)
  .map((format) => `.${format}`)
  .join(', ');

async function pointerTo(file: string, memory: HashMemory): Promise<Pointer> {
  const { size, mtimeMs, ino } = await stat(file);
  const stamp = `${size} ${mtimeMs} ${ino}`;
  const known = memory.get(file);
  if (known?.stamp === stamp) return known.pointer;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const pointer = { hash: hash.digest('hex'), bytes };
  memory.set(file, { stamp, pointer });
  return pointer;
}

/** Files and folders that begin with a dot are none of the site: editors and git leave theirs. */
async function pathsBelow(folder: string, prefix: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map(async (entry) => {
        const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
        return entry.isDirectory() ? await pathsBelow(folder, path) : [path];
      }),
  );
  return nested.flat().sort();
}
