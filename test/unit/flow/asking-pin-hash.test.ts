import { createHash, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { pbkdf2 } from '../../../src/flow/checks-of-input/pbkdf2';
import { isPin } from '../../../src/flow/checks-of-input/pin-hash';
import { sha256, toHex } from '../../../src/flow/checks-of-input/sha256';

const hashed = (pin: string, rounds = 1_000, salt = 'Xk2nQ9rTbV'): string =>
  `pbkdf2:${rounds}:${salt}:${pbkdf2Sync(pin, salt, rounds, 32, 'sha256').toString('hex')}`;

const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 200 });

describe('the hash of a PIN', () => {
  test('is the one that Node makes, of any text', () => {
    fc.assert(
      fc.property(ascii, (text) => {
        expect(toHex(sha256(text))).toBe(createHash('sha256').update(text, 'latin1').digest('hex'));
      }),
    );
    const short = fc.string({ unit: 'grapheme-ascii', maxLength: 64 });
    fc.assert(
      fc.property(short, ascii, fc.integer({ min: 1, max: 20 }), (password, salt, rounds) => {
        const node = pbkdf2Sync(password, salt, rounds, 32, 'sha256').toString('hex');
        expect(toHex(pbkdf2(password, salt, rounds))).toBe(node);
      }),
    );
  });

  test('is that of the PIN, and of no other', () => {
    expect(isPin('4711', hashed('4711'))).toBe(true);
    expect(isPin('4712', hashed('4711'))).toBe(false);
    expect(isPin('', hashed('4711'))).toBe(false);
  });

  test('what is no hash is said to be none, not a wrong PIN', () => {
    for (const text of ['', '4711', hashed('4711', 1).replace(':1:', ':0:'), hashed('1', 1).replace(':1:', ':9999:')])
      expect(isPin('4711', text)).toBeUndefined();
  });
});
