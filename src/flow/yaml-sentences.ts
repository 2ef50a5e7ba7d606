import type { z } from 'zod';
import { didYouMean } from './did-you-mean';
import { mangled } from './yaml-mistakes';

/** What a schema complains of, said as a sentence for whoever wrote the value; `source` is the value as it stands there. */
export function sentenceOf(issue: z.core.$ZodIssue, source: string | undefined): string {
  const shown = shownAs(issue.input, source);
  if (issue.input !== undefined && !/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `is missing: needs ${kindName(issue.expected)}`;
      if (issue.expected === 'string' && typeof issue.input !== 'object')
        return (
          mangled(source, issue.input) ??
          `${shown} is ${kindName(typeof issue.input)}; write it in quotes: "${source ?? shown}"`
        );
      return `needs ${kindName(issue.expected)}, not ${shown}`;
    case 'too_small':
      if (issue.origin === 'number') return `needs a number of ${issue.minimum} or more, not ${shown}`;
      if (issue.minimum === 1) return 'must not be empty';
      return `needs at least ${issue.minimum} ${issue.origin === 'string' ? 'characters' : 'entries'}, not ${shown}`;
    case 'too_big':
      return `needs ${issue.origin === 'number' ? `a number of ${issue.maximum} or less` : `at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'entries'}`}, not ${shown}`;
    case 'invalid_value':
      return `${shown} is not one of ${issue.values.map(quotedIfNeeded).join(', ')}${didYouMean(String(issue.input), issue.values.map(String))}`;
    case 'invalid_format':
      return `${shown} does not fit; it must match ${issue.pattern ?? issue.format}`;
    case 'invalid_key':
      return issue.issues.map((each) => sentenceOf(each, undefined)).join('; ');
    default:
      return issue.message;
  }
}

/** A value as it was written, or what kind of thing it is. */
function shownAs(value: unknown, source: string | undefined): string {
  if (value === null || value === undefined || source === '') return 'nothing';
  if (typeof value === 'object') return kindName(Array.isArray(value) ? 'array' : 'object');
  const [line = '', ...more] = (source ?? inJson(value) ?? `a ${typeof value}`).split('\n');
  return more.length > 0 ? `${line} …` : line;
}

/** Functions and symbols have no JSON, whatever the types say. */
const inJson = (value: unknown): string | undefined => JSON.stringify(value);

const quotedIfNeeded = (value: unknown): string =>
  /^[a-z0-9]/i.test(String(value)) ? String(value) : `"${String(value)}"`;

export function kindName(kind: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'a mapping (key: value)',
    record: 'a mapping (key: value)',
    array: 'a list (lines that begin with a dash)',
    map: 'a mapping (key: value)',
    null: 'nothing',
    undefined: 'nothing',
  };
  return names[kind] ?? kind;
}

/** The settings that a schema knows at a path. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [first, ...rest] = path;
  switch (def.type) {
    case 'object': {
      if (first === undefined) return Object.keys(def.shape);
      const inner = def.shape[String(first)];
      return inner ? knownKeys(inner, rest) : [];
    }
    case 'record':
      return first === undefined ? keysOf(def.keyType) : knownKeys(def.valueType, rest);
    case 'array':
      return first === undefined ? [] : knownKeys(def.element, rest);
    case 'union':
      return [...new Set(def.options.flatMap((option) => knownKeys(option, path)))];
    case 'pipe':
      return knownKeys(def.in, path);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return knownKeys(def.innerType, path);
    default:
      return [];
  }
}

function keysOf(schema: z.core.$ZodType): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'enum' ? Object.values(def.entries).map(String) : [];
}

/** Of the ways a value may be written, complain by the one that got furthest. */
export function closestBranch(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const depth = (branch: readonly z.core.$ZodIssue[]): number => {
    const wrongKind = branch.some((each) => each.path.length === 0 && each.code === 'invalid_type');
    return wrongKind ? -1 : Math.max(0, ...branch.map((each) => each.path.length)) - branch.length / 100;
  };
  const ranked = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  return ranked[0];
}

/** The keys that tell the ways of writing a value apart, when none of them is there: `http`, `table` or `sql`. */
export function missingChoice(issue: z.core.$ZodIssueInvalidUnion): readonly string[] | undefined {
  // Whoever wrote what only one of the ways knows has chosen that one.
  const meant = issue.errors.filter((branch) => branch.every(({ code }) => code !== 'unrecognized_keys'));
  if (meant.length === 1) return undefined;
  const keys = issue.errors.map(
    (branch) => branch.find((each) => each.path.length === 1 && each.input === undefined)?.path[0],
  );
  return keys.length > 1 && keys.every((key) => key !== undefined) ? keys.map(String) : undefined;
}
