import type { FlowName, QueueName } from '../domain/ids';
import { NO_FLOW, type Flow, type FlowNode } from './flow';
import type { Office } from './office';
import { queue } from './steps/queue';
import { schema, type QueueStep } from './steps/queue-spec';

/** What a customer gets who is called back and for whom no flow was named: their place in the queue. No YAML has this name. */
export const calledBack = (to: QueueName): FlowName => `${CALLED_BACK}${to}`;

export const isCalledBack = (flow: FlowName): boolean => flow.startsWith(CALLED_BACK);

const CALLED_BACK = 'called back: ';

const START = 'queue.0';

function flowTo(to: QueueName): Flow {
  const spec: QueueStep = schema.parse(to);
  const exits = new Map(queue.exits(spec).map(({ name }) => [name, null]));
  const node: FlowNode = { ...PLAIN, id: START, kind: 'queue', step: queue, spec, exits };
  return { ...NO_FLOW, name: calledBack(to), start: START, nodes: new Map([[START, node]]) };
}

const PLAIN = { maxMs: null, place: NO_FLOW.place };

const known = new WeakMap<Office['flows'], Office['flows']>();

/** The flows of a site, and those for customers who are called back. */
export function withCalledBack({ flows, queues }: Pick<Office, 'flows' | 'queues'>): Office['flows'] {
  let all = known.get(flows);
  if (!all) {
    all = new Map([...flows, ...[...queues.keys()].map((name) => [calledBack(name), flowTo(name)] as const)]);
    known.set(flows, all);
  }
  return all;
}
