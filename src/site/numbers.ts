import type { AgentSettings } from '../domain/agent';
import type { Flow } from '../flow/flow';
import type { NumberEntry } from '../flow/office';
import type { Entrances } from './cross-flow';
import type { Reader } from './reader';
import { numbersFile } from './schemas';

export interface Numbers {
  readonly entries: ReadonlyMap<string, NumberEntry>;
  /** What numbers not listed get. */
  readonly other: NumberEntry | null;
  readonly featureCodes: ReadonlyMap<string, string>;
}

export function readNumbers(
  reader: Reader,
  flows: ReadonlyMap<string, Flow>,
  agents: ReadonlyMap<string, AgentSettings>,
): Numbers {
  const read = reader.file('numbers.yaml', numbersFile);
  const entries = new Map<string, NumberEntry>();
  const featureCodes = new Map<string, string>();
  if (!read) return { entries, other: null, featureCodes };
  const known = (path: readonly PropertyKey[], flow: string): void => {
    if (!flows.has(flow) && !reader.unreadFlows.has(flow))
      reader.unknown(read.yaml.place(path), 'flow', flow, flows.keys());
  };
  for (const [number, entry] of Object.entries(read.data.numbers)) {
    const path = ['numbers', number];
    known([...path, 'flow'], entry.flow);
    if ('flow' in entry.when_full) known([...path, 'when_full', 'flow'], entry.when_full.flow);
    if (entry.person !== undefined && !agents.has(entry.person))
      reader.unknown(read.yaml.place([...path, 'person']), 'agent', entry.person, agents.keys());
    entries.set(number, {
      flow: entry.flow,
      campaign: entry.campaign,
      language: entry.language ?? null,
      person: entry.person ?? null,
      maxCalls: entry.max_calls ?? null,
      whenFull: entry.when_full,
    });
  }
  for (const [code, flow] of Object.entries(read.data.feature_codes)) {
    known(['feature_codes', code], flow);
    featureCodes.set(code, flow);
  }
  const other = entries.get('other') ?? null;
  entries.delete('other');
  return { entries, other, featureCodes };
}

/** Where calls begin. */
export const entrancesOf = ({ entries, other, featureCodes }: Numbers): Entrances => ({
  numbers: new Set(
    [...entries.values(), ...(other ? [other] : [])].flatMap(({ flow, whenFull }) =>
      'flow' in whenFull ? [flow, whenFull.flow] : [flow],
    ),
  ),
  codes: new Set(featureCodes.values()),
});
