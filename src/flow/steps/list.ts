import { z } from 'zod';
import { leave, type StepKind } from '../step';
import { cel, label, reference, variable, type Cel, type Label, type Reference, type Variable } from '../values';

interface List {
  readonly list: Reference;
  readonly key: Cel | undefined;
  readonly into: Variable | undefined;
  readonly found: Label | undefined;
  readonly notFound: Label | undefined;
}

const long = z
  .strictObject({
    list: reference('list'),
    key: cel({ wants: 'string' }).optional().describe("What is looked for; by default the caller's number."),
    into: variable({}).optional(),
    found: label().optional().describe('Where a listed one goes.'),
    not_found: label().optional().describe('Where any other goes.'),
  })
  .transform((written): List => ({
    list: written.list,
    key: written.key,
    into: written.into,
    found: written.found,
    notFound: written.not_found,
  }));

export const list: StepKind<List, null> = {
  about:
    'Goes on by whether a number stands in a list of the site (`lists/`): black lists, VIPs, test callers. Entries may begin with what matches (`7916*`), and end on a day.',
  manual: {
    group: 'know',
    example: `hello:
  - list: { list: blacklist, found: refuse }
  - answer
  - hangup
refuse:
  - reject: busy
`,
    exits: { found: 'It stands there.', not_found: 'It does not.' },
    notes: ['Of several entries that match, the longest is taken. `into` holds what is written beside it.'],
  },
  schema: long,
  instant: () => true,
  exits: (spec) => [
    { name: 'found', to: spec.found },
    { name: 'not_found', to: spec.notFound },
  ],
  enter: (spec, turn) => {
    const key = spec.key ? turn.evaluate(spec.key, '') : turn.call.ani;
    const entries = turn.office.listsAt(turn.now)[spec.list.name];
    const entry = typeof key === 'string' && key !== '' ? entries?.get(key) : undefined;
    if (spec.into) turn.set(spec.into.name, entry ?? {});
    return leave(entry ? 'found' : 'not_found');
  },
  afterwards: true,
};
