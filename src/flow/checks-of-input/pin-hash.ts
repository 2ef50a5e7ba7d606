import { pbkdf2 } from './pbkdf2';
import { toHex } from './sha256';

/** More rounds would hold up every other call: a thousand take a millisecond or two. */
const MOST_ROUNDS = 2_000;
const HASH = /^pbkdf2:(\d{1,4}):([A-Za-z0-9]{8,64}):([0-9a-f]{64})$/;

/** Nobody's PIN: it is hashed where there is no entry, so that the time taken does not tell. */
const NOBODY = { rounds: 1_000, salt: 'nobodynobody', hash: '0'.repeat(64) };

/** Whether a text is such a hash, with no more rounds than can be afforded. */
export function isPinHash(text: string): boolean {
  const rounds = Number(HASH.exec(text)?.[1] ?? 0);
  return rounds >= 1 && rounds <= MOST_ROUNDS;
}

/**
 * Whether a PIN is that of a `pbkdf2:<rounds>:<salt>:<hex>` (PBKDF2 with HMAC-SHA-256, 32 bytes, RFC 8018); `undefined` when
 * the text is no such hash. What is compared is compared whole, so that the time taken tells nothing.
 */
export function isPin(pin: string, hashed: string): boolean | undefined {
  const [, rounds, salt, hash] = HASH.exec(hashed) ?? [];
  const written = rounds !== undefined && salt !== undefined && hash !== undefined && Number(rounds) >= 1;
  const known = written && Number(rounds) <= MOST_ROUNDS ? { rounds: Number(rounds), salt, hash } : undefined;
  const against = known ?? NOBODY;
  const equal = sameText(toHex(pbkdf2(pin, against.salt, against.rounds)), against.hash);
  return known && equal;
}

function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
