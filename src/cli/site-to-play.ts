import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Site } from '../flow/office';
import { compileSite, type SiteFiles } from '../site/compile';
import { readSite } from '../site/folder';
import { countProblems, reportProblems } from '../site/report';
import { Failure, Usage } from './failure';

/** A site that calls can be played on. */
export interface SiteToPlay {
  /** As it is named in messages. */
  readonly folder: string;
  readonly path: string;
  readonly files: SiteFiles;
  readonly site: Site;
}

/** Reads and compiles a site folder. A site with mistakes cannot be played: throws a `Failure` that shows them. */
export async function siteToPlay(cwd: string, path: string): Promise<SiteToPlay> {
  const folder = shownPath(cwd, path);
  if (!existsSync(join(path, 'site.yaml')))
    throw new Usage(`${folder} holds no site.yaml; name the site folder, or set CARILLON_SITE`);
  const { files, recordings } = await readSite(path);
  const lengths = new Map<string, number | undefined>();
  for (const { language, name, sound } of recordings.values())
    lengths.set(`${language}/${name}`, sound.is === 'heard' ? sound.lengthMs : undefined);
  const { site, problems } = compileSite(
    files,
    () => lengths,
    ({ language, name }) => {
      const lengthMs = lengths.get(`${language}/${name}`);
      return lengthMs === undefined ? undefined : { file: '', lengthMs };
    },
  );
  if (site) return { folder, path, files, site };
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new Failure(`${folder} has ${countProblems(errors)}, and cannot be played:\n${reportProblems(errors, files)}`);
}

/** The site folder that a path lies in: the nearest above that holds a site.yaml. */
export function siteAbove(path: string): string | undefined {
  if (existsSync(join(path, 'site.yaml'))) return path;
  const parent = dirname(path);
  return parent === path ? undefined : siteAbove(parent);
}

/** Short where it is short. */
export function shownPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short || '.';
}

/** A path that a terminal can open with a click. */
export const within = (folder: string, path: string): string => (folder === '.' ? path : `${folder}/${path}`);
