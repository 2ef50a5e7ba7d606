import { Cel, Label, Reference, Template, Variable } from './values';
import type { Path } from './yaml';

/** What a step's settings name or ask for, and where in them. */
export interface Mention {
  readonly value: Cel | Label | Reference | Template | Variable;
  readonly path: Path;
}

/** Everything that a step's settings mention, in the order in which it stands there. */
export function mentionsIn(spec: unknown): readonly Mention[] {
  const found: Mention[] = [];
  const path: PropertyKey[] = [];
  const below = (key: PropertyKey, value: unknown): void => {
    path.push(key);
    visit(value);
    path.pop();
  };
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isMention(value)) found.push({ value, path: [...path] });
    else if (Array.isArray(value)) value.forEach((each, index) => below(index, each));
    else if (value instanceof Map) for (const [key, each] of value as Map<string, unknown>) below(key, each);
    else for (const [key, each] of Object.entries(value)) below(key, each);
  };
  visit(spec);
  return found;
}

const isMention = (value: object): value is Mention['value'] =>
  value instanceof Cel ||
  value instanceof Label ||
  value instanceof Template ||
  value instanceof Variable ||
  value instanceof Reference;
