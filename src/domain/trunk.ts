/** A line out of the house, and which numbers a flow may dial over it. */
export interface TrunkSettings {
  readonly name: string;
  /** What Asterisk calls it: a PJSIP endpoint (`carrier`), or a group of board lines (`DAHDI/g1`). */
  readonly endpoint: string;
  /** Patterns of the numbers that may be dialled; what fits none is refused. */
  readonly allow: readonly string[];
  /** The number that the far end is shown when the flow says none. */
  readonly callerId: string | null;
  /** The host in the address of whom a caller is sent to, `sip:<number>@<domain>`; `null` where nobody can be. */
  readonly domain: string | null;
}

/** As in Asterisk's dialplan: `X` any digit, `Z` 1–9, `N` 2–9, `[1-5]` one of these, a `.` at the end one digit or more. */
const PATTERN = /^\+?(?:[0-9*#XZN]|\[(?:[0-9]-[0-9]|[0-9])+\])+\.?$/;
/** Numbers within one house or town have no more digits; beyond, there are whole countries in a pattern of wildcards. */
const MOST_PLACES_LEFT_OPEN = 8;
const DIALLABLE = /^\+?[0-9*#]{1,32}$/;
const CLASSES: Readonly<Record<string, string>> = { X: '[0-9]', Z: '[1-9]', N: '[2-9]', '.': '[0-9]+' };

/** What is wrong with a pattern; `null` when nothing is. */
export function wrongWithPattern(pattern: string): string | null {
  if (!PATTERN.test(pattern) || hasEmptyRange(pattern))
    return `"${pattern}" is no pattern of numbers like "112", "8800XXXXXXX" or "+7."; X is any digit, Z 1 to 9, N 2 to 9, [1-5] one of these, and a dot at the end stands for one digit or more`;
  if (reachesTheWorld(pattern))
    return `"${pattern}" would let nearly every number in the world be dialled; begin it with the digits of the numbers you mean, like "+7." or "0Z."`;
  return null;
}

/**
 * Whether numbers of many countries fit. What narrows a pattern is a digit from 1 to 9 before the first wildcard: `+`, `*`,
 * `#` and the zeros that lead out of a town or a country stand before all of them. One zero and then none (`0Z.`) stays
 * within the country.
 */
function reachesTheWorld(pattern: string): boolean {
  const begin = /^\+?[*#0]*/.exec(pattern)?.[0] ?? '';
  const rest = pattern.slice(begin.length);
  if (rest === '' || /^[1-9]/.test(rest)) return false;
  if (begin === '0' && /^(?:[ZN]|\[[1-9-]+\])/.test(rest)) return false;
  return rest.endsWith('.') || /^(?:\+|00)/.test(begin) || places(pattern) > MOST_PLACES_LEFT_OPEN;
}

/** `[9-1]`, where nothing lies between. */
const hasEmptyRange = (pattern: string): boolean =>
  [...pattern.matchAll(/(\d)-(\d)/g)].some(([, from = '', to = '']) => from > to);

const places = (pattern: string): number => pattern.replace(/\[[^\]]*\]/g, 'X').length;

/** A number as it can be dialled, without what people write between its digits; `null` when it is none. */
export function numberToDial(text: string): string | null {
  const number = text.replace(/[\s().-]/g, '');
  return DIALLABLE.test(number) ? number : null;
}

/** Whether a number may be dialled over a trunk. */
export const mayDial = ({ allow }: Pick<TrunkSettings, 'allow'>, number: string): boolean =>
  DIALLABLE.test(number) && allow.some((pattern) => patternOf(pattern).test(number));

/** Linear: nothing in a pattern repeats but its end. */
function patternOf(pattern: string): RegExp {
  const source = pattern.replace(/\[[^\]]*\]|[^[]/g, (part) => {
    if (part.startsWith('[')) return part;
    return CLASSES[part] ?? part.replace(/[*+]/, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
