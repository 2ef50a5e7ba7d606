import type { NodeId } from '../domain/ids';
import type { Flow, FlowNode } from './flow';
import type { Problems } from './problem';
import { Cel } from './values';

/** What a flow means, beyond how it is written: steps nobody reaches, loops nobody leaves, callers nobody answers. */
export function checkFlow(flow: Flow, problems: Problems): void {
  const reached = reachable(flow, entries(flow));
  reportUnreached(flow, reached, problems);
  for (const id of reached) {
    const node = flow.nodes.get(id);
    if (!node) continue;
    checkCondition(flow, node, problems);
    checkUnserved(node, problems);
  }
  if (flow.onHangup !== null) checkAfterwards(flow, flow.onHangup, problems);
  reportInstantLoop(flow, reached, problems);
}

/** From every step of a flow there is a way to its end; a flow that may take only so long has one anyway. */
export function checkWayOut(flow: Flow, problems: Problems): void {
  if (flow.maxMs !== null || instantLoop(flow, reachable(flow, entries(flow)))) return;
  const before = new Map<NodeId, NodeId[]>();
  const open: NodeId[] = [];
  for (const node of flow.nodes.values()) {
    const exits = [...node.exits.values()];
    if (exits.length === 0 || exits.includes(null)) open.push(node.id);
    for (const next of exits) if (next !== null) before.set(next, [...(before.get(next) ?? []), node.id]);
  }
  const ends = new Set<NodeId>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (ends.has(id)) continue;
    ends.add(id);
    open.push(...(before.get(id) ?? []));
  }
  const stuck = inOrder(flow).find(({ id }) => !ends.has(id) && reachable(flow, entries(flow)).has(id));
  if (stuck)
    problems.warn(
      stuck.place,
      'FLOW018',
      `from this ${stuck.kind} no way leads to an end: a caller who says nothing stays for ever; let a no_input lead out, or give the flow a max`,
    );
}

const entries = ({ start, onHangup, tooLong }: Flow): readonly NodeId[] =>
  [start, onHangup, tooLong].filter((each) => each !== null);

export function reachable(flow: Flow, from: readonly NodeId[]): Set<NodeId> {
  const seen = new Set<NodeId>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const next of flow.nodes.get(id)?.exits.values() ?? []) if (next !== null) open.push(next);
  }
  return seen;
}

const inOrder = (flow: Flow): readonly FlowNode[] =>
  [...flow.nodes.values()].sort((a, b) => a.place.line - b.place.line || a.place.col - b.place.col);

function reportUnreached(flow: Flow, reached: ReadonlySet<NodeId>, problems: Problems): void {
  const said = new Set<string>();
  for (const node of inOrder(flow)) {
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

/** A condition that asks for nothing is the same every time. */
function checkCondition(flow: Flow, node: FlowNode, problems: Problems): void {
  if (node.kind !== 'if' || !(node.spec instanceof Cel)) return;
  const expression = flow.expressions.get(node.spec.source);
  if (!expression || expression.names.size > 0 || expression.asks.length > 0) return;
  const result = expression.evaluate({});
  const value = 'value' in result && result.value === true;
  problems.warn(node.place, 'FLOW019', `${node.spec.source} is always ${value}: one of the two ways is never taken`);
}

/** A caller whom nobody could take should hear a word before the line goes dead. */
function checkUnserved(node: FlowNode, problems: Problems): void {
  if (node.kind !== 'queue') return;
  const dead = ['timeout', 'full', 'nobody'].filter((exit) => node.exits.get(exit) === null);
  if (dead.length > 0)
    problems.warn(
      node.place,
      'FLOW020',
      `after ${dead.join(', ')} the caller is hung up on without a word: write what comes then below the queue, or on: { ${dead[0] ?? ''}: … }`,
    );
}

/** Where the caller has hung up, only steps that need none may stand. */
function checkAfterwards(flow: Flow, start: NodeId, problems: Problems): void {
  for (const id of reachable(flow, [start])) {
    const node = flow.nodes.get(id);
    if (node && node.step.afterwards !== true)
      problems.error(
        node.place,
        'FLOW017',
        `${node.kind} needs a caller, and on_hangup leads here: there the caller has hung up`,
      );
  }
}

function reportInstantLoop(flow: Flow, reached: ReadonlySet<NodeId>, problems: Problems): void {
  const node = instantLoop(flow, reached);
  if (node)
    problems.error(
      node.place,
      'FLOW008',
      `from this ${node.kind} the flow can come back to it without waiting for anything: put a menu, a collect, a queue or a play with barge_in: false into the loop`,
    );
}

function instantLoop(flow: Flow, reached: ReadonlySet<NodeId>): FlowNode | undefined {
  for (const id of reached) {
    const node = flow.nodes.get(id);
    if (node && isInstant(node) && loopsInstantly(flow, node)) return node;
  }
  return undefined;
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
