import type { FlowName, NodeId } from '../domain/ids';
import { reachable } from '../flow/check';
import type { Flow, FlowNode } from '../flow/flow';
import type { Problems } from '../flow/problem';
import type { CallStep } from '../flow/steps/sub-flow';

type Flows = ReadonlyMap<FlowName, Flow>;

/**
 * Where the caller has hung up only steps that need none may stand, also in the flows that are called from there. The flow
 * with the `on_hangup` itself is checked by `checkFlow`.
 */
export function checkAfterCaller(flows: Flows, problems: Problems): void {
  const said = new Set<FlowNode>();
  for (const flow of flows.values()) {
    if (flow.onHangup === null) continue;
    for (const called of calledFrom(flow, flow.onHangup, flows))
      for (const node of nodesFrom(called, beginnings(called))) {
        if (node.step.afterwards === true || said.has(node)) continue;
        said.add(node);
        problems.error(
          node.place,
          'FLOW017',
          `${node.kind} needs a caller, and on_hangup of ${flow.name} leads here by call: there the caller has hung up`,
        );
      }
  }
}

/** Every flow that is called, however deep, by steps that can be reached from there. */
function calledFrom(flow: Flow, start: NodeId, flows: Flows): ReadonlySet<Flow> {
  const found = new Set<Flow>();
  const open = [...calls(nodesFrom(flow, [start]))];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const called = flows.get(name);
    if (!called || found.has(called)) continue;
    found.add(called);
    open.push(...calls(nodesFrom(called, beginnings(called))));
  }
  return found;
}

const calls = (nodes: readonly FlowNode[]): readonly FlowName[] =>
  nodes.flatMap(({ kind, spec }) => (kind === 'call' ? [(spec as CallStep).flow.name] : []));

const nodesFrom = (flow: Flow, from: readonly NodeId[]): readonly FlowNode[] =>
  [...reachable(flow, from)].flatMap((id) => flow.nodes.get(id) ?? []);

/** Where a flow that is called goes without a word of the caller: its start, and what comes when its time is over. */
const beginnings = ({ start, tooLong }: Flow): readonly NodeId[] => (tooLong === null ? [start] : [start, tooLong]);
