import { problemsWith } from './office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');
const NUMBERING = text('site: Office', 'numbering: { country: "7", trunk: "8", international: "810", digits: 10 }');
const problemsOf = (changes: Readonly<Record<string, string>>): readonly string[] =>
  problemsWith(changes).filter((line) => Object.keys(changes).some((path) => line.startsWith(path)));
const numbers = (...lines: readonly string[]): readonly string[] =>
  problemsOf({ 'site.yaml': NUMBERING, 'numbers.yaml': text('numbers:', ...lines.map((line) => `  ${line}`)) });

describe('numbers that lead somewhere', () => {
  test('numbers, patterns, ranges and names', () => {
    expect(
      numbers(
        '"+7 (495) 123-45-67": { flow: main }',
        '"8495123XXXX": { flow: main }',
        '"74951234500..74951234599": { flow: main }',
        '"84951234[0-4]XX": { flow: main }',
        '"7495.": { flow: main }',
        'office: { flow: main }',
        's: { flow: main }',
        'other: { flow: main }',
      ),
    ).toEqual([]);
  });

  test('what is no number', () => {
    expect(
      numbers(
        '"_7495123XXXX": { flow: main }',
        '"1,2": { flow: main }',
        '"12-34": { flow: main }',
        '"2..1": { flow: main }',
      ),
    ).toEqual([
      'numbers.yaml:2:3: error SITE050 "_7495123XXXX" begins with _; here it is written "7495123XXXX"',
      expect.stringMatching(/^numbers.yaml:3:3: error SITE050 "1,2" is neither a number like "74951234567", a pattern/),
      expect.stringMatching(/^numbers.yaml:4:3: error SITE050 "12-34" is neither/),
      'numbers.yaml:5:3: error SITE050 "2..1": both ends of a range have as many digits, the first the smaller: "74951234500..74951234599"',
    ]);
  });

  test('a number without numbering needs a plus to be written with signs', () => {
    const lines = problemsOf({
      'numbers.yaml': text(
        'numbers:',
        '  "8 (495) 123-45-67": { flow: main }',
        '  "+7 (495) 123-45-67": { flow: main }',
      ),
    });
    expect(lines).toEqual([expect.stringMatching(/^numbers.yaml:2:3: error SITE050/)]);
    expect(lines[0]).toContain('say how numbers are written here: numbering in site.yaml');
  });

  test('two entries for the same numbers', () => {
    expect(
      numbers(
        '"84951234567": { flow: main }',
        '"+7 495 123-45-67": { flow: main }',
        '"749512X4567": { flow: main }',
        '"7495123XXXX": { flow: main }',
        '"74951239990..74951240010": { flow: main }',
      ),
    ).toEqual([
      'numbers.yaml:3:3: error SITE051 "+7 495 123-45-67" and "84951234567" are the same number: 74951234567',
      'numbers.yaml:5:3: error SITE051 "7495123XXXX" and "749512X4567" share numbers, and neither lies within the other: which one counts does not show',
      'numbers.yaml:6:3: error SITE051 "74951239990..74951240010" and "7495123XXXX" share numbers, and neither lies within the other: which one counts does not show',
    ]);
  });

  test('two entries of a list', () => {
    expect(
      problemsOf({ 'site.yaml': NUMBERING, 'lists/blacklist.yaml': text('"79990000000":', '"8 999 000-00-00":') }),
    ).toEqual([
      'lists/blacklist.yaml:2:1: error SITE051 "8 999 000-00-00" and "79990000000" are the same number: 79990000000',
    ]);
  });

  test('numbering that cannot be', () => {
    expect(
      problemsOf({ 'site.yaml': text('site: Office', 'numbering: { country: 7, digits: 10, trunk: "+8" }') }),
    ).toEqual([
      'site.yaml:2:23: error SITE001 country: 7 is a number; write it in quotes: "7"',
      'site.yaml:2:45: error SITE001 trunk: needs a prefix like "8" or "0" in quotes, not "+8"',
    ]);
  });
});

describe('what a number hands over to its flow', () => {
  const FLOW = text(
    'flow: shop',
    'start: a',
    'takes: { brand: string, floor: { type: number, default: 1 } }',
    'self_service: true',
    'steps:',
    '  a:',
    '    - play: "office/{{ brand }}"',
  );
  const shop = (...lines: readonly string[]): readonly string[] =>
    problemsWith({
      'flows/shop.yaml': FLOW,
      'numbers.yaml': text('numbers:', '  "1": { flow: main }', ...lines),
    }).filter((line) => line.startsWith('numbers.yaml'));

  test('is what it takes', () => {
    expect(
      shop(
        '  "2": { flow: shop, with: { brand: acme } }',
        '  "3": { flow: shop, with: { brand: acme, floor: 2 } }',
        '  "4": { flow: main, max_calls: 1, when_full: { flow: shop, with: { brand: acme } } }',
      ),
    ).toEqual([]);
  });

  test('and nothing else, and nothing less', () => {
    expect(
      shop(
        '  "2": { flow: shop }',
        '  "3": { flow: shop, with: { brnd: acme, floor: ground } }',
        '  "4": { flow: main, with: { brand: acme }, max_calls: 1, when_full: { flow: shop } }',
        'feature_codes: { "*7": shop }',
      ),
    ).toEqual([
      'numbers.yaml:3:16: error FLOW014 shop needs brand: with: { brand: … }',
      'numbers.yaml:4:16: error FLOW014 shop needs brand: with: { brand: … }',
      'numbers.yaml:4:30: error FLOW014 shop takes no brnd (did you mean "brand"?); it takes brand, floor',
      'numbers.yaml:4:49: error FLOW014 floor: "ground" is a string, and shop takes a number',
      'numbers.yaml:5:30: error FLOW014 main takes no brand; it takes nothing',
      'numbers.yaml:5:78: error FLOW014 shop needs brand: with: { brand: … }',
      'numbers.yaml:6:24: error FLOW014 shop needs brand: with: { brand: … }',
    ]);
  });
});

test('headers that the site does not name, and names that are none', () => {
  const told = problemsOf({
    'site.yaml': text('site: Office', 'headers: [X-Campaign, "X Y", Authorization]'),
  });
  expect(told).toEqual([
    'site.yaml:2:23: error SITE001 headers: "X Y" is no header like "X-Campaign"',
    expect.stringContaining('authorization holds what somebody proves to be with, and headers are recorded'),
  ]);
  const flow = text(
    'flow: news',
    'start: a',
    'self_service: true',
    'steps:',
    '  a:',
    '    - note: "{{ call.headers[\'x-campain\'] }}"',
    '    - hangup',
  );
  expect(problemsOf({ 'site.yaml': text('site: Office', 'headers: [X-Campaign]'), 'flows/news.yaml': flow })).toEqual([
    'flows/news.yaml:6:30: error FLOW006 there is no header x-campain (did you mean "x-campaign"?); known are x-campaign',
  ]);
});
