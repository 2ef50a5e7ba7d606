import { promptOfMiss } from '../domain/callback';
import type { FlowName } from '../domain/ids';
import type { Flow, FlowNode } from '../flow/flow';
import { nodesOfKind, perFlow } from '../flow/per-flow';
import type { Problems } from '../flow/problem';
import type { CallbackStep } from '../flow/steps/callback-spec';
import type { QueueStep } from '../flow/steps/queue-spec';
import type { PromptCheck } from './prompts';

type Flows = ReadonlyMap<FlowName, Flow>;

interface Greeting {
  readonly node: FlowNode;
  readonly spec: CallbackStep;
  readonly flow: FlowName;
}

const greetingsIn = perFlow((flow): readonly Greeting[] =>
  nodesOfKind(flow, 'callback').flatMap((node) => {
    const spec = node.spec as CallbackStep;
    return spec.flow ? [{ node, spec, flow: spec.flow.name }] : [];
  }),
);

/** The flows that customers get who are called back for a caller of this one. */
export const greetedBy = (flow: Flow): readonly FlowName[] => greetingsIn(flow).map((each) => each.flow);

/** A customer who is called back must come to an agent, who is on the line and waits. */
export function checkGreetings(flows: Flows, from: (flow: FlowName) => readonly Flow[], problems: Problems): void {
  for (const flow of flows.values())
    for (const { node, spec, flow: name } of greetingsIn(flow)) {
      const target = flows.get(name);
      if (!target) continue;
      const wanted = [...target.takes].filter(([, { otherwise }]) => otherwise === undefined).map(([each]) => each);
      if (wanted.length > 0)
        problems.error(
          node.place,
          'FLOW014',
          `${name} needs ${wanted.join(', ')}, and a call back hands nothing over: give it a default`,
        );
      const queues = from(name).flatMap((each) =>
        nodesOfKind(each, 'queue').map(({ spec: queue }) => queue as QueueStep),
      );
      if (!queues.some(({ queue, oneOf }) => (queue ? [queue] : oneOf).some(({ name }) => name === spec.queue.name)))
        problems.error(
          node.place,
          'FLOW030',
          `${name} never comes to the queue ${spec.queue.name}, whose agent is on the line for the customer: it needs - queue: ${spec.queue.name}`,
        );
    }
}

/** What agents are told of customers who are not to be had. */
export function checkCallbackPrompts(flows: Flows, check: PromptCheck, language: string): void {
  for (const flow of flows.values())
    for (const { place } of nodesOfKind(flow, 'callback'))
      for (const prompt of new Set(Object.values(promptOfMiss)))
        check.need(
          prompt,
          new Set([language]),
          place,
          ', and agents hear it when a callback fails',
          `flow ${flow.name}`,
        );
}
