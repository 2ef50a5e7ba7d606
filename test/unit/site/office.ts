import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../src/flow/problem';
import { compileSite, type SiteFiles } from '../../../src/site/compile';

/** A small office that stays as it is; the example grows. */
export const OFFICE = join(__dirname, '../../fixtures/office');

/** A site without mistakes. */
export const officeFiles: SiteFiles = Object.fromEntries(
  readdirSync(OFFICE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => [path, readFileSync(join(OFFICE, path), 'utf8')]),
);

/** That site with some files replaced, or (`null`) taken away. */
export function officeWith(changes: Readonly<Record<string, string | null>>): SiteFiles {
  const files: Record<string, string> = {};
  for (const [path, text] of Object.entries({ ...officeFiles, ...changes })) if (text !== null) files[path] = text;
  return files;
}

/** `flows/t.yaml:5:7: error FLOW001 …` for each problem. */
export function linesOf(problems: readonly Problem[]): string[] {
  return problems.map(
    ({ file, line, col, severity, code, message }) => `${file}:${line}:${col}: ${severity} ${code} ${message}`,
  );
}

/** What is wrong with it then; flows that lost their number by the change are not what is asked. */
export const problemsWith = (changes: Readonly<Record<string, string | null>>): string[] =>
  everythingWith(changes).filter((line) => !line.includes('warning FLOW016'));

export const everythingWith = (changes: Readonly<Record<string, string | null>>): string[] =>
  linesOf(compileSite(officeWith(changes), () => new Map()).problems);

/** The steps of a label `a`, each line as it stands in the file, from line 5 on. */
export const flowOf = (...lines: readonly string[]): { 'flows/t.yaml': string; 'numbers.yaml': string } => ({
  'numbers.yaml': `${officeFiles['numbers.yaml'] ?? ''}  "*99": t\n`,
  'flows/t.yaml': ['flow: t', 'start: a', 'steps:', '  a:', ...lines, ''].join('\n'),
});

export const problemsIn = (...lines: readonly string[]): string[] =>
  problemsWith(flowOf(...lines)).map((line) => line.replace(/^flows\/t\.yaml:/, ''));
