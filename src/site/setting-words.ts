import { z } from 'zod';
import { formatDuration } from '../domain/time';

/** What there is to say of one setting, read from its schema: for editors and for the manual. */
export interface SettingWords {
  /** What may stand there: `label`, `duration from 500ms to 2m`, `true or false` … */
  readonly kind: string;
  /** What it means; '' where nobody wrote it down. */
  readonly about: string;
  /** What holds when it is left out, as it would be written; `undefined` for nothing to speak of. */
  readonly standard: string | number | boolean | undefined;
  readonly needed: boolean;
}

export function wordsOf(schema: z.core.$ZodType): SettingWords {
  const layers = layersOf(schema);
  const metas = layers.map(metaOf);
  return {
    kind: kindOf(schema),
    about: metas.find(({ description }) => description !== undefined)?.description ?? '',
    standard: standardOf(layers),
    needed: !layers.some((layer) => ['default', 'prefault', 'optional'].includes(defOf(layer).type)),
  };
}

type Settings = ReadonlyMap<string, z.core.$ZodType>;

/** The settings within a schema of a mapping, by key, those of all its forms together; nothing for other schemas. */
export const settingsOf = (schema: z.core.$ZodType): Settings => new Map(formsOf(schema).flatMap((form) => [...form]));

/** The forms in which a mapping may be written, each with its settings: one, or those of a choice. */
export function formsOf(schema: z.core.$ZodType): readonly Settings[] {
  const def = defOf(coreOf(schema));
  if (def.type === 'object') return [new Map(Object.entries(def.shape))];
  return def.type === 'union' ? def.options.flatMap(formsOf) : [];
}

/** Ways in which a value may be written that are not a mapping of settings: `play: [a, b]`. */
export function shortFormsOf(schema: z.core.$ZodType): readonly string[] {
  const core = coreOf(schema);
  const def = defOf(core);
  if (metaOf(core).title !== undefined) return [kindOf(core)];
  if (def.type === 'union') return def.options.flatMap(shortFormsOf);
  return def.type === 'object' ? [] : [kindOf(core)];
}

const defOf = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def;
const metaOf = (schema: z.core.$ZodType): z.core.GlobalMeta => z.globalRegistry.get(schema) ?? {};

/** The schema and what it wraps, outermost first, down to the one that says what is written. */
export function layersOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const def = defOf(schema);
  switch (def.type) {
    case 'default':
    case 'prefault':
    case 'optional':
    case 'nullable':
    case 'readonly':
      return [schema, ...layersOf(def.innerType)];
    case 'pipe':
      return metaOf(schema).title === undefined ? [schema, ...layersOf(def.in)] : [schema];
    default:
      return [schema];
  }
}

const coreOf = (schema: z.core.$ZodType): z.core.$ZodType => layersOf(schema).at(-1) ?? schema;

export function kindOf(schema: z.core.$ZodType): string {
  const core = coreOf(schema);
  const { title } = metaOf(core);
  if (title !== undefined) return title;
  const def = defOf(core);
  switch (def.type) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'nothing';
    case 'enum':
      return Object.values(def.entries)
        .map((each) => (each === '' ? '""' : String(each)))
        .join(', ');
    case 'array':
      return `list: ${kindOf(def.element)}`;
    case 'record':
      return `mapping to ${kindOf(def.valueType)}`;
    case 'object':
      return 'mapping';
    case 'union':
      return [...new Set(def.options.map(kindOf))].join(' or ');
    default:
      return def.type;
  }
}

/** The schemas keep the value as the program sees it; here it is as one writes it. */
function standardOf(layers: readonly z.core.$ZodType[]): SettingWords['standard'] {
  for (const layer of layers) {
    const def = defOf(layer);
    if (def.type !== 'default' && def.type !== 'prefault') continue;
    const value: unknown = def.defaultValue;
    if (typeof value === 'number' && def.type === 'default')
      return kindOf(layer).startsWith('duration') ? formatDuration(value) : value;
    if (typeof value === 'boolean' || typeof value === 'number') return value;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }
  return undefined;
}
