import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse, parseDocument } from 'yaml';
import type { FloorSettings } from '../../acd/floor';
import type { Site } from '../../flow/office';
import { Problems } from '../../flow/problem';
import type { Variant } from '../../sim/staffing/compare';
import { readStaff, rosterOf, type Staff } from '../../sim/staffing/read-forecast';
import { compileSite, type SiteFiles } from '../../site/compile';
import { countProblems, reportProblems } from '../../site/report';
import { Failure, Usage } from '../failure';
import { siteToPlay } from '../site-to-play';
import type { World } from '../world';

/** A site and its staff, before it becomes a variant. */
export interface Setting {
  readonly name: string;
  readonly files: SiteFiles;
  readonly site: Site;
  readonly staff: Staff | undefined;
}

interface Times {
  readonly from: number;
  readonly to: number;
  readonly midnight: number;
}

export function variantOf({ name, site, staff }: Setting, times: Times): Variant {
  const settings: FloorSettings = { queues: site.queues, agents: site.agents };
  return { name, settings, roster: rosterOf(staff, settings, times) };
}

const FILES: Readonly<Record<string, readonly [file: string, key: string]>> = {
  queue: ['queues.yaml', 'queues'],
  agent: ['agents.yaml', 'agents'],
};

/**
 * The same with some things changed, each as `queue.sales.strategy=fixed-order`, `agent.anna.skills.sales=80` or
 * `staff.team=12`. Site settings are changed in the text of the site, which is then checked like any other.
 */
export function changed(base: Setting, name: string, changes: readonly string[]): Setting {
  const files: Record<string, string> = { ...base.files };
  let { staff } = base;
  for (const change of changes) {
    const [path, value] = split(change);
    const [what = '', who = '', ...rest] = path.split('.');
    if (what === 'staff') staff = withCount(staff, who, value, change);
    else {
      const [file, key] = FILES[what] ?? [];
      if (file === undefined || key === undefined || who === '' || rest.length === 0)
        throw new Usage(
          `"${change}" is nothing like queue.sales.strategy=fixed-order, agent.anna.skills.sales=80 or staff.team=12`,
        );
      const document = parseDocument(files[file] ?? '');
      if (!document.hasIn([key, who])) throw new Usage(`"${change}": there is no ${what} ${who}`);
      document.setIn([key, who, ...rest], document.createNode(parse(value)));
      files[file] = document.toString({ lineWidth: 0 });
    }
  }
  const { site, problems } = compileSite(files);
  if (site) return { name, files, site, staff };
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new Failure(
    `with ${changes.join(' ')} the site has ${countProblems(errors)}:\n${reportProblems(errors, files)}`,
  );
}

function split(change: string): readonly [string, string] {
  const at = change.indexOf('=');
  if (at < 1) throw new Usage(`"${change}" is nothing like queue.sales.strategy=fixed-order`);
  return [change.slice(0, at), change.slice(at + 1)];
}

function withCount(staff: Staff | undefined, who: string, value: string, change: string): Staff {
  const people = staff?.[who];
  const count = Number(value);
  if (people?.count === undefined)
    throw new Usage(
      `"${change}": no staff ${who} has a count; those who have one are ${countable(staff).join(', ') || 'none'}`,
    );
  if (!/^\d+$/.test(value) || count < 1 || count > 20_000)
    throw new Usage(`"${change}": ${value} is no whole number from 1 to 20000`);
  return { ...staff, [who]: { ...people, count } };
}

const countable = (staff: Staff | undefined): readonly string[] =>
  Object.entries(staff ?? {}).flatMap(([who, { count }]) => (count === undefined ? [] : [who]));

/** Another site folder, or changes separated by commas. */
export async function compared(world: World, base: Setting, what: string): Promise<Setting> {
  if (what.includes('='))
    return changed(
      base,
      what,
      what.split(',').map((each) => each.trim()),
    );
  const { site, files, folder } = await siteToPlay(world.cwd, resolve(world.cwd, what));
  return { name: folder, files, site, staff: base.staff };
}

/** `staff:` from a file of its own. */
export async function staffFrom(world: World, path: string, { queues, agents }: Site): Promise<Staff> {
  const text = await textOf(world, path);
  const problems = new Problems();
  const staff = readStaff({ name: path, text }, { queues, agents }, problems);
  if (staff) return staff;
  throw new Failure(`${path} is not right:\n${reportProblems(problems.sorted(), { [path]: text })}`);
}

export async function textOf(world: World, path: string): Promise<string> {
  try {
    return await readFile(resolve(world.cwd, path), 'utf8');
  } catch (error) {
    const why = WHY_NOT[(error as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw error;
    throw new Usage(`${why(path)}; docs/simulate.md tells how such a file is written`, { cause: error });
  }
}

const WHY_NOT: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no file ${path}`,
  ENOTDIR: (path) => `there is no file ${path}`,
  EISDIR: (path) => `${path} is a folder and no file`,
  EACCES: (path) => `${path} may not be read`,
};
