import { createHash, randomBytes } from 'node:crypto';
import { splitOutside } from './sip-headers';
import { quoted, unquoted } from './sip-address';

/** HTTP digest authentication as SIP uses it: RFC 2617 (MD5), RFC 8760 (SHA-256), qop `auth` or none. */

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: 'MD5' | 'SHA-256';
  /** Whether the server wants qop=auth; without it the older response of RFC 2069 is made. */
  readonly qopAuth: boolean;
  readonly opaque?: string;
  /** The credentials were right, but the nonce too old. */
  readonly stale: boolean;
}

const HASH = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

/** `undefined` when it is no digest, or of a kind not known here (auth-int alone, another algorithm). */
export function parseChallenge(header: string): Challenge | undefined {
  const list = /^Digest\s+(.*)$/is.exec(header.trim())?.[1];
  if (list === undefined) return undefined;
  const fields = new Map(
    splitOutside(list, ',').map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals).trim().toLowerCase(), unquoted(part.slice(equals + 1).trim())] as const;
    }),
  );
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  const algorithm = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  const qop = fields
    .get('qop')
    ?.split(',')
    .map((kind) => kind.trim().toLowerCase());
  if (realm === undefined || nonce === undefined || (algorithm !== 'MD5' && algorithm !== 'SHA-256')) return undefined;
  if (qop !== undefined && !qop.includes('auth')) return undefined;
  const opaque = fields.get('opaque');
  const stale = fields.get('stale')?.toLowerCase() === 'true';
  return { realm, nonce, algorithm, qopAuth: qop !== undefined, ...(opaque === undefined ? {} : { opaque }), stale };
}

export interface Request {
  readonly method: string;
  readonly uri: string;
}

/** Our half of the hash, so that no server can choose all of the text. */
export interface ClientNonce {
  readonly cnonce: string;
  /** How often this nonce was used, from 1. */
  readonly count: number;
}

/** The `response` of RFC 2617, section 3.2.2. */
export function digestResponse(
  challenge: Challenge,
  { user, password }: Credentials,
  { method, uri }: Request,
  { cnonce, count }: ClientNonce,
): string {
  const hash = (text: string): string => createHash(HASH[challenge.algorithm]).update(text).digest('hex');
  const secret = hash(`${user}:${challenge.realm}:${password}`);
  const asked = hash(`${method}:${uri}`);
  const middle = challenge.qopAuth ? `${challenge.nonce}:${nonceCount(count)}:${cnonce}:auth` : challenge.nonce;
  return hash(`${secret}:${middle}:${asked}`);
}

function nonceCount(count: number): string {
  return count.toString(16).padStart(8, '0');
}

/** The value of Authorization (or Proxy-Authorization) for one request. */
export function authorization(challenge: Challenge, credentials: Credentials, request: Request): string {
  const mine: ClientNonce = { cnonce: randomBytes(8).toString('hex'), count: 1 };
  const fields = [
    `username=${quoted(credentials.user)}`,
    `realm=${quoted(challenge.realm)}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(request.uri)}`,
    `response="${digestResponse(challenge, credentials, request, mine)}"`,
    `algorithm=${challenge.algorithm}`,
    ...(challenge.qopAuth ? ['qop=auth', `nc=${nonceCount(mine.count)}`, `cnonce="${mine.cnonce}"`] : []),
    ...(challenge.opaque === undefined ? [] : [`opaque=${quoted(challenge.opaque)}`]),
  ];
  return `Digest ${fields.join(', ')}`;
}
