import { problemsIn, problemsWith } from './office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');

describe('what YAML would misread', () => {
  test('numbers that lose a zero or a sign', () => {
    expect(
      problemsWith({
        'numbers.yaml': text(
          'numbers:',
          '  0123: { flow: news }',
          '  +79161234567: { flow: news }',
          '  8e3: { flow: news }',
          '  0x10: { flow: news }',
          '  1_000: { flow: news }',
          '  74951234567: { flow: news }',
        ),
      }),
    ).toEqual([
      'numbers.yaml:2:3: error YAML003 0123 without quotes is the number 123 to YAML; write it in quotes: "0123"',
      'numbers.yaml:3:3: error YAML003 +79161234567 without quotes is the number 79161234567 to YAML; write it in quotes: "+79161234567"',
      'numbers.yaml:4:3: error YAML003 8e3 without quotes is the number 8000 to YAML; write it in quotes: "8e3"',
      'numbers.yaml:5:3: error YAML003 0x10 without quotes is the number 16 to YAML; write it in quotes: "0x10"',
      expect.stringContaining('numbers.yaml:6:3: error SITE050 "1_000" is neither a number'),
    ]);
  });

  test('values that lose a zero, too', () => {
    expect(
      problemsWith({
        'lists/blacklist.yaml': text('+7916: { reason: robot }'),
        'agents.yaml': text(
          'agents:',
          '  anna: { name: Anna, phone: 0101, queues: [] }',
          '  boris: { name: Boris, phone: 102 }',
        ),
      }),
    ).toEqual([
      'agents.yaml:2:30: error SITE001 phone: 0101 without quotes is the number 101 to YAML; write it in quotes: "0101"',
      'agents.yaml:3:32: error SITE001 phone: 102 is a number; write it in quotes: "102"',
      'lists/blacklist.yaml:1:1: error YAML003 +7916 without quotes is the number 7916 to YAML; write it in quotes: "+7916"',
    ]);
  });

  test('the key * in braces', () => {
    expect(problemsIn('    - menu:', '        prompt: office/main-menu', '        keys: { 1: a, *: a }')).toEqual([
      '7:23: error YAML002 * reads as a YAML alias; write it in quotes: "*"',
    ]);
  });

  test('the key * on a line of its own', () => {
    expect(
      problemsIn(
        '    - menu:',
        '        prompt: office/main-menu',
        '        keys:',
        '          1: a',
        '          *: a',
      ),
    ).toEqual(['9:11: error YAML002 * reads as a YAML alias; write it in quotes: "*"']);
  });

  test('the key # in braces', () => {
    expect(problemsIn('    - menu:', '        prompt: office/main-menu', '        keys: { 1: a, #: a }')).toEqual([
      '7:23: error YAML004 # begins a comment; the hash key is written in quotes: "#"',
    ]);
  });

  test('the key # on a line of its own, which YAML takes for a comment', () => {
    expect(
      problemsIn(
        '    - menu:',
        '        prompt: office/main-menu',
        '        keys:',
        '          1: a',
        '          #: a',
      ),
    ).toEqual(['9:11: error YAML004 # begins a comment; the hash key is written in quotes: "#"']);
  });

  test('the # that ends an input', () => {
    expect(problemsIn('    - collect: { prompt: office/main-menu, digits: 4, into: x, end: # }')).toEqual([
      '5:69: error YAML004 # begins a comment; the hash key is written in quotes: "#"',
    ]);
  });

  test('the # that ends an input, on a line of its own', () => {
    expect(
      problemsIn(
        '    - collect:',
        '        prompt: office/main-menu',
        '        digits: 4',
        '        into: x',
        '        end: #',
      ),
    ).toEqual([
      '9:9: error SITE001 end: nothing is not one of "#", "*", ""',
      '9:14: error YAML004 # begins a comment; the hash key is written in quotes: "#"',
    ]);
  });

  test('feature codes', () => {
    expect(
      problemsWith({
        'numbers.yaml': text('numbers: {}', 'feature_codes:', '  *41: agent_available', '  *42 : agent_not_ready'),
      }),
    ).toEqual(['numbers.yaml:3:3: error YAML002 *41 reads as a YAML alias; write it in quotes: "*41"']);
  });

  test('aliases of nothing, and of themselves', () => {
    expect(
      problemsWith({
        'queues.yaml': text(
          'queues:',
          '  sales: &sales { title: Sales, announce: { position: false } }',
          '  support: *sales',
          '  personal: *personal',
        ),
      }),
    ).toEqual(['queues.yaml:4:13: error YAML002 *personal reads as a YAML alias; write it in quotes: "*personal"']);
  });

  test('an alias within what it names', () => {
    expect(problemsWith({ 'queues.yaml': text('queues: &all', '  sales: *all') })).toEqual([
      'queues.yaml:2:10: error YAML002 *all stands within what it is an alias of',
    ]);
  });

  test('aliases that would fill the machine', () => {
    expect(
      problemsWith({
        'queues.yaml': text(
          'a: &a [x, x, x, x, x, x, x, x, x, x]',
          'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]',
          'c: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]',
        ),
      }),
    ).toEqual(['queues.yaml:2:8: error YAML002 the aliases of this file stand for too much; write the values out']);
  });

  test.each(['!!binary aGk=', '!!timestamp 2026-01-01', '!!set {x, y}', '!!omap [x: 1]', '!!float x'])(
    'a tag that makes something else of a value: %s',
    (written) => {
      const [tag = ''] = written.split(' ');
      expect(
        problemsWith({ 'queues.yaml': text('queues:', `  sales: { title: Sales, announce: ${written} }`) }),
      ).toContain(
        `queues.yaml:2:36: error YAML001 ${tag} reads as a YAML tag, which means nothing here; leave it out, or write a text that begins with ! in quotes`,
      );
    },
  );

  test('a file that says it is of an older YAML is read like any other', () => {
    expect(
      problemsWith({ 'lists/blacklist.yaml': text('%YAML 1.1', '---', '"7916": { reason: yes, until: 2026-12-31 }') }),
    ).toEqual([]);
  });

  test('tabs', () => {
    expect(problemsIn('\t- answer')).toEqual(['5:1: error YAML001 a tab in the indentation; YAML wants spaces']);
  });

  test('a tab after spaces', () => {
    expect(problemsIn('    - menu:', '    \tprompt: office/main-menu')).toEqual([
      '6:5: error YAML001 a tab in the indentation; YAML wants spaces',
    ]);
  });

  test('a dash at another column', () => {
    expect(problemsIn('    - answer', '   - hangup')).toEqual([
      '6:4: error YAML001 this line stands at another column than the lines that it belongs with; mind the spaces before it',
    ]);
  });

  test('a dash without a space', () => {
    expect(problemsIn('    - answer', '    -hangup')).toEqual([
      '6:5: error YAML001 a dash is followed by a space: "- hangup"',
    ]);
  });

  test('a colon without a space', () => {
    expect(problemsIn('    - play:office/welcome', '    - hangup')).toEqual([
      '5:7: error FLOW001 a colon is followed by a space: "- play: office/welcome"',
    ]);
  });

  test('a line without a colon', () => {
    expect(problemsIn('    - menu:', '        prompt: office/main-menu', '        keys')).toEqual([
      '7:9: error YAML001 neither "key: value" nor "- entry"; is a colon with a space after it missing?',
    ]);
  });

  test('a colon within a text', () => {
    expect(problemsIn('    - if: call.name == "a: b"', '      then: hangup', '    - play: office/welcome : x')).toEqual(
      [
        '5:11: error YAML001 a colon and a space within a text; write the whole text in quotes',
        '7:13: error YAML001 a colon and a space within a text; write the whole text in quotes',
      ],
    );
  });

  test('a quote that is never closed', () => {
    expect(problemsIn('    - play: "office/welcome', '    - hangup')).toEqual([
      '5:13: error YAML001 this quote is never closed',
    ]);
  });

  test('a brace that is never closed', () => {
    expect(problemsIn('    - menu: { prompt: office/welcome, keys: { 1: a }', '    - hangup')).toEqual([
      '5:13: error YAML001 this { is never closed',
    ]);
  });

  test('a comma too few', () => {
    expect(problemsIn('    - menu: { prompt: office/welcome keys: { 1: a } }')).toEqual([
      '5:23: error YAML001 a comma or a bracket is missing hereabouts; or is this a text to be in quotes?',
    ]);
  });

  test('a quote within an expression in braces', () => {
    expect(problemsIn('    - set: { x: re(call.ani, "1+") }')).toEqual([
      '5:34: error YAML001 a comma or a bracket is missing hereabouts; or is this a text to be in quotes?',
    ]);
  });

  test('an unknown escape', () => {
    expect(problemsIn('    - if: "re(call.ani, \\"\\d+\\")"', '      then: hangup')).toEqual([
      '5:27: error YAML001 invalid escape sequence \\d; in single quotes a \\ is just a \\',
    ]);
  });

  test('texts that begin with a sign of YAML', () => {
    expect(problemsIn('    - play: %x', '    - play: @y', '    - set: { x: `y` }')).toEqual([
      '5:13: error YAML001 a text that begins with % is written in quotes',
      '6:13: error YAML001 a text that begins with @ is written in quotes',
      '7:17: error YAML001 a text that begins with ` is written in quotes',
    ]);
  });

  test('braces without quotes', () => {
    expect(problemsIn('    - play: {{ daypart }}', '    - play: [greeting/{{ daypart }}, office/welcome]')).toEqual([
      '5:13: error YAML001 {{ daypart }} without quotes holds a mapping to YAML; write it in quotes: "{{ daypart }}"',
      '6:14: error YAML001 greeting/{{ daypart }} without quotes holds a mapping to YAML; write it in quotes: "greeting/{{ daypart }}"',
    ]);
  });

  test('a mapping as a key', () => {
    expect(problemsIn('    - set: { { a: 1 }: 2 }')).toEqual([
      '5:14: error YAML001 a key is a name or a number, not a mapping or a list',
    ]);
  });

  test('tags', () => {
    expect(problemsIn('    - play: !env office/welcome')).toEqual([
      '5:13: error YAML001 !env reads as a YAML tag, which means nothing here; leave it out, or write a text that begins with ! in quotes',
    ]);
  });

  test('a key that stands twice, also as a number and as a text', () => {
    expect(
      problemsIn(
        '    - menu:',
        '        prompt: office/main-menu',
        '        keys: { 1: a, "1": b }',
        '  b: [hangup]',
        '  a: [hangup]',
      ),
    ).toEqual([
      '7:23: error YAML005 1 stands twice in the same mapping; the second would hide the first',
      '9:3: error YAML005 a stands twice in the same mapping; the second would hide the first',
    ]);
  });

  test('two documents in one file', () => {
    expect(problemsWith({ 'site.yaml': text('site: One', '---', 'site: Two') })).toEqual([
      'site.yaml:2:1: error YAML001 a second document begins here (---); a file of the site is one',
    ]);
  });
});
