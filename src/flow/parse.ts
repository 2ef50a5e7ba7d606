import { z } from 'zod';
import type { FlowName, NodeId } from '../domain/ids';
import type { Flow, FlowNode, Parameter } from './flow';
import { valueTypes } from './flow';
import { Names } from './names';
import { Places } from './places';
import type { Place, Problems } from './problem';
import { StepReader, type Draft } from './read-steps';
import { TOO_LONG } from './step';
import { duration, label, name, type Label, type PromptName, type Reference } from './values';
import { didYouMean, type Path, type YamlFile } from './yaml';

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const valueType = z.enum(valueTypes);

/** The head of a flow file. */
export const flowFile = z.strictObject({
  $schema: z.string().optional(),
  flow: name('a flow').describe('The name of the flow.'),
  language: z.string().optional().describe('The language of its prompts; by default the number decides.'),
  start: label().describe('The label that a call begins at.'),
  takes: z
    .record(
      name('a parameter'),
      z.union([
        valueType,
        z.strictObject({
          type: valueType.describe('Its type.'),
          default: literal.optional().describe('What it is when nothing is handed in.'),
        }),
      ]),
    )
    .default({})
    .describe('What another flow hands in when it calls this one, with its type and what it is otherwise.'),
  gives: valueType.optional().describe('The type of what it returns to the flow that calls it.'),
  max: duration({ min: 1_000 })
    .optional()
    .describe('The longest time a call may spend in this flow; a talk with an agent is never cut short.'),
  too_long: label().optional().describe('Where it goes on after `max`; without it the flow ends.'),
  on_hangup: label().optional().describe('Where it goes on, without a caller, when the caller has hung up.'),
  self_service: z.boolean().optional().describe('Meant to lead to nobody: then the check does not miss a person.'),
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
  const head = yaml.parse(flowFile, yaml.data, [], problems);
  if (!head) return undefined;
  return new FlowReader(yaml, problems, head).read();
}

class FlowReader {
  private readonly places: Places;
  /** Labels that are not there and were told of; several exits may lead to one. */
  private readonly missing = new Set<Label>();

  constructor(
    private readonly yaml: YamlFile,
    private readonly problems: Problems,
    private readonly head: z.output<typeof flowFile>,
  ) {
    this.places = new Places(yaml);
  }

  read(): ParsedFlow {
    const { head, yaml, problems } = this;
    const reader = new StepReader(yaml, problems, head.steps);
    for (const [labelName, entries] of Object.entries(head.steps))
      reader.readList(entries, ['steps', labelName], labelName, null);
    const { drafts, broken, filledElsewhere } = reader;
    const takes = this.takes();
    const takesPlace = (parameter: string): Place => yaml.placeOfKey(['takes', parameter]);
    const names = new Names({ drafts, filledElsewhere, takes, takesPlace }, this.places, problems);
    names.resolve();
    const nodes = new Map(drafts.map((draft): [NodeId, FlowNode] => [draft.id, this.node(draft)]));
    for (const draft of broken) this.node(draft);
    const start = this.firstOf(head.start, ['start']);
    const onHangup = this.firstOf(head.on_hangup, ['on_hangup']);
    const tooLong = this.firstOf(head.too_long, ['too_long']);
    if (head.too_long !== undefined && head.max === undefined)
      problems.error(
        yaml.placeOfKey(['too_long']),
        'FLOW002',
        'too_long says where it goes after max: there is no max',
      );
    const language = head.language ?? null;
    const { references, prompts, expressions, variables, secrets } = names;
    const known = { name: head.flow, language, references, prompts };
    if (problems.failed || start === null) return { ...known, flow: undefined };
    const flow: Flow = {
      name: head.flow,
      language,
      start,
      nodes,
      expressions,
      variables,
      secrets,
      takes,
      gives: head.gives ?? null,
      onHangup,
      maxMs: head.max ?? null,
      tooLong,
      selfService: head.self_service ?? false,
      place: yaml.place(['flow']),
    };
    return { ...known, flow };
  }

  private takes(): Map<string, Parameter> {
    const takes = new Map<string, Parameter>();
    for (const [parameter, written] of Object.entries(this.head.takes)) {
      const { type, default: otherwise } =
        typeof written === 'string' ? { type: written, default: undefined } : written;
      if (otherwise !== undefined && otherwise !== null && !isOfType(otherwise, type))
        this.problems.error(
          this.yaml.place(['takes', parameter, 'default']),
          'FLOW013',
          `the default of ${parameter} is ${JSON.stringify(otherwise)}, and it is to be a ${type}`,
        );
      takes.set(parameter, { type, otherwise });
    }
    return takes;
  }

  private node(draft: Draft): FlowNode {
    const exits = new Map<string, NodeId | null>();
    for (const { name: exit, to, ends = false } of draft.step.exits(draft.spec)) {
      const block = draft.blocks.get(exit);
      const target = to ?? (typeof block === 'object' ? block : undefined);
      exits.set(exit, this.target(draft, target) ?? (typeof block === 'string' ? block : ends ? null : draft.next));
    }
    const { id, kind, step, spec, limit } = draft;
    if (limit.maxMs !== null) exits.set(TOO_LONG, this.target(draft, limit.tooLong ?? undefined) ?? draft.next);
    return { id, kind, step, spec, exits, maxMs: limit.maxMs, place: this.yaml.place(draft.path) };
  }

  private target(draft: Draft, to: Label | undefined): NodeId | undefined {
    if (!to) return undefined;
    if (!this.knows(to) && !this.missing.has(to)) {
      this.missing.add(to);
      this.unknownLabel(to, this.places.ofLabel(draft, to));
    }
    return `${to.name}.0`;
  }

  private firstOf(to: Label | undefined, path: Path): NodeId | null {
    if (!to) return null;
    if (!this.knows(to)) this.unknownLabel(to, this.yaml.place(path));
    return `${to.name}.0`;
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
}

function isOfType(value: string | number | boolean, type: Parameter['type']): boolean {
  switch (type) {
    case 'string':
    case 'number':
      return typeof value === type;
    case 'bool':
      return typeof value === 'boolean';
    case 'list':
    case 'map':
      return false;
    case 'any':
      return true;
  }
}
