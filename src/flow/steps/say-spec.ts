import { z } from 'zod';
import type { Millis } from '../../domain/time';
import { cases, currencies, genders, isCurrency, timeUnits, type Currency } from '../saying/grammar';
import { MANNER, type Manner, type SayingKind } from '../saying/sayings';
import { Cel, cel, duration, prompts, Template, whole, type PromptName } from '../values';
import { didYouMean } from '../yaml';

/** One thing to be heard. Settings stand under the names that they have in YAML, so that mistakes are found there. */
export type Piece =
  | { readonly is: 'text'; readonly text: Template }
  | { readonly is: 'prompt'; readonly prompt: readonly PromptName[] }
  | { readonly is: 'silence'; readonly silence: Millis }
  | {
      readonly is: 'said';
      readonly kind: SayingKind;
      readonly value: Readonly<Partial<Record<SayingKind, Cel>>>;
      readonly manner: Manner;
      /** A currency that only shows when it runs. */
      readonly currency: Cel | undefined;
    };

export type Pieces = readonly Piece[];

export interface Say {
  readonly parts: Pieces;
  /** Instead of `parts`, by language. */
  readonly languages: ReadonlyMap<string, Pieces>;
  readonly bargeIn: boolean;
}

/** What is to be said in a language: `en` stands for `en-GB` too. */
export function writtenIn({ parts, languages }: Say, language: string): Pieces | undefined {
  if (languages.size === 0) return parts;
  return languages.get(language) ?? languages.get(language.split(/[-_]/, 1)[0] ?? language);
}

const text = z
  .string()
  .min(1)
  .transform((written, context): Template => {
    const template = new Template(written);
    const stray = template.parts.some((part) => typeof part === 'string' && /\{\{|\}\}/.test(part));
    if (stray) context.addIssue(`"${written}" has {{ without }} or the other way round`);
    return template;
  })
  .meta({ title: 'text', description: 'A text that is spoken; {{ }} holds an expression' });

const currency = z
  .string()
  .transform((written, context): Currency | Cel => {
    if (isCurrency(written)) return written;
    if (!/^[A-Z]{3}$/.test(written)) return new Cel(written, [], 'string');
    context.addIssue(
      `${written} is no currency that can be said${didYouMean(written, currencies)}; possible are ${currencies.join(', ')}`,
    );
    return z.NEVER;
  })
  .meta({ title: 'currency', description: `${currencies.join(', ')}, or an expression that comes to one of them` });

const value = (about: string) => cel().optional().describe(about);
const noun = (about: string) => z.string().min(1).optional().describe(about);

/** What is said: one of these stands in each piece. */
const kindShape = {
  text: text.optional(),
  prompt: prompts().optional(),
  silence: duration({ min: 100, max: 60_000 }).optional(),
  number: value('A number in words: an expression'),
  ordinal: value('A number in an order, such as "third": an expression'),
  digits: value('A number digit by digit, as phone and contract numbers are said: an expression'),
  characters: value('A code letter by letter: an expression'),
  count: value('A number with what it counts (one, few, many, other): an expression'),
  money: value('An amount of money: an expression'),
  date: value('A date such as 2026-12-31: an expression'),
  time: value('A time of the day such as 15:30: an expression'),
  datetime: value('A date with its time: an expression'),
  weekday: value('A day of the week, mon to sun or a date: an expression'),
  duration: value('A length of time in seconds, or a text like 1h30m: an expression'),
} as const;

/** How it is said. */
const mannerShape = {
  gender: z.enum(genders).optional().describe('Of what is counted; for languages that have genders'),
  case: z.enum(cases).optional().describe('For languages that decline numbers and dates'),
  decimals: whole(0, 6).optional().describe('Places after the point at most; by default 6'),
  one: noun('What is counted, after 1: call, звонок'),
  few: noun('After 2 to 4 where a language tells them apart: звонка'),
  many: noun('After 5 and more where a language tells them apart: звонков'),
  other: noun('In all other cases: calls'),
  currency: currency.optional(),
  cents: z.boolean().optional().describe('Whether cents are said; by default they are where there are any'),
  year: z.boolean().optional().describe('Whether the year is said; by default it is when it is not this year'),
  with_weekday: z.boolean().optional().describe('Whether the day of the week is said before the date'),
  clock: z
    .literal([12, 24])
    .optional()
    .describe('Hours in English: 12 (the default) or 24; other languages count to 24'),
  rounded_to: z.enum(timeUnits).optional().describe('The smallest unit of a length of time, rounded up'),
} as const;

type MannerKey = keyof typeof mannerShape;
type Kind = keyof typeof kindShape;

const FORM: readonly MannerKey[] = ['gender', 'case'];
const DATE: readonly MannerKey[] = ['year', 'with_weekday', 'case'];
/** The settings that each kind reads. */
const MANNERS: Readonly<Record<Kind, readonly MannerKey[]>> = {
  text: [],
  prompt: [],
  silence: [],
  number: [...FORM, 'decimals'],
  ordinal: FORM,
  digits: [],
  characters: [],
  count: ['one', 'few', 'many', 'other', ...FORM, 'decimals'],
  money: ['currency', 'cents', 'case'],
  date: DATE,
  time: ['clock', 'case'],
  datetime: [...DATE, 'clock'],
  weekday: ['case'],
  duration: ['rounded_to', 'case'],
};

const kinds = Object.keys(kindShape) as Kind[];
const mannerKeys = Object.keys(mannerShape) as MannerKey[];

const pieceShape = { ...kindShape, ...mannerShape };
type Written = z.output<z.ZodObject<typeof pieceShape>>;

/** Complains where the settings do not go together; a piece that has a mistake is nothing. */
function pieceOf(written: Written, context: z.RefinementCtx): Piece {
  const complain = (message: string, path: string[] = []): never => {
    context.addIssue({ code: 'custom', message, path, input: written });
    return z.NEVER;
  };
  const [kind, ...more] = kinds.filter((each) => written[each] !== undefined);
  // What is not known was complained of already.
  if (kind === undefined) return context.issues.length > 0 ? z.NEVER : complain(`needs one of ${kinds.join(', ')}`);
  if (more.length > 0)
    return complain(`${[kind, ...more].join(' and ')} stand in one entry; make a list of them: [{ ${kind}: … }, …]`);
  const allowed = MANNERS[kind];
  for (const key of mannerKeys)
    if (written[key] !== undefined && !allowed.includes(key))
      complain(`does not belong to ${kind}${allowed.length > 0 ? `; possible are ${allowed.join(', ')}` : ''}`, [key]);
  if (kind === 'money' && written.currency === undefined)
    complain(`needs a currency beside it: ${currencies.join(', ')}`, ['money']);
  const plural = written.few ?? written.many ?? written.other;
  if (kind === 'count' && (written.one === undefined || plural === undefined))
    complain('needs what it counts: one, and other (or few and many)', ['count']);
  if (written.text) return { is: 'text', text: written.text };
  if (written.prompt) return { is: 'prompt', prompt: written.prompt };
  if (written.silence !== undefined) return { is: 'silence', silence: written.silence };
  return saidOf(written, kind as SayingKind);
}

function saidOf(written: Written, kind: SayingKind): Piece {
  const { one = '', few, many, other, currency: money } = written;
  const { form } = MANNER;
  return {
    is: 'said',
    kind,
    value: { [kind]: written[kind] },
    manner: {
      form: { gender: written.gender ?? form.gender, case: written.case ?? form.case },
      decimals: written.decimals ?? MANNER.decimals,
      counted: { one, few, many, other },
      currency: typeof money === 'string' ? money : MANNER.currency,
      cents: written.cents ?? MANNER.cents,
      year: written.year ?? MANNER.year,
      withWeekday: written.with_weekday ?? MANNER.withWeekday,
      clock: written.clock ?? MANNER.clock,
      roundedTo: written.rounded_to ?? MANNER.roundedTo,
    },
    currency: money instanceof Cel ? money : undefined,
  };
}

const textAlone = text.transform((template): Piece => ({ is: 'text', text: template }));
const piece = z.strictObject(pieceShape).transform(pieceOf);
const list = z.array(z.union([textAlone, piece])).min(1);
const pieces = z
  .union([textAlone, piece, list])
  .transform((written): Pieces => (Array.isArray(written) ? written : [written]));

const LANGUAGE = /^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})?$/;

const long = z
  .looseObject({
    ...pieceShape,
    parts: list.optional().describe('A list of what is said, where barge_in or the like stands beside it'),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform(({ parts, barge_in: bargeIn, ...written }, context): Say => {
    const complain = (message: string): void => {
      context.addIssue({ code: 'custom', path: [], message, input: written });
    };
    const given = Object.keys(written).filter((key) => written[key] !== undefined);
    const others = given.filter((key) => !Object.hasOwn(pieceShape, key));
    const unknown = others.filter((key) => !LANGUAGE.test(key));
    if (unknown.length > 0) context.addIssue({ code: 'unrecognized_keys', keys: unknown, path: [], input: written });
    else if (others.length > 0 && (parts || others.length < given.length))
      complain(`beside languages (${others.join(', ')}) only barge_in may stand; put the rest into each language`);
    else if (others.length > 0) return { parts: [], languages: languagesOf(written, others, context), bargeIn };
    else if (parts && given.length > 0) complain(`${given.join(', ')} and parts stand together; put it into parts`);
    else return { parts: parts ?? [pieceOf(written, context)], languages: new Map(), bargeIn };
    return z.NEVER;
  });

function languagesOf(
  written: Readonly<Record<string, unknown>>,
  languages: readonly string[],
  context: z.RefinementCtx,
): ReadonlyMap<string, Pieces> {
  const found = new Map<string, Pieces>();
  for (const language of languages) {
    const read = pieces.safeParse(written[language], { reportInput: true });
    if (read.success) found.set(language, read.data);
    else for (const issue of read.error.issues) context.addIssue({ ...issue, path: [language, ...issue.path] });
  }
  return found;
}

const justSaid = (parts: Pieces): Say => ({ parts, languages: new Map(), bargeIn: true });

export const saySchema = z.union([textAlone.transform((said) => justSaid([said])), list.transform(justSaid), long]);
