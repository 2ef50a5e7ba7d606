import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what nobody but the flow may read (AES-256-GCM). The first key seals; all keys open, so a key is changed by
 * putting the new one first and dropping the old one when no call and no job of its time is left.
 *
 * An envelope is `s1.<key id>.<nonce + tag + text in base64url>`. It opens only under the context it was sealed for, so one
 * call's envelope cannot be laid into another's.
 */
export class Sealer {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: { readonly id: string; readonly key: Buffer };

  constructor(keys: readonly [Buffer, ...Buffer[]]) {
    for (const key of keys) if (key.length !== 32) throw new Error(`a sealing key has 32 bytes, not ${key.length}`);
    this.keys = new Map(keys.map((key) => [keyId(key), key]));
    this.current = { id: keyId(keys[0]), key: keys[0] };
  }

  seal(text: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.current.key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `s1.${this.current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** Throws when the envelope was sealed with a key we do not have, for another context, or was changed. */
  open(envelope: string, context: string): string {
    const [version, id, body] = envelope.split('.');
    if (version !== 's1' || id === undefined || body === undefined) throw new Error('not a sealed envelope');
    const key = this.keys.get(id);
    if (!key) throw new Error(`sealed with the key ${id}, which is not among ours`);
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }
}

const keyId = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 8);
