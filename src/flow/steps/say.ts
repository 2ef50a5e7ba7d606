import type { Media } from '../../domain/call';
import { isCurrency } from '../saying/grammar';
import { inWords, type Manner, type Setting } from '../saying/sayings';
import type { StepKind } from '../step';
import type { Turn } from '../turn';
import { hearing, type HearingLocal } from './hearing';
import { saySchema, writtenIn, type Piece, type Pieces, type Say } from './say-spec';

/** More than a caller would ever listen to; a value from outside may be of any length. */
const LONGEST_TEXT = 2_000;

export const say: StepKind<Say, HearingLocal> = {
  about:
    'Says a text, or a value in words of the caller’s language: numbers, digits, codes, money, dates, times. A key ends it (unless `barge_in: false`) and stays typed ahead.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - set: { balance: "120.5", due: "'2026-12-31'", calls: "3", contract: "'123456'" }
  - say: "You called {{ call.dnis }}."
  - say: { money: balance, currency: RUB }
  - say: [ "Your contract", { digits: contract }, "is due on", { date: due, case: genitive } ]
  - say:
      en: { count: calls, one: call, other: calls }
      ru: { count: calls, one: звонок, few: звонка, many: звонков }
  - say: { parts: [ { prompt: queue/thanks }, { time: now.time } ], barge_in: false }
  - hangup
`,
    exits: { next: 'all has been heard, or a key ended it' },
    notes: [
      'English and Russian have words here; in other languages the speech engine gets digits and says them as it can.',
      'A value that cannot be said (no number, no date) is left out, and the problem stands in the history of the call.',
      'Where a text is missing in the caller’s language, the first language of the step is spoken.',
    ],
  },
  schema: saySchema,
  ...hearing<Say>('say', (spec, turn) => {
    const [language, pieces] = written(spec, turn);
    return pieces.flatMap((piece) => mediaOf(piece, language, turn));
  }),
};

/** What is to be said, and in what language its values are put into words. */
function written(spec: Say, turn: Turn): readonly [string, Pieces] {
  const { language } = turn.call;
  const found = writtenIn(spec, language);
  if (found) return [language, found];
  const [first = [language, spec.parts] as const] = spec.languages;
  turn.problem(`say: nothing is written in ${language}; ${first[0]} is spoken instead`);
  return first;
}

function mediaOf(piece: Piece, language: string, turn: Turn): readonly Media[] {
  switch (piece.is) {
    case 'text':
      return textOf(turn.text(piece.text), piece.text.source, turn);
    case 'prompt':
      return turn.prompts(piece.prompt);
    case 'silence':
      return [{ is: 'silence', ms: piece.silence }];
    case 'said':
      return saidOf(piece, language, turn);
  }
}

function textOf(spoken: string, source: string, turn: Turn): readonly Media[] {
  const text = spoken.replace(/\s+/g, ' ').trim();
  if (text.length > LONGEST_TEXT) turn.problem(`say: ${source}: only the first ${LONGEST_TEXT} characters are spoken`);
  return text === '' ? [] : [{ is: 'text', text: text.slice(0, LONGEST_TEXT) }];
}

function saidOf(
  { kind, value, manner, currency }: Extract<Piece, { is: 'said' }>,
  language: string,
  turn: Turn,
): readonly Media[] {
  const cel = value[kind];
  if (!cel) throw new Error(`say: no expression for ${kind}`);
  const inCurrency = currency ? withCurrency(manner, turn.evaluate(currency, null)) : manner;
  if (!inCurrency) {
    turn.problem(`say: ${currency?.source ?? 'currency'} is no currency that can be said`);
    return [];
  }
  const said = inWords(kind, turn.evaluate(cel, null), inCurrency, settingOf(language, turn));
  if ('words' in said) return textOf(said.words, cel.source, turn);
  turn.problem(`say: ${cel.source} ${said.problem}`);
  return [];
}

const withCurrency = (manner: Manner, currency: unknown): Manner | undefined =>
  typeof currency === 'string' && isCurrency(currency) ? { ...manner, currency } : undefined;

const settingOf = (language: string, turn: Turn): Setting => ({
  language,
  timeZone: turn.office.dayParts.timeZone,
  now: turn.now,
});
