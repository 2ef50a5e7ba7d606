import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Problem } from '../flow/problem';
import { parseWav, wavMs } from '../phone/wav';
import { compileSite, type CompiledSite, type SiteFiles } from '../site/compile';
import { readSiteFolder, recordingsIn } from '../site/folder';
import { countProblems, reportProblems, type Paint } from '../site/report';
import { exitCodes, Usage, type ExitCode } from './failure';
import { siteFolder } from './settings';
import { coloursFor } from './terminal';
import { counted } from './times';
import type { World } from './world';

export const checkFormats = ['text', 'json', 'github'] as const;
export type CheckFormat = (typeof checkFormats)[number];

export interface CheckOptions {
  readonly format: CheckFormat;
  /** Warnings count as errors. */
  readonly strict: boolean;
}

interface Checked extends CompiledSite {
  /** As it was named, for messages. */
  readonly folder: string;
  readonly files: SiteFiles;
}

/** `carillon check`: everything that is wrong with a site folder, without any server. */
export async function check(world: World, named: string | undefined, options: CheckOptions): Promise<ExitCode> {
  const folder = named === undefined ? siteFolder(world) : resolve(world.cwd, named);
  const checked = await readAndCheck(folder, shownPath(world.cwd, folder));
  world.stdout.write(`${reports[options.format](checked, world)}\n`);
  const failing = options.strict ? checked.problems : checked.problems.filter(({ severity }) => severity === 'error');
  return failing.length > 0 ? exitCodes.failed : exitCodes.fine;
}

async function readAndCheck(path: string, folder: string): Promise<Checked> {
  const files = await filesOf(path, folder);
  const lengths = new Map<string, number>();
  const silent: Problem[] = [];
  for (const [name, file] of await recordingsIn(path)) {
    const length = await lengthOf(file);
    lengths.set(name, length ?? 0);
    if (length === undefined) silent.push(noWav(name));
  }
  const { site, problems } = compileSite(files, () => lengths);
  return { folder, files, site, problems: [...problems, ...silent] };
}

async function filesOf(path: string, folder: string): Promise<SiteFiles> {
  try {
    const files = await readSiteFolder(path);
    if (Object.keys(files).length > 0) return files;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new Usage(`${folder} is no folder; name the folder that holds site.yaml, or set CARILLON_SITE`);
  }
  throw new Usage(`${folder} holds no .yaml file; name the folder that holds site.yaml, or set CARILLON_SITE`);
}

/** In ms; 0 for a WAV of another kind than we read ourselves, `undefined` for no WAV at all. */
async function lengthOf(file: string): Promise<number | undefined> {
  const content = await readFile(file);
  try {
    return wavMs(parseWav(content));
  } catch {
    return content.toString('latin1', 0, 4) === 'RIFF' ? 0 : undefined;
  }
}

const noWav = (name: string): Problem => ({
  file: `prompts/${name}.wav`,
  line: 1,
  col: 1,
  severity: 'warning',
  code: 'SITE007',
  message: 'this recording is no WAV file and will be silent; save it as WAV',
});

const reports: Readonly<Record<CheckFormat, (checked: Checked, world: World) => string>> = {
  text: (checked, world) => {
    const { folder, files, problems } = checked;
    const colours = coloursFor(world.stdout, world.env);
    const paint: Paint = { error: colours.red, warning: colours.yellow, dim: colours.dim };
    if (problems.length === 0)
      return `${folder}: ${contents(checked)}: ${colours.green('no mistakes')}, revision ${revision(checked)}`;
    const report = reportProblems(
      problems.map((problem) => ({ ...problem, file: within(folder, problem.file) })),
      Object.fromEntries(Object.entries(files).map(([path, text]) => [within(folder, path), text])),
      paint,
    );
    const result = checked.site === undefined ? '' : `; it can be published as revision ${revision(checked)}`;
    return `${report}\n\n${folder}: ${countProblems(problems)}${result}`;
  },
  json: ({ folder, site, problems }) =>
    JSON.stringify({ folder, ok: site !== undefined, revision: site?.revision ?? null, problems }, null, 2),
  github: ({ folder, problems }) =>
    [
      ...problems.map(
        ({ file, line, col, severity, code, message }) =>
          `::${severity} file=${property(within(folder, file))},line=${line},col=${col},title=${property(code)}::${escaped(message)}`,
      ),
      `${folder}: ${countProblems(problems)}`,
    ].join('\n'),
};

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
