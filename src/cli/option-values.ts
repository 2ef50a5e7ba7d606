import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../domain/time';

/** What stands behind the options of commands, read; each throws commander's error in words. */

export function number(text: string): string {
  if (!/^[+0-9A-Za-z*#._-]+$/.test(text))
    throw new InvalidArgumentError('A number has digits, letters, + * # . _ and -.');
  return text;
}

export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0 || ms > 86_400_000)
    throw new InvalidArgumentError('It is no duration like 30s or 2m.');
  return ms;
}

/** `1,2*` */
export function keyGroups(text: string): string[] {
  const groups = text.split(',').map((group) => group.trim());
  if (groups.some((group) => !/^[0-9*#]+$/.test(group)))
    throw new InvalidArgumentError('Keys are 0-9, * and #, in groups: 1,2 or 2,123456#');
  return groups;
}

/** What is searched for, whatever the case of its letters. */
export function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : 'It is no pattern.');
  }
}

/** An option that may be given several times. */
export const gathered = (text: string, before: readonly string[]): string[] => [...before, text];

/** `anna,boris`, or `none`. */
export const agentList = (text: string): string[] =>
  text === 'none' ? [] : text.split(',').map((each) => each.trim());
