import { Environment } from '@marcbachmann/cel-js';
import type { AgentSettings } from '../domain/agent';
import type { AgentTest, TicketFacts } from '../domain/queue';
import { mixNumbers } from './expression-facts';
import { ExpressionCompiler, type Expression, type ExpressionProblem } from './expression';

const AGENT = { id: 'string', skills: 'map<string, double>', groups: 'list<string>' } as const;
/** What is known of a call when it enters a queue, and does not change while it waits there. */
const CALL = { language: 'string', campaign: 'string', dnis: 'string', ani: 'string', tags: 'list<string>' } as const;

/**
 * Compiles the `where` of queues: a condition over an agent and a call. It knows no time and nothing of the floor, since
 * it is asked once for all calls that are alike.
 */
export class AgentTests {
  private readonly compiler: ExpressionCompiler;
  private readonly none: Readonly<Record<string, number>>;

  /** `skills`: every skill that the site speaks of. An agent who lacks one has it at level 0. */
  constructor(private readonly skills: ReadonlySet<string>) {
    const environment = new Environment({ limits: { maxAstNodes: 200, maxDepth: 30 } });
    environment.registerVariable({ name: 'agent', schema: AGENT });
    environment.registerVariable({ name: 'call', schema: CALL });
    mixNumbers(environment);
    this.compiler = new ExpressionCompiler(environment, ['agent', 'call'], { agent: AGENT, call: CALL });
    this.none = Object.fromEntries([...skills].map((skill) => [skill, 0]));
  }

  compile(source: string): AgentTest | ExpressionProblem {
    const compiled = this.compiler.compile(source);
    if ('message' in compiled) return compiled;
    if (compiled.type !== 'bool')
      return { message: `is no condition: it gives ${compiled.type}, not true or false`, offset: 0 };
    const unknown = [...source.matchAll(/\bagent\.skills\.([a-z][a-z0-9_]*)/g)].find(
      ([, name]) => !this.skills.has(name ?? ''),
    );
    if (unknown)
      return {
        message: `no agent has the skill ${unknown[1]}; there are ${[...this.skills].sort().join(', ')}`,
        offset: unknown.index,
      };
    const uses = Object.keys(CALL).filter((name) => source.includes(`call.${name}`));
    return { source, uses, holds: (agent, facts) => this.holds(compiled, agent, facts) };
  }

  private holds(compiled: Expression, agent: AgentSettings, facts: TicketFacts): boolean {
    const { id, skills, groups = [] } = agent;
    const call = { language: '', campaign: '', dnis: '', ani: '', tags: [], ...facts };
    const answer = compiled.evaluate({ agent: { id, skills: { ...this.none, ...skills }, groups }, call });
    return 'value' in answer && answer.value === true;
  }
}
