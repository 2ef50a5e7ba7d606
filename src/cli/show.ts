import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pointerIn } from '../site/content';
import { Usage } from './failure';
import type { ListOptions } from './lists';
import type { SiteApi } from './site-api';
import { described } from './site-reports';
import { table } from './table';
import { counted, timesOf } from './times';
import type { World } from './world';

export interface ShowOptions extends ListOptions {
  /** A folder to write the files of the version into. */
  readonly into?: string;
}

/** `carillon show N [FILE]`: what a version holds, or one of its files as it was. */
export async function showVersion(
  world: World,
  api: SiteApi,
  which: string,
  file: string | undefined,
  { json, into }: ShowOptions,
): Promise<void> {
  const { version, revision, files } = await api.content(which);
  const { stdout } = world;
  if (file !== undefined) {
    const text = files[file];
    if (text === undefined)
      throw new Usage(`${which} has no file ${file}; it has ${Object.keys(files).sort().join(', ')}`);
    stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  if (into !== undefined) {
    writeInto(world, resolve(world.cwd, into), files);
    return;
  }
  if (json) {
    stdout.write(`${JSON.stringify({ version, revision, files }, null, 2)}\n`);
    return;
  }
  const rows = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({ path, text, pointer: pointerIn(path, text) }));
  const list = table(
    [
      { title: 'FILE', cell: ({ path }) => path },
      { title: 'BYTES', cell: ({ text, pointer }) => pointer?.bytes ?? Buffer.byteLength(text), right: true },
      { title: 'RECORDING', cell: ({ pointer }) => pointer?.hash.slice(0, 12) ?? ' ' },
    ],
    rows,
  );
  stdout.write(
    `${version ? described(version, timesOf(world, api)) : `the node's folder, revision ${revision}`}\n\n${list}\n`,
  );
}

/** Writes the texts of a version into a folder. Recordings stay where they are: the database has them. */
function writeInto({ stdout }: World, folder: string, files: Readonly<Record<string, string>>): void {
  const texts = Object.entries(files).filter(([path, text]) => !pointerIn(path, text));
  for (const [path, text] of texts) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
  const left = Object.keys(files).length - texts.length;
  const more = left === 0 ? '' : `; ${counted(left, 'recording')} of it are not written`;
  stdout.write(`${counted(texts.length, 'file')} written to ${folder}${more}.\n`);
}
