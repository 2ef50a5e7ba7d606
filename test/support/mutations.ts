import fc from 'fast-check';

const PIECES = [
  ...[
    '"',
    "'",
    ':',
    ': ',
    '- ',
    '#',
    ' #',
    '*',
    '*x ',
    '&x ',
    '<<: *x',
    '!',
    '!!binary ',
    '%YAML 1.1\n---\n',
    '|',
    '>',
    '{',
    '}',
    '[',
    ']',
    ',',
    '%',
  ],
  ...[
    '\t',
    '\n',
    '\r\n',
    '\n\n',
    '  ',
    '---\n',
    '...\n',
    '\u0000',
    '\ufeff',
    '\u2028',
    '💥',
    'ё',
    '__proto__: ',
    'constructor',
  ],
  ...[
    'null',
    '~',
    'true',
    '0123',
    '+7',
    '.inf',
    '.nan',
    '-0',
    '1e999',
    '0x1',
    '9'.repeat(40),
    '5s',
    '99999d',
    '6..8',
    '{{',
    '}}',
  ],
  ...[
    'goto: menu',
    'then: hello',
    '{{ daypart }}',
    '1 +',
    're(call.ani, "(")',
    '(a+)+$',
    '$&',
    '${X}',
    '../../etc/passwd',
  ],
];

/** Where a value begins, they make something else of it. */
const TAGS = ['!!binary', '!!set', '!!omap', '!!pairs', '!!timestamp', '!!merge', '!!float', '!!str', '!env'];

export type Mutation = (text: string) => string;

export const valuesIn = (text: string): readonly RegExpExecArray[] => [
  ...text.matchAll(/(?<=: |- |, |\[)(?:\{[^{}]*\}|\[[^\]]*\]|"[^"]*"|\w+)/g),
];

const at = (where: number, text: string): number => Math.floor(where * (text.length + 1));
const part = fc.double({ min: 0, max: 1, noNaN: true });

/** One slip of the hand: a piece put in, cut out, doubled, moved, or a line more or less. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(part, fc.constantFrom(...PIECES)).map(
    ([where, piece]): Mutation =>
      (text) =>
        text.slice(0, at(where, text)) + piece + text.slice(at(where, text)),
  ),
  fc.tuple(part, fc.constantFrom(...TAGS)).map(([where, tag]): Mutation => (text) => {
    const values = valuesIn(text);
    const { index } = values[Math.floor(where * values.length)] ?? { index: 0 };
    return `${text.slice(0, index)}${tag} ${text.slice(index)}`;
  }),
  fc.tuple(part, fc.integer({ min: 1, max: 12 })).map(
    ([where, length]): Mutation =>
      (text) =>
        text.slice(0, at(where, text)) + text.slice(at(where, text) + length),
  ),
  fc.tuple(part, part, part).map(([from, to, where]): Mutation => (text) => {
    const piece = text
      .slice(Math.min(at(from, text), at(to, text)), Math.max(at(from, text), at(to, text)))
      .slice(0, 200);
    return text.slice(0, at(where, text)) + piece + text.slice(at(where, text));
  }),
  fc
    .tuple(part, fc.constantFrom('drop', 'double', 'indent', 'dedent', 'blank'))
    .map(([where, how]): Mutation => (text) => {
      const lines = text.split('\n');
      const index = Math.min(lines.length - 1, Math.floor(where * lines.length));
      const line = lines[index] ?? '';
      const changed = {
        drop: [],
        double: [line, line],
        indent: [` ${line}`],
        dedent: [line.replace(/^ /, '')],
        blank: [''],
      };
      lines.splice(index, 1, ...changed[how]);
      return lines.join('\n');
    }),
);
