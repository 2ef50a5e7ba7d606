import { SipHeaders } from './sip-headers';
import type { HeaderLine } from './sip-headers';

/** SIP messages and their text (RFC 3261, section 7). */

export interface SipRequest {
  readonly is: 'request';
  /** In capitals. */
  readonly method: string;
  readonly uri: string;
  readonly headers: SipHeaders;
  readonly body: string;
}

export interface SipResponse {
  readonly is: 'response';
  /** 100…699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: SipHeaders;
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

export interface Unreadable {
  readonly is: 'unreadable';
  readonly why: string;
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

const NEEDED = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  415: 'Unsupported Media Type',
  420: 'Bad Extension',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  600: 'Busy Everywhere',
  603: 'Decline',
};

export function reasonPhrase(status: number): string {
  return REASONS[status] ?? (status < 300 ? 'OK' : 'Failed');
}

export function cseqOf(headers: SipHeaders): CSeq | undefined {
  const [, number, method] = /^(\d+)\s+(\S+)$/.exec(headers.get('CSeq') ?? '') ?? [];
  return number === undefined || method === undefined ? undefined : { number: Number(number), method };
}

export function serialize(message: SipMessage): Buffer {
  const first =
    message.is === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const fields = message.headers.lines().filter(([name]) => name !== 'Content-Length');
  const lines = fields.map(([name, value]) => `${name}: ${value}`);
  const length = `Content-Length: ${Buffer.byteLength(message.body)}`;
  return Buffer.from([first, ...lines, length, '', message.body].join('\r\n'));
}

/** A header line that begins with white space goes on with the line above (section 7.3.1). */
function unfolded(head: string): string[] {
  return head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
}

function headersOf(lines: readonly string[]): SipHeaders | undefined {
  const fields: HeaderLine[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    fields.push([line.slice(0, colon), line.slice(colon + 1)]);
  }
  return new SipHeaders(fields);
}

/** Reads one datagram. Whatever is wrong with it comes back as `unreadable` with the reason: the network may send anything. */
export function parseMessage(datagram: Buffer): SipMessage | Unreadable {
  const text = datagram.toString('latin1');
  // Some send blank lines ahead of a message, or alone to keep a router's hole open (section 7.5, RFC 5626).
  const start = /^[\r\n]*/.exec(text)?.[0].length ?? 0;
  const end = /\r?\n\r?\n/.exec(text.slice(start));
  if (end === null) return unreadable(start === text.length ? 'empty' : 'the header has no end');
  const [first = '', ...lines] = unfolded(datagram.toString('utf8', start, start + end.index));
  const headers = headersOf(lines);
  if (headers === undefined) return unreadable('a header line without a name');
  const missing = NEEDED.find((name) => headers.get(name) === undefined);
  if (missing !== undefined) return unreadable(`no ${missing}`);
  const body = bodyOf(datagram.subarray(start + end.index + end[0].length), headers);
  return body === undefined ? unreadable('shorter than its Content-Length') : withFirstLine(first, headers, body);
}

function bodyOf(rest: Buffer, headers: SipHeaders): string | undefined {
  const announced = headers.get('Content-Length');
  // Over UDP a message without the header ends with its datagram (section 18.3).
  const length = announced === undefined ? rest.length : Number(announced);
  return length <= rest.length ? rest.toString('utf8', 0, length) : undefined;
}

function withFirstLine(first: string, headers: SipHeaders, body: string): SipMessage | Unreadable {
  const cseq = cseqOf(headers);
  if (cseq === undefined) return unreadable('a CSeq without number and method');
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(first);
  if (response?.[1] !== undefined) {
    return { is: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body };
  }
  const request = /^([A-Z0-9.!%*_+`'~-]+) (\S+) SIP\/2\.0$/.exec(first);
  if (request?.[1] === undefined || request[2] === undefined) return unreadable('no SIP/2.0 in the first line');
  if (request[1] !== cseq.method) return unreadable('the method and its CSeq disagree');
  return { is: 'request', method: request[1], uri: request[2], headers, body };
}

function unreadable(why: string): Unreadable {
  return { is: 'unreadable', why };
}

export interface ResponseExtras {
  readonly reason?: string;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string;
  /** Put on To when the request has none there (section 8.2.6.2). */
  readonly toTag?: string;
}

/** A response to this request: Via, From, To, Call-ID, CSeq and Record-Route are the request's own (section 8.2.6). */
export function responseTo(request: SipRequest, status: number, extras: ResponseExtras = {}): SipResponse {
  const copied = request.headers.lines().filter(([name]) => NEEDED.includes(name) || name === 'Record-Route');
  const { toTag } = extras;
  const lines = copied.map(([name, value]): HeaderLine => {
    const tagged = name === 'To' && status > 100 && toTag !== undefined && !/;\s*tag\s*=/i.test(value);
    return [name, tagged ? `${value};tag=${toTag}` : value];
  });
  const headers = new SipHeaders([...lines, ...(extras.headers ?? [])]);
  return { is: 'response', status, reason: extras.reason ?? reasonPhrase(status), headers, body: extras.body ?? '' };
}
