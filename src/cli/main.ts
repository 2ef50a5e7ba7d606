import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { nowMs } from '../phone/clock';
import { Phone } from '../phone/phone';
import { ownAddresses } from './network';
import { run } from './program';
import type { World } from './world';

/** This file runs from src/ and from dist/src/. */
function repositoryAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? process.cwd() : repositoryAbove(parent);
}

const world: World = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  repository: repositoryAbove(__dirname),
  fetch: globalThis.fetch,
  openPhone: (options) => Phone.open(options),
  addresses: ownAddresses,
  now: nowMs,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  user: () => `${userInfo().username}@${hostname()}`,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => process.off('SIGINT', listener).off('SIGTERM', listener);
  },
};

// `carillon agents | head` closes our output early, which is nobody's mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void run(world, process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
