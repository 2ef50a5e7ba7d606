import type { Json } from '../../../src/domain/json';
import type { Case } from '../../../src/flow/saying/grammar';
import { inWords, type Manner, type SayingKind } from '../../../src/flow/saying/sayings';

const say = (kind: SayingKind, value: Json, language: string, manner: Partial<Manner> = {}): string => {
  const said = inWords(kind, value, manner, { language, timeZone: 'Europe/Moscow', now: Date.UTC(2026, 10, 23, 10) });
  return 'words' in said ? said.words : `problem: ${said.problem}`;
};
const both = (kind: SayingKind, value: Json, manner: Partial<Manner> = {}): readonly string[] => [
  say(kind, value, 'en', manner),
  say(kind, value, 'ru', manner),
];
const inCase = (which: Case) => ({ form: { gender: 'masculine', case: which } }) as const;

describe('dates', () => {
  it.each<[Json, string, string]>([
    ['2026-01-01', 'the first of January', 'первое января'],
    ['2026-02-03', 'the third of February', 'третье февраля'],
    ['2026-03-08', 'the eighth of March', 'восьмое марта'],
    ['2026-04-12', 'the twelfth of April', 'двенадцатое апреля'],
    ['2026-05-09', 'the ninth of May', 'девятое мая'],
    ['2026-06-20', 'the twentieth of June', 'двадцатое июня'],
    ['2026-07-30', 'the thirtieth of July', 'тридцатое июля'],
    ['2026-08-31', 'the thirty-first of August', 'тридцать первое августа'],
    ['2026-09-13', 'the thirteenth of September', 'тринадцатое сентября'],
    ['2026-10-22', 'the twenty-second of October', 'двадцать второе октября'],
    ['2026-11-21', 'the twenty-first of November', 'двадцать первое ноября'],
    ['2026-12-25', 'the twenty-fifth of December', 'двадцать пятое декабря'],
    ['21.11.2026', 'the twenty-first of November', 'двадцать первое ноября'],
    ['2026-11-21T23:30:00Z', 'the twenty-second of November', 'двадцать второе ноября'],
    ['2026-11-21 23:30', 'the twenty-first of November', 'двадцать первое ноября'],
    [Date.UTC(2026, 10, 21, 12), 'the twenty-first of November', 'двадцать первое ноября'],
    [Date.UTC(2026, 10, 21, 12) / 1000, 'the twenty-first of November', 'двадцать первое ноября'],
    [
      '2024-02-29',
      'the twenty-ninth of February, twenty twenty-four',
      'двадцать девятое февраля две тысячи двадцать четвёртого года',
    ],
  ])('%s', (value, english, russian) => {
    expect(both('date', value)).toEqual([english, russian]);
  });

  it.each<[number, string, string]>([
    [1899, 'eighteen ninety-nine', 'тысяча восемьсот девяносто девятого'],
    [1900, 'nineteen hundred', 'тысяча девятисотого'],
    [1905, 'nineteen oh five', 'тысяча девятьсот пятого'],
    [1999, 'nineteen ninety-nine', 'тысяча девятьсот девяносто девятого'],
    [2000, 'two thousand', 'двухтысячного'],
    [2005, 'two thousand and five', 'две тысячи пятого'],
    [2010, 'twenty ten', 'две тысячи десятого'],
    [2026, 'twenty twenty-six', 'две тысячи двадцать шестого'],
    [2100, 'twenty-one hundred', 'две тысячи сотого'],
  ])('in the year %s', (year, english, russian) => {
    expect(both('date', `${year}-11-21`, { year: true })).toEqual([
      `the twenty-first of November, ${english}`,
      `двадцать первое ноября ${russian} года`,
    ]);
  });

  it('have a year only where that is another one, or as is asked', () => {
    expect(say('date', '2027-01-01', 'ru')).toBe('первое января две тысячи двадцать седьмого года');
    expect(say('date', '2027-01-01', 'ru', { year: false })).toBe('первое января');
    // 23:00 in London is the next year in Moscow, and so is the year that is now.
    const newYear = { language: 'ru', timeZone: 'Europe/Moscow', now: Date.UTC(2026, 11, 31, 23) };
    expect(inWords('date', '2027-01-01', {}, newYear)).toEqual({ words: 'первое января' });
  });

  it.each<[Case, string]>([
    ['genitive', 'двадцать первого ноября'],
    ['dative', 'двадцать первому ноября'],
    ['accusative', 'двадцать первое ноября'],
    ['instrumental', 'двадцать первым ноября'],
  ])('in the %s', (which, russian) => {
    expect(say('date', '2026-11-21', 'ru', inCase(which))).toBe(russian);
  });

  it('have their day of the week where that is asked', () => {
    expect(both('date', '2026-11-21', { withWeekday: true })).toEqual([
      'Saturday, the twenty-first of November',
      'суббота, двадцать первое ноября',
    ]);
  });

  it.each<[Json]>([
    ['2025-02-29'],
    ['2026-13-01'],
    ['2026-1-1'],
    ['31.04.2026'],
    ['2026-11-21T25:00'],
    ['soon'],
    [''],
    [5],
    [-1],
    [1e300],
    [null],
    [true],
    [['2026-11-21']],
  ])('not %j', (value) => {
    expect(both('date', value)).toEqual(Array(2).fill('problem: is no date'));
  });
});

describe('times', () => {
  it.each<[Json, string, string, string]>([
    ['00:00', 'midnight', 'midnight', 'ноль часов'],
    ['24:00', 'midnight', 'midnight', 'двадцать четыре часа'],
    ['12:00', 'noon', 'noon', 'двенадцать часов'],
    ['00:05', 'twelve oh five a.m.', 'zero oh five', 'ноль часов пять минут'],
    ['01:01', 'one oh one a.m.', 'one oh one', 'один час одна минута'],
    ['2:02', 'two oh two a.m.', 'two oh two', 'два часа две минуты'],
    ['09:30', 'nine thirty a.m.', 'nine thirty', 'девять часов тридцать минут'],
    ['11:59', 'eleven fifty-nine a.m.', 'eleven fifty-nine', 'одиннадцать часов пятьдесят девять минут'],
    ['12:15', 'twelve fifteen p.m.', 'twelve fifteen', 'двенадцать часов пятнадцать минут'],
    ['15:00', 'three p.m.', 'fifteen hundred hours', 'пятнадцать часов'],
    ['21:21:40', 'nine twenty-one p.m.', 'twenty-one twenty-one', 'двадцать один час двадцать одна минута'],
    ['2026-11-21T12:30:00Z', 'three thirty p.m.', 'fifteen thirty', 'пятнадцать часов тридцать минут'],
  ])('%s', (value, twelve, twentyFour, russian) => {
    expect([...both('time', value), say('time', value, 'en', { clock: 24 })]).toEqual([twelve, russian, twentyFour]);
  });

  it.each<[Case, string]>([
    ['genitive', 'двадцати одного часа тридцати одной минуты'],
    ['accusative', 'двадцать один час тридцать одну минуту'],
    ['dative', 'двадцати одному часу тридцати одной минуте'],
  ])('in the %s', (which, russian) => {
    expect(say('time', '21:31', 'ru', inCase(which))).toBe(russian);
  });

  it.each<[Json, string]>([
    ['24:01', 'is no time'],
    ['12:60', 'is no time'],
    ['12', 'is no time'],
    [null, 'is no time'],
    ['2026-11-21', 'is a date without a time'],
    ['21.11.2026', 'is a date without a time'],
  ])('not %j', (value, problem) => {
    expect(both('time', value)).toEqual(Array(2).fill(`problem: ${problem}`));
  });
});

describe('dates with times', () => {
  it.each<[Json, Partial<Manner>, string, string]>([
    [
      '2026-11-21 15:30',
      {},
      'the twenty-first of November at three thirty p.m.',
      'двадцать первое ноября, пятнадцать часов тридцать минут',
    ],
    [
      '2026-12-31T00:00',
      { year: true },
      'the thirty-first of December, twenty twenty-six, at midnight',
      'тридцать первое декабря две тысячи двадцать шестого года, ноль часов',
    ],
    [
      '2026-11-21T13:01+03:00',
      inCase('genitive'),
      'the twenty-first of November at one oh one p.m.',
      'двадцать первого ноября в тринадцать часов одну минуту',
    ],
  ])('%s %j', (value, manner, english, russian) => {
    expect(both('datetime', value, manner)).toEqual([english, russian]);
  });

  it('not a date alone', () => {
    expect(say('datetime', '2026-11-21', 'ru')).toBe('problem: is a date without a time');
  });
});

describe('days of the week', () => {
  it.each<[Json, string, string]>([
    ['mon', 'Monday', 'понедельник'],
    ['wed', 'Wednesday', 'среда'],
    ['sun', 'Sunday', 'воскресенье'],
    ['2026-11-21', 'Saturday', 'суббота'],
  ])('%s', (value, english, russian) => {
    expect(both('weekday', value)).toEqual([english, russian]);
  });

  it('in the accusative, as after «в»', () => {
    expect(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => say('weekday', day, 'ru', inCase('accusative'))),
    ).toEqual(['понедельник', 'вторник', 'среду', 'четверг', 'пятницу', 'субботу', 'воскресенье']);
  });

  it('not anything', () => {
    expect(both('weekday', 'someday')).toEqual(Array(2).fill('problem: is no day of the week'));
  });
});

describe('lengths of time', () => {
  it.each<[Json, string, string]>([
    [0, 'zero seconds', 'ноль секунд'],
    [1, 'one second', 'одна секунда'],
    [2, 'two seconds', 'две секунды'],
    [5, 'five seconds', 'пять секунд'],
    [21, 'twenty-one seconds', 'двадцать одна секунда'],
    [60, 'one minute', 'одна минута'],
    [125, 'two minutes and five seconds', 'две минуты пять секунд'],
    [3600, 'one hour', 'один час'],
    [3661, 'one hour, one minute and one second', 'один час одна минута одна секунда'],
    [172_800, 'two days', 'два дня'],
    [90_061, 'one day, one hour, one minute and one second', 'один день один час одна минута одна секунда'],
    ['1h30m', 'one hour and thirty minutes', 'один час тридцать минут'],
    ['90', 'one minute and thirty seconds', 'одна минута тридцать секунд'],
    [59.6, 'one minute', 'одна минута'],
  ])('%s', (value, english, russian) => {
    expect(both('duration', value)).toEqual([english, russian]);
  });

  it('are rounded up where that is asked', () => {
    const said = [0, 1, 60, 61, 3600].map((value) => say('duration', value, 'ru', { roundedTo: 'minutes' }));
    expect(said).toEqual(['ноль минут', 'одна минута', 'одна минута', 'две минуты', 'один час']);
  });

  it('in other cases', () => {
    expect(say('duration', 61, 'ru', inCase('accusative'))).toBe('одну минуту одну секунду');
    expect(say('duration', 300, 'ru', inCase('genitive'))).toBe('пяти минут');
    expect(say('duration', 86_400 * 5, 'ru', inCase('instrumental'))).toBe('пятью днями');
  });

  it.each<[Json, string]>([
    [-1, 'is less than no time'],
    ['soon', 'is no length of time'],
    [null, 'is no length of time'],
  ])('not %j', (value, problem) => {
    expect(both('duration', value)).toEqual(Array(2).fill(`problem: ${problem}`));
  });
});
