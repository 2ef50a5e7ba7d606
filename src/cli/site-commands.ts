import { InvalidArgumentError, type Command } from 'commander';
import type { Api } from './api';
import { canary, type CanaryOptions } from './canary';
import type { ExitCode } from './failure';
import type { ListOptions } from './lists';
import { publish, type PublishOptions } from './publish';
import { reload } from './reload';
import { rollback } from './rollback';
import type { Settings } from './settings';
import { showVersion, type ShowOptions } from './show';
import { SiteApi } from './site-api';
import { listVersions, showSite } from './versions';
import type { World } from './world';

interface Parts {
  readonly world: World;
  readonly api: () => Api;
  readonly settings: () => Settings;
  readonly done: (code: ExitCode) => void;
}

/** The commands about the site that runs, and its versions. */
export function addSiteCommands(program: Command, { world, api, settings, done }: Parts): void {
  const site = (): SiteApi => new SiteApi(api());
  const json = ['--json', 'for programs', false] as const;
  const message = ['-m, --message <text>', 'what was changed and why', said] as const;

  program
    .command('publish')
    .argument('[dir]', "a site folder of this machine (default: the node's own folder, as it lies there)")
    .description('make the site a new version that new calls get; with mistakes nothing changes')
    .requiredOption(...message)
    .option('--dry-run', 'only check, and say what is different', false)
    .option('--canary <percent>', 'only for this share of the new calls: 10%', share)
    .option('--base <revision>', 'the revision you believe to run; another one is not overwritten', revision)
    .option('--force', 'over whatever runs', false)
    .option(...json)
    .addHelpText('after', PUBLISH_HELP)
    .action(async (dir: string | undefined, options: PublishOptions) =>
      done(await publish(world, site(), settings().url, dir, options)),
    );

  program
    .command('reload')
    .description("publish the node's site folder as it is now, without a message; with mistakes nothing changes")
    .action(async () => done(await reload(world, site())));

  program
    .command('site')
    .description('what runs, how the last publish went, what lies in the folder and is not applied')
    .option(...json)
    .action((options: ListOptions) => showSite(world, site(), options));

  program
    .command('versions')
    .description('what was published: number, time, author, message')
    .option('--limit <rows>', 'rows at most, 1 to 1000', whole(1000), 20)
    .option(...json)
    .action((options: ListOptions & { limit: number }) => listVersions(world, site(), options));

  program
    .command('show')
    .argument('<version>', 'a number, running, canary, or folder', side)
    .argument('[file]', 'one of its files, to be printed as it was')
    .description('what a version of the site holds')
    .option('--into <dir>', 'write its files there')
    .option(...json)
    .action((which: string, file: string | undefined, options: ShowOptions) =>
      showVersion(world, site(), which, file, options),
    );

  program
    .command('diff')
    .argument('[a]', "a version's number, running, canary, folder (the node's), or a folder of this machine")
    .argument('[b]', 'the same; with one alone, what runs is compared with it')
    .description("what is different, file by file and in words; without arguments: what runs and the node's folder")
    .option('--summary', 'only in words', false)
    .option(...json)
    .action(async (a: string | undefined, b: string | undefined, options: ListOptions & { summary: boolean }) =>
      (await import('./diff.js')).diff(world, site(), { from: a, to: b }, options),
    );

  program
    .command('rollback')
    .argument('<version>', 'the number of the version to go back to', whole(1_000_000_000))
    .description('publish what an earlier version held, as a new version')
    .requiredOption(...message)
    .option(...json)
    .action(async (number: number, options: { message: string; json: boolean }) =>
      done(await rollback(world, site(), number, options)),
    );

  program
    .command('canary')
    .description('how a version that a share of the calls gets does beside the other')
    .option('--promote', 'give it to all new calls', false)
    .option('--stop', 'give it to no new call', false)
    .option('--share <percent>', 'give it to another share of them: 25%', share)
    .option('-m, --message <text>', 'why it is stopped', said)
    .option(...json)
    .addHelpText('after', CANARY_HELP)
    .action((options: CanaryOptions) => canary(world, site(), options));
}

function said(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Say in some words what was changed and why.');
  return text.trim();
}

function share(text: string): number {
  const percent = Number(text.replace(/ ?%$/, ''));
  if (!Number.isInteger(percent) || percent < 1 || percent > 99)
    throw new InvalidArgumentError('A share is a whole percentage from 1% to 99%.');
  return percent;
}

function revision(text: string): string {
  if (!/^[0-9a-f]{12}$/.test(text)) throw new InvalidArgumentError('A revision has 12 hex digits: 3f9a1c2b4d5e.');
  return text;
}

function side(text: string): string {
  if (!/^([1-9]\d*|running|canary|folder)$/.test(text))
    throw new InvalidArgumentError('A version is a number, running, canary or folder.');
  return text;
}

const whole =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > most)
      throw new InvalidArgumentError(`It is no whole number from 1 to ${most}.`);
    return number;
  };

const PUBLISH_HELP = `
What runs already makes no new version. Who published meanwhile is said, and not overwritten (exit code 1).

Examples:
  carillon publish -m "New year's hours"                 the node's folder
  carillon publish -m "Shorter menu" ~/office --dry-run  a folder of this machine, only checked
  carillon publish -m "Shorter menu" --canary 10%        for every tenth caller, by their number`;

const CANARY_HELP = `
It stops by itself when it does clearly worse: see docs/operations.md.

Examples:
  carillon canary
  carillon canary --share 50%
  carillon canary --stop -m "callers press 3, which is gone"`;
