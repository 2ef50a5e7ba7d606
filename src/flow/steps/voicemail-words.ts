import type { Voicemail } from '../../domain/voicemail';
import { inWords, type Manner, type SayingKind, type Setting } from '../saying/sayings';
import type { Counted, Form } from '../saying/grammar';

/** What a voicemail box says that no prompt can: how many messages there are, from whom one is, and when it was left. */
interface Wording {
  readonly counted: Counted;
  readonly form: Form;
  readonly youHave: (count: string) => string;
  readonly from: (number: string, when: string) => string;
  readonly withheld: string;
}

const english: Wording = {
  counted: { one: 'new message', other: 'new messages' },
  form: { gender: 'neuter', case: 'nominative' },
  youHave: (count) => `You have ${count}.`,
  from: (number, when) => `From ${number}, ${when}`,
  withheld: 'a withheld number',
};

const wordings: Readonly<Record<string, Wording>> = {
  en: english,
  ru: {
    counted: { one: 'новое сообщение', few: 'новых сообщения', many: 'новых сообщений' },
    form: { gender: 'neuter', case: 'nominative' },
    youHave: (count) => `У вас ${count}.`,
    from: (number, when) => `С номера ${number}, ${when}`,
    withheld: 'который скрыт',
  },
};

const wordingOf = ({ language }: Setting): Wording => wordings[language.slice(0, 2)] ?? english;

export function newMessages(count: number, setting: Setting): string {
  const { counted, form, youHave } = wordingOf(setting);
  return youHave(said('count', count, { counted, form }, setting));
}

export function fromWhomAndWhen({ caller, at }: Pick<Voicemail, 'caller' | 'at'>, setting: Setting): string {
  const { from, withheld } = wordingOf(setting);
  const digits = caller.number.replace(/\D/g, '');
  const when = said('datetime', at, {}, setting);
  return from(digits === '' ? withheld : said('digits', digits, {}, setting), when);
}

function said(kind: SayingKind, value: string | number, manner: Partial<Manner>, setting: Setting): string {
  const words = inWords(kind, value, manner, setting);
  return 'words' in words ? words.words : String(value);
}
