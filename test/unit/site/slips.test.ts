import { problemsIn, problemsWith } from './office';

/** Slips that are made most often; each is told with the remedy for it. */
const slips: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'an expression that begins with a quote',
    ["    - if: 'gold' in tags", '      then: hangup'],
    [`5:11: error YAML001 YAML stops in the middle of this; write all of it in quotes: "'gold' in tags"`],
  ],
  [
    'a pattern with brackets within braces',
    ['    - collect: { prompt: office/main-menu, digits: 3, into: n, pattern: /^[0-9]+$/ }', '    - hangup'],
    ['5:73: error YAML001 YAML stops in the middle of this; write all of it in quotes: "/^[0-9]+$/"'],
  ],
  [
    'a dash that stands too far in',
    ['    - answer', '      - play: office/closed'],
    [
      '6:7: error YAML001 this line stands too far in: YAML takes it for a part of "answer" above; its dash stands below the dash there',
    ],
  ],
  [
    'a block that stands too far in',
    ["    - if: call.ani == ''", '        then: hangup'],
    [
      '6:9: error YAML001 this line stands too far in: YAML takes it for a part of "if" above; it begins where "if" begins',
    ],
  ],
  [
    'an expression in the braces of a template',
    [`    - if: "{{ call.ani == '1' }}"`, '      then: hangup'],
    [`5:12: error FLOW005 {{ call.ani == '1' }}: an expression stands without {{ }} here; write "call.ani == '1'"`],
  ],
  [
    'a field of another object',
    ['    - note: "{{ caller.id }} {{ call.nmae }} {{ wait.free }}"'],
    [
      '5:24: error FLOW005 caller.id: there is no id in caller; it has number, name, withheld',
      '5:38: error FLOW005 call.nmae: there is no nmae in call (did you mean "name"?)',
      '5:54: error FLOW005 wait.free: there is no free in wait; it has queue, position, seconds, expected',
    ],
  ],
  [
    'a text without quotes of its own',
    ['    - set: { topic: sales }'],
    [
      `5:21: error FLOW005 sales: nothing here is called sales; known are call, caller, now, daypart, lists, keys, tags, wait, topic; a text stands in quotes within the quotes: "'sales'"`,
    ],
  ],
  [
    'a block with a dash',
    ["    - if: call.ani == ''", '    - then: a'],
    [
      '6:7: error FLOW001 "then" is no step of its own: without a dash, where the name of the step begins that it belongs to',
    ],
  ],
  [
    'steps by the names that they have elsewhere',
    ['    - Playback: office/closed', '    - Wait: 5', '    - Dial: x', '    - Answer'],
    [
      '5:7: error FLOW001 "Playback" is no step; here it is called play',
      '6:7: error FLOW001 "Wait" is no step; here it is called silence',
      '7:7: error FLOW001 "Dial" is no step; here it is called connect',
      '8:7: error FLOW001 "Answer" is no step; here it is called answer',
    ],
  ],
  [
    'an expression of several lines',
    ['    - if: >', "        call.ani == '1' &&", "        call.nme == '2'", '      then: hangup'],
    [`6:9: error FLOW005 call.ani == '1' && call.nme == '2': there is no nme in call (did you mean "name"?)`],
  ],
  [
    'a template of several lines',
    ['    - note: >', '        hello there {{ call.ani }}', '        and {{ call.nme }}'],
    ['7:21: error FLOW005 call.nme: there is no nme in call (did you mean "name"?)'],
  ],
  [
    'whole numbers in a list',
    ['    - if: now.hour in [9, 10]', '      then: hangup', '    - if: now.hour in [9.0, 10.0]', '      then: hangup'],
    [
      '5:11: error FLOW005 now.hour in [9, 10]: whole numbers in a list are not looked for; write them with a point: [9.0, 10.0]',
    ],
  ],
  ['the rest of a division', ['    - if: now.minute % 2 == 0', '      then: hangup'], []],
  [
    'a tag',
    ["    - if: !schedule('x').open", '      then: hangup'],
    [
      `5:11: error YAML001 !schedule('x').open reads as a YAML tag, which means nothing here; leave it out, or write a text that begins with ! in quotes`,
    ],
  ],
  [
    'a prompt with the ending of its file',
    ['    - play: hello.wav'],
    ['5:13: error SITE001 play: "hello.wav": prompts are named without .wav: hello'],
  ],
  [
    'a Cyrillic letter',
    ['    - goto: hеllo'],
    [
      '5:13: error SITE001 goto: "hеllo" is no name for a label: small letters, digits and _, a letter first; е is a Cyrillic letter',
    ],
  ],
];

test.each(slips)('%s', (_, lines, told) => {
  expect(problemsIn(...lines)).toEqual(told);
});

test('settings that go by a pattern say what they want', () => {
  expect(
    problemsWith({
      'site.yaml': 'site: Office\nlanguage: english\n',
      'connectors.yaml': 'connectors:\n  crm: { sql: { url_env: crm, query: "SELECT ?" } }\n',
    }).filter((line) => !line.startsWith('flows/')),
  ).toEqual([
    'connectors.yaml:2:26: error SITE001 url_env: "crm" is no environment variable like CRM_URL: capitals, digits and _',
    'site.yaml:2:11: error SITE001 language: "english" is no language like en or ru: two letters',
  ]);
});
