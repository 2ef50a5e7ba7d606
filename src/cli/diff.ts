import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SiteChanges } from '../domain/site-version';
import { compareSites } from '../site/changes';
import type { SiteFiles } from '../site/compile';
import { readSiteContent } from '../site/content';
import { Usage } from './failure';
import type { ListOptions } from './lists';
import type { SiteApi } from './site-api';
import { coloursFor, type Colours } from './terminal';
import { counted } from './times';
import type { World } from './world';

/** `carillon diff [A] [B]`: each a version's number, `running`, `canary`, `folder` (the node's), or a folder of this machine. */
export async function diff(
  world: World,
  api: SiteApi,
  sides: { readonly from: string | undefined; readonly to: string | undefined },
  options: ListOptions & { readonly summary: boolean },
): Promise<void> {
  const from = sides.to === undefined ? 'running' : (sides.from ?? 'running');
  const to = sides.to ?? sides.from ?? 'folder';
  // What is wrongly called is said before anything is asked for.
  const readers = [await readerOf(world, api, from), await readerOf(world, api, to)] as const;
  const [before, after] = await Promise.all([readers[0](), readers[1]()]);
  const changes = compareSites(before, after);
  world.stdout.write(
    options.json
      ? `${JSON.stringify({ from, to, ...changes }, null, 2)}\n`
      : inWords(world, changes, { from, to }, options),
  );
}

async function readerOf(world: World, api: SiteApi, side: string): Promise<() => Promise<SiteFiles>> {
  if (/^(\d+|running|canary|folder)$/.test(side)) return async () => (await api.content(side)).files;
  const folder = resolve(world.cwd, side);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new Usage(
      `"${side}" is no version and no folder; give a number, running, canary, folder, or a folder of this machine`,
    );
  return async () => (await readSiteContent(folder)).files;
}

function inWords(
  world: World,
  { files, summary }: SiteChanges,
  { from, to }: { readonly from: string; readonly to: string },
  options: { readonly summary: boolean },
): string {
  if (files.length === 0) return `${from} and ${to} are the same.\n`;
  const colours = coloursFor(world.stdout, world.env);
  const patches = options.summary ? [] : files.map(({ patch }) => coloured(patch, colours));
  const head = colours.bold(`${counted(files.length, 'file')} from ${from} to ${to}:`);
  return [...patches, head, ...summary.map((line) => `  ${line}`), ''].join('\n');
}

function coloured(patch: string, colours: Colours): string {
  const paint = (line: string): string =>
    /^(---|\+\+\+) /.test(line)
      ? colours.bold(line)
      : line.startsWith('@@')
        ? colours.cyan(line)
        : line.startsWith('+')
          ? colours.green(line)
          : line.startsWith('-')
            ? colours.red(line)
            : line;
  return patch.split('\n').map(paint).join('\n');
}
