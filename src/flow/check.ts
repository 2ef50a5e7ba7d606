import type { NodeId } from '../domain/ids';
import type { Flow, FlowNode } from './flow';
import type { Problems } from './problem';

/** What a flow means, beyond how it is written: steps nobody reaches, loops nobody leaves. */
export function checkFlow(flow: Flow, problems: Problems): void {
  const reached = reachable(flow, flow.start);
  reportUnreached(flow, reached, problems);
  for (const id of reached) {
    const node = flow.nodes.get(id);
    if (node && isInstant(node) && loopsInstantly(flow, node)) {
      problems.error(
        node.place,
        'FLOW008',
        `from this ${node.kind} the flow can come back to it without waiting for anything: put a menu, a collect, a queue or a play with barge_in: false into the loop`,
      );
      return;
    }
  }
}

function reachable(flow: Flow, from: NodeId): Set<NodeId> {
  const seen = new Set<NodeId>();
  const open: NodeId[] = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const next of flow.nodes.get(id)?.exits.values() ?? []) if (next !== null) open.push(next);
  }
  return seen;
}

function reportUnreached(flow: Flow, reached: ReadonlySet<NodeId>, problems: Problems): void {
  const said = new Set<string>();
  const inOrder = [...flow.nodes.values()].sort((a, b) => a.place.line - b.place.line || a.place.col - b.place.col);
  for (const node of inOrder) {
    if (reached.has(node.id)) continue;
    const [label = '', index] = node.id.split('.');
    if (said.has(label)) continue;
    said.add(label);
    if (index === '0') problems.warn(node.place, 'FLOW004', `nothing leads to the label ${label}`);
    else
      problems.warn(
        node.place,
        'FLOW009',
        `this ${node.kind} is never reached: the step above it always goes elsewhere`,
      );
  }
}

const isInstant = (node: FlowNode): boolean => node.step.instant?.(node.spec) ?? false;

function loopsInstantly(flow: Flow, start: FlowNode): boolean {
  const seen = new Set<NodeId>();
  const open: NodeId[] = [start.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = flow.nodes.get(id);
    if (!node || !isInstant(node)) continue;
    for (const next of node.exits.values()) {
      if (next === start.id) return true;
      if (next !== null && !seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return false;
}
