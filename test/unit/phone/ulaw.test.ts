import { decodeSample, decodeUlaw, encodeSample, encodeUlaw } from '../../../src/phone/ulaw';

// ITU-T G.711, table 2a: decoder output values of 14 bits, first of each segment; here times four, as 16 bits.
const TABLE: readonly (readonly [octet: number, value: number])[] = [
  [0xff, 0],
  [0xfe, 2],
  [0xf0, 30],
  [0xef, 33],
  [0xe0, 93],
  [0xdf, 99],
  [0xd0, 219],
  [0xcf, 231],
  [0xc0, 471],
  [0xbf, 495],
  [0xb0, 975],
  [0xaf, 1023],
  [0xa0, 1983],
  [0x9f, 2079],
  [0x90, 3999],
  [0x8f, 4191],
  [0x80, 8031],
];

describe('mu-law', () => {
  test.each(TABLE)('octet 0x%s is the value of the table, positive and negative', (octet, value) => {
    expect(decodeSample(octet)).toBe(value * 4);
    expect(decodeSample(octet & 0x7f)).toBe(value === 0 ? 0 : -value * 4);
  });

  test('every octet survives the round trip, but for the second zero', () => {
    const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
    const back = encodeUlaw(decodeUlaw(octets));
    octets.forEach((octet, at) => expect(back[at]).toBe(octet === 0x7f ? 0xff : octet));
  });

  test('the error grows with the level: at most half a step, 1/33 of the sample', () => {
    for (let sample = -32124; sample <= 32124; sample += 7) {
      const error = Math.abs(decodeSample(encodeSample(sample)) - sample);
      expect(error).toBeLessThanOrEqual(4 + Math.abs(sample) / 32);
    }
  });

  test('what is too loud clips', () => {
    expect(decodeSample(encodeSample(32767))).toBe(32124);
    expect(decodeSample(encodeSample(-32768))).toBe(-32124);
  });
});
