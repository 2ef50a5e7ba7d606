import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { Usage } from './failure';
import { siteFolder } from './settings';
import { siteAbove } from './site-to-play';
import type { World } from './world';

/** A whole site, one file of it, or a flow file that lies in no site. */
export type CheckTarget =
  | { readonly is: 'site'; readonly path: string }
  | { readonly is: 'file'; readonly path: string; readonly only: string }
  | { readonly is: 'alone'; readonly path: string; readonly file: string };

export function checkTarget(world: World, named: string | undefined): CheckTarget {
  if (named === undefined) return { is: 'site', path: siteFolder(world) };
  const file = yamlFile(named, [world.cwd, siteFolder(world)]);
  if (file === undefined) return { is: 'site', path: resolve(world.cwd, named) };
  const path = siteAbove(dirname(file));
  return path === undefined
    ? { is: 'alone', path: dirname(file), file }
    : { is: 'file', path, only: relative(path, file) };
}

/** The file that somebody names: from here, or from within the site; `undefined` when it is no name of a YAML file. */
export function yamlFile(named: string, folders: readonly string[]): string | undefined {
  if (!/\.ya?ml$/.test(named)) return undefined;
  const found = folders.map((folder) => resolve(folder, named)).find((path) => isFile(path));
  if (found === undefined) throw new Usage(`there is no file ${named}`);
  return found;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
