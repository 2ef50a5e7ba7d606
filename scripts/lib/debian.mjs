import { join } from 'node:path';
import { programPath, repository } from './places.mjs';
import { run } from './run.mjs';

const SCRIPT = join(repository, 'scripts/debian-packages.sh');

/** The programs Carillon calls, and the Debian packages that have them. */
const PACKAGES = {
  'redis-server': 'redis-server',
  mariadbd: 'mariadb-server-core',
  'mariadb-install-db': 'mariadb-server-core',
  my_print_defaults: 'mariadb-client-core', // mariadb-install-db calls it
  'espeak-ng': 'espeak-ng',
  sox: 'sox',
  sipp: 'sip-tester',
  chromium: 'chromium',
};

export const programs = {
  redis: ['redis-server'],
  mariadb: ['mariadbd', 'mariadb-install-db', 'my_print_defaults'],
  speech: ['espeak-ng', 'sox'],
  browser: ['chromium'],
};

/** Installs what is missing, and names it. Where the programs are there, how they came does not matter. */
export async function ensurePrograms(home, wanted, { signal, progress }) {
  const missing = [
    ...new Set(wanted.filter((program) => programPath(program) === undefined).map((program) => PACKAGES[program])),
  ];
  if (missing.length === 0) return missing;
  progress(`installing ${missing.join(', ')}`);
  await run(home, 'debian-packages', [SCRIPT, 'install', ...missing], {
    // A package half installed is worse than a minute's wait.
    letFinish: () => progress('stopping when apt-get is done; Ctrl-C again breaks it off'),
    signal,
    onLine: (line) => progress(said(line)),
    failure: ({ code, lines }) => ({
      sentence: `Debian packages: ${said(lines.at(-1) ?? `scripts/debian-packages.sh ended with ${code}.`)}`,
      lines: [],
    }),
  });
  return missing;
}

const said = (line) => line.replace(/^debian-packages: */, '').trim();
