import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import type { Json } from '../domain/json';
import type { ValueType } from './flow';
import { answering, CEL_TYPES, FACTS, FIELDS, NOTHING_ASKED, vocabulary, type Asked } from './expression-facts';
import { celInWords } from './expression-sentences';
import { didYouMean } from './yaml';

/**
 * Conditions and values in the Common Expression Language, checked when the file is loaded against the names that a flow
 * has. Numbers are doubles; `1 + x` needs no casts. Patterns go through `re(text, pattern)` in linear time (RE2).
 */
export class Expression {
  constructor(
    readonly source: string,
    /** What it gives: `bool`, `string`, `double`, `int`, `dyn` … */
    readonly type: string,
    /** The variables and facts it uses. */
    readonly names: ReadonlySet<string>,
    private readonly run: (scope: Scope) => unknown,
    /** Queues and schedules that it asks by name. */
    readonly asks: readonly Asks[] = [],
  ) {}

  /** The value, or why there is none (a key that is not there, a number out of range …). */
  evaluate(scope: Scope, asked: Asked = NOTHING_ASKED): { readonly value: Json } | { readonly problem: string } {
    try {
      return { value: toJson(answering(asked, () => this.run(scope))) };
    } catch (error) {
      return { problem: `${this.source}: ${firstLine(error)}` };
    }
  }
}

/** `queue('sales')` or `schedule('office')` in an expression. */
export interface Asks {
  readonly of: 'queue' | 'schedule';
  readonly name: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}

/** The names an expression may use, with their values at one moment of one call. */
export type Scope = Record<string, unknown>;

export interface ExpressionProblem {
  readonly message: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}

/** Compiles expressions for one flow, which has these variables besides the facts. */
export class ExpressionCompiler {
  private readonly environment: Environment;
  private readonly names: readonly string[];

  constructor(variables: Iterable<string>, types: ReadonlyMap<string, ValueType> = new Map()) {
    const environment = vocabulary().clone();
    const names = new Set<string>(FACTS);
    for (const name of variables) {
      if (names.has(name) || !isUsableName(name)) continue;
      names.add(name);
      environment.registerVariable(name, CEL_TYPES[types.get(name) ?? 'any']);
    }
    this.environment = environment;
    this.names = [...names];
  }

  compile(source: string): Expression | ExpressionProblem {
    try {
      const program = this.environment.parse(source);
      const refused = refuse(program.ast);
      if (refused) return refused;
      const checked = program.check();
      if (!checked.valid) return this.explain(checked.error, source);
      return new Expression(source, String(checked.type), namesIn(program.ast), program, asksIn(program.ast));
    } catch (error) {
      return this.explain(error, source);
    }
  }

  private explain(error: unknown, source: string): ExpressionProblem {
    const message = firstLine(error);
    const range = (error as { range?: { start?: number } } | undefined)?.range;
    const unknown = /^Unknown variable: (\S+)/.exec(message)?.[1];
    if (unknown !== undefined)
      return {
        message: `nothing here is called ${unknown}${didYouMean(unknown, this.names)}; known are ${this.names.join(', ')}`,
        offset: range?.start ?? 0,
      };
    const key = /^No such key: (\S+)/.exec(message)?.[1];
    if (key !== undefined)
      return {
        message: `there is no ${key} here${didYouMean(
          key,
          FIELDS.flatMap((fields) => Object.keys(fields)),
        )}`,
        offset: range?.start ?? 0,
      };
    const offset = range?.start ?? 0;
    return { message: celInWords(message, source, offset), offset };
  }
}

/** Whether a variable may be called so: words of CEL itself (`type`, `in`, `null` …) may not. */
export function isUsableName(name: string): boolean {
  const known = usable.get(name);
  if (known !== undefined) return known;
  const answer = isNoWord(name);
  if (usable.size < MOST_NAMES) usable.set(name, answer);
  return answer;
}

const MOST_NAMES = 10_000;
const usable = new Map<string, boolean>();

function isNoWord(name: string): boolean {
  try {
    const program = new Environment().registerVariable(name, 'dyn').parse(name);
    return program.ast.op === 'id' && program.check().valid;
  } catch {
    return false; // CEL refuses its own words by throwing
  }
}

/** `text.matches(pattern)` runs JavaScript's own regular expressions, which can take for ever. */
function refuse(node: ASTNode): ExpressionProblem | undefined {
  if (node.op === 'rcall' && node.args[0] === 'matches')
    return { message: 'matches() is not allowed; write re(text, "pattern") instead', offset: node.pos };
  if (node.op === 'call' && (node.args[0] === 'queue' || node.args[0] === 'schedule')) {
    const name = node.args[1][0];
    if (name?.op !== 'value')
      return {
        message: `${node.args[0]}() needs a name in quotes, such as ${node.args[0]}('sales')`,
        offset: node.pos,
      };
  }
  if (node.op === 'call' && node.args[0] === 're') {
    const pattern = node.args[1][1];
    if (pattern?.op === 'value' && typeof pattern.args === 'string') {
      const bad = badPattern(pattern.args);
      if (bad !== undefined) return { message: `the pattern ${pattern.args} is wrong: ${bad}`, offset: pattern.pos };
    }
  }
  for (const child of children(node)) {
    const found = refuse(child);
    if (found) return found;
  }
  return undefined;
}

function namesIn(node: ASTNode): Set<string> {
  const names = new Set<string>(node.op === 'id' ? [node.args] : []);
  for (const child of children(node)) for (const name of namesIn(child)) names.add(name);
  return names;
}

function asksIn(node: ASTNode): Asks[] {
  const found = children(node).flatMap(asksIn);
  if (node.op !== 'call') return found;
  const [of, [name]] = node.args;
  if ((of === 'queue' || of === 'schedule') && name?.op === 'value')
    found.push({ of, name: String(name.args), offset: name.pos });
  return found;
}

function badPattern(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

function children(node: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null && 'op' in value) found.push(value as ASTNode);
  };
  walk(node.args);
  return found;
}

function firstLine(error: unknown): string {
  const summary = (error as { summary?: unknown } | undefined)?.summary;
  const text = typeof summary === 'string' ? summary : error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

function toJson(value: unknown): Json {
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no number to go on with`);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [String(key), toJson(each)]));
  if (typeof value === 'object') {
    if ('value' in value && 'hasValue' in value) return null;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(each)]));
  }
  return null;
}
