import type { ChosenState } from '../domain/agent';
import type { FlowName } from '../domain/ids';
import { isOneCode } from '../flow/feature-code';
import type { Site } from '../flow/office';
import type { Flow, FlowNode } from '../flow/flow';
import type { AgentStateStep } from '../flow/steps/agent-state';
import type { OverrideStep } from '../flow/steps/schedule-override';
import type { CallStep } from '../flow/steps/sub-flow';
import type { VoicemailBox } from '../flow/steps/voicemail-box-spec';

/** What a feature code can set or open, as its flow says. */
export interface CodeEffect {
  /** Schedules, and what it puts each into by hand. */
  readonly overrides: readonly { readonly schedule: string; readonly to: string }[];
  /** What the agent who dials may be afterwards. */
  readonly states: readonly ChosenState[];
  /** Opens the box of the agent who dials. */
  readonly ownMessages: boolean;
}

const known = new WeakMap<Site['featureCodes'], ReadonlyMap<string, CodeEffect>>();

/** By code. Worked out once for each version of a site. */
export function effectsOfCodes(site: Pick<Site, 'featureCodes' | 'flows'>): ReadonlyMap<string, CodeEffect> {
  const before = known.get(site.featureCodes);
  if (before) return before;
  // What stands for several can be no key's.
  const codes = [...site.featureCodes].filter(([code]) => isOneCode(code));
  const effects = new Map(codes.map(([code, flow]) => [code, effectOf(stepsOf(flow, site.flows))]));
  known.set(site.featureCodes, effects);
  return effects;
}

/** The code under which agents hear their own messages. */
export const codeOfMessages = (site: Pick<Site, 'featureCodes' | 'flows'>): string | undefined =>
  [...effectsOfCodes(site)].find(([, { ownMessages }]) => ownMessages)?.[0];

function effectOf(steps: readonly FlowNode[]): CodeEffect {
  const specs = (kind: string): readonly unknown[] => steps.flatMap((step) => (step.kind === kind ? [step.spec] : []));
  return {
    overrides: (specs('override') as OverrideStep[]).flatMap(({ schedule, to }) =>
      to === null ? [] : [{ schedule: schedule.name, to }],
    ),
    states: (specs('agent_state') as AgentStateStep[]).flatMap(({ ask }) => (ask.is === 'state' ? [ask.to] : [])),
    ownMessages: (specs('voicemail_box') as VoicemailBox[]).some(
      ({ whose }) => 'agent' in whose && whose.agent.source === 'call.agent',
    ),
  };
}

/** Of a flow, and of the flows that it calls. */
function stepsOf(first: FlowName, flows: ReadonlyMap<FlowName, Flow>): readonly FlowNode[] {
  const found = new Map<FlowName, Flow | undefined>();
  const open = [first];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const flow = flows.get(name);
    found.set(name, flow);
    for (const { kind, spec } of flow?.nodes.values() ?? [])
      if (kind === 'call') open.push((spec as CallStep).flow.name);
  }
  return [...found.values()].flatMap((flow) => [...(flow?.nodes.values() ?? [])]);
}
