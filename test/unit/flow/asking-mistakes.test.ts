import type { AnyStepKind } from '../../../src/flow/step';
import { stepKinds } from '../../../src/flow/steps/registry';
import { problemsIn, problemsWith } from '../site/office';

/** What is said of one step, without its place and the code. */
const said = (step: string): readonly string[] =>
  problemsIn(`    - ${step}`, '    - hangup').map((line) => line.replace(/^\d+:\d+: /, ''));

const COLLECT = 'collect: { prompt: office/enter-contract, into: x';
const MENU = 'menu: { prompt: office/main-menu, keys: { 1: a, 12: a, "*": a }';

describe('mistakes in what is asked', () => {
  test.each([
    [`${COLLECT} }`, 'error SITE001 digits: is missing: how many digits, like 6 or 6..8'],
    [
      `${COLLECT}, digits: 4, pattern: "[1-" }`,
      'error SITE001 pattern: the pattern [1- is wrong: error parsing regexp: missing closing ]: `[1-`',
    ],
    [
      `${COLLECT}, digits: 4, wrong: { luhn: office/wrong-key } }`,
      'error SITE001 wrong: there is no check luhn here; set are length',
    ],
    [
      `${COLLECT}, date: DDMMYYYY, digits: 6 }`,
      'error SITE001 digits: a date keyed in as DDMMYYYY has 8 digits; leave digits out',
    ],
    [`${COLLECT}, date: DDMM, min: 3 }`, 'error SITE001 date: a date has no min, max or decimals'],
    [`${COLLECT}, digits: 3, min: 30, max: 3 }`, 'error SITE001 min: 30 is more than max: 3'],
    [`${COLLECT}, digits: 3, decimals: 2, end: "*" }`, 'error SITE001 end: "*" is the decimal point here'],
    [`${COLLECT}, digits: 3, decimals: 2, repeat: "*" }`, 'error SITE001 repeat: "*" is the decimal point here'],
    [`${COLLECT}, digits: 3, repeat: 5 }`, 'error SITE001 repeat: 5 may be part of the answer; "*" is not'],
    [`${COLLECT}, digits: 3, repeat: "#" }`, 'error SITE001 repeat: "#" ends the input (end) already'],
    [
      `${COLLECT}, digits: 3, secret: true, confirm: { prompt: office/wrong-key } }`,
      'error SITE001 confirm: a secret is never read back; leave confirm or secret out',
    ],
    [
      `${COLLECT}, digits: 3, confirm: { prompt: office/wrong-key, no: 1 } }`,
      'error SITE001 confirm: yes and no are the same key, 1',
    ],
    [
      `${COLLECT}, digits: 3, default: "7", no_input: { then: a } }`,
      'error SITE001 default: with a default the call goes on below, and no_input.then is never reached',
    ],
    [`${COLLECT}, digits: 3, in: lists.nobody_knows.? }`, 'error FLOW005 value in (lists.nobody_knows.?): '],
    [
      `${COLLECT}, digits: 3, no_match: { play: office/wrong-key, by_try: [office/wrong-key] } }`,
      'error SITE001 no_match: has play or by_try, not both',
    ],
    [
      `${COLLECT}, digits: 3, no_match: { tries: 2, by_try: [office/wrong-key, office/wrong-key] } }`,
      'error SITE001 by_try: has 2 entries, and with tries: 2 the question is asked again 1 times at most',
    ],
    [`${MENU}, repeat: "*" }`, 'error SITE001 repeat: "*" is a key of this menu already'],
    [`${MENU}, repeat: "**" }`, 'error SITE001 repeat: "**" is not one key: 0-9, "*" or "#"'],
    [`${MENU}, end: "*" }`, 'error SITE001 end: "*" is a key of this menu already'],
    [
      'menu: { prompt: office/main-menu, keys: { "#1": a }, repeat: "#" }',
      'error SITE001 repeat: "#" is the beginning of the key #1 of this menu already',
    ],
    [
      'menu: { prompt: Office/Main, keys: { 1: a } }',
      'error SITE001 prompt: "Office/Main" is no prompt name; prompts are named like office/welcome',
    ],
    [
      'menu: { prompt: [{ prompt: office/main-menu, bargein: false }], keys: { 1: a } }',
      'error SITE002 unknown setting "bargein" (did you mean "barge_in"?); possible are prompt, barge_in',
    ],
    [
      'menu: { prompt: [office/main-menu, { prompt: office/nowhere, barge_in: false }], keys: { 1: a } }',
      'error FLOW007 the prompt office/nowhere has neither',
    ],
    ['yes_no: { prompt: office/main-menu, no: 1 }', 'error SITE001 no: "1" is yes already'],
    ['yes_no: { prompt: office/main-menu, repeat: 2 }', 'error SITE001 repeat: "2" is no already'],
    ['pin: { prompt: office/main-menu, digits: 4 }', 'error SITE001 check: needs either check or list'],
    [
      'pin: { prompt: office/main-menu, digits: 4, list: customers }',
      'error SITE001 list: list and of belong together',
    ],
    [
      'pin: { prompt: office/main-menu, digits: 4, list: custmers, of: call.ani }',
      'error FLOW006 there is no list custmers (did you mean "customers"?)',
    ],
    ['language: english', 'error SITE001 language: "english" is no language like en or ru'],
    [
      'language: { prompt: office/main-menu, keys: { 1: russian } }',
      'error SITE001 1: "russian" is no language like en or ru',
    ],
    [
      'survey: { prompt: office/main-menu, name: x, scale: 5..1 }',
      'error SITE001 scale: "5..1" is no scale like 1..5 or 0..10',
    ],
    [
      'survey: { prompt: office/main-menu, name: x, repeat: 1 }',
      'error SITE001 repeat: 1 may be an answer; "*" is not',
    ],
    [
      'directory: { prompt: office/main-menu, press: office/main-menu, too_many: office/main-menu, into: x, back: 3 }',
      'error SITE001 back: "3" chooses a name',
    ],
    [
      'directory: { prompt: office/main-menu, press: office/main-menu, too_many: office/main-menu, into: x, letters: 0..3 }',
      'error SITE001 letters: from 1 to 16 letters',
    ],
  ])('%s', (step, expected) => {
    const [first = '', ...others] = said(step);
    expect(first.slice(0, expected.length)).toBe(expected);
    expect(others).toEqual([]);
  });

  test('nothing is wrong with what the manual shows', () => {
    expect(
      said(
        `${COLLECT}, digits: 3, repeat: "*", no_match: { by_try: [office/wrong-key, [office/wrong-key, office/please-choose]], again: office/please-choose } }`,
      ),
    ).toEqual([]);
    expect(
      said(
        'menu: { prompt: [{ prompt: office/main-menu, barge_in: false }, office/please-choose], keys: { 1: a, 12: a }, end: "#", repeat: "*" }',
      ),
    ).toEqual([]);
  });
});

test.each(['menu', 'collect', 'yes_no', 'pin', 'directory', 'language', 'survey'] as const)(
  'the example of %s has no mistake',
  (kind) => {
    const kinds: Record<string, AnyStepKind> = stepKinds;
    const example = kinds[kind]?.manual?.example ?? '';
    const flow = `flow: t\nstart: hello\nsteps:\n${example.replace(/^(?=.)/gm, '  ')}`;
    expect(problemsWith({ 'flows/t.yaml': flow }).filter((line) => line.includes(': error '))).toEqual([]);
  },
);
