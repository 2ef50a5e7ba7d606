import { randomBytes } from 'node:crypto';
import type { Endpoint } from './rtp';
import { parseValue } from './sip-address';
import { SipHeaders, splitOutside } from './sip-headers';
import type { SipRequest } from './sip-message';

/** Says that the branch names the transaction (RFC 3261, section 8.1.1.7). */
const MAGIC_COOKIE = 'z9hG4bK';

export function newTag(): string {
  return randomBytes(8).toString('hex');
}

/** A Via of our own. `rport` asks for answers to where this came from (RFC 3581). */
export function newVia({ address, port }: Endpoint): string {
  return `SIP/2.0/UDP ${address}:${port};branch=${MAGIC_COOKIE}${newTag()};rport`;
}

/** The first Via's branch and sent-by, which with the method name a transaction (sections 17.1.3, 17.2.3). */
export function transactionOf(headers: SipHeaders): { branch: string; sentBy: string } {
  const { value, parameters } = parseValue(headers.all('Via')[0] ?? '');
  return { branch: parameters.get('branch') ?? '', sentBy: value.split(/\s+/)[1] ?? '' };
}

/** Notes in the first Via where the request really came from (section 18.2.1, RFC 3581). */
export function seenFrom(request: SipRequest, { address, port }: Endpoint): SipRequest {
  const [first = '', ...others] = request.headers.all('Via');
  const marked = splitOutside(first, ';').map((part) => (/^rport$/i.test(part) ? `rport=${port}` : part));
  const vias = [[...marked, `received=${address}`].join(';'), ...others];
  const rest = request.headers.lines().filter(([name]) => name !== 'Via');
  return { ...request, headers: new SipHeaders([...vias.map((via) => ['Via', via] as const), ...rest]) };
}
