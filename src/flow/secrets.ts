import type { Path } from './yaml';

/** Settings whose expressions may use a secret: they only decide, stay sealed, or ask where it belongs. '' is the step itself. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  collect: ['checks.in', 'checks.check'],
  http: ['body'],
  if: [''],
  list: ['key'],
  lookup: ['key'],
  pin: ['by.check', 'by.of'],
  // What it fills is a secret from then on.
  set: ['value'],
};

const WOULD_GO: Readonly<Record<string, string>> = {
  queue: 'onto the floor',
  callback: 'onto the floor',
  call: 'into another flow, which does not know that it is one; ask for it there',
  return: 'into another flow, which does not know that it is one; return whether it was right',
  list: 'into a list, which many may read',
  lookup: 'into a variable that does not know that it is one; fill it by set',
  notify: 'out of the house',
  switch: 'into the path of the call',
};

/** Texts that are masked where they are told. */
const MASKED: Readonly<Record<string, string>> = { send_dtmf: 'keys', connect: 'sendDtmf.keys' };

export const mayHoldSecret = (kind: string, path: Path): boolean => MASKED[kind] === path.join('.');

/** Where an expression at this place of a step's settings would put a secret; `null` where it may use one. */
export function secretWouldGo(kind: string, path: Path): string | null {
  const setting = path.filter((part) => typeof part === 'string').join('.');
  const safe = MAY_USE[kind]?.some((each) => setting === each || setting.startsWith(`${each}.`)) ?? false;
  return safe ? null : (WOULD_GO[kind] ?? 'into the history');
}
