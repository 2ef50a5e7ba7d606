import type { Json } from '../../../src/domain/json';
import type { Case, Currency } from '../../../src/flow/saying/grammar';
import { hasWords, inWords, type Manner, type SayingKind } from '../../../src/flow/saying/sayings';

const say = (kind: SayingKind, value: Json, language: string, manner: Partial<Manner> = {}): string => {
  const said = inWords(kind, value, manner, { language, timeZone: 'Europe/Moscow', now: Date.UTC(2026, 10, 23, 10) });
  return 'words' in said ? said.words : `problem: ${said.problem}`;
};

describe('money', () => {
  it.each<[Json, Currency, string, string]>([
    [0, 'RUB', 'zero roubles', 'ноль рублей'],
    [1, 'RUB', 'one rouble', 'один рубль'],
    [1.02, 'RUB', 'one rouble and two kopecks', 'один рубль две копейки'],
    [0.01, 'RUB', 'one kopeck', 'одна копейка'],
    [2.21, 'RUB', 'two roubles and twenty-one kopecks', 'два рубля двадцать одна копейка'],
    [5, 'RUB', 'five roubles', 'пять рублей'],
    [11.11, 'RUB', 'eleven roubles and eleven kopecks', 'одиннадцать рублей одиннадцать копеек'],
    ['1000', 'RUB', 'one thousand roubles', 'одна тысяча рублей'],
    [1001, 'RUB', 'one thousand and one roubles', 'одна тысяча один рубль'],
    [2_000_000.99, 'RUB', 'two million roubles and ninety-nine kopecks', 'два миллиона рублей девяносто девять копеек'],
    [-5.5, 'RUB', 'minus five roubles and fifty kopecks', 'минус пять рублей пятьдесят копеек'],
    [-0.5, 'RUB', 'minus fifty kopecks', 'минус пятьдесят копеек'],
    [-0.001, 'RUB', 'zero roubles', 'ноль рублей'],
    ['1.005', 'RUB', 'one rouble and one kopeck', 'один рубль одна копейка'],
    [0.999, 'RUB', 'one rouble', 'один рубль'],
    [21.01, 'USD', 'twenty-one dollars and one cent', 'двадцать один доллар один цент'],
    [2.02, 'USD', 'two dollars and two cents', 'два доллара два цента'],
    [1, 'EUR', 'one euro', 'один евро'],
    [5.05, 'EUR', 'five euros and five cents', 'пять евро пять центов'],
    [1.01, 'GBP', 'one pound and one penny', 'один фунт стерлингов один пенс'],
    [2.5, 'GBP', 'two pounds and fifty pence', 'два фунта стерлингов пятьдесят пенсов'],
    [5, 'GBP', 'five pounds', 'пять фунтов стерлингов'],
    [1.01, 'KZT', 'one tenge and one tiyn', 'один тенге один тиын'],
    [
      1500.22,
      'KZT',
      'one thousand five hundred tenge and twenty-two tiyn',
      'одна тысяча пятьсот тенге двадцать два тиына',
    ],
  ])('%s %s', (value, currency, english, russian) => {
    expect([say('money', value, 'en', { currency }), say('money', value, 'ru', { currency })]).toEqual([
      english,
      russian,
    ]);
  });

  it.each<[number, Case, string]>([
    [1.02, 'genitive', 'одного рубля двух копеек'],
    [1.01, 'accusative', 'один рубль одну копейку'],
    [5, 'dative', 'пяти рублям'],
    [2000, 'dative', 'двум тысячам рублей'],
    [3, 'instrumental', 'тремя рублями'],
    [21, 'prepositional', 'двадцати одном рубле'],
    [0, 'genitive', 'ноля рублей'],
  ])('%s in the %s', (value, which, russian) => {
    expect(say('money', value, 'ru', { form: { gender: 'masculine', case: which } })).toBe(russian);
  });

  it('is rounded to whole units where cents are not wanted', () => {
    const whole = { currency: 'USD', cents: false } as const;
    expect([0.49, 1.5, 20.999].map((value) => say('money', value, 'en', whole))).toEqual([
      'zero dollars',
      'two dollars',
      'twenty-one dollars',
    ]);
  });

  it.each<[Json]>([[null], ['many'], [[1]]])('not %j', (value) => {
    expect(say('money', value, 'ru')).toBe('problem: is no number');
  });
});

describe('digits', () => {
  it.each<[Json, string, string]>([
    ['1234', 'one two three four', 'один два три четыре'],
    ['012345', 'zero one two, three four five', 'ноль один два, три четыре пять'],
    ['1234567', 'one two three, four five, six seven', 'один два три, четыре пять, шесть семь'],
    ['12345678', 'one two three, four five six, seven eight', 'один два три, четыре пять шесть, семь восемь'],
    [
      '79161234567',
      'seven, nine one six, one two three, four five, six seven',
      'семь, девять один шесть, один два три, четыре пять, шесть семь',
    ],
    [
      '+79161234567',
      'plus seven, nine one six, one two three, four five, six seven',
      'плюс семь, девять один шесть, один два три, четыре пять, шесть семь',
    ],
    [
      '12025550123',
      'one, two zero two, five five five, zero one two three',
      'один, два ноль два, пять пять пять, ноль один два три',
    ],
    ['8 (495) 1-2', 'eight, four nine five, one, two', 'восемь, четыре девять пять, один, два'],
    ['*41#', 'star four one hash', 'звёздочка четыре один решётка'],
    [42, 'four two', 'четыре два'],
  ])('%s', (value, english, russian) => {
    expect([say('digits', value, 'en'), say('digits', value, 'ru')]).toEqual([english, russian]);
  });

  it.each<[Json]>([[1.5], [-1], ['A1'], [''], [null], [1e300], ['٣']])('not %j', (value) => {
    expect(say('digits', value, 'en')).toBe('problem: is not made of digits');
  });

  it('not without end', () => {
    expect(say('digits', '1'.repeat(65), 'en')).toBe('problem: has more than 64 digits');
  });
});

describe('characters', () => {
  it.each<[Json, string, string]>([
    ['AB-12', 'ay, bee, dash, one, two', 'эй, би, дефис, один, два'],
    ['wz', 'double-u, zed', 'дабл-ю, зед'],
    ['Ж7ё', 'zheh, seven, yo', 'жэ, семь, ё'],
    ['ЪЬЙ', 'hard sign, soft sign, short ee', 'твёрдый знак, мягкий знак, и краткое'],
    ['a@b.ru', 'ay, at, bee, dot, ar, you', 'эй, собака, би, точка, ар, ю'],
    [' X 1 ', 'ex, one', 'икс, один'],
    [70, 'seven, zero', 'семь, ноль'],
    ['ü€', 'ü, €', 'ü, €'],
  ])('%s', (value, english, russian) => {
    expect([say('characters', value, 'en'), say('characters', value, 'ru')]).toEqual([english, russian]);
  });

  it.each<[Json, string]>([
    ['', 'is no text to be spelled'],
    [null, 'is no text to be spelled'],
    ['a'.repeat(65), 'is longer than 64 characters'],
  ])('not %j', (value, problem) => {
    expect(say('characters', value, 'ru')).toBe(`problem: ${problem}`);
  });
});

describe('a language without rules of its own', () => {
  it.each<[SayingKind, Json, Partial<Manner>, string]>([
    ['number', '-12.50', {}, '-12.5'],
    ['ordinal', 3, {}, '3'],
    ['digits', '1234567', {}, '1 2 3, 4 5, 6 7'],
    ['characters', 'AB', {}, 'A, B'],
    ['money', 1.5, { currency: 'EUR' }, '1,50 €'],
    ['money', -2, { currency: 'EUR' }, '-2 €'],
    ['date', '2027-11-21', {}, '21 novembre 2027'],
    ['time', '24:00', {}, '00:00'],
    ['datetime', '2026-11-21 15:30', {}, '21 novembre, 15:30'],
    ['weekday', 'sat', {}, 'samedi'],
    ['duration', 3661, {}, '1 heure, 1 minute, 1 seconde'],
  ])('gets %s %s as digits', (kind, value, manner, french) => {
    expect(say(kind, value, 'fr', manner)).toBe(french);
  });

  it('is known', () => {
    expect(['en', 'ru', 'en-GB', 'ru_RU', 'fr', 'zh-Hant', 'x', ''].map(hasWords)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});
