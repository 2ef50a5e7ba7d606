import { problemsIn, problemsWith } from './office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');

describe('mistakes in a flow', () => {
  test('an unknown step', () => {
    expect(problemsIn('    - anser', '    - plays: office/welcome', '    - 17', '    - [answer]')).toEqual([
      '5:7: error FLOW001 "anser" is no step (did you mean "answer"?)',
      '6:7: error FLOW001 "plays" is no step (did you mean "play"?)',
      '7:7: error FLOW001 a step is written like "- answer" or "- play: office/welcome"',
      '8:7: error FLOW001 a step is written like "- answer" or "- play: office/welcome"',
    ]);
  });

  test('a step without its value, and one with a value it does not take', () => {
    expect(problemsIn('    - play', '    - play:', '    - reject', '    - answer: yes', '    - hangup')).toEqual([
      '5:7: error FLOW001 play needs a value: "- play: …"',
      '6:7: error SITE001 play: needs a text, not nothing',
      '7:7: error FLOW001 reject needs a value: "- reject: …"',
      '8:15: error SITE001 answer: needs nothing, not yes',
    ]);
  });

  test('settings that are indented too little', () => {
    expect(problemsIn('    - menu:', '      prompt: office/main-menu', '      keys: { 1: a }')).toEqual([
      '6:7: error FLOW002 prompt does not belong beside menu; is it indented too little?',
      '7:7: error FLOW002 keys does not belong beside menu; is it indented too little?',
    ]);
  });

  test('two steps in one entry', () => {
    expect(problemsIn('    - answer:', '      play: office/welcome')).toEqual([
      '6:7: error FLOW002 answer and play stand in one entry; each step begins with a dash of its own',
    ]);
  });

  test('steps without dashes', () => {
    expect(problemsIn('    answer', '    hangup')).toEqual([
      '5:5: error SITE001 a: needs a list (lines that begin with a dash), not answer …',
    ]);
  });

  test('a block without steps', () => {
    expect(problemsIn('    - if: call.ani == "1"', '      then:', '    - hangup')).toEqual([
      '6:7: error FLOW001 then has no steps',
    ]);
  });

  test('a label that has the name of a step is a label, unless the step can stand alone', () => {
    const labels = ['  menu:', '    - hangup', '  hangup:', '    - hangup'];
    expect(
      problemsIn('    - if: call.ani == "1"', '      then: menu', '      else: play', '    - hangup', ...labels),
    ).toEqual(['7:13: error FLOW001 play needs a value: "- play: …"']);
    expect(problemsIn('    - if: call.ani == "1"', '      then: menu', '      else: hangup', ...labels)).toEqual([
      '11:7: warning FLOW004 nothing leads to the label hangup',
    ]);
  });

  test('an unknown label is told of beside a wrong value of the same step', () => {
    expect(
      problemsIn('    - menu:', '        prompt: office/main-menu', '        keys: { 1: mneu }', '        wait: 17'),
    ).toEqual([
      expect.stringContaining('7:20: error FLOW003 there is no label mneu in this flow'),
      expect.stringContaining('8:15: error SITE001 wait: 17 is not a duration'),
    ]);
    expect(
      problemsIn(
        '    - hours: { schedule: office, closed: bye, opend: a }',
        '    - hours: { schedule: [], closed: off }',
      ),
    ).toEqual([
      expect.stringContaining('5:42: error FLOW003 there is no label bye'),
      expect.stringContaining('5:47: error SITE002 unknown setting "opend"'),
      expect.stringContaining('6:26: error SITE001'),
    ]);
  });

  test('an unknown label to which several exits lead is told of once, where it stands', () => {
    expect(problemsIn('    - hours: { schedule: office, closed: bye }')).toEqual([
      '5:42: error FLOW003 there is no label bye in this flow; labels are a',
    ]);
  });

  test('an unknown label, wherever it may stand', () => {
    expect(
      problemsIn(
        '    - menu: { prompt: office/main-menu, keys: { 1: hello, 2: a, "#": b }, no_input: { then: c } }',
        '    - goto: nowhere',
        '    - hours: { schedule: office, open: lunch, closed: a }',
        '    - if: call.ani == "1"',
        '      then: yes_',
        '      else: [goto: no_]',
        '    - queue: { name: sales, on: { done: bye } }',
        '    - lookup: { connector: crm, key: call.ani, into: x, not_found: gone }',
      ),
    ).toEqual([
      '5:52: error FLOW003 there is no label hello in this flow; labels are a',
      '5:70: error FLOW003 there is no label b in this flow; labels are a',
      '5:93: error FLOW003 there is no label c in this flow; labels are a',
      '6:13: error FLOW003 there is no label nowhere in this flow; labels are a',
      '7:40: error FLOW003 there is no label lunch in this flow; labels are a',
      '9:13: error FLOW003 there is no label yes_ in this flow; labels are a',
      '10:20: error FLOW003 there is no label no_ in this flow; labels are a',
      '11:41: error FLOW003 there is no label bye in this flow; labels are a',
      '12:68: error FLOW003 there is no label gone in this flow; labels are a',
    ]);
  });

  test('a start that is no label', () => {
    expect(problemsWith({ 'flows/t.yaml': text('flow: t', 'start: helo', 'steps: { hello: [hangup] }') })).toEqual([
      'flows/t.yaml:2:8: error FLOW003 there is no label helo in this flow (did you mean "hello"?); labels are hello',
    ]);
  });

  test('a label nobody goes to, and a step nobody reaches', () => {
    expect(
      problemsIn(
        '    - goto: b',
        '    - answer',
        '    - hangup',
        '  b:',
        '    - if: call.ani == "1"',
        '      then: hangup',
        '    - hangup',
        '  c:',
        '    - if: call.ani == "1"',
        '      then: hangup',
        '    - hangup',
      ),
    ).toEqual([
      '6:7: warning FLOW009 this answer is never reached: the step above it always goes elsewhere',
      '13:7: warning FLOW004 nothing leads to the label c',
    ]);
  });

  test('a loop that waits for nothing', () => {
    expect(problemsIn('    - if: call.ani == "1"', '      then: a', '    - set: { x: 1 }', '    - goto: a')).toEqual([
      '5:7: error FLOW008 from this if the flow can come back to it without waiting for anything: put a menu, a collect, a queue or a play with barge_in: false into the loop',
    ]);
  });

  test('a loop of prompts that a key skips', () => {
    expect(problemsIn('    - play: office/welcome', '    - goto: a')).toEqual([
      '5:7: error FLOW008 from this play the flow can come back to it without waiting for anything: put a menu, a collect, a queue or a play with barge_in: false into the loop',
    ]);
  });

  test('expressions', () => {
    expect(
      problemsIn(
        '    - if: call.anii == "1"',
        '      then: hangup',
        `    - if: 'x == 1 && cal.ani == "1"'`,
        '      then: hangup',
        '    - if: "call.ani =="',
        '      then: hangup',
        '    - if: call.ani.matches("x")',
        '      then: hangup',
        `    - set: { x: 're(call.ani, "(")', y: foo }`,
        '    - play: "office/{{ bar }}"',
        '    - hangup',
      ),
    ).toEqual([
      '5:16: error FLOW005 call.anii == "1": there is no anii in call (did you mean "ani"?)',
      '7:22: error FLOW005 x == 1 && cal.ani == "1": nothing here is called cal (did you mean "call"?); known are call, caller, now, daypart, lists, keys, tags, wait, x, y',
      '9:23: error FLOW005 call.ani ==: the expression ends too early',
      '11:11: error FLOW005 call.ani.matches("x"): matches() is not allowed; write re(text, "pattern") instead',
      '13:31: error FLOW005 re(call.ani, "("): the pattern ( is wrong: error parsing regexp: missing closing ): `(`',
      '13:41: error FLOW005 foo: nothing here is called foo; known are call, caller, now, daypart, lists, keys, tags, wait, x, y; a text stands in quotes within the quotes: "\'foo\'"',
      '14:24: error FLOW005 bar: nothing here is called bar; known are call, caller, now, daypart, lists, keys, tags, wait, x, y; a text stands in quotes within the quotes: "\'bar\'"',
    ]);
  });

  test('how often a number called, within a day', () => {
    expect(
      problemsIn(
        '    - if: recent_calls("10m") > 2 && recent_calls(call.ani) > 1',
        '      then: hangup',
        '    - if: recent_calls("2d") > 2',
        '      then: hangup',
        '    - note: "{{ recent_calls(\'1h\') }}"',
      ),
    ).toEqual([
      '5:38: error FLOW005 recent_calls("10m") > 2 && recent_calls(call.ani) > 1: recent_calls() needs a time in quotes, from 1s to 1d: recent_calls(\'10m\')',
      '7:11: error FLOW005 recent_calls("2d") > 2: recent_calls() needs a time in quotes, from 1s to 1d: recent_calls(\'10m\')',
    ]);
  });

  test('who served a caller last, and who is named for one', () => {
    expect(
      problemsIn(
        '    - set: { x: "last_agent(\'1y\')" }',
        "    - set: { x: \"last_agent('30d', 'nowhere')\" }",
        '    - queue: { name: sales, waits_since: now }',
        '    - hangup',
      ),
    ).toEqual([
      "5:18: error FLOW005 last_agent('1y'): last_agent() needs a time in quotes, from 1m to 90d: last_agent('30d')",
      '6:36: error FLOW006 there is no queue nowhere; known are sales, support, personal',
      '7:42: error SITE001 waits_since: now is not one of queue, call',
    ]);
    expect(
      problemsIn(
        "    - queue: { name: sales, prefer: { agents: \"['anna', 'ana']\", for: 20s }, not: \"'bo'\" }",
        '    - hangup',
      ).filter((line) => line.includes('FLOW006')),
    ).toEqual([
      '5:7: error FLOW006 there is no agent ana (did you mean "anna"?); known are anna, boris, clara',
      '5:7: error FLOW006 there is no agent bo; known are anna, boris, clara',
    ]);
  });

  test('an expression that is none', () => {
    expect(
      problemsIn('    - if: { x: 1 }', '      then: hangup', '    - set: { x: }', '    - set: [a, b]', '    - hangup'),
    ).toEqual([
      '5:11: error SITE001 if: needs a text, not a mapping (key: value)',
      '7:14: error SITE001 x: needs a text, not nothing',
      '8:12: error SITE001 set: needs a mapping (key: value), not a list (lines that begin with a dash)',
    ]);
  });

  test('variables that have the names of facts, or no names', () => {
    expect(
      problemsIn(
        '    - set: { call: "1", now: "2", x: "3" }',
        '    - collect: { prompt: office/welcome, digits: 4, into: value }',
        '    - hangup',
      ),
    ).toEqual([
      '5:14: error FLOW012 call is a fact that every flow has; choose another name',
      '5:25: error FLOW012 now is a fact that every flow has; choose another name',
      '6:59: error FLOW012 value is a fact that every flow has; choose another name',
    ]);
  });

  test('an expression that comes to the wrong kind of thing, words of CEL itself, and numbers that lose a zero', () => {
    expect(
      problemsIn(
        '    - if: call.ani',
        '      then: [hangup]',
        '    - set: { type: "1" }',
        '    - lookup: { connector: crm, key: 0123456, into: x, otherwise: 0 }',
        '    - hangup',
      ),
    ).toEqual([
      '5:11: error FLOW013 call.ani: comes to a string, and true or false is needed',
      '7:14: error FLOW012 type is a word of the expression language; choose another name',
      `8:38: error YAML003 0123456 without quotes is a number to YAML, without its 0; write it in quotes: "'0123456'"`,
      '8:39: error FLOW013 123456: comes to a int, and a text is needed',
    ]);
  });

  test('a variable without a proper name', () => {
    expect(problemsIn('    - set: { Big: "4" }', '    - hangup')).toEqual([
      '5:14: error SITE001 set: "Big" is no name for a variable: small letters, digits and _, a letter first',
    ]);
  });

  test('a secret on its way into the history', () => {
    expect(
      problemsIn(
        '    - collect: { prompt: office/enter-contract, digits: 4, into: pin, secret: true }',
        `    - set: { copy: 'pin + "x"' }`,
        '    - play: [office/welcome, "office/{{ copy }}"]',
        '    - hangup',
      ),
    ).toEqual(['7:30: error FLOW011 office/{{ copy }} would put a secret into the history']);
  });

  const PIN = '    - collect: { prompt: office/enter-contract, digits: 4, into: pin, secret: true }';

  test.each([
    [
      'lookup: { connector: crm, key: pin, into: c, otherwise: pin }',
      '6:63: error FLOW011 pin would put a secret into a variable that does not know that it is one; fill it by set',
    ],
    ['language: { from: pin, one_of: [en, ru] }', '6:25: error FLOW011 pin would put a secret into the history'],
    ['play: { recording: pin }', '6:26: error FLOW011 pin would put a secret into the history'],
    ['connect: { agent: pin }', '6:25: error FLOW011 pin would put a secret into the history'],
    [
      'switch: { value: pin, cases: { "1": a } }',
      '6:24: error FLOW011 pin would put a secret into the path of the call',
    ],
  ])('a secret comes to light by %s', (step, problem) => {
    expect(problemsIn(PIN, `    - ${step}`, '    - hangup')).toEqual([problem]);
  });

  test.each([
    'set: { copy: pin }',
    'lookup: { connector: crm, key: pin, into: c, otherwise: 0 }',
    'list: { list: customers, key: pin }',
    'http: { url: "https://bank.example/", body: { pin: pin } }',
    'collect: { prompt: office/enter-contract, digits: 4, into: again, secret: true, check: value == pin, in: "[pin]" }',
    'pin: { prompt: office/enter-contract, digits: 4, check: value == pin }',
    'pin: { prompt: office/enter-contract, digits: 4, list: customers, of: pin }',
    'return: pin == "1234"',
  ])('a secret may be used by %s', (step) => {
    expect(problemsIn(PIN, `    - ${step}`, ...(step.startsWith('return') ? [] : ['    - hangup']))).toEqual([]);
  });

  test('a secret with the name of a parameter', () => {
    const flow = (...lines: readonly string[]): string[] =>
      problemsWith({
        'flows/main.yaml': text(
          'flow: main',
          'self_service: true',
          'takes: { pin: { type: string, default: x }, copy: { type: string, default: x } }',
          'start: a',
          'steps:',
          '  a:',
          '    - answer',
          ...lines,
          '    - hangup',
        ),
      });
    const lost = (name: string): string =>
      `error FLOW011 ${name} is secret in this flow, so it cannot be handed in; give the parameter another name`;
    expect(flow(PIN)).toEqual([expect.stringContaining(lost('pin'))]);
    expect(flow(PIN.replace('into: pin', 'into: code'), '    - set: { copy: code }')).toEqual([
      expect.stringContaining(lost('copy')),
    ]);
    expect(flow(PIN.replace('into: pin', 'into: code'))).toEqual([]);
  });

  test('durations and counts', () => {
    expect(
      problemsIn(
        '    - menu: { prompt: office/main-menu, keys: { 1: a }, wait: 5, wait_next: 5 seconds, no_input: { tries: three } }',
        '    - menu: { prompt: office/main-menu, keys: { 1: a }, wait: 5h, no_match: { tries: 0 } }',
        '    - queue: { name: sales, max_wait: 0s, skills: { sales: 101 } }',
      ),
    ).toEqual([
      '5:63: error SITE001 wait: 5 is not a duration like 5s, 10m or 1h30m; a unit is needed',
      '5:77: error SITE001 wait_next: "5 seconds" is not a duration like 5s, 10m or 1h30m',
      '5:107: error SITE001 tries: needs a whole number from 1 to 9',
      '6:63: error SITE001 wait: "5h" is out of range: from 500ms to 2m',
      '6:86: error SITE001 tries: needs a whole number from 1 to 9',
      '7:39: error SITE001 max_wait: "0s" is out of range: from 1s to 1d',
      '7:60: error SITE001 sales: needs a whole number from 0 to 100',
    ]);
  });

  test('unknown settings', () => {
    expect(
      problemsIn(
        '    - menu: { promt: office/main-menu, keys: { 1: a }, no_imput: { tries: 3 }, no_match: { trys: 1 } }',
      ),
    ).toEqual([
      '5:15: error SITE002 unknown setting "promt" (did you mean "prompt"?); possible are prompt, barge_in, wait, wait_next, repeat, no_input, no_match, keys, end, extensions',
      '5:56: error SITE002 unknown setting "no_imput" (did you mean "no_input"?); possible are prompt, barge_in, wait, wait_next, repeat, no_input, no_match, keys, end, extensions',
      '5:92: error SITE002 unknown setting "trys" (did you mean "tries"?); possible are tries, play, by_try, again, then',
    ]);
  });

  test('missing settings', () => {
    expect(
      problemsIn(
        '    - menu: { keys: { 1: a } }',
        '    - collect: { prompt: office/welcome }',
        '    - lookup: {}',
        '    - hours:',
      ),
    ).toEqual([
      '5:13: error SITE003 prompt: is missing: needs a text',
      '6:16: error SITE003 into: is missing: needs a text',
      '6:16: error SITE001 digits: is missing: how many digits, like 6 or 6..8',
      '7:15: error SITE003 connector: is missing: needs a text',
      '7:15: error SITE003 key: is missing: needs a text',
      '7:15: error SITE003 into: is missing: needs a text',
      '8:7: error SITE001 hours: needs a mapping (key: value), not nothing',
    ]);
  });

  test('a queue without braces', () => {
    expect(problemsIn('    - queue: sales', '    - hangup')).toEqual([]);
    expect(problemsIn('    - queue: slaes', '    - hangup')).toEqual([
      '5:14: error FLOW006 there is no queue slaes (did you mean "sales"?); known are sales, support, personal',
    ]);
  });

  test('keys that no telephone has', () => {
    expect(problemsIn('    - menu: { prompt: office/main-menu, keys: { x: a, "1,2": a } }')).toEqual([
      '5:49: error SITE001 keys: "x" is no key; keys are 0-9, "*" and "#", or several like 12',
      '5:55: error SITE001 keys: "1,2" is no key; keys are 0-9, "*" and "#", or several like 12',
    ]);
  });

  test('keys that cannot be sent, and controls that are none', () => {
    expect(
      problemsIn(
        '    - send_dtmf: 12x',
        '    - connect: { extension: "101", send_dtmf: "1" }',
        '    - play: { prompts: office/welcome, controls: { pause: "2", forward: "2" } }',
        '    - play: { prompts: office/welcome, controls: { jump: 5s } }',
        '    - play: { prompts: office/welcome, controls: { pause: "12" } }',
      ).map((each) => each.replace(/SITE001 \w+: (\w+: )*/, 'SITE001 ')),
    ).toEqual([
      '5:18: error SITE001 "12x" are no keys to send: 0-9, "*", "#", A-D, w for a pause of half a second, W for a second, {{ expressions }}; 100 at most',
      '6:47: error SITE001 is for a number outside, and none is dialled here',
      '7:73: error SITE001 2 is the key of pause already',
      '8:50: error SITE001 needs a key for one of pause, rewind, forward, restart, stop: { pause: "2" }',
      '9:59: error SITE001 "12" is no key; a control is one of 0-9, "*" and "#"',
    ]);
  });

  test('a queue that an expression names', () => {
    const problems = problemsIn(
      '    - queue: { name_from: call.campaign }',
      '    - queue: { name: sales, one_of: [sales] }',
      '    - queue: { name_from: call.campaign, one_of: [sales, nowhere], on: { unknown: a } }',
      '    - queue: { name: sales, on: { unknown: a } }',
    );
    const said = problems.filter((each) => each.includes('error')).join('\n');
    expect(said).toMatch(/^5:.*name_from needs one_of: the queues that it may come to/m);
    expect(said).toMatch(/^6:.*there is no name_from/m);
    expect(said).toMatch(/^7:.*there is no queue nowhere/m);
    expect(said).toMatch(/^8:.*it is left by unknown only where name_from names the queue/m);
  });

  test('numbers of digits', () => {
    expect(
      problemsIn(
        '    - collect: { prompt: office/main-menu, digits: 8..6, into: x }',
        '    - collect: { prompt: office/main-menu, digits: many, into: x }',
        '    - collect: { prompt: office/main-menu, digits: true, into: X }',
      ),
    ).toEqual([
      '5:52: error SITE001 digits: "8..6" is no number of digits like 6 or 6..8, at most 64',
      '6:52: error SITE001 digits: "many" is no number of digits like 6 or 6..8, at most 64',
      '7:52: error SITE001 digits: needs a number, not true',
      '7:64: error SITE001 into: "X" is no name for a variable: small letters, digits and _, a letter first',
    ]);
  });

  test('a reason that a telephone network does not know', () => {
    expect(problemsIn('    - reject: bussy')).toEqual([
      '5:15: error SITE001 reject: bussy is not one of busy, congestion, rejected, unallocated, no-answer (did you mean "busy"?)',
    ]);
  });

  test('queues, schedules and connectors that are not there', () => {
    expect(
      problemsIn(
        '    - queue: { name: sale }',
        '    - hours: { schedule: offic }',
        '    - lookup: { connector: cmr, key: call.ani, into: x, otherwise: 0 }',
        '    - hangup',
      ),
    ).toEqual([
      '5:22: error FLOW006 there is no queue sale (did you mean "sales"?); known are sales, support, personal',
      '6:26: error FLOW006 there is no schedule offic (did you mean "office"?); known are office',
      '7:28: error FLOW006 there is no connector cmr; known are crm',
    ]);
  });

  test('a list in an expression that is not there', () => {
    expect(
      problemsIn(
        '    - if: call.ani in lists.blaklist || call.ani in lists["customer"]',
        '      then: hangup',
        '    - note: "{{ lists.nobody[call.ani].name }}"',
        '    - if: call.ani in lists.blacklist',
        '      then: hangup',
      ),
    ).toEqual([
      '5:29: error FLOW006 there is no list blaklist (did you mean "blacklist"?); known are blacklist, customers, pins',
      '5:59: error FLOW006 there is no list customer (did you mean "customers"?); known are blacklist, customers, pins',
      '7:23: error FLOW006 there is no list nobody; known are blacklist, customers, pins',
    ]);
  });

  test('prompts without recording or text', () => {
    expect(
      problemsIn(
        '    - play: [office/welcom, "greeting/{{ daypart }}x"]',
        '    - menu: { prompt: nope/nope, keys: { 1: a }, no_input: { play: nein } }',
        '    - play: "free/{{ call.campaign }}"',
        '    - hangup',
      ),
    ).toEqual([
      '5:14: error FLOW007 the prompt office/welcom has neither a recording (prompts/en/office/welcom.wav) nor a text in prompts/en.yaml (did you mean "office/welcome"?)',
      '5:29: error FLOW007 the prompts greeting/morningx, greeting/dayx, greeting/eveningx, greeting/nightx have neither a recording (prompts/en/greeting/morningx.wav) nor a text in prompts/en.yaml (did you mean "greeting/morning"?)',
      '6:23: error FLOW007 the prompt nope/nope has neither a recording (prompts/en/nope/nope.wav) nor a text in prompts/en.yaml',
      '6:68: error FLOW007 the prompt nein has neither a recording (prompts/en/nein.wav) nor a text in prompts/en.yaml',
    ]);
  });

  test('prompt names', () => {
    expect(problemsIn('    - play: Office/Welcome', '    - play: ../../etc/passwd', '    - play: []')).toEqual([
      '5:13: error SITE001 play: "Office/Welcome" is no prompt name; prompts are named like office/welcome',
      '6:13: error SITE001 play: "../../etc/passwd" is no prompt name; prompts are named like office/welcome',
      '7:13: error SITE001 play: must not be empty',
    ]);
  });

  test('the head of the file', () => {
    expect(problemsWith({ 'flows/t.yaml': text('flwo: t', 'start: a', 'steps:', '  a: []', '  B: [answer]') })).toEqual(
      [
        'flows/t.yaml:1:1: error SITE002 unknown setting "flwo" (did you mean "flow"?); possible are $schema, flow, language, start, takes, gives, max, too_long, on_hangup, self_service, steps',
        'flows/t.yaml:4:6: error SITE001 a: must not be empty',
        'flows/t.yaml:5:3: error SITE001 steps: "B" is no name for a label: small letters, digits and _, a letter first',
      ],
    );
  });

  test('files that are no flow at all', () => {
    expect(
      problemsWith({ 'flows/t.yaml': text(''), 'flows/u.yaml': text('- a', '- b'), 'flows/v.yaml': text('hello') }),
    ).toEqual([
      'flows/t.yaml:1:1: error SITE001 this file: needs a mapping (key: value), not nothing',
      'flows/u.yaml:1:1: error SITE001 this file: needs a mapping (key: value), not a list (lines that begin with a dash)',
      'flows/v.yaml:1:1: error SITE001 this file: needs a mapping (key: value), not hello',
    ]);
  });

  test('a Windows file with a byte order mark', () => {
    expect(
      problemsWith({ 'flows/t.yaml': text('\ufeffflow: t\r', 'start: a\r', 'steps:\r', '  a:\r', '    - anser\r') }),
    ).toEqual(['flows/t.yaml:5:7: error FLOW001 "anser" is no step (did you mean "answer"?)']);
  });
});
