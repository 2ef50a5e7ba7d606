import { problemsWith } from './office';

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('trunks.yaml', () => {
  test('may be missing, and may be plain', () => {
    expect(problemsWith({})).toEqual([]);
    expect(problemsWith({ 'trunks.yaml': text('trunks:', "  carrier: { allow: ['112', '+7.'] }") })).toEqual([]);
    expect(
      problemsWith({
        'trunks.yaml': text(
          'trunks:',
          "  board: { endpoint: DAHDI/g1, allow: ['8XXX'], caller_id: '74950000000', domain: 'sip.example.net:5080' }",
        ),
      }),
    ).toEqual([]);
  });

  test('with mistakes', () => {
    const problems = problemsWith({
      'trunks.yaml': text(
        'trunks:',
        '  Carrier: { allow: ["112"] }',
        '  none: { allow: [] }',
        '  wide: { allow: ["X.", "+X.", "0.", "XXXXXXXXXXX"] }',
        '  odd: { allow: ["8-800", 112] }',
        '  far: { allow: ["112"], endpoint: "PJSIP/carrier@x", domain: "http://x" }',
        '  shown: { allow: ["112"], caller_id: office }',
      ),
    });
    expect(problems).toEqual([
      expect.stringMatching(/^trunks\.yaml:2:3: error SITE001 .*"Carrier" is no name for a trunk/),
      expect.stringMatching(/^trunks\.yaml:3:18: error SITE001 /),
      expect.stringMatching(/^trunks\.yaml:4:19: error SITE001 .*"X\." would let nearly every number in the world/),
      expect.stringMatching(/^trunks\.yaml:4:25: error SITE001 .*"\+X\." would let nearly every number in the world/),
      expect.stringMatching(/^trunks\.yaml:4:32: error SITE001 .*"0\." would let nearly every number in the world/),
      expect.stringMatching(/^trunks\.yaml:4:38: error SITE001 .*"X{11}" would let nearly every number in the world/),
      expect.stringMatching(/^trunks\.yaml:5:\d+: error SITE001 .*"8-800" is no pattern of numbers/),
      expect.stringMatching(/^trunks\.yaml:5:\d+: error SITE001 .*needs a pattern in quotes/),
      expect.stringMatching(/^trunks\.yaml:6:\d+: error SITE001 .*neither an endpoint of asterisk/),
      expect.stringMatching(/^trunks\.yaml:6:\d+: error SITE001 .*is no host/),
      expect.stringMatching(/^trunks\.yaml:7:\d+: error SITE001 .*"office" is no number/),
    ]);
  });
});

test('extensions belong to one agent each, and are digits', () => {
  expect(
    problemsWith({
      'agents.yaml': text(
        'agents:',
        "  anna: { name: Anna, phone: anna, extension: '101', queues: [sales, support, personal] }",
        "  boris: { name: Boris, phone: boris, extension: '101' }",
      ),
    }),
  ).toEqual(['agents.yaml:3:50: error SITE006 the extension 101 belongs to anna already']);
  expect(
    problemsWith({ 'agents.yaml': text('agents:', '  anna: { name: Anna, phone: anna, extension: 1O1 }') }),
  ).toEqual([expect.stringMatching(/^agents\.yaml:2:\d+: error SITE001 .*"1O1" is no extension/)]);
});
