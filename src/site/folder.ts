import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteFiles } from './compile';

/** Reads every YAML file of a site folder, by its path within. Rejects when there is no such folder. */
export async function readSiteFolder(folder: string): Promise<SiteFiles> {
  const files: Record<string, string> = {};
  for (const path of await filesBelow(folder, ''))
    if (path.endsWith('.yaml')) files[path] = await readFile(join(folder, path), 'utf8');
  return files;
}

/** The recordings of a site, by `<language>/<name>`, with the path within the folder. */
export async function recordingsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const prompts = join(folder, 'prompts');
  if (!(await isFolder(prompts))) return found;
  for (const path of await filesBelow(prompts, ''))
    if (path.endsWith('.wav')) found.set(path.slice(0, -'.wav'.length), join(prompts, path));
  return found;
}

async function filesBelow(folder: string, prefix: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map(async (entry) => {
        const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
        return entry.isDirectory() ? await filesBelow(folder, path) : [path];
      }),
  );
  return nested.flat().sort();
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
