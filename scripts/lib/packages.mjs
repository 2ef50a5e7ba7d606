import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { readJson, requireWritable } from './home.mjs';
import { isInstalled } from './lockfile.mjs';
import { programPath, repository } from './places.mjs';
import { run } from './run.mjs';

const inRepository = (path) => readJson(join(repository, path));

export const packagesAreThere = () =>
  isInstalled(inRepository('package-lock.json'), inRepository('node_modules/.package-lock.json'));

/** `npm ci`, when node_modules is not what package-lock.json asks for; true when it ran. */
export async function ensurePackages(home, { signal, progress }) {
  if (packagesAreThere()) return false;
  if (programPath('npm') === undefined)
    throw new Failure('There is no npm on this machine.', {
      remedy: 'Install it (Debian: apt-get install npm), then start again.',
    });
  requireWritable(join(repository, 'node_modules'), 'Run this as the owner of that folder.');
  progress('npm ci');
  const version = execFileSync('npm', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  await run(home, 'npm', npmCi(version), {
    // In the repository, an old npm would not even get as far as calling a newer one.
    cwd: isTooOld(version) ? tmpdir() : repository,
    env: { ...process.env, CARILLON_REPOSITORY: repository },
    signal,
    failure: () => ({
      sentence: 'npm could not install the packages.',
      remedy: 'See that the registry can be reached and that node_modules can be written, then start again.',
    }),
  });
  return true;
}

const LEAST_MAJOR = 10;
const NEWER = 'npm@10.9.9';

/** npm 9, as Debian 13 has it, does not understand an override that puts another package in a package's place. */
const isTooOld = (version) => Number.parseInt(version, 10) < LEAST_MAJOR;

/** Without `--prefix`, which would also lose the machine's own npm settings. */
export function npmCi(version) {
  const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  return isTooOld(version)
    ? ['npm', 'exec', '--yes', `--package=${NEWER}`, '-c', `cd "$CARILLON_REPOSITORY" && ${command.join(' ')}`]
    : command;
}

/** How to call our command line: the npx of an old npm stumbles over the same override. `agent` is who npm says it is. */
export const commandLine = (agent = '') =>
  isTooOld(/^npm\/(\d+)/.exec(agent)?.[1]) ? 'scripts/carillon' : 'npx carillon';
