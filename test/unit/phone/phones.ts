import { Phone } from '../../../src/phone/phone';
import type { PhoneOptions } from '../../../src/phone/phone-options';
import type { Call } from '../../../src/phone/call';
import type { SipMessage } from '../../../src/phone/sip-message';
import { cseqOf } from '../../../src/phone/sip-message';
import type { Way } from '../../../src/phone/transport';
import { PATIENCE_MS } from '../../support/patience';

/** More than any step on loopback takes, less than jest's patience. */
export const SOON = PATIENCE_MS;

/** Two phones that have each other for server. */
export interface Pair {
  readonly ann: Phone;
  readonly bob: Phone;
  /** Every message Ann has sent or got, as `> INVITE` or `< 200 INVITE`. */
  readonly seen: readonly string[];
}

const opened: Phone[] = [];

/** The phones of a test; `closePhones` ends them. */
export async function openPhone(options: PhoneOptions): Promise<Phone> {
  const phone = await Phone.open(options);
  opened.push(phone);
  return phone;
}

export async function closePhones(): Promise<void> {
  await Promise.all(opened.splice(0).map((phone) => phone.close()));
}

/** `INVITE`, or `200 INVITE` of a response. */
export function lineOf(message: SipMessage): string {
  return message.is === 'request' ? message.method : `${message.status} ${cseqOf(message.headers)?.method ?? ''}`;
}

type Special = Partial<PhoneOptions>;

export async function openPair({
  ann: annMore = {},
  bob: bobMore = {},
}: { ann?: Special; bob?: Special } = {}): Promise<Pair> {
  const seen: string[] = [];
  const trace = (message: SipMessage, way: Way): void => {
    seen.push(`${way === 'out' ? '>' : '<'} ${lineOf(message)}`);
  };
  const nobody = { address: '127.0.0.2', port: 9 };
  const bob = await openPhone({ address: '127.0.0.3', user: 'bob', server: nobody, ...bobMore });
  const ann = await openPhone({ address: '127.0.0.2', user: 'ann', name: 'Ann', server: bob.local, trace, ...annMore });
  return { ann, bob, seen };
}

/** Ann calls Bob and he answers. */
export async function talk({ ann, bob }: Pair): Promise<{ anns: Call; bobs: Call }> {
  const anns = ann.call('200');
  const bobs = await bob.nextCall(SOON);
  await bobs.answer();
  await anns.answered(SOON);
  return { anns, bobs };
}

/** Loses the first so many messages that read like this. */
export function losing(way: Way, line: string, times: number): (message: SipMessage, way: Way) => boolean {
  let left = times;
  return (message, went) => {
    if (went !== way || lineOf(message) !== line || left === 0) return false;
    left -= 1;
    return true;
  };
}
