import { statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { Problems, type Problem } from '../../flow/problem';
import { readStories } from '../../sim/story/read';
import type { Story } from '../../sim/story/story';
import { Usage } from '../failure';
import { siteFolder } from '../settings';
import { shownPath, siteAbove, siteToPlay, type SiteToPlay } from '../site-to-play';
import type { World } from '../world';

/** The stories of one site, as they were asked for. */
export interface Gathered extends SiteToPlay {
  readonly stories: readonly Story[];
  readonly problems: readonly Problem[];
}

const STORY_FILE = /^stories\/.+\.yaml$/;

/** Reads the stories of these folders and files, site by site; without any, those of the usual site. */
export async function gather(
  world: World,
  named: readonly string[],
  grep: RegExp | null,
): Promise<readonly Gathered[]> {
  const wanted = new Map<string, Set<string> | 'all'>();
  for (const path of named.length === 0 ? [siteFolder(world)] : named.map((each) => resolve(world.cwd, each))) {
    const isFile = kindOf(path, world.cwd) === 'file';
    const site = siteAbove(isFile ? dirname(path) : path);
    if (site === undefined)
      throw new Usage(`${shownPath(world.cwd, path)} lies in no site folder: none above it holds a site.yaml`);
    const before = wanted.get(site);
    if (!isFile && path === site) wanted.set(site, 'all');
    else if (before !== 'all') wanted.set(site, new Set([...(before ?? []), relative(site, path)]));
  }
  const gathered: Gathered[] = [];
  for (const [site, paths] of wanted) gathered.push(read(await siteToPlay(world.cwd, site), paths, grep));
  return gathered;
}

function read(played: SiteToPlay, paths: ReadonlySet<string> | 'all', grep: RegExp | null): Gathered {
  const { files, site } = played;
  const isWanted = (file: string): boolean =>
    paths === 'all'
      ? STORY_FILE.test(file)
      : [...paths].some((path) => file === path || (STORY_FILE.test(file) && file.startsWith(`${path}/`)));
  const problems = new Problems();
  const stories = Object.keys(files)
    .filter(isWanted)
    .flatMap((file) => readStories(file, files[file] ?? '', site, problems));
  const chosen = grep === null ? stories : stories.filter(({ name, place }) => grep.test(`${place.file} ${name}`));
  return { ...played, stories: chosen, problems: problems.sorted() };
}

function kindOf(path: string, cwd: string): 'file' | 'folder' {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new Usage(`there is no ${shownPath(cwd, path)}`);
  return stat.isDirectory() ? 'folder' : 'file';
}
