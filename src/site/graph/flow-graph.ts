import type { NodeId } from '../../domain/ids';
import type { Flow, FlowNode } from '../../flow/flow';
import type { StepManual } from '../../flow/step';
import { Reference } from '../../flow/values';
import { gistOf, valuesIn } from './gist';

/** How often each step was entered and left by which exit, from the history; what is not there is not shown. */
export interface Counts {
  readonly visits: Readonly<Record<NodeId, number>>;
  readonly exits: Readonly<Record<NodeId, Readonly<Record<string, number>>>>;
}

/** A flow as labels with their steps, and where these lead: the same for SVG, Mermaid and JSON. */
export interface FlowGraph {
  readonly flow: string;
  readonly labels: readonly GraphLabel[];
}

export interface GraphLabel {
  readonly name: string;
  /** Where calls come in: `start`, `on_hangup`, `too_long`. */
  readonly entry: readonly string[];
  readonly reached: boolean;
  readonly visits: number | null;
  readonly steps: readonly GraphStep[];
}

export interface GraphStep {
  readonly node: NodeId;
  readonly kind: string;
  readonly group: StepManual['group'];
  /** What it is about, in a few words. */
  readonly gist: string;
  /** How deep it stands within blocks (`then`, `else`), and which block begins with it. */
  readonly depth: number;
  readonly block: string | null;
  readonly line: number;
  readonly reached: boolean;
  readonly visits: number | null;
  /** Queues, flows, connectors … that it uses. */
  readonly uses: readonly { readonly to: Reference['to']; readonly name: string }[];
  /** The exits that do not lead to the next step of the label. */
  readonly exits: readonly GraphExit[];
  /** It ends the call, the flow or the wait, and has no exit. */
  readonly ends: boolean;
}

export interface GraphExit {
  /** The exits that lead there; nothing when all of the step's do. */
  readonly names: readonly string[];
  /** `null` is the end of the flow. */
  readonly to: string | null;
  /** It leads back to where the call was before: a loop. */
  readonly back: boolean;
  readonly count: number | null;
}

export function flowGraph(flow: Flow, counts?: Counts): FlowGraph {
  const reached = reachedFrom(flow);
  const byLabel = new Map<string, FlowNode[]>();
  for (const node of inFileOrder(flow)) {
    const label = labelOf(node.id);
    byLabel.set(label, [...(byLabel.get(label) ?? []), node]);
  }
  const back = waysBack(flow);
  const labels = [...byLabel].map(([name, nodes]): GraphLabel => {
    const first = `${name}.0`;
    return {
      name,
      entry: entriesAt(flow, first),
      reached: reached.has(first),
      visits: counts?.visits[first] ?? null,
      steps: nodes.map((node) => graphStep(node, reached.has(node.id), back, counts)),
    };
  });
  return { flow: flow.name, labels };
}

export const labelOf = (node: NodeId): string => node.split('.', 1)[0] ?? node;

const inFileOrder = (flow: Flow): readonly FlowNode[] =>
  [...flow.nodes.values()].sort((a, b) => a.place.line - b.place.line || a.place.col - b.place.col);

function entriesAt(flow: Flow, node: NodeId): readonly string[] {
  const entries = { start: flow.start, on_hangup: flow.onHangup, too_long: flow.tooLong };
  return Object.entries(entries).flatMap(([name, at]) => (at === node ? [name] : []));
}

function graphStep(node: FlowNode, reached: boolean, back: ReadonlySet<string>, counts: Counts | undefined): GraphStep {
  const parts = node.id.split('.').slice(1);
  return {
    node: node.id,
    kind: node.kind,
    group: node.step.manual?.group ?? 'flow',
    gist: gistOf(node.spec),
    depth: (parts.length - 1) / 2,
    block: parts.length > 1 && parts.at(-1) === '0' ? (parts.at(-2) ?? null) : null,
    line: node.place.line,
    reached,
    visits: counts?.visits[node.id] ?? null,
    uses: valuesIn(node.spec).flatMap((value) =>
      value instanceof Reference ? [{ to: value.to, name: value.name }] : [],
    ),
    exits: graphExits(node, back, counts?.exits[node.id]),
    ends: node.exits.size === 0,
  };
}

function graphExits(
  node: FlowNode,
  back: ReadonlySet<string>,
  counts: Readonly<Record<string, number>> | undefined,
): readonly GraphExit[] {
  const label = labelOf(node.id);
  const names = new Map<string | null, string[]>();
  for (const [name, to] of node.exits) {
    // Within its own label a step leads on to the next one, which is drawn below it; only the way back to the top is said.
    if (to !== null && labelOf(to) === label && to !== `${label}.0`) continue;
    const target = to === null ? null : labelOf(to);
    names.set(target, [...(names.get(target) ?? []), name]);
  }
  return [...names].map(([to, those]): GraphExit => ({
    names: those.length === node.exits.size && names.size === 1 ? [] : those,
    to,
    back: to !== null && back.has(`${label} ${to}`),
    count: counts === undefined ? null : those.reduce((sum, name) => sum + (counts[name] ?? 0), 0),
  }));
}

/** Every step that a call can come to, from the start and from where it goes on after a hang-up or too long a time. */
function reachedFrom(flow: Flow): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const open = [flow.start, flow.onHangup, flow.tooLong].filter((id) => id !== null);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const next of flow.nodes.get(id)?.exits.values() ?? []) if (next !== null) open.push(next);
  }
  return seen;
}

/** Ways from a label back to itself or to one that leads there, as `from to`; labels are walked in the order of the file. */
function waysBack(flow: Flow): ReadonlySet<string> {
  const leads = new Map<string, Set<string>>();
  for (const { id, exits } of inFileOrder(flow))
    for (const to of exits.values()) {
      const [from, target] = [labelOf(id), to === null ? undefined : labelOf(to)];
      if (target === undefined || (target === from && to !== `${from}.0`)) continue;
      leads.set(from, (leads.get(from) ?? new Set()).add(target));
    }
  const back = new Set<string>();
  const over = new Set<string>();
  const walk = (label: string, above: readonly string[]): void => {
    const here = [...above, label];
    for (const next of leads.get(label) ?? [])
      if (here.includes(next)) back.add(`${label} ${next}`);
      else if (!over.has(next)) walk(next, here);
    over.add(label);
  };
  const labels = inFileOrder(flow).map(({ id }) => labelOf(id));
  for (const label of [labelOf(flow.start), ...labels]) if (!over.has(label)) walk(label, []);
  return back;
}
