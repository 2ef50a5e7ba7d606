import type { Json } from '../domain/json';
import { Expression, ExpressionCompiler, isUsableName } from './expression';
import { FACTS } from './expression-facts';
import type { Parameter, ValueType } from './flow';
import type { Places, Within } from './places';
import type { Place, Problems } from './problem';
import type { Draft } from './read-steps';
import { mayHoldSecret, secretWouldGo } from './secrets';
import { Cel, PromptName, Reference, Template, Variable, type Wanted } from './values';

interface Named {
  readonly drafts: readonly Draft[];
  readonly filledElsewhere: ReadonlySet<string>;
  readonly takes: ReadonlyMap<string, Parameter>;
  readonly takesPlace: (name: string) => Place;
}

/** The names that a flow uses: its variables, what its expressions read, what of the site it refers to. */
export class Names {
  readonly expressions = new Map<string, Expression>();
  readonly references: { reference: Reference; place: Place }[] = [];
  readonly prompts: { prompt: PromptName; place: Place }[] = [];
  readonly variables = new Map<string, Json>();
  readonly secrets = new Set<string>();

  constructor(
    private readonly flow: Named,
    private readonly places: Places,
    private readonly problems: Problems,
  ) {}

  resolve(): void {
    this.readVariables();
    this.compile();
    this.taint();
    this.checkParameters();
    this.checkSecrets();
  }

  /** Variables of all steps; what one step writes another may read, in whatever order they stand. */
  private readVariables(): void {
    const { drafts, takes, takesPlace } = this.flow;
    const open = new Map<string, () => Place>();
    for (const [name, { otherwise }] of takes) {
      this.checkName(name, () => takesPlace(name));
      this.variables.set(name, otherwise ?? null);
    }
    for (const draft of drafts)
      for (const { value, path } of draft.mentions) {
        if (!(value instanceof Variable)) continue;
        const place = (): Place => this.places.of(draft, path);
        if (!value.secret && draft.kind !== 'set') open.set(value.name, place);
        this.checkName(value.name, place);
        if (!this.variables.has(value.name) || value.initial !== null) this.variables.set(value.name, value.initial);
        if (value.secret) this.secrets.add(value.name);
      }
    for (const [written, place] of open)
      if (this.secrets.has(written))
        this.problems.error(
          place(),
          'FLOW011',
          `${written} is secret where another step fills it; use another name here`,
        );
  }

  /** Places are looked for only where something is wrong. */
  private checkName(name: string, place: () => Place): void {
    if ((FACTS as readonly string[]).includes(name) || name === 'value')
      this.problems.error(place(), 'FLOW012', `${name} is a fact that every flow has; choose another name`);
    if (!isUsableName(name))
      this.problems.error(place(), 'FLOW012', `${name} is a word of the expression language; choose another name`);
  }

  private compile(): void {
    const { drafts, filledElsewhere, takes } = this.flow;
    const names = [...this.variables.keys(), ...filledElsewhere];
    const written = new Set(
      drafts.flatMap(({ mentions }) =>
        mentions.flatMap(({ value }) => (value instanceof Variable ? [value.name] : [])),
      ),
    );
    // A parameter that a step writes over may hold anything.
    const types = new Map(
      [...takes].flatMap(([name, { type }]): [string, ValueType][] => (written.has(name) ? [] : [[name, type]])),
    );
    const compilers = new Map<string, ExpressionCompiler>();
    const compilerFor = ({ more }: Cel): ExpressionCompiler => {
      const key = more.join(' ');
      const compiler = compilers.get(key) ?? ExpressionCompiler.ofFlow([...names, ...more], types);
      compilers.set(key, compiler);
      return compiler;
    };
    for (const draft of drafts)
      for (const { value, path } of draft.mentions) {
        if (value instanceof Reference) this.references.push({ reference: value, place: this.places.of(draft, path) });
        if (value instanceof PromptName) this.prompts.push({ prompt: value, place: this.places.of(draft, path) });
        if (value instanceof Cel) this.checkNumber(this.places.source(draft, path), () => this.places.of(draft, path));
        for (const cel of value instanceof Template ? value.parts : [value])
          if (cel instanceof Cel) this.compileOne(cel, compilerFor(cel), () => this.places.within(draft, path, cel));
      }
  }

  private checkNumber(source: string, place: () => Place): void {
    if (/^(\+|0)\d/.test(source))
      this.problems.error(
        place(),
        'YAML003',
        `${source} without quotes is a number to YAML, without its ${source.charAt(0)}; write it in quotes: "'${source}'"`,
      );
  }

  private compileOne(cel: Cel, compiler: ExpressionCompiler, within: () => Within): void {
    const compiled = compiler.compile(cel.source);
    const at = (offset: number): Place => {
      const { place, exact } = within();
      return { ...place, col: place.col + (exact ? offset : 0) };
    };
    if (!(compiled instanceof Expression)) {
      this.problems.error(at(compiled.offset), 'FLOW005', `${oneLine(cel.source)}: ${compiled.message}`);
      return;
    }
    this.expressions.set(cel.source, compiled);
    for (const { of, name, offset } of compiled.asks)
      this.references.push({ reference: new Reference(of, name), place: at(offset) });
    if (!fits(compiled.type, cel.wants))
      this.problems.error(
        at(0),
        'FLOW013',
        `${oneLine(cel.source)}: comes to a ${compiled.type}, and ${WANTED[cel.wants]} is needed`,
      );
  }

  /** What is computed from a secret is a secret. */
  private taint(): void {
    const { secrets } = this;
    for (let before = -1; before < secrets.size;) {
      before = secrets.size;
      for (const draft of this.flow.drafts.filter(({ kind }) => kind === 'set'))
        for (const { variable, value } of draft.spec as readonly { variable: Variable; value: Cel }[])
          if (this.usesSecret(value)) secrets.add(variable.name);
    }
  }

  /** What is handed in stands in the open; a secret of the same name would hide it. */
  private checkParameters(): void {
    const { takes, takesPlace } = this.flow;
    for (const name of takes.keys())
      if (this.secrets.has(name))
        this.problems.error(
          takesPlace(name),
          'FLOW011',
          `${name} is secret in this flow, so it cannot be handed in; give the parameter another name`,
        );
  }

  /** What is played, noted, handed on or logged is recorded; a secret must not be in it. */
  private checkSecrets(): void {
    if (this.secrets.size === 0) return;
    for (const draft of this.flow.drafts)
      for (const { value, path } of draft.mentions) {
        const where = secretWouldGo(draft.kind, path);
        if (where !== null && value instanceof Cel && this.leaks(value, draft.kind))
          this.problems.error(this.places.of(draft, path), 'FLOW011', `${value.source} would put a secret ${where}`);
        if (!(value instanceof Template) || mayHoldSecret(draft.kind, path)) continue;
        if (value.parts.some((part) => part instanceof Cel && this.usesSecret(part)))
          this.problems.error(
            this.places.of(draft, path),
            'FLOW011',
            `${value.source} would put a secret into the history`,
          );
      }
  }

  /** Whether a secret was right may be told to who called the flow; the secret itself may not. */
  private leaks(cel: Cel, kind: string): boolean {
    const isVerdict = kind === 'return' && this.expressions.get(cel.source)?.type === 'bool';
    return this.usesSecret(cel) && !isVerdict;
  }

  private usesSecret(cel: Cel): boolean {
    return [...(this.expressions.get(cel.source)?.names ?? [])].some((each) => this.secrets.has(each));
  }
}

/** `file:line:col: message` is one line. */
const oneLine = (source: string): string => source.trim().replace(/\s*\n\s*/g, ' ');

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
