import { Environment } from '@marcbachmann/cel-js';
import type { QueueTest } from '../domain/queue-gate';
import { mixNumbers, QUEUE } from './expression-facts';
import { ExpressionCompiler, type ExpressionProblem } from './expression';

let compiler: ExpressionCompiler | undefined;

/** Conditions of queues speak of the queue's own figures and of nothing else. */
function ofQueues(): ExpressionCompiler {
  if (compiler) return compiler;
  const environment = new Environment({ limits: { maxAstNodes: 200, maxDepth: 30 } });
  for (const [name, type] of Object.entries(QUEUE)) environment.registerVariable(name, type);
  mixNumbers(environment);
  compiler = new ExpressionCompiler(environment, Object.keys(QUEUE), {});
  return compiler;
}

/** A condition like `expected_wait > 600`; where it comes to nothing (a share of no agents), it does not hold. */
export function queueTest(source: string): QueueTest | ExpressionProblem {
  const compiled = ofQueues().compile(source);
  if ('message' in compiled) return compiled;
  if (compiled.type !== 'bool')
    return { message: `is no condition: it gives ${compiled.type}, not true or false`, offset: 0 };
  return {
    source,
    holds: (figures) => {
      const answer = compiled.evaluate({ ...figures });
      return 'value' in answer && answer.value === true;
    },
  };
}
