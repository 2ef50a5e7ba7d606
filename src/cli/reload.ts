import type { Problem } from '../flow/problem';
import type { SiteFiles } from '../site/compile';
import { readSiteFolder } from '../site/folder';
import { countProblems, reportProblems } from '../site/report';
import { Refused, type Api } from './api';
import { exitCodes, type ExitCode } from './failure';
import { siteFolder } from './settings';
import { coloursFor } from './terminal';
import type { World } from './world';

/** `carillon reload`: the running centre takes the site folder as it is now, or says what is wrong with it. */
export async function reload(world: World, api: Api): Promise<ExitCode> {
  const colours = coloursFor(world.stdout, world.env);
  try {
    const { revision, lastReload } = await api.reload();
    const { problems } = lastReload;
    if (problems.length > 0) world.stdout.write(`${await report(world, problems)}\n\n`);
    world.stdout.write(`${colours.green('Published')}: new calls run on revision ${revision}.\n`);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof Refused) || error.problems === undefined) throw error;
    const { problems } = error;
    world.stdout.write(`${await report(world, problems)}\n\n`);
    world.stderr.write(`${colours.red('Not published')}: ${countProblems(problems)}; calls run on as before.\n`);
    return exitCodes.failed;
  }
}

/** With the lines themselves where the folder is at hand. */
async function report(world: World, problems: readonly Problem[]): Promise<string> {
  const files: SiteFiles = await readSiteFolder(siteFolder(world)).catch(() => ({}));
  const colours = coloursFor(world.stdout, world.env);
  return reportProblems(problems, files, { error: colours.red, warning: colours.yellow, dim: colours.dim });
}
