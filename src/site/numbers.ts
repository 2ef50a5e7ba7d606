import type { AgentSettings } from '../domain/agent';
import type { Numbering } from '../domain/numbering';
import { codePatternOf, codesCollide, isOneCode, type CodePattern } from '../flow/feature-code';
import type { Flow } from '../flow/flow';
import type { NumberEntry } from '../flow/office';
import type { Path } from '../flow/yaml';
import type { Entrances } from './cross-flow';
import { checkHandedOver, type HandedOver } from './handed-over';
import { NumberKeys } from './number-keys';
import type { Reader } from './reader';
import { numbersFile } from './schemas';

export interface Numbers {
  readonly entries: ReadonlyMap<string, NumberEntry>;
  /** What numbers not listed get. */
  readonly other: NumberEntry | null;
  readonly featureCodes: ReadonlyMap<string, string>;
}

interface Known {
  readonly flows: ReadonlyMap<string, Flow>;
  readonly agents: ReadonlyMap<string, AgentSettings>;
  readonly numbering: Numbering | null;
}

const OTHER = 'other';

export function readNumbers(reader: Reader, { flows, agents, numbering }: Known): Numbers {
  const read = reader.file('numbers.yaml', numbersFile);
  const entries = new Map<string, NumberEntry>();
  const featureCodes = new Map<string, string>();
  if (!read) return { entries, other: null, featureCodes };
  const { yaml, data } = read;
  const keys = new NumberKeys(numbering, reader.problems);
  /** The flow is there, and gets what it takes. */
  const led = (path: Path, name: string, given: HandedOver = {}): void => {
    const flow = flows.get(name);
    if (flow) checkHandedOver(flow, given, path, { yaml, problems: reader.problems });
    else if (!reader.unreadFlows.has(name)) reader.unknown(yaml.place(path), 'flow', name, flows.keys());
  };
  let other: NumberEntry | null = null;
  for (const [written, entry] of Object.entries(data.numbers)) {
    const path = ['numbers', written];
    const key = written === OTHER ? { number: OTHER } : keys.read(written, yaml.placeOfKey(path));
    led([...path, 'flow'], entry.flow, entry.with);
    const { when_full: full } = entry;
    if ('flow' in full) led([...path, 'when_full', 'flow'], full.flow, full.with);
    if (entry.person !== undefined && !agents.has(entry.person))
      reader.unknown(yaml.place([...path, 'person']), 'agent', entry.person, agents.keys());
    if (!key) continue;
    const made: NumberEntry = {
      number: key.number,
      flow: entry.flow,
      parameters: entry.with ?? {},
      campaign: entry.campaign,
      language: entry.language ?? null,
      person: entry.person ?? null,
      maxCalls: entry.max_calls ?? null,
      whenFull: 'flow' in full ? { flow: full.flow, parameters: full.with ?? {} } : full,
    };
    if (written === OTHER) other = made;
    else entries.set(key.number, made);
  }
  const several: CodePattern[] = [];
  for (const [code, flow] of Object.entries(data.feature_codes)) {
    const path = ['feature_codes', code];
    const pattern = codePatternOf(code);
    const place = yaml.placeOfKey(path);
    if (!pattern && !isOneCode(code))
      reader.problems.error(place, 'SITE050', `"${code}" is no feature code: its pattern fits no digits that vary`);
    const against = pattern && several.find((other) => codesCollide(pattern, other));
    if (against)
      reader.problems.error(
        place,
        'SITE051',
        `"${code}" and "${against.written}" share codes, and neither lies within the other: which one counts does not show`,
      );
    if (pattern) several.push(pattern);
    led(path, flow, pattern?.hands ? { [pattern.hands.parameter]: '' } : {});
    featureCodes.set(code, flow);
  }
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
