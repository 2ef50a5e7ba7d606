import { reportProblems } from '../../../src/site/report';

/** Where the caret stands below a line, by what stands above it. */
function marked(line: string, col: number): string {
  const problem = { file: 'a.yaml', line: 1, col, severity: 'error', code: 'X', message: 'm' } as const;
  return reportProblems([problem], { 'a.yaml': line }).split('\n').slice(1).join('\n');
}

test('the caret stands below the letter', () => {
  expect(marked('start: helo', 8)).toBe(['    1 | start: helo', '               ^'].join('\n'));
});

test('a tab above is a tab below, whatever its width', () => {
  expect(marked('\t- goto: x', 2)).toBe(['    1 | \t- goto: x', '        \t^'].join('\n'));
  expect(marked('a:\t\tb', 5)).toBe(['    1 | a:\t\tb', '          \t\t^'].join('\n'));
});

test('letters that are two wide have two below, and marks none', () => {
  expect(marked('問: x', 4)).toBe(['    1 | 問: x', '            ^'].join('\n'));
  expect(marked('e\u0301: x', 5)).toBe(['    1 | e\u0301: x', '           ^'].join('\n'));
});
