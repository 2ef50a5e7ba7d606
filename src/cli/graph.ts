import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Site } from '../flow/office';
import { didYouMean } from '../flow/did-you-mean';
import { compileSite } from '../site/compile';
import { drawFlow, drawSite } from '../site/graph/draw';
import type { GraphFormat } from '../site/graph/formats';
import { reportProblems } from '../site/report';
import { readSiteAt } from './check';
import { exitCodes, Failure, Usage, type ExitCode } from './failure';
import { siteFolder } from './settings';
import { shownPath } from './site-to-play';
import type { World } from './world';

export interface GraphOptions {
  readonly format: GraphFormat;
  /** The whole site instead of a flow. */
  readonly site: boolean;
  /** A file instead of the terminal. */
  readonly out?: string;
}

/** `carillon graph`: draws a flow of a site folder, or how its numbers, flows and queues hang together. */
export async function graph(
  world: World,
  flow: string | undefined,
  dir: string | undefined,
  options: GraphOptions,
): Promise<ExitCode> {
  // carillon graph --site my-office
  const [name, folder] = options.site && dir === undefined ? [undefined, flow] : [flow, dir];
  if (name !== undefined && options.site) throw new Usage('name a flow, or give --site; not both');
  const site = await checkedSite(world, folder);
  const drawn = await (options.site ? drawSite(site, options.format) : drawFlow(flowOf(site, name), options.format));
  if (options.out === undefined) world.stdout.write(drawn);
  else await write(resolve(world.cwd, options.out), drawn);
  return exitCodes.fine;
}

function flowOf(site: Site, name: string | undefined) {
  const names = [...site.flows.keys()];
  if (name === undefined) throw new Usage(`name a flow (${names.join(', ')}), or give --site for all of them`);
  const flow = site.flows.get(name);
  if (!flow) throw new Usage(`there is no flow ${name}${didYouMean(name, names)}; known are ${names.join(', ')}`);
  return flow;
}

async function checkedSite(world: World, named: string | undefined): Promise<Site> {
  const path = named === undefined ? siteFolder(world) : resolve(world.cwd, named);
  const folder = shownPath(world.cwd, path);
  const { files } = await readSiteAt(path, folder);
  const { site, problems } = compileSite(files);
  if (site) return site;
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new Failure(`${folder} has mistakes, and cannot be drawn:\n${reportProblems(errors, files)}`);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
