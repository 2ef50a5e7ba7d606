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
  // What stands in a version for a recording is for nobody to read.
  const source = file.endsWith('.yaml') ? files[file]?.split('\n')[line - 1] : undefined;
  if (source === undefined || source.trim() === '') return head;
  const gutter = `${line} | `.padStart(8);
  const caret = ' '.repeat(gutter.length) + under(source.slice(0, col - 1)) + '^';
  return `${head}\n${paint.dim(gutter)}${source}\n${colour(caret)}`;
}

/** As much space as a text takes in a terminal: a tab is a tab, letters of East Asia and pictures are two wide. */
const under = (text: string): string =>
  text.replaceAll(/[^\t]/gu, (letter) => (MARK.test(letter) ? '' : WIDE.test(letter) ? '  ' : ' '));
const MARK = /^[\p{Mn}\p{Me}\p{Cf}\r]$/u;
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]$/u;

/** `3 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`;
}
