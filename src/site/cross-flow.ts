import type { FlowName, QueueName } from '../domain/ids';
import type { QueueSettings } from '../domain/queue';
import { checkWayOut as checkWayToEnd, reachable } from '../flow/check';
import type { Flow, FlowNode, ValueType } from '../flow/flow';
import type { NumberEntry } from '../flow/office';
import { nodesOfKind, perFlow } from '../flow/per-flow';
import type { Problems } from '../flow/problem';
import type { QueueStep } from '../flow/steps/queue-spec';
import { isOwnExit, ownExits, UNKNOWN } from '../flow/steps/queue-spec';
import type { CallStep } from '../flow/steps/sub-flow';
import type { Cel } from '../flow/values';
import { didYouMean } from '../flow/yaml';
import { checkAfterCaller } from './after-caller';
import { checkGreetings, greetedBy } from './callbacks';
import type { Piecemeal } from './piecemeal';

type Flows = ReadonlyMap<FlowName, Flow>;

/** A step that runs another flow. */
interface Use {
  readonly node: FlowNode;
  readonly flow: FlowName;
  readonly with: ReadonlyMap<string, Cel>;
  /** While the caller waits in a queue. */
  readonly waiting: QueueStep | undefined;
}

const usesIn = perFlow((flow): readonly Use[] =>
  [...flow.nodes.values()].flatMap((node): Use[] => {
    if (node.kind === 'call') {
      const spec = node.spec as CallStep;
      return [{ node, flow: spec.flow.name, with: spec.with, waiting: undefined }];
    }
    if (node.kind !== 'queue') return [];
    const spec = node.spec as QueueStep;
    if (!spec.whileWaiting) return [];
    return [{ node, flow: spec.whileWaiting.flow.name, with: spec.whileWaiting.with, waiting: spec }];
  }),
);

/** A flow and all that run on top of it, itself first. */
export function flowsFrom(name: FlowName, flows: Flows): readonly Flow[] {
  const seen = new Map<FlowName, Flow>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const flow = flows.get(next);
    if (!flow || seen.has(next)) continue;
    seen.set(next, flow);
    open.push(...usesIn(flow).map((use) => use.flow));
  }
  return [...seen.values()];
}

const languagesSet = perFlow((flow): readonly string[] =>
  [...flow.nodes.values()].flatMap(({ step, spec }) => step.languages?.(spec) ?? []),
);

/** In which languages each flow is heard: its own, those of its numbers, those that it or its callers change to. */
export function languagesOf(
  flows: Flows,
  numbers: readonly Pick<NumberEntry, 'flow' | 'language'>[],
  usual: string,
): ReadonlyMap<FlowName, ReadonlySet<string>> {
  const languages = new Map<FlowName, Set<string>>([...flows.keys()].map((name) => [name, new Set<string>()]));
  const called = new Set(
    [...flows.values()].flatMap((flow) => [...usesIn(flow).map((use) => use.flow), ...greetedBy(flow)]),
  );
  const at = new Map<FlowName, (string | null)[]>();
  for (const { flow, language } of numbers) at.set(flow, [...(at.get(flow) ?? []), language]);
  for (const flow of flows.values()) {
    // A flow that others run is heard in the language of the call; any other begins in its own.
    const first = (at.get(flow.name) ?? []).map((language) => language ?? flow.language ?? usual);
    if (first.length === 0 && !called.has(flow.name)) first.push(flow.language ?? usual);
    const within = flowsFrom(flow.name, flows);
    const heard = [...first, ...within.flatMap(languagesSet)];
    for (const { name } of within) for (const each of heard) languages.get(name)?.add(each);
  }
  // A customer who is called back speaks the language of the call that asked.
  for (const flow of flows.values())
    for (const name of greetedBy(flow).flatMap((greeting) => flowsFrom(greeting, flows)))
      for (const each of languages.get(flow.name) ?? []) languages.get(name.name)?.add(each);
  return languages;
}

/** Where calls begin: numbers for callers, feature codes for agents. */
export interface Entrances {
  readonly numbers: ReadonlySet<FlowName>;
  readonly codes: ReadonlySet<FlowName>;
}

/** What only shows when flows are seen together: what is handed over, how a wait is left, who is never run. */
export function* checkAcrossFlows(
  flows: Flows,
  entrances: Entrances,
  queues: ReadonlyMap<QueueName, QueueSettings>,
  problems: Problems,
): Piecemeal<void> {
  const run = new Set([...entrances.numbers, ...entrances.codes]);
  const waited = new Set<FlowName>();
  for (const flow of flows.values())
    for (const use of usesIn(flow)) {
      run.add(use.flow);
      const target = flows.get(use.flow);
      if (!target) continue;
      checkArguments(flow, use, target, problems);
      if (!use.waiting) continue;
      const within = flowsFrom(use.flow, flows);
      for (const { name } of within) waited.add(name);
      checkWayOut(use.waiting, within, use, problems);
    }
  for (const flow of flows.values()) for (const name of greetedBy(flow)) run.add(name);
  checkGreetings(flows, (name) => flowsFrom(name, flows), problems);
  checkAfterCaller(flows, problems);
  for (const flow of flows.values()) {
    yield;
    checkQueueExits(flow, flows, queues, problems);
    if (!waited.has(flow.name)) checkWayToEnd(flow, problems);
    if (entrances.numbers.has(flow.name) && !flow.selfService && !leadsToPerson(flow, flows))
      problems.warn(
        flow.place,
        'FLOW021',
        `no way in ${flow.name} leads to a person: no queue, connect, transfer or voicemail; if that is meant so, write self_service: true`,
      );
    if (!run.has(flow.name))
      problems.warn(flow.place, 'FLOW016', `no number, code or flow leads to the flow ${flow.name}`);
    if (waited.has(flow.name)) continue;
    for (const { place } of nodesOfKind(flow, 'leave_queue'))
      problems.error(place, 'FLOW015', `no queue runs ${flow.name} while callers wait, so there is none to leave`);
  }
}

function checkArguments(flow: Flow, { node, with: given }: Use, target: Flow, problems: Problems): void {
  for (const [name, expression] of given) {
    const parameter = target.takes.get(name);
    if (!parameter) {
      const known = [...target.takes.keys()];
      problems.error(
        node.place,
        'FLOW014',
        `${target.name} takes no ${name}${didYouMean(name, known)}; it takes ${known.join(', ') || 'nothing'}`,
      );
      continue;
    }
    const type = flow.expressions.get(expression.source)?.type ?? 'dyn';
    if (!isOf(type, parameter.type))
      problems.error(
        node.place,
        'FLOW014',
        `${name}: ${expression.source} comes to a ${type}, and ${target.name} takes a ${parameter.type}`,
      );
  }
  const missing = [...target.takes].filter(([name, { otherwise }]) => otherwise === undefined && !given.has(name));
  if (missing.length > 0)
    problems.error(
      node.place,
      'FLOW014',
      `${target.name} needs ${missing.map(([name]) => name).join(', ')}: with: { ${missing.map(([name]) => `${name}: …`).join(', ')} }`,
    );
  const into = node.kind === 'call' ? (node.spec as CallStep).into : undefined;
  if (into && target.gives === null)
    problems.error(node.place, 'FLOW014', `${target.name} gives nothing to put into ${into.name}: it has no "gives:"`);
}

const CEL_TYPES: Readonly<Record<ValueType, readonly string[]>> = {
  string: ['string'],
  number: ['int', 'double', 'uint'],
  bool: ['bool'],
  list: ['list'],
  map: ['map'],
  any: [],
};

/** Whether a type that CEL knows beforehand is what is wanted; `dyn` shows only when it runs. */
function isOf(type: string, wanted: ValueType): boolean {
  const base = type.replace(/<.*/, '');
  return wanted === 'any' || base === 'dyn' || CEL_TYPES[wanted].includes(base);
}

const TO_A_PERSON: ReadonlySet<string> = new Set(['queue', 'connect', 'transfer', 'voicemail', 'callback']);

const reachesPerson = perFlow((flow) => ({
  itself: [...reachable(flow, [flow.start])].some((id) => TO_A_PERSON.has(flow.nodes.get(id)?.kind ?? '')),
}));

const leadsToPerson = (flow: Flow, flows: Flows): boolean =>
  flowsFrom(flow.name, flows).some((each) => reachesPerson(each).itself);

/** What an agent's answer must not break off: another talk, a message, a place in a queue. */
const NOT_WHILE_WAITING: ReadonlySet<string> = new Set(['queue', 'connect', 'transfer', 'record', 'voicemail']);

/** Each name that the waiting flow leaves by is an exit of the queue. */
function checkWayOut(queue: QueueStep, within: readonly Flow[], { node }: Use, problems: Problems): void {
  const outs = outsOf(within);
  const own = Object.keys(queue.exits).filter((exit) => !isOwnExit(exit));
  for (const out of new Set(outs))
    if (!own.includes(out))
      problems.error(
        node.place,
        'FLOW015',
        `the waiting flow leaves by ${out}${didYouMean(out, own)}, and this queue says nothing of it: on: { ${out}: … }`,
      );
  for (const flow of within)
    for (const each of flow.nodes.values())
      if (NOT_WHILE_WAITING.has(each.kind))
        problems.error(
          each.place,
          'FLOW015',
          `${flow.name} runs while callers wait in a queue, and an agent's answer would break off this ${each.kind}: leave the queue first (leave_queue), and go on where on: leads`,
        );
}

const outsOf = (within: readonly Flow[]): readonly string[] =>
  within.flatMap((flow) => nodesOfKind(flow, 'leave_queue').map(({ spec }) => spec as string));

/** Each exit of a queue is left by: by the step itself, a condition of the queue, or the flow that runs meanwhile. */
function checkQueueExits(
  flow: Flow,
  flows: Flows,
  queues: ReadonlyMap<QueueName, QueueSettings>,
  problems: Problems,
): void {
  for (const { spec, place } of nodesOfKind(flow, 'queue')) {
    const queue = spec as QueueStep;
    const waiting = queue.whileWaiting && flowsFrom(queue.whileWaiting.flow.name, flows);
    const conditions = [queue.queue, ...queue.oneOf, ...queue.also].flatMap((each) =>
      conditionsOf(queues.get(each?.name ?? '')),
    );
    const others = [...conditions, ...(waiting ? outsOf(waiting) : [])];
    for (const exit of Object.keys(queue.exits))
      if (!isOwnExit(exit) && exit !== UNKNOWN && !others.includes(exit))
        problems.error(
          place,
          'FLOW015',
          `nothing leaves this queue by ${exit}${didYouMean(exit, [...ownExits, ...others])}: it is left by ${ownExits.join(', ')}, by a condition of the queue (${conditions.join(', ') || 'it has none'}), or by leave_queue in a flow that runs while_waiting`,
        );
  }
}

const conditionsOf = (queue: QueueSettings | undefined): readonly string[] =>
  [...(queue?.enter?.unless ?? []), ...(queue?.leave?.when ?? [])].map(({ name }) => name);
