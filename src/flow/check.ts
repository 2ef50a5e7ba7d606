import type { NodeId } from '../domain/ids';
import type { Flow, FlowNode } from './flow';
import { perFlow } from './per-flow';
import type { Problems } from './problem';
import type { Asking } from './steps/looking-up';
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
    checkFailure(node, problems);
    checkAfterTalk(flow, node, problems);
  }
  if (flow.onHangup !== null) checkAfterwards(flow, flow.onHangup, problems);
  reportInstantLoop(flow, problems);
}

/** From every step of a flow there is a way to its end; a flow that may take only so long has one anyway. */
export function checkWayOut(flow: Flow, problems: Problems): void {
  if (flow.maxMs !== null) return;
  const { stuck } = wayOut(flow);
  if (stuck)
    problems.warn(
      stuck.place,
      'FLOW018',
      `from this ${stuck.kind} no way leads to an end: a caller who says nothing stays for ever; let a no_input lead out, or give the flow a max`,
    );
}

const wayOut = perFlow((flow): { readonly stuck: FlowNode | undefined } => {
  if (instantLoop(flow).node) return { stuck: undefined };
  const ends = leadingToEnd(flow);
  const others = inOrder([...flow.nodes.values()].filter(({ id }) => !ends.has(id)));
  if (others.length === 0) return { stuck: undefined };
  const reached = reachable(flow, entries(flow));
  return { stuck: others.find(({ id }) => reached.has(id)) };
});

/** The steps from which a way leads out of the flow for a caller who presses nothing. */
function leadingToEnd({ nodes }: Flow): ReadonlySet<NodeId> {
  const before = new Map<NodeId, NodeId[]>();
  const open: NodeId[] = [];
  for (const node of nodes.values()) {
    const { id } = node;
    if (node.exits.size === 0) open.push(id);
    for (const next of exitsWithoutKeys(node)) {
      const known = next === null ? open : before.get(next);
      if (known) known.push(id);
      else if (next !== null) before.set(next, [id]);
    }
  }
  const ends = new Set<NodeId>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (ends.has(id)) continue;
    ends.add(id);
    open.push(...(before.get(id) ?? []));
  }
  return ends;
}

const WITHOUT_KEYS = ['no_input', 'too_long', 'locked', 'nobody'];

/** Where a step leads that nobody answers; of one that asks for no keys, wherever it leads. */
function exitsWithoutKeys({ exits, spec }: FlowNode): readonly (NodeId | null)[] {
  if (!exits.has('no_input')) return [...exits.values()];
  const hasDefault = (spec as { readonly otherwise?: unknown }).otherwise !== undefined;
  const silent = hasDefault ? [...WITHOUT_KEYS, 'next'] : WITHOUT_KEYS;
  return [...exits].flatMap(([exit, to]) => (silent.includes(exit) ? [to] : []));
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

const inOrder = (nodes: readonly FlowNode[]): readonly FlowNode[] =>
  nodes.toSorted((a, b) => a.place.line - b.place.line || a.place.col - b.place.col);

function reportUnreached(flow: Flow, reached: ReadonlySet<NodeId>, problems: Problems): void {
  const said = new Set<string>();
  for (const node of inOrder([...flow.nodes.values()].filter(({ id }) => !reached.has(id)))) {
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

/** By which exits nobody was reached. */
const UNSERVED: Readonly<Record<string, readonly string[]>> = {
  queue: ['timeout', 'full', 'nobody', 'unknown'],
  connect: ['no_answer', 'busy', 'declined', 'unreachable', 'failed'],
};

/** A caller whom nobody could take should hear a word before the line goes dead. */
function checkUnserved(node: FlowNode, problems: Problems): void {
  const unserved = UNSERVED[node.kind] ?? [];
  const dead = unserved.filter((exit) => node.exits.get(exit) === null);
  if (dead.length > 0)
    problems.warn(
      node.place,
      'FLOW020',
      `after ${dead.join(', ')} the caller is hung up on without a word: write what comes then below the ${node.kind}, or on: { ${dead[0] ?? ''}: … }`,
    );
}

/** A system that is away answers nobody: what the caller hears then is not left to chance. */
function checkFailure({ kind, spec, place }: FlowNode, problems: Problems): void {
  if (kind !== 'lookup' && kind !== 'http') return;
  const { failed, into, otherwise } = spec as Asking;
  if (failed === undefined && into !== undefined && otherwise === undefined)
    problems.warn(
      place,
      'FLOW025',
      `nothing says what happens when this ${kind} fails, and then ${into.name} is empty: write failed: label, or otherwise: what it holds then`,
    );
}

/** Below a queue go those whom nobody took; they have no talk to judge. */
function checkAfterTalk(flow: Flow, node: FlowNode, problems: Problems): void {
  if (!Object.hasOwn(UNSERVED, node.kind)) return;
  const wrong = UNSERVED[node.kind]?.find((exit) => kindAt(flow, node.exits.get(exit)) === 'survey');
  if (wrong !== undefined)
    problems.warn(
      node.place,
      'FLOW027',
      `by ${wrong} the call goes on with a survey, and those had no talk; after a talk it goes on at on: { done: … }`,
    );
}

const kindAt = ({ nodes }: Flow, id: NodeId | null | undefined): string | undefined =>
  id === null || id === undefined ? undefined : nodes.get(id)?.kind;

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

function reportInstantLoop(flow: Flow, problems: Problems): void {
  const { node } = instantLoop(flow);
  if (node)
    problems.error(
      node.place,
      'FLOW008',
      `from this ${node.kind} the flow can come back to it without waiting for anything: put a menu, a collect, a queue or a play with barge_in: false into the loop`,
    );
}

const instantLoop = perFlow((flow): { readonly node: FlowNode | undefined } => {
  for (const id of reachable(flow, entries(flow))) {
    const node = flow.nodes.get(id);
    if (node && isInstant(node) && loopsInstantly(flow, node)) return { node };
  }
  return { node: undefined };
});

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
