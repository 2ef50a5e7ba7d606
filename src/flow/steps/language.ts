import { z } from 'zod';
import { leave, NEXT, wait, type StepKind } from '../step';
import type { Turn } from '../turn';
import { cel, keyName, type Cel } from '../values';
import { behaviour, type AskingLocal } from './asking/dialogue';
import { escapeExits, escapeShape, escapesOf } from './asking/escaping';
import { entriesOf, readEntry } from './asking/reading';
import { asking, askingShape, partsOf, refusalExits, type Asking } from './asking/settings';

type LanguageStep =
  | { readonly is: 'set'; readonly language: string }
  /** By what is known of the caller, where that is one of ours. */
  | { readonly is: 'known'; readonly from: Cel; readonly oneOf: readonly string[] }
  | Asked;

interface Asked extends Asking {
  readonly is: 'asked';
  readonly keys: ReadonlyMap<string, string>;
}

const code = () =>
  z
    .string()
    .regex(/^[a-z]{2}$/, { error: (issue) => `"${String(issue.input)}" is no language like en or ru` })
    .meta({ title: 'language', description: 'A language of the site: en, ru' });

const known = z
  .strictObject({
    from: cel({ wants: 'string' }).describe("An expression that gives a language: customer.?language.orValue('')"),
    one_of: z.array(code()).min(1).describe('The languages that it may be; of any other nothing changes'),
  })
  .transform((written): LanguageStep => ({ is: 'known', from: written.from, oneOf: written.one_of }));

const asked = z
  .strictObject({
    ...askingShape,
    ...escapeShape,
    keys: z.record(keyName, code()).describe('The language for each key'),
  })
  .transform((written, context): LanguageStep => {
    const { repeat } = written;
    if (repeat !== undefined && Object.keys(written.keys).some((key) => key.startsWith(repeat)))
      context.addIssue({
        code: 'custom',
        path: ['repeat'],
        message: `"${repeat}" is a language already`,
        input: repeat,
      });
    const meanings = { taken: { repeat: repeat ?? '' }, isAnswer: (keys: string) => Object.hasOwn(written.keys, keys) };
    return {
      is: 'asked',
      ...asking(written, 0, escapesOf(written.escape, meanings, context)),
      keys: new Map(Object.entries(written.keys)),
    };
  });

const dialogue = behaviour<Asked, null>({
  first: null,
  question: (spec, _, turn) => ({
    say: () => partsOf(spec.prompt, spec.bargeIn, turn),
    main: true,
    secret: false,
    fresh: false,
    ignores: '',
    read: (typed, paused) => readEntry({ ...entriesOf(spec.keys.keys()), end: '', repeat: spec.repeat }, typed, paused),
    accept: (key) => {
      speak(spec.keys.get(key) ?? turn.call.language, turn);
      return leave(NEXT);
    },
  }),
});

export const language: StepKind<LanguageStep, AskingLocal> = {
  about:
    'Sets the language of all prompts for the rest of the call: a fixed one, the one the caller chooses, or one that is known.',
  manual: {
    group: 'ask',
    example: `hello:
  - answer
  - language: { prompt: office/please-choose, keys: { 1: en, 2: ru } }
  - queue: { name: sales }
`,
    exits: {
      next: 'the language is set',
      no_input: 'nothing was pressed, as often as `no_input.tries` says; the language stays as it was',
      no_match: 'a wrong key was pressed, as often as `no_match.tries` says; the language stays as it was',
      'key <keys>': 'a key of `escape` was pressed',
    },
    notes: [
      'Three ways to write it: `language: ru`, `language: { prompt, keys: { 1: en, 2: ru } }`, and `language: { from: expression, one_of: [en, ru] }`.',
      'Prompts of a flow that sets a language must be there in that language too.',
    ],
  },
  schema: z.union([code().transform((text): LanguageStep => ({ is: 'set', language: text })), asked, known]),
  instant: (spec) => spec.is !== 'asked',
  languages: languagesOf,
  exits: (spec) => [{ name: NEXT }, ...(spec.is === 'asked' ? [...refusalExits(spec), ...escapeExits(spec)] : [])],
  enter: (spec, turn) => {
    if (spec.is === 'asked') return dialogue.enter(spec, turn);
    const wanted = spec.is === 'set' ? spec.language : turn.evaluate(spec.from, '');
    if (typeof wanted === 'string' && (spec.is === 'set' || spec.oneOf.includes(wanted))) speak(wanted, turn);
    return leave(NEXT);
  },
  on: (spec, local, event, turn) => (spec.is === 'asked' ? dialogue.on(spec, local, event, turn) : wait(local)),
  recover: (spec, local, alive, turn) =>
    spec.is === 'asked' ? dialogue.recover(spec, local, alive, turn) : language.enter(spec, turn),
};

function speak(wanted: string, turn: Turn): void {
  if (wanted === turn.call.language) return;
  turn.change({ call: { ...turn.call, language: wanted } });
  turn.note('call.language', { node: turn.session.node, language: wanted });
}

function languagesOf(spec: LanguageStep): readonly string[] {
  switch (spec.is) {
    case 'set':
      return [spec.language];
    case 'known':
      return spec.oneOf;
    case 'asked':
      return [...spec.keys.values()];
  }
}
