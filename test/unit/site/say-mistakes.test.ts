import { problemsIn, problemsWith } from './office';

const KINDS =
  'text, prompt, silence, number, ordinal, digits, characters, count, money, date, time, datetime, weekday, duration';

describe('a say that cannot be said', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'two things in one entry',
      '{ number: 1, digits: 2 }',
      ['12: error SITE001 say: number and digits stand in one entry; make a list of them: [{ number: … }, …]'],
    ],
    ['nothing to say', '{ gender: feminine }', [`12: error SITE001 say: needs one of ${KINDS}`]],
    [
      'a setting of another kind',
      '{ date: now.date, clock: 24 }',
      ['37: error SITE001 clock: does not belong to date; possible are year, with_weekday, case'],
    ],
    [
      'a setting where there is none',
      '{ digits: 1, case: dative }',
      ['31: error SITE001 case: does not belong to digits'],
    ],
    [
      'money without a currency',
      '{ money: 1 }',
      ['21: error SITE001 money: needs a currency beside it: RUB, USD, EUR, GBP, KZT'],
    ],
    [
      'a currency that has no words',
      '{ money: 1, currency: RUR }',
      [
        '34: error SITE001 currency: RUR is no currency that can be said (did you mean "RUB"?); possible are RUB, USD, EUR, GBP, KZT',
      ],
    ],
    [
      'nothing that is counted',
      '{ count: 1, one: call }',
      ['21: error SITE001 count: needs what it counts: one, and other (or few and many)'],
    ],
    [
      'a language beside something else',
      '{ en: "a", number: 1 }',
      ['12: error SITE001 say: beside languages (en) only barge_in may stand; put the rest into each language'],
    ],
    [
      'parts beside something else',
      '{ parts: [ "a" ], number: 1 }',
      ['12: error SITE001 say: number and parts stand together; put it into parts'],
    ],
    ['half an expression', '"a {{ b"', ['12: error SITE001 say: "a {{ b" has {{ without }} or the other way round']],
    ['a number that is no text', '42', ['12: error SITE001 say: 42 is a number; write it in quotes: "42"']],
  ])('%s', (_, written, expected) => {
    expect(problemsIn(`    - say: ${written}`)).toEqual(expected.map((each) => `5:${each}`));
  });

  test.each([
    ['{ nubmer: 1 }', '5:14'],
    ['[ { nubmer: 1 } ]', '5:16'],
    ['{ en: { nubmer: 1 } }', '5:20'],
  ])('a misspelt kind is complained of once: %s', (written, place) => {
    const problems = problemsIn(`    - say: ${written}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${place}: error SITE002 unknown setting "nubmer" (did you mean "number"?)`);
  });

  test('names in expressions, where they stand', () => {
    const places = problemsIn('    - say: [ "a {{ nowhere }}", { money: nowhere, currency: nowhere } ]').map((line) =>
      line.slice(0, line.indexOf(':', 2)),
    );
    expect(places).toEqual(['5:20', '5:42', '5:61']);
  });

  test('a secret', () => {
    const problems = problemsIn(
      '    - collect: { prompt: office/enter-contract, digits: 4, into: pin, secret: true }',
      '    - say: "Your PIN is {{ pin }}"',
      '    - say: { digits: pin }',
      '    - say: [ { money: 1, currency: pin } ]',
    );
    expect(problems.map((line) => line.slice(0, line.indexOf(' ', line.indexOf('FLOW'))))).toEqual([
      '6:12: error FLOW011',
      '7:22: error FLOW011',
      '8:36: error FLOW011',
    ]);
  });

  test('a language that callers of the flow have, and nothing is written in it', () => {
    expect(problemsIn('    - say: { ru: "Здравствуйте" }', '    - hangup')).toEqual([
      '5:7: error FLOW022 nothing is written here in en, and callers hear t in it: write en: "…"',
    ]);
    expect(problemsIn('    - say: { en: "Hello", ru: "Здравствуйте" }', '    - hangup')).toEqual([]);
  });
});

test('values said in a language that has no words here are warned of', () => {
  const flow = (say: string): Record<string, string> => ({
    'flows/t.yaml': `flow: t\nlanguage: fr\nstart: a\nsteps:\n  a:\n    - say: ${say}\n    - hangup\n`,
  });
  const told = (say: string): readonly string[] =>
    problemsWith(flow(say)).filter((line) => line.startsWith('flows/t.yaml') && line.includes('FLOW023'));
  expect(told('{ number: 1 }')).toEqual([
    'flows/t.yaml:6:7: warning FLOW023 fr has no words of its own here: the speech engine gets digits and says them as it can',
  ]);
  expect(told('{ fr: { number: 1 } }')).toHaveLength(1);
  expect(told('Bonjour')).toEqual([]);
});

describe('silence and music', () => {
  test.each<[string, string]>([
    ['silence: 5', '5:16: error SITE001 silence: 5 is not a duration like 5s, 10m or 1h30m; a unit is needed'],
    ['silence: 6m', '5:16: error SITE001 silence: "6m" is out of range: from 100ms to 5m'],
    ['music: "a b"', '5:14: error SITE001 music: "a b" is no class of music on hold: letters, digits, _ and -'],
    [
      'music: { klass: jazz }',
      '5:16: error SITE002 unknown setting "klass" (did you mean "class"?); possible are class, for, barge_in',
    ],
  ])('%s', (written, expected) => {
    expect(problemsIn(`    - ${written}`)).toEqual([expected]);
  });
});
