import { z } from 'zod';
import { leave, NEXT, wait, type StepKind } from '../step';
import type { Turn } from '../turn';
import { cel, label, reference, variable, type Cel, type Label, type Reference, type Variable } from '../values';
import { listNow } from '../written-lists';
import { ask, askChange, changed, changeSchemas, type ListChange, type ListChangeLocal } from './list-changing';

interface ListQuestion {
  readonly is: 'ask';
  readonly list: Reference;
  readonly key: Cel | undefined;
  readonly into: Variable | undefined;
  readonly found: Label | undefined;
  readonly notFound: Label | undefined;
}

export type List = ListQuestion | ListChange;

const question = z
  .strictObject({
    list: reference('list'),
    key: cel({ wants: 'string' }).optional().describe("What is looked for; by default the caller's number."),
    into: variable({}).optional(),
    found: label().optional().describe('Where a listed one goes.'),
    not_found: label().optional().describe('Where any other goes.'),
  })
  .transform((written): List => ({
    is: 'ask',
    list: written.list,
    key: written.key,
    into: written.into,
    found: written.found,
    notFound: written.not_found,
  }));

export const list: StepKind<List, ListChangeLocal> = {
  about:
    'Goes on by whether a number stands in a list of the site: black lists, VIPs, test callers. Entries may begin with what matches (`7916*`), and end on a day. A list that `lists.yaml` names can be added to and taken from.',
  manual: {
    group: 'know',
    example: `hello:
  - list: { list: blacklist, found: refuse }
  - answer
  - menu: { prompt: office/main-menu, keys: { 1: nuisance, 2: pardon } }
nuisance:
  - list: { add: call.ani, to: blacklist, for: 30d, note: "came by {{ call.dnis }}", refused: refuse }
  - hangup
pardon:
  - list: { remove: call.ani, from: blacklist }
  - hangup
refuse:
  - reject: busy
`,
    exits: {
      found: 'It stands there.',
      not_found: 'It does not.',
      next: 'with `add` and `remove`: it is done, saved, and counts for every call from now on; also where it was so before',
      refused:
        'it could not be: the caller has no number, the list is full, what is to be taken out stands in its file, or it was not saved in time',
    },
    notes: [
      'Of several entries that match, the longest is taken. `into` holds what is written beside it.',
      'What is added survives restarts and ends by itself. A second `add` of the same number takes the place of the first. `note`, `by`, `since` and `until` stand beside it, and what `fields` says.',
      'A flow adds whole numbers: a star would stand for others too. By hand (`carillon list`, the API) it may.',
    ],
  },
  schema: z.union([question, ...changeSchemas]),
  instant: (spec) => spec.is === 'ask',
  exits: (spec) =>
    spec.is === 'ask'
      ? [
          { name: 'found', to: spec.found },
          { name: 'not_found', to: spec.notFound },
        ]
      : [{ name: NEXT }, { name: 'refused', to: spec.refused }],
  enter: (spec, turn) => (spec.is === 'ask' ? lookIn(spec, turn) : askChange(spec, turn)),
  on: (spec, local, event, turn) => (spec.is === 'ask' ? wait(local) : changed(local, event, turn)),
  recover: (spec, local, _alive, turn) => (spec.is === 'ask' ? lookIn(spec, turn) : ask(spec, local, turn)),
  afterwards: true,
};

function lookIn({ list: { name }, key: wanted, into }: ListQuestion, turn: Turn) {
  const key = wanted ? turn.evaluate(wanted, '') : turn.call.ani;
  const entry = typeof key === 'string' && key !== '' ? listNow(turn.office, name, turn.now)?.get(key) : undefined;
  if (into) turn.set(into.name, entry ?? {});
  return leave(entry ? 'found' : 'not_found');
}
