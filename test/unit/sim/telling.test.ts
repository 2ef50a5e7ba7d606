import { tellCrashed } from '../../../src/sim/story/crash';
import { tell } from '../../../src/sim/story/tell';
import { reading, site, textOf, told } from './stories';

const AT = 'number: "1000", caller: "79160000009", at: "2026-11-20 10:05"';

describe('a story that is true', () => {
  it('of a whole call', async () => {
    expect(
      await told(
        `given: { ${AT}, agents: { anna: { answers: 4s } } }`,
        'steps:',
        '  - heard: [office/welcome, office/menu]',
        '  - keys: 1',
        '  - queue: sales',
        '    position: 1',
        '  - answered_by: anna',
        '    within: 4s',
        '  - wait: 2m',
        '  - hangup: agent',
        '  - heard: office/bye',
        '  - end: answered',
        '    by: us',
        'path: [hello, sales, bye]',
        'never_heard: office/full',
      ),
    ).toBe('passed');
  });

  it.each<[string, readonly string[]]>([
    [
      'an agent who rings and one who answers',
      [
        `given: { ${AT}, agents: { anna: rings, boris: available } }`,
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - offered_to: anna',
        '  - answered_by: boris',
        '    within: 30s',
      ],
    ],
    [
      'an agent who comes to work',
      [
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - wait: 30s',
        '  - agents: { boris: { answers: 1s, talks: 10s } }',
        '  - answered_by: boris',
        '    within: 1s',
        '  - heard: office/bye',
        '    within: 15s',
      ],
    ],
    [
      'a full queue',
      [
        `given: { ${AT}, waiting: { sales: 2 } }`,
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - heard: office/full',
        '  - end: self-served',
      ],
    ],
    [
      'a position that is said',
      [
        `given: { ${AT}, waiting: { sales: 1 } }`,
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - heard: [queue/position, { number: 2 }]',
        '  - heard: [queue/position, { said: two }]',
        '    within: 1m',
      ],
    ],
    [
      'a number that is taken',
      [
        'given: { number: "1001", caller: "1", at: "2026-11-20 10:05", others: { "1001": 1 } }',
        'steps:',
        '  - end: refused',
      ],
    ],
    [
      'a flow without a number',
      ['given: { flow: main, at: "2026-11-20 10:05" }', 'steps:', '  - heard: [office/welcome, ...]'],
    ],
    [
      'keys as they are written',
      [
        'steps:',
        '  - playing: office/menu',
        '  - keys: 2',
        '  - heard: office/number',
        '  - keys: 0012',
        '  - queue: sales',
        'vars: { contract: "0012" }',
      ],
    ],
    [
      'a record of the table',
      [
        `given: { ${AT.replace('9"', '1"')} }`,
        'steps:',
        '  - playing: office/welcome',
        'vars: { customer: { category: gold } }',
      ],
    ],
    [
      'a record that is given',
      [
        `given: { ${AT}, answers: { crm: { "79160000009": { category: silver } } } }`,
        'steps:',
        '  - playing: office/welcome',
        'vars: { customer: { category: silver } }',
      ],
    ],
    [
      'a record that comes late',
      [
        `given: { ${AT}, answers: { crm: { "*": { after: 1900ms, answer: { a: 1 } } } } }`,
        'steps:',
        '  - wait: 1800ms',
        '  - playing: office/welcome',
        '    within: 200ms',
        'vars: { customer: { a: 1 } }',
      ],
    ],
    [
      'a connector that never answers',
      [
        `given: { ${AT}, answers: { crm: { "*": silent } } }`,
        'steps:',
        '  - wait: 1999ms',
        '  - playing: office/welcome',
        '    within: 1ms',
        'vars: { customer: {} }',
      ],
    ],
    [
      'a caller who gives up',
      [
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - wait: 20s',
        '  - hangup: caller',
        '  - end: abandoned',
        '    by: caller',
      ],
    ],
  ])('%s', async (_, lines) => {
    expect(await told(...lines)).toBe('passed');
  });
});

describe('a story that is not true is told with the line of what was expected', () => {
  it.each<[string, readonly string[], string]>([
    [
      'another prompt',
      ['steps:', '  - heard: office/welcome', '  - heard: office/bye'],
      '5 expected to hear office/bye; heard office/menu at 0:01 where office/bye was expected',
    ],
    [
      'a prompt in between',
      ['steps:', '  - heard: [office/welcome, office/bye]'],
      '4 expected to hear office/welcome, office/bye; heard office/menu',
    ],
    [
      'a prompt too many',
      ['steps:', '  - heard: [office/menu]'],
      '4 expected to hear office/menu; heard office/welcome',
    ],
    [
      'too late',
      ['steps:', '  - heard: [office/welcome, office/menu]', '    within: 1s'],
      '4 expected to hear office/welcome, office/menu; not within 1s; the call is at hello of the flow main',
    ],
    [
      'nothing more',
      ['steps:', '  - heard: [..., office/bye]', '  - heard: office/bye'],
      '5 expected to hear office/bye; the call was over at',
    ],
    [
      'another agent',
      [
        `given: { ${AT}, agents: { anna: available } }`,
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - answered_by: boris',
      ],
      '6 expected boris to answer; anna answered',
    ],
    [
      'another position',
      [
        `given: { ${AT}, waiting: { sales: 1 } }`,
        'steps:',
        '  - playing: office/menu',
        '  - keys: 1',
        '  - queue: sales',
        '    position: 1',
      ],
      '6 expected to wait in the queue sales at position 1; entered sales at position 2',
    ],
    [
      'another end',
      ['steps:', '  - playing: office/menu', '  - hangup: caller', '  - end: answered'],
      '6 expected the call to end: answered; the call was over at 0:01: left',
    ],
    [
      'ended by another',
      ['steps:', '  - end: self-served', '    by: caller'],
      '4 expected the call to end: self-served by the caller; it was ended by us',
    ],
    [
      'another variable',
      ['steps:', '  - playing: office/welcome', 'vars: { customer: { category: gold } }'],
      '5 expected customer to be {"category":"gold"}; it is {}',
    ],
    [
      'another path',
      ['steps:', '  - end: self-served', 'path: [hello, sales]'],
      '5 expected the path hello → sales; it was hello → bye',
    ],
    [
      'a prompt that must not be',
      ['steps:', '  - end: self-served', 'never_heard: office/bye'],
      '5 expected never to hear office/bye; it was heard',
    ],
    [
      'a tag that is not there',
      ['steps:', '  - playing: office/welcome', 'tags: [vip]'],
      '5 expected the tags vip; they are none',
    ],
    [
      'keys after the end',
      ['steps:', '  - end: self-served', '  - keys: 1'],
      '5 expected to press 1; the call was over',
    ],
    [
      'an agent who is not there to hang up',
      ['steps:', '  - playing: office/menu', '  - hangup: agent'],
      '5 expected the agent to hang up; nobody talks with the caller',
    ],
    [
      'a label that was not walked',
      ['steps:', '  - label: sales', '    within: 1m'],
      '4 expected to come to the label sales; the call was over',
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await told(...lines)).toContain(expected);
  });
});

it('the same story is told the same, to the millisecond', async () => {
  const [story] = reading(textOf('steps:', '  - heard: [..., office/menu]', '  - keys: 1', '  - wait: 1m')).stories;
  const once = await tell(story!, site);
  const again = await tell(story!, site);
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  expect(once.saves).toBeGreaterThan(5);
});

it('a call that is crashed after any of its saves comes to one end', async () => {
  const [story] = reading(
    textOf(
      `given: { ${AT}, agents: { anna: { answers: 2s } } }`,
      'steps:',
      '  - heard: [..., office/menu]',
      '  - keys: 1',
      '  - answered_by: anna',
      '  - hangup: agent',
    ),
  ).stories;
  const { saves } = await tell(story!, site);
  for (let afterSave = 1; afterSave <= saves; afterSave++)
    expect(await tellCrashed(story!, site, afterSave)).toBeNull();
});
