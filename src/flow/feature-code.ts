import type { FlowName } from '../domain/ids';
import { collide, fits, patternOf, type NumberPattern } from '../domain/number-pattern';
import type { Parameters, Site } from './office';

/** A feature code that stands for several: `*28NXX`, or `*47<extension>`, which hands what is dialled over to its flow. */
export interface CodePattern {
  readonly written: string;
  readonly pattern: NumberPattern;
  /** The parameter that gets what stands behind the first `at` signs. */
  readonly hands: { readonly parameter: string; readonly at: number } | null;
}

/** The code itself, and in angle brackets a parameter with the digits that it may be; any, where none are said. */
const WITH_PARAMETER = /^([*#0-9]{1,8})<([a-z][a-z0-9_]*)(?::([0-9XZN[\]-]+))?>$/;
const ANY_DIGITS = '.';

/** `undefined` for one code, and for what is none. */
export function codePatternOf(written: string): CodePattern | undefined {
  const [, code = '', parameter, digits = ANY_DIGITS] = WITH_PARAMETER.exec(written) ?? [];
  if (parameter === undefined) {
    const pattern = /^[*#0-9]/.test(written) ? patternOf(written) : undefined;
    return pattern && { written, pattern, hands: null };
  }
  // Without a place of its own a lone dot would be no pattern: digits that are all fixed are none either.
  const pattern = patternOf(`${code}${digits}`);
  return pattern && { written, pattern, hands: { parameter, at: code.length } };
}

export const isOneCode = (written: string): boolean => /^[*#0-9]{2,8}$/.test(written);

type Codes = Site['featureCodes'];

const known = new WeakMap<Codes, readonly (readonly [CodePattern, FlowName])[]>();

/** Those that stand for several, the most specific first. */
function patternsOf(codes: Codes): readonly (readonly [CodePattern, FlowName])[] {
  const before = known.get(codes);
  if (before) return before;
  const found = [...codes].flatMap(([written, flow]): (readonly [CodePattern, FlowName])[] => {
    const pattern = codePatternOf(written);
    return pattern ? [[pattern, flow]] : [];
  });
  found.sort(([one], [other]) => one.pattern.size - other.pattern.size);
  known.set(codes, found);
  return found;
}

/** What an agent reaches who dials this: its own code, else the most specific of those that it fits. */
export function codeDialled(
  { featureCodes }: Pick<Site, 'featureCodes'>,
  dialled: string,
): { readonly flow: FlowName; readonly parameters: Parameters } | null {
  const own = codePatternOf(dialled) ? undefined : featureCodes.get(dialled);
  if (own !== undefined) return { flow: own, parameters: {} };
  for (const [{ pattern, hands }, flow] of patternsOf(featureCodes))
    if (fits(pattern, dialled))
      return { flow, parameters: hands ? { [hands.parameter]: dialled.slice(hands.at) } : {} };
  return null;
}

/** Both fit some number, and neither lies within the other. */
export const codesCollide = (one: CodePattern, other: CodePattern): boolean => collide(one.pattern, other.pattern);
