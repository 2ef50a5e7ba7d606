import fc from 'fast-check';
import { parseDocument, type Document } from 'yaml';
import { mistakesOf } from '../../../src/flow/yaml-mistakes';
import { readPlainYaml } from '../../../src/flow/yaml-plain';
import { dataOf, treeOf } from '../../../src/flow/yaml-tree';
import { mutation } from '../../support/mutations';
import { officeFiles } from '../../support/office';

const RUNS = Number(process.env['CARILLON_TEST_RUNS'] ?? 1_500);

const library = (text: string): Document =>
  parseDocument(text, { schema: 'core', resolveKnownTags: false, uniqueKeys: false, logLevel: 'error' });

/** Every way of writing that is read without the library, in a text where each slip of the hand matters. */
const PLAIN = `# A comment.
flow: main   # and another
"quoted key": 'it''s so'
numbers: [0, 12, 1.5, true, ~, null, False]
texts: [09:00, 2026-12-31, 5s, 6..8, a b:c, "a, b", 'x: y', "say \\"no\\" \\\\ \\n"]
list:
- one
- two: 2
  three: { 1: a, "*": b, c: [d, e: f, { g: h }] }
-   - within
    - a list
steps:
  hello:
    - if: "call.ani in lists.people && re(call.ani, '[0-9]+')"
      then: [tag: gold, hangup]

    # Between two steps.
    - set: { a: 1 + 2,
             b: size(value) > 4 }   # behind it
    - play: [
        one,
        two, # comma
      ]
    - value:
        below it
  last: ё💥
`;

/** What the library reads where we read it too: the same values at the same places, and no mistake. */
function compare(text: string): boolean {
  const plain = readPlainYaml(text);
  if (!plain) return false;
  const document = library(text);
  expect(document.errors).toEqual([]);
  expect(mistakesOf(document, text)).toEqual([]);
  expect(plain).toEqual(treeOf(document));
  expect(dataOf(plain)).toEqual(document.toJS());
  return true;
}

test('what is written as usual is read without the library', () => {
  expect(compare(PLAIN)).toBe(true);
  const read = Object.entries(officeFiles()).filter(([, text]) => compare(text));
  // The schedules have an alias.
  expect(Object.keys(officeFiles()).filter((path) => !read.some(([each]) => each === path))).toEqual([
    'schedules.yaml',
  ]);
});

test.each([
  ['an alias', 'a: &x 1\nb: *x'],
  ['a tag', 'a: !env X'],
  ['a text over several lines', 'a: >\n  b\n  c'],
  ['a text that goes on in the next line', 'a: b\n  c'],
  ['a value that is left out', 'a:\nb: 1'],
  ['a number with a zero before it', 'a: 0123'],
  ['a key with a sign', '+7916: a'],
  ['a key that stands twice', 'a: 1\na: 2'],
  ['a hash where a key was meant', 'a: { 1: b }\n#: c'],
  ['a second document', 'a: 1\n---\nb: 2'],
  ['a tab', 'a:\tb'],
  ['what is no name', '__proto__: 1'],
  ['brackets that are never closed', '['.repeat(100_000)],
  ['dashes without end', '- '.repeat(100_000)],
  ['nothing', ''],
])('%s is left to the library', (_, text) => {
  expect(readPlainYaml(text)).toBeUndefined();
});

test('whatever is read without the library, the library reads the same', () => {
  const texts = [PLAIN, ...Object.values(officeFiles())];
  const mutated = fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([text, mutations]) => mutations.reduce((each, mutate) => mutate(each), text));
  let read = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      if (compare(text)) read += 1;
    }),
    { numRuns: RUNS, seed: 20_261_214 },
  );
  expect(read).toBeGreaterThan(RUNS / 10);
});
