import { z } from 'zod';
import type { NodeId } from '../domain/ids';
import type { Millis } from '../domain/time';
import { mentionsIn, type Mention } from './mentions';
import type { Problems } from './problem';
import type { AnyStepKind } from './step';
import { stepKinds, stepNames, type StepName } from './steps/registry';
import { duration, label, type Label } from './values';
import { didYouMean, type Path, type YamlFile } from './yaml';

/** A step as it is written, before its names are known to be right. */
export interface Draft {
  readonly id: NodeId;
  readonly kind: StepName;
  readonly step: AnyStepKind;
  readonly spec: unknown;
  readonly path: Path;
  readonly next: NodeId | null;
  /** The first steps of its blocks, or the labels they name. */
  readonly blocks: ReadonlyMap<string, NodeId | Label>;
  readonly limit: Limit;
  readonly mentions: readonly Mention[];
}

/** How long a step may take, and where it goes then: keys that any step may have. */
export interface Limit {
  readonly maxMs: Millis | null;
  readonly tooLong: Label | null;
}

export const limitShape = {
  max: duration({ min: 100 }).optional().describe('The longest time a call may spend in this step, a talk apart'),
  too_long: label().optional().describe('Where it goes on after max; without it, below'),
} as const;
const limitSchema = z.strictObject(limitShape);
const LIMIT_KEYS = Object.keys(limitShape);
const NO_LIMIT: Limit = { maxMs: null, tooLong: null };

const blockLabel = label();

export const isStepName = (text: string): text is StepName => Object.hasOwn(stepKinds, text);

/** Reads the lists of steps of one flow file into drafts. What is wrong goes to `problems`. */
export class StepReader {
  readonly drafts: Draft[] = [];
  /** What is sound of steps that have mistakes: where they lead to is looked at all the same. */
  readonly broken: Draft[] = [];
  /** Variables of steps that have mistakes. */
  readonly filledElsewhere = new Set<string>();

  constructor(
    private readonly yaml: YamlFile,
    private readonly problems: Problems,
    private readonly labels: Readonly<Record<string, unknown>>,
  ) {}

  readList(entries: readonly unknown[], path: Path, prefix: string, after: NodeId | null): void {
    entries.forEach((entry, index) => {
      const next = index + 1 < entries.length ? `${prefix}.${index + 1}` : after;
      this.readEntry(entry, [...path, index], `${prefix}.${index}`, next);
    });
  }

  private readEntry(entry: unknown, path: Path, id: NodeId, next: NodeId | null): void {
    const found = this.kindOf(entry, path);
    if (!found) return;
    const { kind, value, others } = found;
    const step: AnyStepKind = stepKinds[kind];
    const blockNames = step.blocks ?? [];
    const strangers = others.filter((other) => !blockNames.includes(other) && !LIMIT_KEYS.includes(other));
    for (const other of strangers)
      this.problems.error(
        this.yaml.placeOfKey([...path, other]),
        'FLOW002',
        isStepName(other)
          ? `${kind} and ${other} stand in one entry; each step begins with a dash of its own`
          : `${other} does not belong beside ${kind}${didYouMean(other, [...blockNames, ...LIMIT_KEYS])}; is it indented too little?`,
      );
    const emptied = value === null && strangers.length > 0;
    const spec = emptied ? undefined : this.readSpec(step, value, typeof entry === 'string', [...path, kind]);
    const beside = typeof entry === 'string' ? {} : (entry as Record<string, unknown>);
    const blocks = new Map<string, NodeId | Label>();
    for (const block of blockNames) {
      const target = this.readBlock(beside[block], [...path, block], `${id}.${block}`, next);
      if (target !== undefined) blocks.set(block, target);
    }
    const limit = this.readLimit(beside, path);
    const draft = { id, kind, step, path, next, blocks, limit };
    if (spec !== undefined) {
      this.drafts.push({ ...draft, spec, mentions: mentionsIn(spec) });
      return;
    }
    this.keepNames(value);
    const sound: unknown = emptied ? undefined : this.yaml.soundPart(step.schema, value ?? null);
    if (sound !== undefined) this.broken.push({ ...draft, spec: sound, mentions: mentionsIn(sound) });
  }

  private readLimit(beside: Record<string, unknown>, path: Path): Limit {
    const keys = LIMIT_KEYS.filter((key) => key in beside);
    if (keys.length === 0) return NO_LIMIT;
    const written = Object.fromEntries(keys.map((key) => [key, beside[key]]));
    const read = this.yaml.parse(limitSchema, written, path, this.problems);
    if (read?.too_long && read.max === undefined)
      this.problems.error(
        this.yaml.placeOfKey([...path, 'too_long']),
        'FLOW002',
        'too_long says where it goes after max, and there is no max',
      );
    return { maxMs: read?.max ?? null, tooLong: read?.too_long ?? null };
  }

  /** A step with a mistake in it still fills its variable: what reads it is not wrong for that. */
  private keepNames(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('into' in value && typeof value.into === 'string') this.filledElsewhere.add(value.into);
    else for (const key of Object.keys(value)) this.filledElsewhere.add(key);
  }

  private kindOf(
    entry: unknown,
    path: Path,
  ): { kind: StepName; value: unknown; others: readonly string[] } | undefined {
    const place = this.yaml.place(path);
    if (typeof entry === 'string') {
      if (isStepName(entry)) return { kind: entry, value: undefined, others: [] };
      const [, before = '', after = ''] = /^([a-z_]+):(\S.*)$/.exec(entry) ?? [];
      if (isStepName(before))
        this.problems.error(place, 'FLOW001', `a colon is followed by a space: "- ${before}: ${after}"`);
      else this.problems.error(place, 'FLOW001', noStep(entry));
      return undefined;
    }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      this.problems.error(place, 'FLOW001', `a step is written like "- answer" or "- play: office/welcome"`);
      return undefined;
    }
    const keys = Object.keys(entry);
    const kind = keys.find(isStepName);
    if (kind === undefined) {
      this.problems.error(place, 'FLOW001', noStep(keys[0] ?? ''));
      return undefined;
    }
    return { kind, value: (entry as Record<string, unknown>)[kind], others: keys.filter((key) => key !== kind) };
  }

  private readSpec(step: AnyStepKind, value: unknown, bare: boolean, path: Path): unknown {
    if (bare && step.bare === undefined) {
      this.problems.error(
        this.yaml.place(path),
        'FLOW001',
        `${String(path.at(-1))} needs a value: "- ${String(path.at(-1))}: …"`,
      );
      return undefined;
    }
    return bare ? step.bare : this.yaml.parse(step.schema, value ?? null, path, this.problems);
  }

  private readBlock(value: unknown, path: Path, prefix: string, next: NodeId | null): NodeId | Label | undefined {
    if (value === undefined) return undefined;
    if (value === null) {
      this.problems.error(this.yaml.placeOfKey(path), 'FLOW001', `${String(path.at(-1))} has no steps`);
      return undefined;
    }
    if (typeof value === 'string' && this.isLabel(value))
      return this.yaml.parse(blockLabel, value, path, this.problems);
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (entries.length === 0) return undefined;
    this.readList(entries, path, prefix, next);
    return `${prefix}.0`;
  }

  /** `then: menu` goes to the label menu; `then: hangup` is a step, since that one can stand alone. */
  private isLabel(written: string): boolean {
    if (!isStepName(written)) return true;
    const step: AnyStepKind = stepKinds[written];
    return step.bare === undefined && Object.hasOwn(this.labels, written);
  }
}

/** How other systems call them. */
const ELSEWHERE: Readonly<Record<string, StepName>> = {
  playback: 'play',
  background: 'menu',
  wait: 'silence',
  dial: 'connect',
  bridge: 'connect',
  read: 'collect',
  gather: 'collect',
  gotoif: 'if',
  gosub: 'call',
  congestion: 'reject',
  busy: 'reject',
  agi: 'http',
  curl: 'http',
};
const blockNames: ReadonlySet<string> = new Set(
  stepNames.flatMap((each) => (stepKinds[each] as AnyStepKind).blocks ?? []),
);

function noStep(written: string): string {
  const small = written.toLowerCase();
  const here = isStepName(small) ? small : Object.hasOwn(ELSEWHERE, small) ? ELSEWHERE[small] : undefined;
  if (here !== undefined) return `"${written}" is no step; here it is called ${here}`;
  if (blockNames.has(written))
    return `"${written}" is no step of its own: without a dash, where the name of the step begins that it belongs to`;
  const meant = didYouMean(written, stepNames);
  return `"${written}" is no step${meant === '' ? `; steps are ${stepNames.join(', ')}` : meant}`;
}
