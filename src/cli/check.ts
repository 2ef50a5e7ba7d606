import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import type { Site } from '../flow/office';
import { hasErrors, Problems, type Problem } from '../flow/problem';
import { readStories } from '../sim/story/read';
import { compileSite, type CompiledSite, type SiteFiles } from '../site/compile';
import { readSite, type SiteFolder } from '../site/folder';
import { readFlow } from '../site/read-flow';
import { recordingProblems } from '../site/recordings';
import { countProblems, reportProblems, type Paint } from '../site/report';
import { sarif } from '../site/sarif';
import { pastDays } from '../site/schedule-use';
import { fillFromHome } from './calendar-copies';
import type { CheckFormat } from './check-formats';
import { checkTarget, type CheckTarget } from './check-target';
import { exitCodes, Usage, type ExitCode } from './failure';
import { coloursFor } from './terminal';
import { counted } from './times';
import type { World } from './world';

export interface CheckOptions {
  readonly format: CheckFormat;
  /** Warnings count as errors. */
  readonly strict: boolean;
}

interface Checked extends Pick<CompiledSite, 'site' | 'problems'> {
  /** As it was named, for messages. */
  readonly folder: string;
  readonly files: SiteFiles;
  /** The one file that was asked about, and what is wrong elsewhere. */
  readonly only?: string;
  readonly elsewhere?: readonly Problem[];
  /** What it was checked with besides, or without. */
  readonly notes?: readonly string[];
}

/** `carillon check`: everything that is wrong with a site folder, or with one file of it, without any server. */
export async function check(world: World, named: string | undefined, options: CheckOptions): Promise<ExitCode> {
  const target = checkTarget(world, named);
  const checked = await checkedAt(target, shownPath(world.cwd, target.path), world);
  const notes = options.format === 'text' ? (checked.notes ?? []) : [];
  world.stdout.write(`${[await reports[options.format](checked, world), ...notes].join('\n')}\n`);
  const failing = options.strict ? checked.problems : checked.problems.filter(({ severity }) => severity === 'error');
  return failing.length > 0 ? exitCodes.failed : exitCodes.fine;
}

async function checkedAt(target: CheckTarget, folder: string, world: World): Promise<Checked> {
  if (target.is === 'alone') return checkAlone(target.file, folder);
  const checked = await readAndCheck(target.path, folder, world);
  if (target.is === 'site') return checked;
  const { only } = target;
  const isThere = ({ file }: Problem): boolean => file === only;
  return {
    ...checked,
    only,
    problems: checked.problems.filter(isThere),
    elsewhere: checked.problems.filter((problem) => !isThere(problem)),
  };
}

/** A flow that lies in no site: what it names there cannot be looked up. */
function checkAlone(path: string, folder: string): Checked {
  const only = basename(path);
  const text = readFileSync(path, 'utf8');
  if (!/^flow:/m.test(text))
    throw new Usage(`${only} lies in no site folder: none above it holds a site.yaml, and it is no flow`);
  return { folder, files: { [only]: text }, site: undefined, problems: readFlow(only, text).problems, only };
}

async function readAndCheck(path: string, folder: string, world: World): Promise<Checked> {
  const { files, recordings, strays } = await readSiteAt(path, folder);
  const { problems, ...compiled } = compileSite(files);
  const heard = recordingProblems(recordings.values(), strays);
  const site = hasErrors(heard) ? undefined : compiled.site;
  const notes = compiled.site ? fillFromHome(compiled.site, world).told : [];
  const past = compiled.site ? pastDays(compiled.site.schedules, world.now()) : [];
  const told = compiled.site ? storyProblems(files, compiled.site) : [];
  return { ...compiled, folder, files, site, problems: [...problems, ...heard, ...past, ...told], notes };
}

/** What is written wrongly in the stories of a site; whether they are true `carillon test` says. */
function storyProblems(files: SiteFiles, site: Site): readonly Problem[] {
  const problems = new Problems();
  for (const [path, text] of Object.entries(files))
    if (/^stories\/.+\.yaml$/.test(path)) readStories(path, text, site, problems);
  return problems.sorted();
}

/** Reads a site folder that somebody named. */
export async function readSiteAt(path: string, folder: string): Promise<SiteFolder> {
  try {
    const site = await readSite(path);
    if (Object.keys(site.files).some((file) => file.endsWith('.yaml'))) return site;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new Usage(`${folder} is no folder; name the folder that holds site.yaml, or set CARILLON_SITE`);
  }
  throw new Usage(`${folder} holds no .yaml file; name the folder that holds site.yaml, or set CARILLON_SITE`);
}

const reports: Readonly<Record<CheckFormat, (checked: Checked, world: World) => string | Promise<string>>> = {
  text: (checked, world) => {
    const { folder, files, problems } = checked;
    const colours = coloursFor(world.stdout, world.env);
    const paint: Paint = { error: colours.red, warning: colours.yellow, dim: colours.dim };
    if (problems.length === 0 && checked.only !== undefined)
      return `${within(folder, checked.only)}: ${colours.green('no mistakes')}${restOf(checked)}`;
    if (problems.length === 0)
      return `${folder}: ${contents(checked)}: ${colours.green('no mistakes')}, revision ${revision(checked)}`;
    const report = reportProblems(
      problems.map((problem) => ({ ...problem, file: within(folder, problem.file) })),
      Object.fromEntries(Object.entries(files).map(([path, text]) => [within(folder, path), text])),
      paint,
    );
    if (checked.only !== undefined)
      return `${report}\n\n${within(folder, checked.only)}: ${countProblems(problems)}${restOf(checked)}`;
    const result = checked.site === undefined ? '' : `; it can be published as revision ${revision(checked)}`;
    return `${report}\n\n${folder}: ${countProblems(problems)}${result}`;
  },
  json: ({ folder, site, problems, only }) =>
    JSON.stringify(
      {
        folder,
        ...(only !== undefined && { file: only }),
        ok: !hasErrors(problems),
        revision: site?.revision ?? null,
        problems,
      },
      null,
      2,
    ),
  github: ({ folder, problems }) =>
    [
      ...problems.map(
        ({ file, line, col, severity, code, message }) =>
          `::${severity} file=${property(within(folder, file))},line=${line},col=${col},title=${property(code)}::${escaped(message)}`,
      ),
      `${folder}: ${countProblems(problems)}`,
    ].join('\n'),
  sarif: ({ folder, files, problems }, { cwd, repository }) =>
    sarif({ problems, files, shown: (file) => within(folder, file), cwd, repository }),
};

/** What else there is, where only one file was asked about. */
function restOf({ elsewhere, folder }: Checked): string {
  if (!elsewhere) return '; it lies in no site, so queues, prompts and whatever else it names were not looked for';
  return elsewhere.length === 0 ? '' : `; elsewhere in ${folder}: ${countProblems(elsewhere)}`;
}

/** Short where it is short. */
function shownPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short || '.';
}

/** A path that a terminal can open with a click. */
const within = (folder: string, path: string): string => (folder === '.' ? path : `${folder}/${path}`);

function contents({ site, files }: Checked): string {
  if (site === undefined) return counted(Object.keys(files).length, 'file');
  const { flows, numbers, queues, agents } = site;
  return [
    counted(flows.size, 'flow'),
    counted(numbers.size, 'number'),
    counted(queues.size, 'queue'),
    counted(agents.size, 'agent'),
  ].join(', ');
}

const revision = ({ site }: Checked): string => site?.revision ?? '';

/** GitHub's workflow commands have their own way of escaping. */
const escaped = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
