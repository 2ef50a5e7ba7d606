import type { AgentSettings } from '../domain/agent';
import type { QueueSettings } from '../domain/queue';
import { AgentTests } from '../flow/agent-test';
import type { Place, Problems } from '../flow/problem';

/** The `where` of a queue as it is written, and where. */
export interface Condition {
  readonly source: string;
  readonly place: Place;
}

/** The queues with their conditions, which may speak of every skill that an agent has. */
export function withConditions(
  queues: ReadonlyMap<string, QueueSettings>,
  conditions: ReadonlyMap<string, Condition>,
  agents: ReadonlyMap<string, AgentSettings>,
  problems: Problems,
): Map<string, QueueSettings> {
  const tests = new AgentTests(new Set([...agents.values()].flatMap(({ skills }) => Object.keys(skills))));
  return new Map(
    [...queues].map(([name, queue]): [string, QueueSettings] => {
      const condition = conditions.get(name);
      if (!condition) return [name, queue];
      const { source, place } = condition;
      const test = tests.compile(source);
      if ('holds' in test) return [name, { ...queue, where: test }];
      problems.error({ ...place, col: place.col + test.offset }, 'FLOW005', `${source}: ${test.message}`);
      return [name, queue];
    }),
  );
}
