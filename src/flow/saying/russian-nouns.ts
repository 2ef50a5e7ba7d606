import { pluralOf, cases, type Case, type Currency, type Gender, type TimeUnit } from './grammar';
import { isZero, type Decimal } from './decimal';

/** A noun in the order of `cases`, singular and plural. */
export interface Noun {
  readonly gender: Gender;
  readonly singular: readonly string[];
  readonly plural: readonly string[];
}

const noun = (gender: Gender, singular: string, plural: string): Noun => ({
  gender,
  singular: singular.split(' '),
  plural: plural.split(' '),
});

const endings = (stem: string, list: string): string =>
  list
    .split(' ')
    .map((ending) => stem + ending.replace('-', ''))
    .join(' ');

/** час, доллар: masculine on a hard consonant. */
const hard = (stem: string): Noun =>
  noun('masculine', endings(stem, '- а у - ом е'), endings(stem, 'ы ов ам ы ами ах'));
/** минута, секунда. */
const feminine = (stem: string): Noun =>
  noun('feminine', endings(stem, 'а ы е у ой е'), endings(stem, 'ы - ам ы ами ах'));
/** евро, тенге. */
const same = (word: string): Noun => noun('masculine', endings(word, '- - - - - -'), endings(word, '- - - - - -'));

const pound = hard('фунт');
const sterling = (forms: readonly string[]): readonly string[] => forms.map((form) => `${form} стерлингов`);

const euroCent = hard('цент');

export const money: Readonly<Record<Currency, { readonly unit: Noun; readonly hundredth: Noun }>> = {
  RUB: {
    unit: noun('masculine', endings('рубл', 'ь я ю ь ём е'), endings('рубл', 'и ей ям и ями ях')),
    hundredth: noun(
      'feminine',
      'копейка копейки копейке копейку копейкой копейке',
      'копейки копеек копейкам копейки копейками копейках',
    ),
  },
  USD: { unit: hard('доллар'), hundredth: euroCent },
  EUR: { unit: same('евро'), hundredth: euroCent },
  GBP: {
    unit: { gender: 'masculine', singular: sterling(pound.singular), plural: sterling(pound.plural) },
    hundredth: hard('пенс'),
  },
  KZT: { unit: same('тенге'), hundredth: hard('тиын') },
};

export const time: Readonly<Record<TimeUnit, Noun>> = {
  days: noun('masculine', 'день дня дню день днём дне', 'дни дней дням дни днями днях'),
  hours: hard('час'),
  minutes: feminine('минут'),
  seconds: feminine('секунд'),
};

/** From Monday to Sunday, singular. */
export const weekdayNames: readonly (readonly string[])[] = [
  endings('понедельник', '- а у - ом е'),
  endings('вторник', '- а у - ом е'),
  endings('сред', 'а ы е у ой е'),
  endings('четверг', '- а у - ом е'),
  endings('пятниц', 'а ы е у ей е'),
  endings('суббот', 'а ы е у ой е'),
  endings('воскресень', 'е я ю е ем е'),
].map((forms) => forms.split(' '));

/**
 * The noun after a number: «один рубль», «два рубля», «пять рублей»; in the other cases it agrees, «двум рублям». After a
 * round thousand and after nought it is the genitive plural always, after a fraction the genitive singular.
 */
export function nounAfter(value: Decimal, { singular, plural }: Noun, which: Case): string {
  const at = (forms: readonly string[], each: Case): string => forms[cases.indexOf(each)] ?? '';
  if (value.fraction !== '') return at(singular, 'genitive');
  if (isZero(value) || value.whole.endsWith('000')) return at(plural, 'genitive');
  const category = pluralOf('ru', value);
  if (category === 'one') return at(singular, which);
  if (which !== 'nominative' && which !== 'accusative') return at(plural, which);
  return category === 'few' ? at(singular, 'genitive') : at(plural, 'genitive');
}
