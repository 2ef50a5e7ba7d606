import type { ChosenState } from '../../domain/agent';

/** What the person at the desk wants. */
export type Order =
  | { readonly is: 'answer' | 'decline' | 'hang-up' | 'quit' | 'help' }
  | { readonly is: 'press'; readonly keys: string }
  | { readonly is: 'dial'; readonly number: string }
  | { readonly is: 'state'; readonly to: ChosenState; readonly reason: string };

const WITHOUT_REASON = 'break';

const byKey: Readonly<Record<string, Order>> = {
  a: { is: 'answer' },
  d: { is: 'decline' },
  h: { is: 'hang-up' },
  r: { is: 'state', to: 'available', reason: '' },
  n: { is: 'state', to: 'not-ready', reason: WITHOUT_REASON },
  o: { is: 'state', to: 'signed-out', reason: '' },
  q: { is: 'quit' },
  'ctrl-c': { is: 'quit' },
  '?': { is: 'help' },
};

export const orderOfKey = (key: string): Order | undefined => byKey[key];

/** The same in a line: `a`, `n lunch`, `dial *41`, `press 12#`. */
export function orderOfLine(line: string): Order | undefined {
  const [word = '', ...rest] = line.split(/\s+/);
  const more = rest.join(' ');
  if (word === 'dial' && more !== '') return { is: 'dial', number: more };
  if (word === 'press' && /^[0-9*#]+$/.test(more)) return { is: 'press', keys: more };
  if (word === 'n' && more !== '') return { is: 'state', to: 'not-ready', reason: more };
  return byKey[word];
}

export const ORDERS =
  'a answer · d decline · h hang up · 0-9 * # press or dial (Enter) · r ready · n not ready · o sign out · q quit';
