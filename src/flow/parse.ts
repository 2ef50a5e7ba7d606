import { z } from 'zod';
import type { FlowName, NodeId } from '../domain/ids';
import type { Json } from '../domain/json';
import { Expression, ExpressionCompiler, FACTS, isUsableName } from './expression';
import type { Flow, FlowNode } from './flow';
import type { Place, Problems } from './problem';
import type { AnyStepKind } from './step';
import { stepKinds, stepNames, type StepName } from './steps/registry';
import { Cel, label, Label, name, PromptName, Reference, Template, Variable, type Wanted } from './values';
import { didYouMean, type Path, type YamlFile } from './yaml';

const header = z.strictObject({
  flow: name('a flow'),
  language: z.string().optional(),
  start: label(),
  steps: z.record(name('a label'), z.array(z.unknown()).min(1)),
});

/** A flow file with the names it uses, so that the site can check them against what it has. */
export interface ParsedFlow {
  readonly name: FlowName;
  readonly language: string | null;
  /** Nothing where the file has mistakes. */
  readonly flow: Flow | undefined;
  readonly references: readonly { readonly reference: Reference; readonly place: Place }[];
  readonly prompts: readonly { readonly prompt: PromptName; readonly place: Place }[];
}

/** Reads one flow file. Everything that is wrong goes to `problems`; with errors there is no flow. */
export function parseFlow(yaml: YamlFile, problems: Problems): ParsedFlow | undefined {
  const head = yaml.parse(header, yaml.data, [], problems);
  if (!head) return undefined;
  return new FlowReader(yaml, problems, head).read();
}

interface Draft {
  readonly id: NodeId;
  readonly kind: StepName;
  readonly step: AnyStepKind;
  readonly spec: unknown;
  readonly path: Path;
  readonly next: NodeId | null;
  /** The first steps of its blocks, or the labels they name. */
  readonly blocks: ReadonlyMap<string, NodeId | Label>;
}

class FlowReader {
  private readonly drafts: Draft[] = [];
  /** Variables of steps that have mistakes. */
  private readonly filledElsewhere = new Set<string>();
  private readonly expressions = new Map<string, Expression>();
  private readonly references: { reference: Reference; place: Place }[] = [];
  private readonly prompts: { prompt: PromptName; place: Place }[] = [];

  constructor(
    private readonly yaml: YamlFile,
    private readonly problems: Problems,
    private readonly head: z.output<typeof header>,
  ) {}

  read(): ParsedFlow {
    const { head, yaml, problems } = this;
    for (const [labelName, entries] of Object.entries(head.steps))
      this.readList(entries, ['steps', labelName], labelName, null);
    const { variables, secrets } = this.readVariables();
    this.compile(variables);
    this.taint(secrets);
    this.checkSecrets(secrets);
    const nodes = new Map(this.drafts.map((draft): [NodeId, FlowNode] => [draft.id, this.node(draft)]));
    if (!this.knows(head.start)) this.unknownLabel(head.start, yaml.place(['start']));
    const name = head.flow;
    const language = head.language ?? null;
    const { references, prompts } = this;
    if (problems.failed) return { name, language, flow: undefined, references, prompts };
    const flow: Flow = {
      name,
      language,
      start: `${head.start.name}.0`,
      nodes,
      expressions: this.expressions,
      variables,
      secrets,
      place: yaml.place(['flow']),
    };
    return { name, language, flow, references, prompts };
  }

  private readList(entries: readonly unknown[], path: Path, prefix: string, after: NodeId | null): void {
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
    const strangers = others.filter((other) => !blockNames.includes(other));
    for (const other of strangers)
      this.problems.error(
        this.yaml.placeOfKey([...path, other]),
        'FLOW002',
        isStepName(other)
          ? `${kind} and ${other} stand in one entry; each step begins with a dash of its own`
          : `${other} does not belong beside ${kind}${didYouMean(other, blockNames)}; is it indented too little?`,
      );
    const emptied = value === null && strangers.length > 0;
    const spec = emptied ? undefined : this.readSpec(step, value, typeof entry === 'string', [...path, kind]);
    const blocks = new Map<string, NodeId | Label>();
    for (const block of blockNames) {
      const target = this.readBlock(
        (entry as Record<string, unknown>)[block],
        [...path, block],
        `${id}.${block}`,
        next,
      );
      if (target !== undefined) blocks.set(block, target);
    }
    if (spec !== undefined) this.drafts.push({ id, kind, step, spec, path, next, blocks });
    else this.keepNames(value);
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
      else
        this.problems.error(
          place,
          'FLOW001',
          `"${entry}" is no step${didYouMean(entry, stepNames)}; steps are ${stepNames.join(', ')}`,
        );
      return undefined;
    }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      this.problems.error(place, 'FLOW001', `a step is written like "- answer" or "- play: office/welcome"`);
      return undefined;
    }
    const keys = Object.keys(entry);
    const kind = keys.find(isStepName);
    if (kind === undefined) {
      const written = keys[0] ?? '';
      this.problems.error(
        place,
        'FLOW001',
        `"${written}" is no step${didYouMean(written, stepNames)}; steps are ${stepNames.join(', ')}`,
      );
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
    if (typeof value === 'string' && this.isLabel(value)) return this.yaml.parse(label(), value, path, this.problems);
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (entries.length === 0) return undefined;
    this.readList(entries, path, prefix, next);
    return `${prefix}.0`;
  }

  /** `then: menu` goes to the label menu; `then: hangup` is a step, since that one can stand alone. */
  private isLabel(written: string): boolean {
    if (!isStepName(written)) return true;
    const step: AnyStepKind = stepKinds[written];
    return step.bare === undefined && Object.hasOwn(this.head.steps, written);
  }

  /** Variables of all steps; what one step writes another may read, in whatever order they stand. */
  private readVariables(): { variables: Map<string, Json>; secrets: Set<string> } {
    const variables = new Map<string, Json>();
    const secrets = new Set<string>();
    const open = new Map<string, Place>();
    for (const draft of this.drafts)
      walk(draft.spec, [], (value, path) => {
        if (!(value instanceof Variable)) return;
        if (!value.secret && draft.kind !== 'set') open.set(value.name, this.placeIn(draft, path));
        if ((FACTS as readonly string[]).includes(value.name) || value.name === 'value')
          this.problems.error(
            this.placeIn(draft, path),
            'FLOW012',
            `${value.name} is a fact that every flow has; choose another name`,
          );
        if (!isUsableName(value.name))
          this.problems.error(
            this.placeIn(draft, path),
            'FLOW012',
            `${value.name} is a word of the expression language; choose another name`,
          );
        if (!variables.has(value.name) || value.initial !== null) variables.set(value.name, value.initial);
        if (value.secret) secrets.add(value.name);
      });
    for (const [written, place] of open)
      if (secrets.has(written))
        this.problems.error(
          place,
          'FLOW011',
          `${written} is secret where another step fills it; use another name here`,
        );
    return { variables, secrets };
  }

  private compile(variables: ReadonlyMap<string, Json>): void {
    const names = [...variables.keys(), ...this.filledElsewhere];
    const plain = new ExpressionCompiler(names);
    for (const draft of this.drafts)
      walk(draft.spec, [], (value, path) => {
        const place = (): Place => this.placeIn(draft, path);
        if (value instanceof Reference) this.references.push({ reference: value, place: place() });
        if (value instanceof PromptName) this.prompts.push({ prompt: value, place: place() });
        if (value instanceof Template)
          for (const part of value.parts)
            if (part instanceof Cel) this.compileOne(part, plain, this.placeWithin(draft, path, part));
        if (value instanceof Cel) {
          const source = this.yaml.sourceOf([...draft.path, draft.kind, ...path]) ?? '';
          if (/^(\+|0)\d/.test(source))
            this.problems.error(
              place(),
              'YAML003',
              `${source} without quotes is a number to YAML, without its ${source.charAt(0)}; write it in quotes: "'${source}'"`,
            );
          const compiler = value.more.length > 0 ? new ExpressionCompiler([...names, ...value.more]) : plain;
          this.compileOne(value, compiler, this.placeWithin(draft, path, value));
        }
      });
  }

  private compileOne(cel: Cel, compiler: ExpressionCompiler, { place, exact }: Within): void {
    const compiled = compiler.compile(cel.source);
    if (compiled instanceof Expression) {
      this.expressions.set(cel.source, compiled);
      if (!fits(compiled.type, cel.wants))
        this.problems.error(
          place,
          'FLOW013',
          `${cel.source}: comes to a ${compiled.type}, and ${WANTED[cel.wants]} is needed`,
        );
      return;
    }
    this.problems.error(
      { ...place, col: place.col + (exact ? compiled.offset : 0) },
      'FLOW005',
      `${cel.source}: ${compiled.message}`,
    );
  }

  /** What is computed from a secret is a secret. */
  private taint(secrets: Set<string>): void {
    for (let before = -1; before < secrets.size;) {
      before = secrets.size;
      for (const draft of this.drafts.filter(({ kind }) => kind === 'set'))
        for (const { variable, value } of draft.spec as readonly { variable: Variable; value: Cel }[])
          if (this.uses(value, secrets)) secrets.add(variable.name);
    }
  }

  /** What is played or logged is recorded; a secret must not be in it. */
  private checkSecrets(secrets: ReadonlySet<string>): void {
    for (const draft of this.drafts)
      walk(draft.spec, [], (value, path) => {
        if (draft.kind === 'queue' && value instanceof Cel && this.uses(value, secrets))
          this.problems.error(
            this.placeIn(draft, path),
            'FLOW011',
            `${value.source} would put a secret onto the floor`,
          );
        if (!(value instanceof Template)) return;
        if (value.parts.some((part) => part instanceof Cel && this.uses(part, secrets)))
          this.problems.error(
            this.placeIn(draft, path),
            'FLOW011',
            `${value.source} would put a secret into the history`,
          );
      });
  }

  private uses(cel: Cel, names: ReadonlySet<string>): boolean {
    return [...(this.expressions.get(cel.source)?.names ?? [])].some((each) => names.has(each));
  }

  private node(draft: Draft): FlowNode {
    const exits = new Map<string, NodeId | null>();
    for (const { name: exit, to } of draft.step.exits(draft.spec)) {
      const block = draft.blocks.get(exit);
      const target = to ?? (block instanceof Label ? block : undefined);
      if (target && !this.knows(target)) this.unknownLabel(target, this.placeOfLabel(draft, target));
      exits.set(exit, target ? `${target.name}.0` : typeof block === 'string' ? block : draft.next);
    }
    const { id, kind, step, spec } = draft;
    return { id, kind, step, spec, exits, place: this.yaml.place(draft.path) };
  }

  private knows({ name: written }: Label): boolean {
    return Object.hasOwn(this.head.steps, written);
  }

  private unknownLabel({ name: written }: Label, place: Place): void {
    const labels = Object.keys(this.head.steps);
    this.problems.error(
      place,
      'FLOW003',
      `there is no label ${written} in this flow${didYouMean(written, labels)}; labels are ${labels.join(', ')}`,
    );
  }

  private placeOfLabel(draft: Draft, target: Label): Place {
    for (const [block, to] of draft.blocks) if (to === target) return this.yaml.place([...draft.path, block]);
    let place: Place | undefined;
    walk(draft.spec, [], (value, path) => {
      if (value === target) place = this.placeIn(draft, path);
    });
    return place ?? this.yaml.place(draft.path);
  }

  /** A step's own spelling of its settings may differ from YAML's; then the nearest place above is named. */
  private placeIn(draft: Draft, path: Path): Place {
    return this.isName(draft, path)
      ? this.yaml.placeOfKey(this.writtenPath(draft, path))
      : this.yaml.place(this.writtenPath(draft, path));
  }

  /** Where an expression begins within its value: after a quote, or in the middle of a text. */
  private placeWithin(draft: Draft, path: Path, cel: Cel): Within {
    const place = this.placeIn(draft, path);
    const at = this.yaml.sourceOf(this.writtenPath(draft, path))?.indexOf(cel.source) ?? -1;
    const exact = at >= 0 && !cel.source.includes('\n');
    return { place: exact ? { ...place, col: place.col + at } : place, exact };
  }

  private writtenPath({ kind, path: above, spec }: Draft, path: Path): Path {
    const spelt = path.map((part) => (typeof part === 'string' ? (SPELLING[part] ?? part) : part));
    if (kind === 'set') {
      const assignment = (spec as readonly { variable: Variable }[])[Number(path[0])];
      return [...above, kind, ...(assignment ? [assignment.variable.name] : [])];
    }
    return this.yaml.written([...above, kind, ...spelt]);
  }

  /** `set` has its variables as keys. */
  private isName({ kind }: Draft, path: Path): boolean {
    return kind === 'set' && path.at(-1) === 'variable';
  }
}

/** A place, and whether offsets within an expression can be counted from it. */
interface Within {
  readonly place: Place;
  readonly exact: boolean;
}

/** Settings whose name in YAML is not their name in the code. */
const SPELLING: Readonly<Record<string, string>> = {
  noInput: 'no_input',
  noMatch: 'no_match',
  notFound: 'not_found',
  queue: 'name',
  exits: 'on',
};

/** Whether a type that CEL knows beforehand is what is wanted; `dyn` shows only when it runs. */
function fits(type: string, wanted: Wanted): boolean {
  if (wanted === 'anything' || type === 'dyn') return true;
  return wanted === 'number' ? type === 'int' || type === 'double' : type === wanted;
}

const WANTED: Readonly<Record<Wanted, string>> = {
  bool: 'true or false',
  string: 'a text',
  number: 'a number',
  anything: 'anything',
};

const isStepName = (text: string): text is StepName => Object.hasOwn(stepKinds, text);

/** Visits every value in a step's settings, with its path. */
function walk(value: unknown, path: Path, visit: (value: unknown, path: Path) => void): void {
  visit(value, path);
  if (value instanceof Template || value instanceof Cel || value instanceof Variable) return;
  if (value instanceof Map) for (const [key, each] of value as Map<string, unknown>) walk(each, [...path, key], visit);
  else if (Array.isArray(value)) value.forEach((each, index) => walk(each, [...path, index], visit));
  else if (typeof value === 'object' && value !== null && !(value instanceof Label) && !(value instanceof Reference))
    for (const [key, each] of Object.entries(value)) walk(each, [...path, key], visit);
}
