import fc from 'fast-check';
import { mayDial, numberToDial, wrongWithPattern } from '../../../src/domain/trunk';

const allows = (pattern: string, number: string): boolean => mayDial({ allow: [pattern] }, number);

describe('the numbers that a trunk allows', () => {
  it.each([
    ['112', ['112'], ['1120', '0112', '11', '']],
    ['8800XXXXXXX', ['88001234567'], ['8800123456', '880012345678', '8800123456x']],
    ['+7NXXXXXXXXX', ['+79161234567', '+72000000000'], ['79161234567', '+71161234567', '+7916123456']],
    ['0Z.', ['012', '0123456789'], ['01', '002', '0', '0a1']],
    ['[1-35]X', ['10', '29', '35', '59'], ['40', '60', '1']],
    ['*21*X.#', [], ['*21*1#']],
    ['*21X', ['*219'], ['2119', '**219']],
    ['+7.', ['+71', '+7916'], ['+7', '7916', '++7916']],
  ])('%s', (pattern, yes, no) => {
    for (const number of yes) expect([number, allows(pattern, number)]).toEqual([number, true]);
    for (const number of no) expect([number, allows(pattern, number)]).toEqual([number, false]);
  });

  it('are those of any pattern, and none where there is none', () => {
    expect(mayDial({ allow: ['112', '0X'] }, '05')).toBe(true);
    expect(mayDial({ allow: [] }, '112')).toBe(false);
  });

  it('are numbers and nothing else, whatever the pattern', () => {
    for (const number of ['112@evil', '112&PJSIP/1', '112,1', '1/2', '112\n', ' 112', '１１２', '1'.repeat(33)])
      expect([number, allows('1.', number), allows('112', number)]).toEqual([number, false, false]);
  });
});

describe('a pattern', () => {
  it.each([
    ...['112', '8800XXXXXXX', '+7.', '+7X.', '0Z.', '0[1-9]X.', '00', '0', '0049.', '[1-35]X', '*21X', '*21X.', '1.'],
    ...['XXX', 'NXXXXXX', 'NXXXXXXX', '[2-9][0-9]XXXXXX', '0ZXXXXXXXXX', '0XXX', '*XX'],
  ])('%s is one', (pattern) => {
    expect(wrongWithPattern(pattern)).toBeNull();
  });

  it.each(['', '.', '+', '+.', '7 916', '_8800X.', '8.8', '(7)', '[9-', '[]', '[9-1]', 'x', '11a', '1..'])(
    '%s is none',
    (pattern) => {
      expect(wrongWithPattern(pattern)).toMatch(/is no pattern of numbers/);
    },
  );

  it.each([
    ...['X.', 'Z.', 'N.', 'XX.', '[1-9].', '[0-9]XX.', '+X.', '+Z.', '+[0-9].', '+XXXXXXXXXXX', '+0X.', '+[1-9]1.'],
    ...['0.', '00.', '0X.', '0[0-9].', '00Z.', '00XXXX', '0XXXXXXXXXX', '*.', '#.', '*0.', '*Z.', '+*.', 'X*1.'],
    ...['XXXXXXXXXXX', 'XXXXXXXXX', 'NXXXXXXXX', '[1-9]XXXXXXXXXX'],
  ])('%s lets too much through', (pattern) => {
    expect(wrongWithPattern(pattern)).toMatch(/nearly every number/);
  });

  it('lets numbers of several countries through only where it is refused', () => {
    const abroad = ['+882160000001', '00882160000001', '+79160000001', '0079160000001', '+12125550100', '882160000001'];
    const part = fc.constantFrom('+', '0', '1', '7', '*', '#', 'X', 'Z', 'N', '[0-9]', '[1-9]', '[5-8]');
    const anyPattern = fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 14 }), fc.constantFrom('', '.'))
      .map(([parts, end]) => parts.join('') + end);
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        const countries = abroad
          .filter((number) => allows(pattern, number))
          .map((number) => number.replace(/^\+|^00/, ''));
        if (new Set(countries.map(([first]) => first)).size > 1) expect(wrongWithPattern(pattern)).not.toBeNull();
      }),
      { numRuns: 5_000, seed: 20_261_122 },
    );
  });
});

describe('a number to dial', () => {
  it('loses what people write between its digits', () => {
    expect(numberToDial('+7 (916) 123-45-67')).toBe('+79161234567');
    expect(numberToDial('8.800.1234567')).toBe('88001234567');
    expect(numberToDial('*21#')).toBe('*21#');
  });

  it.each(['', 'anna', '12;phone-context=x', '112@evil', '1+2', '+', 'sip:112'])('is none: %s', (text) => {
    expect(numberToDial(text)).toBeNull();
  });
});
