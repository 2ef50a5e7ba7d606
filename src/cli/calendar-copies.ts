import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shownSource } from '../domain/calendar';
import type { Site } from '../flow/office';
import { fetchedFile, readFetched } from '../site/fetched-calendars';
import type { SiteFiles } from '../site/compile';
import { homeFolder } from './settings';
import { lasted } from './times';
import type { World } from './world';

export interface CalendarCopies {
  /** The copies, by the file that their rules are said to stand in. */
  readonly files: SiteFiles;
  /** For people: how old each copy is, or that there is none. */
  readonly told: readonly string[];
}

/** Fills the fetched calendars of a site from what a node on this machine has left in its home; asks nobody. */
export function fillFromHome(site: Pick<Site, 'calendars' | 'takeCalendar'>, world: World): CalendarCopies {
  const files: Record<string, string> = {};
  const told = [...site.calendars.values()].map((source) => {
    const { name } = source;
    const copy = copyOf(join(homeFolder(world), 'calendars', `${name}.ics`));
    const read = copy && readFetched(name, copy.text);
    if (!copy || read?.is === 'wrong')
      return `the calendar ${name} (${shownSource(source)}) has no copy here: its days count as ordinary ones`;
    site.takeCalendar(name, copy.text);
    files[fetchedFile(name)] = copy.text;
    return `the calendar ${name} (${shownSource(source)}) as it was fetched ${lasted(Math.max(0, world.now() - copy.at))} ago`;
  });
  return { files, told };
}

function copyOf(file: string): { readonly text: string; readonly at: number } | undefined {
  try {
    return { text: readFileSync(file, 'utf8'), at: statSync(file).mtimeMs };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
