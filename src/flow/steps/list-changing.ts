import { z } from 'zod';
import type { Json, JsonObject } from '../../domain/json';
import { LONGEST_NOTE, OWN_FIELDS, whyNoKey } from '../../domain/list';
import { formatDuration, parseDuration, type Instant, type Millis } from '../../domain/time';
import type { StepEvent } from '../session';
import { leave, NEXT, stay, wait, type Entry, type Move } from '../step';
import type { Turn } from '../turn';
import { cel, label, name, reference, Template, type Cel, type Label, type Reference } from '../values';

/** A list that is added to, or taken from. */
export type ListChange = {
  readonly note: Template | undefined;
  readonly refused: Label | undefined;
} & (
  | {
      readonly is: 'add';
      readonly add: Cel;
      readonly to: Reference;
      /** `null`: for ever; `undefined`: as lists.yaml says. */
      readonly for: Millis | null | undefined;
      readonly fields: ReadonlyMap<string, Cel>;
    }
  | { readonly is: 'remove'; readonly remove: Cel; readonly from: Reference }
);

export type ListChangeLocal = { readonly command: string; readonly until: Instant | null };

const SET_WITHIN_MS = 5_000;
const LEAST_MS: Millis = 1_000;
const MOST_MS: Millis = 3_650 * 86_400_000;
const FOREVER = 'forever';

/** How long an entry holds, as people write it. */
export const holding = () =>
  z
    .string({ error: (issue) => (issue.input === undefined ? undefined : neither(issue.input)) })
    .transform((text, context): Millis | null => {
      if (text === FOREVER) return null;
      const ms = parseDuration(text) ?? 0;
      if (ms >= LEAST_MS && ms <= MOST_MS) return ms;
      context.addIssue(neither(text));
      return z.NEVER;
    })
    .meta({
      title: `duration from ${formatDuration(LEAST_MS)} to ${formatDuration(MOST_MS)}, or ${FOREVER}`,
      description: `A duration: 12h, 30d; or ${FOREVER}`,
      pattern: '^(forever|([0-9]+([.][0-9]+)?(ms|s|m|h|d))+)$',
    });

const neither = (input: unknown): string =>
  `${JSON.stringify(input)} is neither a duration from 1s to 3650d, like 12h or 30d, nor ${FOREVER}`;

const note = z
  .string()
  .max(LONGEST_NOTE)
  .transform((text) => new Template(text))
  .meta({ title: 'text', description: 'A text, with expressions in {{ }}' })
  .optional()
  .describe('Why, for whoever reads the list or the history');
const refused = label()
  .optional()
  .describe('Where the call goes on when it is not possible: no number, a full list, not saved; without it, below');
const ownField = { error: () => `has a field that Carillon fills itself (${OWN_FIELDS.join(', ')}); use another name` };

const addSchema = z
  .strictObject({
    add: cel({ wants: 'string' }).describe('What is added: call.ani'),
    to: reference('list').describe('The list; lists.yaml must name it'),
    for: holding()
      .optional()
      .describe(`How long it holds: 12h, 30d, ${FOREVER}; without it, as lists.yaml says of the list`),
    note,
    fields: z
      .record(name('a field'), cel())
      .refine((fields) => OWN_FIELDS.every((own) => !Object.hasOwn(fields, own)), ownField)
      .default({})
      .describe('What else stands beside it, each an expression; lists.<list>[number].<field> reads it'),
    refused,
  })
  .transform((written): ListChange => ({
    ...written,
    is: 'add',
    for: written.for,
    note: written.note,
    refused: written.refused,
    fields: new Map(Object.entries(written.fields)),
  }));

const removeSchema = z
  .strictObject({
    remove: cel({ wants: 'string' }).describe('What is taken out, as it was added'),
    from: reference('list').describe('The list; what stands in its file stays'),
    note,
    refused,
  })
  .transform((written): ListChange => ({
    ...written,
    is: 'remove',
    note: written.note,
    refused: written.refused,
  }));

export const changeSchemas = [addSchema, removeSchema] as const;

export function askChange(spec: ListChange, turn: Turn): Entry<ListChangeLocal> {
  const list = spec.is === 'add' ? spec.to.name : spec.from.name;
  const why = whyNoKey(keyOf(spec, turn), false) ?? whyNotWritable(list, turn);
  if (why !== null) {
    turn.problem(`list: ${why}`);
    return leave('refused');
  }
  return ask(spec, { command: turn.newId('command'), until: endOf(spec, turn) }, turn);
}

/** Asked again after a crash it is the same entry, with the same end. */
export function ask(spec: ListChange, local: ListChangeLocal, turn: Turn): Entry<ListChangeLocal> {
  turn.ask({
    type: 'change-list',
    id: local.command,
    list: spec.is === 'add' ? spec.to.name : spec.from.name,
    key: keyOf(spec, turn),
    entry: spec.is === 'add' ? { until: local.until, fields: fieldsOf(spec.fields, turn) } : null,
    by: turn.call.agent === '' ? `flow ${turn.flow.name}` : turn.call.agent,
    note: spec.note ? turn.text(spec.note).slice(0, LONGEST_NOTE) : '',
  });
  return stay(local, turn.now + SET_WITHIN_MS);
}

export function changed(local: ListChangeLocal, event: StepEvent, turn: Turn): Move<ListChangeLocal> {
  switch (event.type) {
    case 'list-changed':
      if (event.command !== local.command) return wait(local);
      if (event.refused !== null) turn.problem(`list: ${event.refused}`);
      return leave(event.refused === null ? NEXT : 'refused');
    case 'deadline':
      turn.problem('list: it was not saved in time');
      return leave('refused');
    default:
      return wait(local);
  }
}

function keyOf(spec: ListChange, turn: Turn): string {
  const key = turn.evaluate(spec.is === 'add' ? spec.add : spec.remove, '');
  return typeof key === 'string' ? key.trim() : '';
}

/** The check has seen to it, for the version of the site that it checked. */
const whyNotWritable = (list: string, { office }: Turn): string | null =>
  office.writableLists.has(list) ? null : `the list ${list} cannot be written to: lists.yaml does not name it`;

function endOf(spec: ListChange, { office, now }: Turn): Instant | null {
  if (spec.is === 'remove') return null;
  const forMs = spec.for === undefined ? (office.writableLists.get(spec.to.name)?.forMs ?? null) : spec.for;
  return forMs === null ? null : now + forMs;
}

function fieldsOf(fields: ReadonlyMap<string, Cel>, turn: Turn): JsonObject {
  const found: Record<string, Json> = {};
  for (const [field, value] of fields) {
    const worth = turn.evaluate(value, null);
    if (typeof worth !== 'object' || worth === null) found[field] = worth;
    else turn.problem(`list: ${value.source} comes to no text, number or yes or no; ${field} is left out`);
  }
  return found;
}
