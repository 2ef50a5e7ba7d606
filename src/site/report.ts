import type { Problem } from '../flow/problem';
import type { SiteFiles } from './compile';

/** How problems are shown in a terminal; `paint` colours a text, or leaves it. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly dim: (text: string) => string;
}

export const plain: Paint = { error: (text) => text, warning: (text) => text, dim: (text) => text };

/** `flows/main.yaml:12:9: error FLOW003 …` with the line and a caret below it. */
export function reportProblems(problems: readonly Problem[], files: SiteFiles, paint: Paint = plain): string {
  return problems.map((problem) => reportOne(problem, files, paint)).join('\n');
}

function reportOne(problem: Problem, files: SiteFiles, paint: Paint): string {
  const { file, line, col, severity, code, message } = problem;
  const colour = severity === 'error' ? paint.error : paint.warning;
  const head = `${file}:${line}:${col}: ${colour(severity)} ${code} ${message}`;
  const source = files[file]?.split('\n')[line - 1];
  if (source === undefined || source.trim() === '') return head;
  const gutter = `${line} | `.padStart(8);
  const caret = ' '.repeat(gutter.length + col - 1) + '^';
  return `${head}\n${paint.dim(gutter)}${source}\n${colour(caret)}`;
}

/** `3 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`;
}
