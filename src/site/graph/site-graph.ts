import type { NumberEntry, Site } from '../../flow/office';
import { flowGraph } from './flow-graph';

/** The whole site: which number leads to which flow, which flow calls which, and into which queues. */
export interface SiteGraph {
  readonly places: readonly SitePlace[];
  readonly ways: readonly SiteWay[];
}

export interface SitePlace {
  readonly id: string;
  readonly is: 'number' | 'flow' | 'queue';
  readonly name: string;
  /** What people read: a campaign, a queue's title. */
  readonly about: string;
  /** Some number leads there, directly or through other flows. */
  readonly reached: boolean;
}

export interface SiteWay {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

export function siteGraph(site: Site): SiteGraph {
  const ways = [...waysOfNumbers(site), ...waysOfFlows(site)];
  const reached = reachedFrom(
    numbersOf(site)
      .map(([number]) => `number:${number}`)
      .concat([...site.featureCodes.keys()].map((code) => `number:${code}`)),
    ways,
  );
  const place = (is: SitePlace['is'], name: string, about = ''): SitePlace => {
    const id = `${is}:${name}`;
    return { id, is, name, about, reached: reached.has(id) };
  };
  return {
    places: [
      ...numbersOf(site).map(([number, { campaign }]) => place('number', number, campaign)),
      ...[...site.featureCodes.keys()].map((code) => place('number', code)),
      ...[...site.flows.keys()].map((name) => place('flow', name)),
      ...[...site.queues.values()].map(({ name, title }) => place('queue', name, title)),
    ],
    ways,
  };
}

const numbersOf = (site: Site): readonly (readonly [string, NumberEntry])[] => [
  ...site.numbers,
  ...(site.otherNumbers === null ? [] : [['other', site.otherNumbers] as const]),
];

function waysOfNumbers(site: Site): readonly SiteWay[] {
  const entries = numbersOf(site).flatMap(([number, { flow, whenFull }]) => [
    { from: `number:${number}`, to: `flow:${flow}`, name: '' },
    ...('flow' in whenFull ? [{ from: `number:${number}`, to: `flow:${whenFull.flow}`, name: 'when full' }] : []),
  ]);
  const codes = [...site.featureCodes].map(([code, flow]) => ({
    from: `number:${code}`,
    to: `flow:${flow}`,
    name: '',
  }));
  return [...entries, ...codes];
}

/** Each once, however many steps of the flow go there. */
function waysOfFlows(site: Site): readonly SiteWay[] {
  const ways = new Map<string, SiteWay>();
  for (const flow of site.flows.values())
    for (const { kind, uses } of flowGraph(flow).labels.flatMap(({ steps }) => steps))
      for (const { to, name } of uses) {
        if (to !== 'queue' && to !== 'flow') continue;
        const way = {
          from: `flow:${flow.name}`,
          to: `${to}:${name}`,
          name: to === 'flow' && kind === 'queue' ? 'while waiting' : '',
        };
        ways.set(`${way.from} ${way.to}`, way);
      }
  return [...ways.values()];
}

function reachedFrom(sources: readonly string[], ways: readonly SiteWay[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...sources];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { from, to } of ways) if (from === id) open.push(to);
  }
  return seen;
}
