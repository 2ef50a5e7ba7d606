import type { Case, Gender } from '../../../src/flow/saying/grammar';
import { inWords, numberInWords, saysNumber, type Manner, type SayingKind } from '../../../src/flow/saying/sayings';
import type { Json } from '../../../src/domain/json';

const say = (kind: SayingKind, value: Json, language: string, manner: Partial<Manner> = {}): string => {
  const said = inWords(kind, value, manner, { language, timeZone: 'Europe/Moscow', now: Date.UTC(2026, 10, 23, 10) });
  return 'words' in said ? said.words : `problem: ${said.problem}`;
};
const form = (gender: Gender, which: Case = 'nominative') => ({ form: { gender, case: which } });

describe('numbers', () => {
  it.each<[Json, string, string]>([
    [0, 'zero', 'ноль'],
    [1, 'one', 'один'],
    [2, 'two', 'два'],
    [5, 'five', 'пять'],
    [11, 'eleven', 'одиннадцать'],
    [12, 'twelve', 'двенадцать'],
    [14, 'fourteen', 'четырнадцать'],
    [16, 'sixteen', 'шестнадцать'],
    [20, 'twenty', 'двадцать'],
    [21, 'twenty-one', 'двадцать один'],
    [40, 'forty', 'сорок'],
    [99, 'ninety-nine', 'девяносто девять'],
    [100, 'one hundred', 'сто'],
    [101, 'one hundred and one', 'сто один'],
    [115, 'one hundred and fifteen', 'сто пятнадцать'],
    [200, 'two hundred', 'двести'],
    [356, 'three hundred and fifty-six', 'триста пятьдесят шесть'],
    [600, 'six hundred', 'шестьсот'],
    [999, 'nine hundred and ninety-nine', 'девятьсот девяносто девять'],
    [1000, 'one thousand', 'одна тысяча'],
    [1001, 'one thousand and one', 'одна тысяча один'],
    [2000, 'two thousand', 'две тысячи'],
    [5000, 'five thousand', 'пять тысяч'],
    [11_000, 'eleven thousand', 'одиннадцать тысяч'],
    [21_022, 'twenty-one thousand and twenty-two', 'двадцать одна тысяча двадцать два'],
    [1_000_000, 'one million', 'один миллион'],
    [2_000_000, 'two million', 'два миллиона'],
    [1_000_000_000, 'one billion', 'один миллиард'],
    [1_000_000_000_000, 'one trillion', 'один триллион'],
    [-5, 'minus five', 'минус пять'],
    [-0, 'zero', 'ноль'],
    ['007', 'seven', 'семь'],
    [' 42 ', 'forty-two', 'сорок два'],
    ['+3', 'three', 'три'],
    [0.5, 'zero point five', 'ноль целых пять десятых'],
    [1.1, 'one point one', 'одна целая одна десятая'],
    ['12.05', 'twelve point zero five', 'двенадцать целых пять сотых'],
    ['2.50', 'two point five', 'две целых пять десятых'],
    [21.21, 'twenty-one point two one', 'двадцать одна целая двадцать одна сотая'],
    [11.011, 'eleven point zero one one', 'одиннадцать целых одиннадцать тысячных'],
    [-0.25, 'minus zero point two five', 'минус ноль целых двадцать пять сотых'],
    [0.1 + 0.2, 'zero point three', 'ноль целых три десятых'],
    [0.000001, 'zero point zero zero zero zero zero one', 'ноль целых одна миллионная'],
    [1e-9, 'zero', 'ноль'],
    [1.9999999, 'two', 'два'],
  ])('%s', (value, english, russian) => {
    expect([say('number', value, 'en'), say('number', value, 'ru')]).toEqual([english, russian]);
  });

  it.each<[number | string, Gender, Case, string]>([
    [1, 'feminine', 'nominative', 'одна'],
    [2, 'feminine', 'nominative', 'две'],
    [21, 'feminine', 'nominative', 'двадцать одна'],
    [21, 'neuter', 'nominative', 'двадцать одно'],
    [1_000_000, 'neuter', 'nominative', 'один миллион'],
    [2001, 'feminine', 'nominative', 'две тысячи одна'],
    [1, 'masculine', 'genitive', 'одного'],
    [1, 'feminine', 'genitive', 'одной'],
    [2, 'masculine', 'genitive', 'двух'],
    [3, 'masculine', 'instrumental', 'тремя'],
    [4, 'masculine', 'instrumental', 'четырьмя'],
    [5, 'masculine', 'genitive', 'пяти'],
    [8, 'masculine', 'genitive', 'восьми'],
    [8, 'masculine', 'instrumental', 'восемью'],
    [21, 'feminine', 'accusative', 'двадцать одну'],
    [40, 'masculine', 'dative', 'сорока'],
    [58, 'masculine', 'instrumental', 'пятьюдесятью восемью'],
    [80, 'masculine', 'prepositional', 'восьмидесяти'],
    [100, 'masculine', 'genitive', 'ста'],
    [290, 'masculine', 'instrumental', 'двумястами девяноста'],
    [300, 'masculine', 'dative', 'трёмстам'],
    [500, 'masculine', 'prepositional', 'пятистах'],
    [800, 'masculine', 'genitive', 'восьмисот'],
    [1000, 'masculine', 'accusative', 'одну тысячу'],
    [2345, 'masculine', 'instrumental', 'двумя тысячами тремястами сорока пятью'],
    [5000, 'masculine', 'dative', 'пяти тысячам'],
    [21_000_000, 'masculine', 'genitive', 'двадцати одного миллиона'],
    ['2.5', 'masculine', 'genitive', 'двух целых пяти десятых'],
    ['1.1', 'masculine', 'accusative', 'одну целую одну десятую'],
  ])('%s, %s %s', (value, gender, which, russian) => {
    expect(say('number', value, 'ru', form(gender, which))).toBe(russian);
  });

  it('are rounded where that is asked, a half away from nought', () => {
    expect([1.005, 2.5, -2.5, 0.4].map((value) => say('number', value, 'en', { decimals: 0 }))).toEqual([
      'one',
      'three',
      'minus three',
      'zero',
    ]);
    expect(say('number', '1.005', 'en', { decimals: 2 })).toBe('one point zero one');
  });

  it.each<[Json, string]>([
    [null, 'is no number'],
    ['', 'is no number'],
    ['12a', 'is no number'],
    ['1,5', 'is no number'],
    [true, 'is no number'],
    [{ a: 1 }, 'is no number'],
    [NaN, 'is no number'],
    [Infinity, 'is no number'],
    ['1'.repeat(16), 'is too large a number to be said'],
    [1e20, 'is too large a number to be said'],
  ])('not %j', (value, problem) => {
    expect([say('number', value, 'en'), say('number', value, 'ru')]).toEqual(Array(2).fill(`problem: ${problem}`));
  });

  it('are recognized in any language, for stories', () => {
    expect([saysNumber('два', 2), saysNumber('two', 2), saysNumber('2', 2), saysNumber('три', 2)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect([numberInWords(21, 'ru'), numberInWords(21, 'en_GB'), numberInWords(21, 'de')]).toEqual([
      'двадцать один',
      'twenty-one',
      '21',
    ]);
  });
});

describe('ordinals', () => {
  it.each<[number, string, string]>([
    [0, 'zeroth', 'нулевой'],
    [1, 'first', 'первый'],
    [2, 'second', 'второй'],
    [3, 'third', 'третий'],
    [8, 'eighth', 'восьмой'],
    [12, 'twelfth', 'двенадцатый'],
    [20, 'twentieth', 'двадцатый'],
    [21, 'twenty-first', 'двадцать первый'],
    [40, 'fortieth', 'сороковой'],
    [100, 'one hundredth', 'сотый'],
    [101, 'one hundred and first', 'сто первый'],
    [1000, 'one thousandth', 'тысячный'],
    [1001, 'one thousand and first', 'тысяча первый'],
    [1100, 'one thousand one hundredth', 'тысяча сотый'],
    [2000, 'two thousandth', 'двухтысячный'],
    [21_001, 'twenty-one thousand and first', 'двадцать одна тысяча первый'],
    [1_000_001, 'one million and first', 'один миллион первый'],
    [1_001_001, 'one million one thousand and first', 'один миллион одна тысяча первый'],
    [21_000, 'twenty-one thousandth', 'двадцатиоднотысячный'],
    [100_000, 'one hundred thousandth', 'стотысячный'],
    [1_001_000, 'one million and one thousandth', 'один миллион тысячный'],
    [2_000_000, 'two millionth', 'двухмиллионный'],
    [2026, 'two thousand and twenty-sixth', 'две тысячи двадцать шестой'],
  ])('%s', (value, english, russian) => {
    expect([say('ordinal', value, 'en'), say('ordinal', value, 'ru')]).toEqual([english, russian]);
  });

  it.each<[number, Gender, Case, string]>([
    [1, 'feminine', 'nominative', 'первая'],
    [2, 'neuter', 'nominative', 'второе'],
    [3, 'feminine', 'nominative', 'третья'],
    [3, 'neuter', 'genitive', 'третьего'],
    [3, 'feminine', 'accusative', 'третью'],
    [21, 'masculine', 'genitive', 'двадцать первого'],
    [40, 'masculine', 'instrumental', 'сороковым'],
    [40, 'masculine', 'accusative', 'сороковой'],
    [100, 'feminine', 'prepositional', 'сотой'],
    [2000, 'masculine', 'dative', 'двухтысячному'],
  ])('%s, %s %s', (value, gender, which, russian) => {
    expect(say('ordinal', value, 'ru', form(gender, which))).toBe(russian);
  });

  it.each([-1, 1.5])('not %s', (value) => {
    expect(say('ordinal', value, 'ru')).toBe('problem: is no whole number from 0 on');
  });
});

describe('what is counted', () => {
  const calls = { counted: { one: 'звонок', few: 'звонка', many: 'звонков' } };
  it.each<[number, string]>([
    [0, 'ноль звонков'],
    [1, 'один звонок'],
    [2, 'два звонка'],
    [5, 'пять звонков'],
    [11, 'одиннадцать звонков'],
    [12, 'двенадцать звонков'],
    [21, 'двадцать один звонок'],
    [101, 'сто один звонок'],
    [1000, 'одна тысяча звонков'],
    [-2, 'минус два звонка'],
    [1.5, 'одна целая пять десятых звонка'],
  ])('%s in Russian', (value, russian) => {
    expect(say('count', value, 'ru', calls)).toBe(russian);
  });

  it('has a gender and a case', () => {
    const requests = { counted: { one: 'заявка', few: 'заявки', many: 'заявок' }, ...form('feminine') };
    expect([1, 2, 21].map((value) => say('count', value, 'ru', requests))).toEqual([
      'одна заявка',
      'две заявки',
      'двадцать одна заявка',
    ]);
    const messages = { counted: { one: 'сообщение', few: 'сообщения', many: 'сообщений' }, ...form('neuter') };
    expect(say('count', 31, 'ru', messages)).toBe('тридцать одно сообщение');
    const of = { counted: { one: 'звонка', many: 'звонков' }, ...form('masculine', 'genitive') };
    expect([1, 2, 5].map((value) => say('count', value, 'ru', of))).toEqual([
      'одного звонка',
      'двух звонков',
      'пяти звонков',
    ]);
  });

  it.each<[number, string]>([
    [0, 'zero calls'],
    [1, 'one call'],
    [2, 'two calls'],
    [21, 'twenty-one calls'],
    [1.5, 'one point five calls'],
  ])('%s in English', (value, english) => {
    expect(say('count', value, 'en', { counted: { one: 'call', other: 'calls' } })).toBe(english);
  });

  it('follows the plurals of any language', () => {
    const polish = { counted: { one: 'rozmowa', few: 'rozmowy', many: 'rozmów' } };
    expect([1, 2, 5, 22].map((value) => say('count', value, 'pl', polish))).toEqual([
      '1 rozmowa',
      '2 rozmowy',
      '5 rozmów',
      '22 rozmowy',
    ]);
  });
});
