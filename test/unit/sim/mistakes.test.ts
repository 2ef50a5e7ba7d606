import { GIVEN, mistakes, reading, textOf } from './stories';

describe('what is wrong in a story is said with its place', () => {
  it.each<[string, readonly string[], string]>([
    [
      'a word that is misspelt',
      ['steps:', '  - hoard: office/welcome'],
      '4:5 SITE002 unknown setting "hoard" (did you mean "heard"?)',
    ],
    ['a step without a word', ['steps:', '  - {}'], '4:5 SITE003 a step needs one of heard, playing'],
    [
      'two words in a step',
      ['steps:', '  - heard: office/bye', '    keys: 1'],
      '5:11 SITE001 keys: keys is a step of its own: begin it with a dash',
    ],
    [
      'a word beside the wrong one',
      ['steps:', '  - keys: 1', '    within: 5s'],
      '5:13 SITE001 within: stands only beside heard',
    ],
    [
      'a prompt that is not there',
      ['steps:', '  - heard: office/welcom'],
      '4:5 FLOW006 there is no prompt office/welcom (did you mean "office/welcome"?)',
    ],
    [
      'a text where a prompt stands',
      ['steps:', '  - heard: Good morning'],
      '4:12 SITE001 heard: "Good morning" is no prompt name like office/welcome; a spoken text is written { said: "Good morning" }',
    ],
    [
      'a queue that is not there',
      ['steps:', '  - queue: sails'],
      '4:5 FLOW006 there is no queue sails (did you mean "sales"?)',
    ],
    [
      'an agent that is not there',
      ['steps:', '  - answered_by: ana'],
      '4:5 FLOW006 there is no agent ana (did you mean "anna"?)',
    ],
    [
      'a label that is not there',
      ['steps: []', 'path: [hello, sale]'],
      '4:1 FLOW006 there is no label sale (did you mean "sales"?)',
    ],
    ['an outcome that is none', ['steps:', '  - end: answerd'], '4:10 SITE001 end: answerd is not one of answered'],
    ['a wait without a unit', ['steps:', '  - wait: 5'], '4:11 SITE001 wait: 5 is not a duration like 5s'],
    [
      'keys that are none',
      ['steps:', '  - keys: 1x'],
      '4:11 SITE001 keys: "1x" are no keys; keys are 0-9, "*" and "#"',
    ],
    [
      'a number that leads nowhere',
      ['given: { number: "1005", at: "2026-11-20 10:05" }', 'steps: []'],
      '2:18 FLOW006 there is no number 1005 (did you mean "1000"?)',
    ],
    [
      'no number at all',
      ['given: { at: "2026-11-20 10:05" }', 'steps: []'],
      '1:1 SITE003 given: needs a number (or a flow)',
    ],
    ['no time', ['given: { number: "1000" }', 'steps: []'], '1:1 SITE003 given: needs at: a day and time'],
    [
      'a day that is none',
      ['given: { number: "1000", at: "2026-02-30 10:05" }', 'steps: []'],
      '2:30 SITE001 at: there is no day 2026-02-30 10:05',
    ],
    [
      'a time in other words',
      ['given: { number: "1000", at: tomorrow }', 'steps: []'],
      '2:30 SITE001 at: "tomorrow" is no day and time like "2026-11-20 10:05"',
    ],
    [
      'an agent of nobody',
      ['given: { number: "1000", at: "2026-11-20 10:05", agents: { bors: available } }', 'steps: []'],
      '2:66 FLOW006 there is no agent bors',
    ],
    [
      'a state that no agent has',
      ['given: { number: "1000", at: "2026-11-20 10:05", agents: { anna: asleep } }', 'steps: []'],
      'asleep',
    ],
    [
      'who declines and talks',
      ['given: { number: "1000", at: "2026-11-20 10:05", agents: { anna: { declines: 1s, talks: 2s } } }', 'steps: []'],
      'who declines neither answers nor talks',
    ],
    [
      'a connector that is not there',
      ['given: { number: "1000", at: "2026-11-20 10:05", answers: { crn: { "1": failed } } }', 'steps: []'],
      'there is no connector crn (did you mean "crm"?)',
    ],
    [
      'an answer that is none',
      ['given: { number: "1000", at: "2026-11-20 10:05", answers: { crm: { "1": broken } } }', 'steps: []'],
      '"broken" is no answer of a connector: needs a record (key: value), not_found, failed or silent',
    ],
    [
      'an answer after no duration',
      [
        'given: { number: "1000", at: "2026-11-20 10:05", answers: { crm: { "1": { after: 5, answer: failed } } } }',
        'steps: []',
      ],
      'after: 5 is not a duration like 300ms or 2s',
    ],
    [
      'a schedule that is not there',
      ['given: { number: "1000", at: "2026-11-20 10:05", schedules: { offce: closed } }', 'steps: []'],
      'there is no schedule offce',
    ],
    [
      'a feature code of nobody',
      ['given: { number: "*41", phone: anna, at: "2026-11-20 10:05" }', 'steps: []'],
      'there is no feature code *41',
    ],
  ])('%s', (_, lines, expected) => {
    expect(mistakes(...lines).join('\n')).toContain(expected);
    expect(reading(textOf(...lines)).stories).toEqual([]);
  });

  it('in a file of several stories, and in what is given for all of them', () => {
    const { problems, stories } = reading(
      [
        GIVEN.replace('given: {', 'given: { agents: { ann: available },'),
        'stories:',
        '  - story: One',
        '    steps: []',
        '  - story: Two',
        '    steps: []',
        '    path: [nowhere]',
        '',
      ].join('\n'),
    );
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(['1 FLOW006', '1 FLOW006', '7 FLOW006']);
    expect(stories).toEqual([]);
  });
});

it('the zone of the times is that of the site, and what a story gives goes before what its file gives', () => {
  const { stories } = reading(
    [
      GIVEN,
      'stories:',
      '  - story: One',
      '    given: { at: "2026-12-31 23:59:30", caller: "" }',
      '    steps: []',
      '',
    ].join('\n'),
  );
  expect(stories[0]?.given.at).toBe(Date.UTC(2026, 11, 31, 23, 59, 30));
  expect(stories[0]?.given).toMatchObject({ caller: '', to: { number: '1000' } });
});
