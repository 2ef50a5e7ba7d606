import type { Endpoint } from './rtp';
import { parseNameAddress, parseUri, tagOf } from './sip-address';
import { SipHeaders } from './sip-headers';
import type { HeaderLine } from './sip-headers';
import { cseqOf } from './sip-message';
import type { SipMessage, SipRequest, SipResponse } from './sip-message';
import { newTag, newVia } from './sip-via';

/** Methods understood here, for Allow. */
export const METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'NOTIFY', 'UPDATE', 'REFER', 'MESSAGE'];

export interface DialogSeed {
  readonly callId: string;
  readonly localTag: string;
  /** From or To of our side, without tag. */
  readonly localAddress: string;
  /** The other's, with its tag if it has one already. */
  readonly remoteAddress: string;
  /** Where requests are addressed until a Contact says better. */
  readonly target: string;
  readonly contact: string;
  readonly local: Endpoint;
  /** Where to send when the target's host tells nothing. */
  readonly fallback: Endpoint;
}

/** What a request carries besides its addresses. */
export interface Content {
  readonly headers?: readonly HeaderLine[];
  readonly body?: string;
  /** Default application/sdp. */
  readonly type?: string;
}

/** The peer-to-peer relation of two phones (RFC 3261, section 12): tags, sequence numbers, where to send. */
export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  private remoteAddress: string;
  private target: string;
  private routes: readonly string[] = [];
  private localSequence = 0;
  private remoteSequence = 0;

  constructor(private readonly seed: DialogSeed) {
    this.callId = seed.callId;
    this.localTag = seed.localTag;
    this.remoteAddress = seed.remoteAddress;
    this.target = seed.target;
  }

  /** The dialog an INVITE asks for, seen by its receiver (section 12.1.1). */
  static of(invite: SipRequest, from: Endpoint, { contact, local }: { contact: string; local: Endpoint }): Dialog {
    const { headers } = invite;
    const remoteAddress = headers.get('From') ?? '';
    const dialog = new Dialog({
      callId: headers.get('Call-ID') ?? '',
      localTag: newTag(),
      localAddress: headers.get('To') ?? '',
      remoteAddress,
      target: contactOf(invite) ?? parseNameAddress(remoteAddress)?.uri ?? '',
      contact,
      local,
      fallback: from,
    });
    dialog.routes = headers.all('Record-Route');
    dialog.remoteSequence = cseqOf(headers)?.number ?? 0;
    return dialog;
  }

  get remoteTag(): string | undefined {
    return tagOf(this.remoteAddress);
  }

  /** The address of the other side, as in its From or To. */
  get remote(): string {
    return this.remoteAddress;
  }

  /** Takes the other side's tag, Contact and route from a 101…299 response to our INVITE (section 12.1.2). */
  learn(response: SipResponse): void {
    this.remoteAddress = response.headers.get('To') ?? this.remoteAddress;
    this.target = contactOf(response) ?? this.target;
    const routes = response.headers.all('Record-Route').reverse();
    if (routes.length > 0) this.routes = routes;
  }

  /** Whether this request is newer than the last (section 12.2.2). A new INVITE or UPDATE may bring a new Contact. */
  accepts(request: SipRequest): boolean {
    const sequence = cseqOf(request.headers)?.number ?? 0;
    if (sequence <= this.remoteSequence) return false;
    this.remoteSequence = sequence;
    if (request.method === 'INVITE' || request.method === 'UPDATE') this.target = contactOf(request) ?? this.target;
    return true;
  }

  /** The next request of this dialog. */
  request(method: string, { headers = [], body = '', type = 'application/sdp' }: Content = {}): SipRequest {
    this.localSequence += 1;
    const content: HeaderLine[] = body === '' ? [] : [['Content-Type', type]];
    return this.make(method, this.localSequence, body, [...headers, ...content]);
  }

  /** The ACK of a 2xx: the INVITE's number and its credentials (section 13.2.2.4). */
  ackOf(invite: SipRequest, body = ''): SipRequest {
    const kept = invite.headers.lines().filter(([name]) => name === 'Authorization' || name === 'Proxy-Authorization');
    const content: HeaderLine[] = body === '' ? [] : [['Content-Type', 'application/sdp']];
    return this.make('ACK', cseqOf(invite.headers)?.number ?? 0, body, [...kept, ...content]);
  }

  /** Where the next request goes: the first route, else the Contact (loose routing, section 12.2.1.1). */
  destination(): Endpoint {
    const route = this.routes[0];
    const uri = parseUri(route === undefined ? this.target : (parseNameAddress(route)?.uri ?? ''));
    if (uri === undefined || uri.host === '') return this.seed.fallback;
    return { address: uri.host, port: uri.port ?? 5060 };
  }

  /** Names this dialog to a third party: Replaces (RFC 3891), as the one who is sent there must write it. */
  replaces(): string {
    return `${this.callId};to-tag=${this.remoteTag ?? ''};from-tag=${this.localTag}`;
  }

  private make(method: string, sequence: number, body: string, extra: readonly HeaderLine[]): SipRequest {
    const { localAddress, contact, local } = this.seed;
    const headers = new SipHeaders([
      ['Via', newVia(local)],
      ['Max-Forwards', '70'],
      ['From', `${localAddress};tag=${this.localTag}`],
      ['To', this.remoteAddress],
      ['Call-ID', this.callId],
      ['CSeq', `${sequence} ${method}`],
      ['Contact', contact],
      ['Allow', METHODS.join(', ')],
      ...this.routes.map((route): HeaderLine => ['Route', route]),
      ...extra,
    ]);
    return { is: 'request', method, uri: this.target, headers, body };
  }
}

function contactOf({ headers }: SipMessage): string | undefined {
  const [contact] = headers.all('Contact');
  return contact === undefined ? undefined : parseNameAddress(contact)?.uri;
}
