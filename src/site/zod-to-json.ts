import { z } from 'zod';
import { layersOf, wordsOf } from './setting-words';

/** A JSON Schema, draft-07, with the keys that yaml-language-server adds (`errorMessage`, `defaultSnippets` …). */
export type JsonSchema = { [key: string]: unknown };

/** A zod schema as JSON Schema: of what is written, not of what we make of it. */
export function converted(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => explain(zodSchema, jsonSchema),
  });
  return tidy(plain) as JsonSchema;
}

/**
 * An editor shows the description and nothing else, so it says the kind of value and the default too. The default itself is
 * left out: editors would write every one of them into the file. It stands as an example, which they offer when asked.
 */
function explain(zodSchema: z.core.$ZodType, json: JsonSchema): void {
  const { about, kind, standard } = wordsOf(zodSchema);
  delete json['default'];
  if (layersOf(zodSchema).length === 1 && json['title'] === undefined) return;
  const more = [
    ...(json['title'] === undefined || about.toLowerCase().startsWith(`a ${kind} `) ? [] : [capital(kind)]),
    ...(standard === undefined ? [] : [`Default: ${standard}`]),
  ];
  const description = [about, more.join('. ')].filter((part) => part !== '').join('\n\n');
  if (description !== '') json['description'] = description;
  if (typeof standard === 'string' || typeof standard === 'number') json['examples'] ??= [standard];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a pattern wants, in words: editors show the pattern itself otherwise. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[a-z][a-z0-9_]*$': 'A name has small letters, digits and _, a letter first.',
  '^([0-9]+([.][0-9]+)?(ms|s|m|h|d))+$': 'A duration has a unit: 800ms, 5s, 10m, 1h30m.',
  '^[0-9]+([.][.][0-9]+)?$': 'How many digits: 6, or 6..8.',
};

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const { title: _, ...schema } = value as JsonSchema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, each]) => [key, key === 'properties' ? tidyEach(each) : tidy(each)]),
  );
  const { pattern, anyOf, propertyNames } = inner;
  const said = typeof pattern === 'string' ? PATTERNS[pattern] : undefined;
  return {
    ...inner,
    ...(said !== undefined && { patternErrorMessage: said, errorMessage: said }),
    ...(Array.isArray(anyOf) && { anyOf: flat(anyOf) }),
    // A key like 1 is a number to an editor, and a text to us.
    ...(propertyNames !== undefined && { propertyNames: { ...(propertyNames as object), type: undefined } }),
  };
}

/** Settings may be called `title` themselves. */
const tidyEach = (settings: unknown): unknown =>
  Object.fromEntries(Object.entries(settings as object).map(([key, each]) => [key, tidy(each)]));

/** A choice within a choice is one choice. */
const flat = (choices: readonly unknown[]): readonly unknown[] =>
  choices.flatMap((choice) => {
    const { anyOf } = choice as { anyOf?: readonly unknown[] };
    return anyOf ?? [choice];
  });

/** Parts that stand in it several times become definitions, so that people can read the file and its changes. */
export function hoisted({ definitions, ...schema }: JsonSchema): JsonSchema {
  const times = new Map<string, number>();
  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const text = JSON.stringify(value);
    if (isLargePart(value, text)) times.set(text, (times.get(text) ?? 0) + 1);
    if ((times.get(text) ?? 0) < 2) Object.values(value).forEach(count);
  };
  count(schema);
  count(definitions);
  const names = new Map([...times].filter(([, often]) => often > 1).map(([text], at) => [text, `part${at + 1}`]));
  const withRefs = (value: unknown, whole = false): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const name = whole ? undefined : names.get(JSON.stringify(value));
    if (name !== undefined) return { $ref: `#/definitions/${name}` };
    if (Array.isArray(value)) return value.map((each) => withRefs(each));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withRefs(each)]));
  };
  const parts = [...names].map(([text, name]): [string, unknown] => [name, withRefs(JSON.parse(text), true)]);
  return {
    ...(withRefs(schema, true) as JsonSchema),
    definitions: { ...(withRefs(definitions ?? {}, true) as JsonSchema), ...Object.fromEntries(parts) },
  };
}

/** A schema, not a mapping of settings or a list of them: those have no place of their own for a `$ref`. */
const isLargePart = (value: object, text: string): boolean =>
  text.length > 160 &&
  !Array.isArray(value) &&
  ('type' in value || 'anyOf' in value) &&
  typeof (value as JsonSchema)['type'] !== 'object';
