import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import type { Json } from '../domain/json';
import type { ValueType } from './flow';
import {
  answering,
  CEL_TYPES,
  FACTS,
  FIELDS,
  NOTHING_ASKED,
  recentMs,
  rememberedMs,
  vocabulary,
  type Asked,
} from './expression-facts';
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
    /** Queues, schedules and lists that it asks by name. */
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

/** `queue('sales')`, `schedule('office')`, `lists.blacklist` or `call.headers['x-campaign']` in an expression. */
export interface Asks {
  readonly of: 'queue' | 'schedule' | 'list' | 'header';
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

/** Compiles expressions over the names of one environment. */
export class ExpressionCompiler {
  private readonly compiled = new Map<string, Expression | ExpressionProblem>();

  constructor(
    private readonly environment: Environment,
    /** What expressions may be about, for whoever writes another name. */
    private readonly names: readonly string[],
    /** What each object has, by how it is asked for: `call`, `queue()`. */
    private readonly fields: Readonly<Record<string, object>>,
  ) {}

  /** For one flow, which has these variables besides the facts. */
  static ofFlow(variables: Iterable<string>, types: ReadonlyMap<string, ValueType> = new Map()): ExpressionCompiler {
    const names = new Set(variables);
    const key = [...names].map((name) => `${name}:${types.get(name) ?? 'any'}`).join(' ');
    const known = ofFlows.get(key);
    if (known) return known;
    if (ofFlows.size >= MOST_COMPILERS) ofFlows.clear();
    const made = ExpressionCompiler.forNames(names, types);
    ofFlows.set(key, made);
    return made;
  }

  private static forNames(variables: ReadonlySet<string>, types: ReadonlyMap<string, ValueType>): ExpressionCompiler {
    const environment = vocabulary().clone();
    const names = new Set<string>(FACTS);
    for (const name of variables) {
      if (names.has(name) || !isUsableName(name)) continue;
      names.add(name);
      environment.registerVariable(name, CEL_TYPES[types.get(name) ?? 'any']);
    }
    return new ExpressionCompiler(environment, [...names], FIELDS);
  }

  /** What was compiled before is given again: flows of one site say the same over and over. */
  compile(source: string): Expression | ExpressionProblem {
    const known = this.compiled.get(source);
    if (known) return known;
    const made = this.compileAnew(source);
    if (this.compiled.size >= MOST_COMPILED) this.compiled.clear();
    this.compiled.set(source, made);
    return made;
  }

  private compileAnew(source: string): Expression | ExpressionProblem {
    const braced = /^\{\{\s*(.*?)\s*\}\}$/s.exec(source.trim())?.[1];
    if (braced !== undefined)
      return { message: `an expression stands without {{ }} here; write "${braced}"`, offset: 0 };
    try {
      const program = this.environment.parse(source);
      const nodes = nodesFrom(program.ast);
      for (const node of nodes) {
        const problem = refused(node);
        if (problem) return problem;
      }
      const checked = program.check();
      if (!checked.valid) return this.explain(checked.error, source);
      const names = new Set(nodes.flatMap(namesOf));
      return new Expression(source, String(checked.type), names, program, nodes.flatMap(asksOf));
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
        message: `nothing here is called ${unknown}${didYouMean(unknown, this.names)}; known are ${this.names.join(', ')}${
          source.trim() === unknown ? `; a text stands in quotes within the quotes: "'${unknown}'"` : ''
        }`,
        offset: range?.start ?? 0,
      };
    const key = /^No such key: (\S+)/.exec(message)?.[1];
    if (key !== undefined)
      return {
        message: this.noField(key, source, range?.start ?? 0),
        offset: range?.start ?? 0,
      };
    const offset = range?.start ?? 0;
    return { message: celInWords(message, source, offset), offset };
  }

  /** `caller.id`: what there is in place of it stands in the same object. */
  private noField(key: string, source: string, offset: number): string {
    const [, object = '', called] = /(\w+)\s*(\([^()]*\))?\s*\.?\s*$/.exec(source.slice(0, offset)) ?? [];
    const fields = this.fields[called === undefined ? object : `${object}()`];
    if (!fields) return `there is no ${key} here`;
    const names = Object.keys(fields);
    return `there is no ${key} in ${object}${called ?? ''}${didYouMean(key, names) || `; it has ${names.join(', ')}`}`;
  }
}

/** An expression has no state: what it means hangs on the names and types alone. */
const ofFlows = new Map<string, ExpressionCompiler>();
const MOST_COMPILERS = 64;
const MOST_COMPILED = 1_000;

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
function refused(node: ASTNode): ExpressionProblem | undefined {
  if (node.op === 'rcall' && node.args[0] === 'matches')
    return { message: 'matches() is not allowed; write re(text, "pattern") instead', offset: node.pos };
  if (node.op !== 'call') return undefined;
  const [called, [first, second]] = node.args;
  if ((called === 'queue' || called === 'schedule') && first?.op !== 'value')
    return { message: `${called}() needs a name in quotes, such as ${called}('sales')`, offset: node.pos };
  if (called === 'recent_calls') return noTime(node, first);
  if (called === 'last_agent') return noLastAgent(node, first, second);
  if (called !== 're' || second?.op !== 'value' || typeof second.args !== 'string') return undefined;
  const bad = badPattern(second.args);
  return bad === undefined ? undefined : { message: `the pattern ${second.args} is wrong: ${bad}`, offset: second.pos };
}

/** What is about the caller, though it does not name them. */
const OF_CALLER: readonly string[] = ['recent_calls', 'last_agent'];

const namesOf = (node: ASTNode): readonly string[] =>
  node.op === 'id' ? [node.args] : node.op === 'call' && OF_CALLER.includes(node.args[0]) ? ['caller'] : [];

function noTime(node: ASTNode, text: ASTNode | undefined): ExpressionProblem | undefined {
  const isTime = text?.op === 'value' && recentMs(String(text.args)) !== undefined;
  return isTime
    ? undefined
    : { message: "recent_calls() needs a time in quotes, from 1s to 1d: recent_calls('10m')", offset: node.pos };
}

function noLastAgent(
  node: ASTNode,
  text: ASTNode | undefined,
  queue: ASTNode | undefined,
): ExpressionProblem | undefined {
  if (text?.op !== 'value' || rememberedMs(String(text.args)) === undefined)
    return { message: "last_agent() needs a time in quotes, from 1m to 90d: last_agent('30d')", offset: node.pos };
  return queue === undefined || queue.op === 'value'
    ? undefined
    : { message: "last_agent() needs the queue in quotes: last_agent('30d', 'sales')", offset: queue.pos };
}

function asksOf(node: ASTNode): readonly Asks[] {
  if (node.op !== 'call') return namedIn(node);
  const [of, [name, second]] = node.args;
  if (of === 'last_agent' && second?.op === 'value')
    return [{ of: 'queue', name: String(second.args), offset: second.pos }];
  return (of === 'queue' || of === 'schedule') && name?.op === 'value'
    ? [{ of, name: String(name.args), offset: name.pos }]
    : [];
}

/** `lists.blacklist`, `lists["blacklist"]`, `call.headers['x-campaign']`; `lists.?blacklist` allows for its not being there. */
function namedIn(node: ASTNode): readonly Asks[] {
  if (node.op !== '.' && node.op !== '[]') return [];
  const [from, part] = node.args;
  const of = isName(from, 'lists') ? 'list' : isHeaders(from) ? 'header' : undefined;
  if (of === undefined) return [];
  if (typeof part === 'string') return [{ of, name: part, offset: node.pos }];
  return part.op === 'value' && typeof part.args === 'string' ? [{ of, name: part.args, offset: part.pos }] : [];
}

const isName = (node: ASTNode, name: string): boolean => node.op === 'id' && node.args === name;
const isHeaders = (node: ASTNode): boolean =>
  node.op === '.' && isName(node.args[0], 'call') && node.args[1] === 'headers';

function badPattern(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

/** A node and all below it, in the order in which they are written. */
function nodesFrom(root: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null && 'op' in value) {
      found.push(value as ASTNode);
      walk((value as ASTNode).args);
    }
  };
  walk(root);
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
