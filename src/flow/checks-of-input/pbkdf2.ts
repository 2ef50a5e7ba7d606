import { BLOCK_BYTES, blocksOf, compress, HASH_WORDS, startOfHash, type Words } from './sha256';

/** HMAC-SHA-256 under one key (RFC 2104): the states after the padded keys, so that each use costs two blocks less. */
interface Keyed {
  readonly inner: Words;
  readonly outer: Words;
}

function keyed(ascii: string): Keyed {
  if (ascii.length > BLOCK_BYTES) throw new RangeError(`a key of ${ascii.length} characters is longer than a block`);
  const [block = new Uint32Array(16)] = blocksOf(ascii.padEnd(BLOCK_BYTES, '\0'), 0);
  const under = (pad: number): Words =>
    compress(
      startOfHash(),
      block.map((word) => word ^ pad),
    );
  return { inner: under(0x36363636), outer: under(0x5c5c5c5c) };
}

/** A hash as the one block that follows a padded key. */
function blockOf(hash: Words): Words {
  const block = new Uint32Array(16);
  block.set(hash);
  block[HASH_WORDS] = 0x80000000;
  block[15] = (BLOCK_BYTES + HASH_WORDS * 4) * 8;
  return block;
}

const again = ({ inner, outer }: Keyed, hash: Words): Words => compress(outer, blockOf(compress(inner, blockOf(hash))));

/** PBKDF2 with HMAC-SHA-256, one block of 32 bytes (RFC 8018, 5.2), of ASCII texts; a password of 64 characters at most. */
export function pbkdf2(password: string, salt: string, rounds: number): Words {
  const key = keyed(password);
  const first = blocksOf(`${salt}\0\0\0\u0001`, BLOCK_BYTES).reduce(compress, key.inner);
  let hash = compress(key.outer, blockOf(first));
  const sum = Uint32Array.from(hash);
  for (let round = 1; round < rounds; round++) {
    hash = again(key, hash);
    for (let index = 0; index < HASH_WORDS; index++) sum[index] = (sum[index] ?? 0) ^ (hash[index] ?? 0);
  }
  return sum;
}
