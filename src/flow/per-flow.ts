import type { Flow, FlowNode } from './flow';

/** A flow never changes (law 9): what is found out about it is remembered as long as it lives. */
export function perFlow<T extends object>(find: (flow: Flow) => T): (flow: Flow) => T {
  const known = new WeakMap<Flow, T>();
  return (flow) => {
    const before = known.get(flow);
    if (before) return before;
    const found = find(flow);
    known.set(flow, found);
    return found;
  };
}

const byKind = perFlow((flow) => {
  const kinds = new Map<string, FlowNode[]>();
  for (const node of flow.nodes.values()) {
    const nodes = kinds.get(node.kind);
    if (nodes) nodes.push(node);
    else kinds.set(node.kind, [node]);
  }
  return kinds;
});

/** The steps of one kind, in the order of the file. */
export const nodesOfKind = (flow: Flow, kind: string): readonly FlowNode[] => byKind(flow).get(kind) ?? [];
