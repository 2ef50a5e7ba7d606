import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { didYouMean, nearestTo } from './did-you-mean';
import type { Place, Problems } from './problem';
import { excessiveAliases, mistakesOf, type Mistake } from './yaml-mistakes';
import { readPlainYaml } from './yaml-plain';
import { closestBranch, knownKeys, missingChoice, sentenceOf } from './yaml-sentences';
import { childOf, dataOf, treeOf, type YamlNode } from './yaml-tree';

export { didYouMean } from './did-you-mean';

export type Path = readonly PropertyKey[];

/** A YAML file that knows on which line each of its values stands. */
export class YamlFile {
  private lineCounter: LineCounter | undefined;

  private constructor(
    readonly file: string,
    private readonly text: string,
    private readonly tree: YamlNode | undefined,
    /** The value as plain data; `undefined` when the text is no YAML at all. */
    readonly data: unknown,
  ) {}

  /** Reads the text; what YAML itself or a careless scalar gets wrong goes to `problems`. */
  static read(file: string, text: string, problems: Problems): YamlFile {
    const plain = readPlainYaml(text);
    if (plain) return new YamlFile(file, text, plain, withoutSchema(dataOf(plain)));
    const { tree, data, mistakes } = readWholeYaml(text);
    const yaml = new YamlFile(file, text, tree, data);
    for (const { offset, code, message } of mistakes) problems.error(yaml.placeAt(offset), code, message);
    return yaml;
  }

  /** Where the value at `path` stands, or the nearest thing above it. */
  place(path: Path = []): Place {
    let node = this.tree;
    for (const part of path) {
      const next = childOf(node, part);
      if (!next) break;
      node = next;
    }
    return this.placeAt(node?.begin ?? 0);
  }

  /** Where the key (not the value) at the end of `path` stands. */
  placeOfKey(path: Path): Place {
    const parent = this.nodeAt(path.slice(0, -1));
    const pair = parent?.is === 'map' ? parent.pairs.get(String(path.at(-1))) : undefined;
    return pair ? this.placeAt(pair.key.begin) : this.place(path);
  }

  private placeAt(offset: number): Place {
    this.lineCounter ??= linesOf(this.text);
    const { line, col } = this.lineCounter.linePos(offset);
    return { file: this.file, line: Math.max(1, line), col: Math.max(1, col) };
  }

  /** The scalar as it was written, quotes and all. */
  sourceOf(path: Path): string | undefined {
    const node = this.nodeAt(path);
    return node?.is === 'scalar' ? this.text.slice(node.begin, node.end) : undefined;
  }

  /** Where a text begins within a scalar of several lines (`>` or `|`), and whether it stands in one line there. */
  placeInBlock(path: Path, text: string): { readonly place: Place; readonly exact: boolean } | undefined {
    const node = this.nodeAt(path);
    if (node?.is !== 'scalar' || !/[>|]/.test(this.text.charAt(node.begin))) return undefined;
    const words = text
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const found = new RegExp(words.join('\\s+')).exec(this.text.slice(node.begin, node.end));
    return found ? { place: this.placeAt(node.begin + found.index), exact: !found[0].includes('\n') } : undefined;
  }

  /** Of a path whose parts may not all be in the file, those that are. */
  written(path: Path): Path {
    let node = this.tree;
    return path.filter((part) => {
      const next = childOf(node, part);
      node = next ?? node;
      return next !== undefined;
    });
  }

  /** Parses `data` with a schema and turns each of its complaints into a sentence with a place. */
  parse<T>(schema: z.ZodType<T>, data: unknown, path: Path, problems: Problems): T | undefined {
    const result = schema.safeParse(data, { reportInput: true });
    if (result.success) return result.data;
    this.reportAll(result.error.issues, schema, path, problems);
    return undefined;
  }

  /** What a schema makes of `data` without the settings that it complains of; `undefined` where nothing sound is left. */
  soundPart<T>(schema: z.ZodType<T>, data: unknown): T | undefined {
    const sound = structuredClone(data);
    for (let round = 0; round < SOUND_WITHIN_ROUNDS; round += 1) {
      const result = schema.safeParse(sound, { reportInput: true });
      if (result.success) return result.data;
      const wrong = result.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
      );
      if (wrong.filter((path) => take(sound, path)).length === 0) return undefined;
    }
    return undefined;
  }

  private reportAll(
    issues: readonly z.core.$ZodIssue[],
    schema: z.core.$ZodType,
    base: Path,
    problems: Problems,
  ): void {
    for (const issue of issues) if (!isMisspelt(issue, issues)) this.report(issue, schema, base, problems);
  }

  private report(issue: z.core.$ZodIssue, schema: z.core.$ZodType, base: Path, problems: Problems): void {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path);
      for (const key of issue.keys)
        problems.error(this.placeOfKey([...path, key]), 'SITE002', unknownSetting(key, known));
      return;
    }
    if (issue.code === 'invalid_union' && this.reportUnion(issue, schema, base, problems)) return;
    const aboutKey = issue.code === 'invalid_key';
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    const source = this.sourceOf(path);
    const place = missing
      ? this.place(path.slice(0, -1))
      : aboutKey || source === ''
        ? this.placeOfKey(path)
        : this.place(path);
    problems.error(
      place,
      missing ? 'SITE003' : 'SITE001',
      `${nameOf(aboutKey ? path.slice(0, -1) : path)}: ${sentenceOf(issue, source)}`,
    );
  }

  private reportUnion(
    issue: z.core.$ZodIssueInvalidUnion,
    schema: z.core.$ZodType,
    base: Path,
    problems: Problems,
  ): boolean {
    const path = [...base, ...issue.path];
    const branch = closestBranch(issue);
    if (!branch) return false;
    const choice = missingChoice(issue);
    const inner = branch.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
    const unknown = inner.filter(({ code }) => code === 'unrecognized_keys');
    if (choice && unknown.length === 0)
      problems.error(this.place(path), 'SITE003', `${nameOf(path)}: needs one of ${choice.join(', ')}`);
    else this.reportAll(choice ? unknown : inner, schema, base, problems);
    return true;
  }

  private nodeAt(path: Path): YamlNode | undefined {
    return path.reduce(childOf, this.tree);
  }
}

/** A setting that was taken out may have kept a second mistake from being seen. */
const SOUND_WITHIN_ROUNDS = 4;

/** Takes the value at `path` out of mappings; `false` where there is none, or it is an entry of a list. */
function take(data: unknown, path: Path): boolean {
  const key = path.at(-1);
  let above = data;
  for (const part of path.slice(0, -1)) above = isMapping(above) ? above[String(part)] : undefined;
  return key !== undefined && isMapping(above) && Reflect.has(above, key) && Reflect.deleteProperty(above, key);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the library makes of a text that is not plain, and everything that is wrong with it. */
function readWholeYaml(text: string): Pick<YamlFile, 'data'> & {
  readonly tree: YamlNode | undefined;
  readonly mistakes: readonly Mistake[];
} {
  const document = parseDocument(text, {
    // Whatever a %YAML line or a tag asks for: sets, dates and bytes are nothing that a setting could be.
    schema: 'core',
    resolveKnownTags: false,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const mistakes = mistakesOf(document, text);
  const broken = document.errors.length > 0 || mistakes.some(({ fatal }) => fatal);
  if (broken) return { tree: undefined, data: undefined, mistakes };
  const plain = plainData(document);
  if ('mistake' in plain) return { tree: undefined, data: undefined, mistakes: [...mistakes, plain.mistake] };
  return { tree: treeOf(document), data: plain.data, mistakes };
}

/** Filled by us: YAML's own lexer passes over the ends of lines within some broken texts. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function plainData(document: Document): { readonly data: unknown } | { readonly mistake: Mistake } {
  try {
    return { data: withoutSchema(document.toJS()) };
  } catch (error) {
    if (error instanceof ReferenceError) return { mistake: excessiveAliases(document) };
    throw error;
  }
}

/** `$schema` at the top tells an editor how to help; it says nothing to us. */
function withoutSchema(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || !('$schema' in data)) return data;
  const { $schema: _, ...rest } = data;
  return rest;
}

const nameOf = (path: Path): string => path.findLast((part): part is string => typeof part === 'string') ?? 'this file';

function unknownSetting(key: string, known: readonly string[]): string {
  if (known.includes(key)) return `"${key}" is too much here: only one of ${known.join(', ')} may be given`;
  return `unknown setting "${key}"${didYouMean(key, known)}${known.length > 0 ? `; possible are ${known.join(', ')}` : ''}`;
}

/** A setting that is missing, where one beside it is unknown and has nearly its name: saying that one is enough. */
function isMisspelt(issue: z.core.$ZodIssue, among: readonly z.core.$ZodIssue[]): boolean {
  if (issue.input !== undefined || issue.path.length === 0) return false;
  const wanted = String(issue.path.at(-1));
  const beside = issue.path.slice(0, -1).join('.');
  return among.some(
    (each) =>
      each.code === 'unrecognized_keys' &&
      each.path.join('.') === beside &&
      each.keys.some((key) => nearestTo(key, [wanted]) !== undefined),
  );
}
