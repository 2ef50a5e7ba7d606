import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import type { Json } from '../domain/json';
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
  ) {}

  /** The value, or why there is none (a key that is not there, a number out of range …). */
  evaluate(scope: Scope): { readonly value: Json } | { readonly problem: string } {
    try {
      return { value: toJson(this.run(scope)) };
    } catch (error) {
      return { problem: `${this.source}: ${firstLine(error)}` };
    }
  }
}

/** The names an expression may use, with their values at one moment of one call. */
export type Scope = Record<string, unknown>;

export interface ExpressionProblem {
  readonly message: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}

const CALL = {
  id: 'string',
  ani: 'string',
  name: 'string',
  dnis: 'string',
  diverted: 'string',
  trunk: 'string',
  channel: 'string',
  campaign: 'string',
  language: 'string',
  person: 'string',
  agent: 'string',
  waited: 'double',
} as const;

const NOW = { date: 'string', time: 'string', weekday: 'string', hour: 'double', minute: 'double' } as const;

export const FACTS = ['call', 'now', 'daypart', 'lists'] as const;

/** Compiles expressions for one flow, which has these variables besides the facts. */
export class ExpressionCompiler {
  private readonly environment: Environment;
  private readonly names: readonly string[];

  constructor(variables: Iterable<string>) {
    const environment = new Environment({
      enableOptionalTypes: true,
      homogeneousAggregateLiterals: false,
      limits: { maxAstNodes: 500, maxDepth: 50 },
    });
    environment.registerVariable({ name: 'call', schema: CALL });
    environment.registerVariable({ name: 'now', schema: NOW });
    environment.registerVariable('daypart', 'string');
    environment.registerVariable('lists', 'map<string, dyn>');
    mixNumbers(environment);
    environment.registerFunction('re(string, string): bool', (text: string, pattern: string) =>
      RE2JS.compile(pattern).matcher(text).matches(),
    );
    const names = new Set<string>(FACTS);
    for (const name of variables) {
      if (names.has(name) || !isUsableName(name)) continue;
      names.add(name);
      environment.registerVariable(name, 'dyn');
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
      if (!checked.valid) return this.explain(checked.error);
      return new Expression(source, String(checked.type), namesIn(program.ast), program);
    } catch (error) {
      return this.explain(error);
    }
  }

  private explain(error: unknown): ExpressionProblem {
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
        message: `there is no ${key} here${didYouMean(key, [...Object.keys(CALL), ...Object.keys(NOW)])}`,
        offset: range?.start ?? 0,
      };
    return { message: message.charAt(0).toLowerCase() + message.slice(1), offset: range?.start ?? 0 };
  }
}

/** Whether a variable may be called so: words of CEL itself (`type`, `in`, `null` …) may not. */
export function isUsableName(name: string): boolean {
  try {
    const program = new Environment().registerVariable(name, 'dyn').parse(name);
    return program.ast.op === 'id' && program.check().valid;
  } catch {
    return false; // CEL refuses its own words by throwing
  }
}

/** CEL keeps whole numbers and doubles apart, which nobody who writes a dialplan expects. */
function mixNumbers(environment: Environment): void {
  const operators: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [sign, apply] of Object.entries(operators))
    for (const [left, right] of [
      ['double', 'int'],
      ['int', 'double'],
    ] as const)
      environment.registerOperator(`${left} ${sign} ${right}`, (a: unknown, b: unknown) => apply(Number(a), Number(b)));
  environment.registerOperator('double == int', (a: unknown, b: unknown) => Number(a) === Number(b));
}

/** `text.matches(pattern)` runs JavaScript's own regular expressions, which can take for ever. */
function refuse(node: ASTNode): ExpressionProblem | undefined {
  if (node.op === 'rcall' && node.args[0] === 'matches')
    return { message: 'matches() is not allowed; write re(text, "pattern") instead', offset: node.pos };
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
