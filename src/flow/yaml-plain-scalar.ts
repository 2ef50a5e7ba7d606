import type { YamlScalar } from './yaml-tree';

/** A text is not written as plainly as `readPlainYaml` needs it. */
export class NotPlain extends Error {}

export function refuse(): never {
  throw new NotPlain();
}

/** What has a meaning of its own where a text begins. */
const INDICATORS: ReadonlySet<string> = new Set('-?:,[]{}#&*!|>\'"%@` \n');
const BRACKETS: ReadonlySet<string> = new Set(',[]{}');

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const NUMBER = /^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?$/;
/** A superset of what else is a number to YAML. */
const ODD_NUMBER = /^[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|0[ox][0-9a-f]+|\.inf|\.nan)$/i;

const DOUBLE_QUOTED = /"([^"\\\n]*(?:\\["\\/n][^"\\\n]*)*)"/y;
const SINGLE_QUOTED = /'([^'\n]*(?:''[^'\n]*)*)'/y;

/** A text, number or word that begins and ends on this line, in quotes or not. */
export function plainScalarAt(text: string, begin: number, inBrackets: boolean): YamlScalar {
  const first = text[begin] ?? '\n';
  if (first === '"') return quotedAt(text, begin, DOUBLE_QUOTED, (inside) => inside.replace(/\\(.)/g, unescaped));
  if (first === "'") return quotedAt(text, begin, SINGLE_QUOTED, (inside) => inside.replaceAll("''", "'"));
  if (INDICATORS.has(first)) refuse();
  const end = endOfPlain(text, begin, inBrackets);
  return { is: 'scalar', value: valueOf(text.slice(begin, end)), begin, end };
}

const unescaped = (_: string, sign: string): string => (sign === 'n' ? '\n' : sign);

function quotedAt(text: string, begin: number, form: RegExp, meaning: (inside: string) => string): YamlScalar {
  form.lastIndex = begin;
  const inside = form.exec(text)?.[1] ?? refuse();
  return { is: 'scalar', value: meaning(inside), begin, end: form.lastIndex };
}

function endOfPlain(text: string, begin: number, inBrackets: boolean): number {
  let end = begin;
  for (let at = begin; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === ' ') continue;
    const next = text[at + 1] ?? '\n';
    if (sign === ':' && (next === ' ' || next === '\n' || (inBrackets && BRACKETS.has(next)))) break;
    if (sign === '\n' || (sign === '#' && text[at - 1] === ' ') || (inBrackets && BRACKETS.has(sign))) break;
    end = at + 1;
  }
  return end;
}

function valueOf(source: string): string | number | boolean | null {
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  if (NUMBER.test(source)) return Number(source);
  return ODD_NUMBER.test(source) ? refuse() : source;
}
