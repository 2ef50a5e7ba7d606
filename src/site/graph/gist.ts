import { Cel, Label, PromptName, Reference, Template, Variable } from '../../flow/values';

/** Every value in a step's settings, in their order: names, expressions, texts, plain values. */
export function valuesIn(spec: unknown): readonly unknown[] {
  if (spec instanceof Template || spec instanceof Cel || spec instanceof Label) return [spec];
  if (spec instanceof Reference || spec instanceof Variable) return [spec];
  if (spec instanceof Map) return [...(spec as Map<unknown, unknown>).values()].flatMap(valuesIn);
  if (Array.isArray(spec)) return spec.flatMap(valuesIn);
  if (typeof spec === 'object' && spec !== null) return Object.values(spec).flatMap(valuesIn);
  return [spec];
}

/** What a step is about, for a line in a picture: what it uses, asks, plays or computes, and the variable that it fills. */
export function gistOf(spec: unknown): string {
  if (Array.isArray(spec) && spec.every(isAssignment))
    return spec.map(({ variable, value }) => `${variable.name} = ${value.source}`).join(', ');
  const values = valuesIn(spec);
  const of = (wanted: (value: unknown) => string | undefined): string[] =>
    values.flatMap((value) => wanted(value) ?? []);
  const into = of((value) => (value instanceof Variable ? `→ ${value.name}` : undefined));
  const about = [
    of((value) => (value instanceof Reference ? value.name : undefined)),
    firstPrompts(spec),
    of((value) => (value instanceof Template ? `“${value.source}”` : undefined)),
    of((value) => (value instanceof Cel ? value.source : undefined)),
    of((value) => (typeof value === 'string' && value !== '' ? value : undefined)),
  ].find((found) => found.length > 0);
  return [...(about === undefined ? [] : [[...new Set(about)].join(', ')]), ...into].join(' ');
}

/** What is played first; what is said when it goes wrong is in the file. */
function firstPrompts(spec: unknown): readonly string[] {
  if (spec instanceof PromptName) return [spec.source];
  if (Array.isArray(spec)) return spec.flatMap(firstPrompts);
  if (typeof spec !== 'object' || spec === null) return [];
  const { prompt = null, prompts = prompt, ...others } = spec as { prompt?: unknown; prompts?: unknown };
  return [prompts, ...Object.values(others)].map(firstPrompts).find((found) => found.length > 0) ?? [];
}

const isAssignment = (value: unknown): value is { readonly variable: Variable; readonly value: Cel } =>
  typeof value === 'object' &&
  value !== null &&
  'variable' in value &&
  value.variable instanceof Variable &&
  'value' in value &&
  value.value instanceof Cel;
