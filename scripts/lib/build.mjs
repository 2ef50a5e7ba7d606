import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireWritable } from './home.mjs';
import { repository } from './places.mjs';
import { run } from './run.mjs';
import { digest } from './server.mjs';

const DIST = join(repository, 'dist');
const STAMP = 'built-from';
const SOURCES = ['src', 'db', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts', 'package-lock.json'];

/** Builds dist/ when anything it is made of has changed since; true when it did. */
export async function ensureBuilt(home, options) {
  const sources = digest(SOURCES.flatMap((path) => stampsOf(path)));
  if (readIfThere(join(DIST, STAMP)) === sources) return false;
  await build(home, sources, options);
  return true;
}

export const isBuilt = () => existsSync(join(DIST, STAMP));

async function build(home, sources, { signal, progress }) {
  const tool = (name, path, args) =>
    run(home, name, [process.execPath, join(repository, 'node_modules', path), ...args], {
      cwd: repository,
      signal,
      failure,
    });
  requireWritable(DIST, 'Run this as the owner of that folder.');
  rmSync(join(DIST, STAMP), { force: true }); // a build that was broken off is none
  progress('the server');
  await tool('build', 'typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', DIST]);
  if (existsSync(join(repository, 'src/web/index.html'))) {
    progress('the pages');
    const root = existsSync(join(repository, 'vite.config.ts')) ? [] : ['src/web'];
    await tool('build-pages', 'vite/bin/vite.js', [
      'build',
      ...root,
      '--outDir',
      join(DIST, 'web'),
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ]);
  }
  writeFileSync(join(DIST, STAMP), sources);
}

const failure = ({ lines }) => ({
  sentence: 'Carillon could not be built.',
  lines: lines.filter((line) => /error/i.test(line)).slice(0, 8),
  remedy: 'Mend what is named here, or go back to the last version that built (git stash), then start again.',
});

function stampsOf(path) {
  const full = join(repository, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [[path, stat.mtimeMs, stat.size]];
  return readdirSync(full)
    .sort()
    .flatMap((name) => stampsOf(join(path, name)));
}

const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
