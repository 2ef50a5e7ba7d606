import { canonicalNumber, type Numbering } from '../../../src/domain/numbering';

const russia: Numbering = { country: '7', trunk: '8', international: '810', least: 10, most: 10 };
const germany: Numbering = { country: '49', trunk: '0', international: '00', least: 6, most: 11 };
const states: Numbering = { country: '1', trunk: '1', international: '011', least: 10, most: 10 };
const denmark: Numbering = { country: '45', trunk: '', international: '00', least: 8, most: 8 };

test.each<[Numbering | null, string, string]>([
  [russia, '+7 (495) 123-45-67', '74951234567'],
  [russia, '8 495 123-45-67', '74951234567'],
  [russia, '84951234567', '74951234567'],
  [russia, '4951234567', '74951234567'],
  [russia, '74951234567', '74951234567'],
  [russia, '7 495 123 45 67', '74951234567'],
  [russia, '810 44 20 7946 0000', '442079460000'],
  [russia, '+442079460000', '442079460000'],
  // Short ones, names and what no numbering explains stay as they are.
  [russia, '1000', '1000'],
  [russia, '8000', '8000'],
  [russia, '*41', '*41'],
  [russia, 's', 's'],
  [russia, 'office', 'office'],
  [russia, '', ''],
  [russia, '442079460000', '442079460000'],
  [russia, '12-34', '12-34'],
  [russia, '1,2', '1,2'],
  // The places of patterns count as digits.
  [russia, '8495123XXXX', '7495123XXXX'],
  [russia, '+7 (495) 123-4[5-7]-XX', '74951234[5-7]XX'],
  [germany, '030 123456', '4930123456'],
  [germany, '0049 30 123456', '4930123456'],
  [germany, '+49 30 123456', '4930123456'],
  // Where lengths differ, digits alone may be an extension.
  [germany, '123456', '123456'],
  [states, '(212) 555-0123', '12125550123'],
  [states, '1-212-555-0123', '12125550123'],
  [states, '011 44 20 7946 0000', '442079460000'],
  [denmark, '12 34 56 78', '4512345678'],
  [denmark, '4512345678', '4512345678'],
  [null, '+7 (495) 123-45-67', '74951234567'],
  [null, '84951234567', '84951234567'],
  [null, '12-3456', '12-3456'],
])('%j: %s', (numbering, written, number) => {
  expect(canonicalNumber(written, numbering)).toBe(number);
  expect(canonicalNumber(number, numbering)).toBe(number);
});
