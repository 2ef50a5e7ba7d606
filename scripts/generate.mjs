#!/usr/bin/env node
// Writes what is made from the code: the manual of steps (docs/steps), that of measures (docs/measures.md) and the schemas for editors (schema).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './lib/places.mjs';

for (const args of [
  ['manual', '--write', join(repository, 'docs/steps')],
  ['measures', '--write', join(repository, 'docs/measures.md')],
  ['schema', '--write', join(repository, 'schema')],
]) {
  const main = join(repository, 'src/cli/main.ts');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
