/**
 * SHA-256 (FIPS 180-4), so far as PBKDF2 needs it: the head is pure, and has neither Node's crypto nor a promise to wait
 * for. Words are 32 bits, big end first.
 */

export type Words = Uint32Array;

const primes = (howMany: number): number[] => {
  const found: number[] = [];
  for (let candidate = 2; found.length < howMany; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
};

/** The first 32 bits of the fractional part. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) >>> 0;

const ROUND = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

export const BLOCK_BYTES = 64;
export const HASH_WORDS = 8;

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
const at = (words: Words, index: number): number => words[index] ?? 0;

/** The words of the block at hand; made once, since a PIN is two thousand blocks. */
const w = new Uint32Array(64);

/** The state after one more block of 16 words. */
export function compress(state: Words, block: Words): Words {
  w.set(block);
  for (let t = 16; t < 64; t++) {
    const x = at(w, t - 15);
    const y = at(w, t - 2);
    const small0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const small1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    w[t] = (at(w, t - 16) + small0 + at(w, t - 7) + small1) | 0;
  }
  const next = state.slice();
  mix(next);
  for (let index = 0; index < HASH_WORDS; index++) next[index] = (at(next, index) + at(state, index)) | 0;
  return next;
}

function mix(state: Words): void {
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const big1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + at(ROUND, t) + at(w, t)) | 0;
    const big0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state.set([a, b, c, d, e, f, g, h]);
}

/** The blocks of a message of ASCII characters that follows `bytesBefore` bytes, padded to its end. */
export function blocksOf(ascii: string, bytesBefore: number): Words[] {
  const blocks = Math.ceil((ascii.length + 9) / BLOCK_BYTES);
  const words = new Uint32Array(blocks * 16);
  const put = (index: number, byte: number): void => {
    words[index >> 2] = at(words, index >> 2) | (byte << (24 - 8 * (index & 3)));
  };
  for (let index = 0; index < ascii.length; index++) put(index, ascii.charCodeAt(index) & 0xff);
  put(ascii.length, 0x80);
  words[words.length - 1] = (bytesBefore + ascii.length) * 8;
  return Array.from({ length: blocks }, (_, index) => words.subarray(index * 16, index * 16 + 16));
}

export const sha256 = (ascii: string): Words => blocksOf(ascii, 0).reduce(compress, START);

/** The state before the first block. */
export const startOfHash = (): Words => START;

export const toHex = (words: Words): string => Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
