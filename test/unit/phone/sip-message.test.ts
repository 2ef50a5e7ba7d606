import { parseMessage, responseTo, serialize } from '../../../src/phone/sip-message';
import type { SipRequest } from '../../../src/phone/sip-message';
import { seenFrom, transactionOf } from '../../../src/phone/sip-via';

function read(text: string): SipRequest {
  const message = parseMessage(Buffer.from(text));
  if (message.is !== 'request') throw new Error(JSON.stringify(message));
  return message;
}

// After RFC 3261, section 7.3.1 and RFC 4475, section 3.1.1.1 ("a short tortuous INVITE").
const TORTUOUS = [
  '',
  'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
  'TO :',
  ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
  'f: "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
  '  ;',
  '  tag = 98asjd8',
  'i: 98asdh@192.0.2.1',
  'cseq: 8',
  '  INVITE',
  'v:  SIP  / 2.0  / UDP  192.0.2.2;branch=390skdjuw, SIP/2.0/TCP spindle.example.com ;branch=z9hG4bK9ikj8',
  'Via  : SIP/2.0/UDP 192.168.255.111 ; branch = z9hG4bK30239',
  's :',
  'k: timer,',
  '   replaces',
  'm:"Quoted, string <>" <sip:jdrosen@example.com> ; newparam = newvalue, <sip:two@example.com>',
  'l: 4',
  '',
  'bodyand more',
].join('\r\n');

describe('SIP messages', () => {
  test('compact names, folded lines, several Vias, blank lines ahead, too much at the end', () => {
    const invite = read(TORTUOUS);
    expect(invite.method).toBe('INVITE');
    expect(invite.headers.get('Call-ID')).toBe('98asdh@192.0.2.1');
    expect(invite.headers.get('CSeq')).toBe('8 INVITE');
    expect(invite.headers.all('via')).toEqual([
      'SIP  / 2.0  / UDP  192.0.2.2;branch=390skdjuw',
      'SIP/2.0/TCP spindle.example.com ;branch=z9hG4bK9ikj8',
      'SIP/2.0/UDP 192.168.255.111 ; branch = z9hG4bK30239',
    ]);
    expect(invite.headers.all('Supported')).toEqual(['timer', 'replaces']);
    expect(invite.headers.all('Contact')).toEqual([
      '"Quoted, string <>" <sip:jdrosen@example.com> ; newparam = newvalue',
      '<sip:two@example.com>',
    ]);
    expect(invite.headers.get('Subject')).toBe('');
    expect(invite.body).toBe('body');
  });

  test('what is written is read again, the length in octets', () => {
    const invite = read(TORTUOUS);
    const text = serialize({ ...invite, body: 'Привет' });
    expect(text.toString()).toContain('Content-Length: 12\r\n');
    const again = read(text.toString());
    expect(again.headers.lines().filter(([name]) => name !== 'Content-Length')).toEqual(
      invite.headers.lines().filter(([name]) => name !== 'Content-Length'),
    );
    expect(again.body).toBe('Привет');
  });

  test('lines may end in a bare line feed', () => {
    expect(read(TORTUOUS.replace(/\r\n/g, '\n')).body).toBe('body');
  });

  test('a comma in a challenge does not split it', () => {
    const value = 'Digest realm="a, b", nonce="1"';
    const { headers } = read(TORTUOUS.replace('s :', `WWW-Authenticate: ${value}`));
    expect(headers.all('WWW-Authenticate')).toEqual([value]);
  });

  test('a response', () => {
    const message = parseMessage(serialize(responseTo(read(TORTUOUS), 180, { toTag: 'ours' })));
    expect(message).toMatchObject({ is: 'response', status: 180, reason: 'Ringing' });
  });

  test.each([
    ['keep-alive', '\r\n\r\n', 'empty'],
    ['no blank line', 'OPTIONS sip:a SIP/2.0\r\nVia: x', 'the header has no end'],
    ['no Call-ID', TORTUOUS.replace('i: ', 'X: '), 'no Call-ID'],
    ['a line without colon', TORTUOUS.replace('s :', 'nonsense'), 'a header line without a name'],
    ['another method in CSeq', TORTUOUS.replace('  INVITE', '  BYE'), 'the method and its CSeq disagree'],
    ['cut short', TORTUOUS.replace('l: 4', 'l: 400'), 'shorter than its Content-Length'],
    ['HTTP', TORTUOUS.replace('unknownparam SIP/2.0', 'x HTTP/1.1'), 'no SIP/2.0 in the first line'],
    ['a strange CSeq', TORTUOUS.replace('cseq: 8', 'cseq: eight'), 'a CSeq without number and method'],
  ])('%s is unreadable, and says why', (_, text, why) => {
    expect(parseMessage(Buffer.from(text))).toEqual({ is: 'unreadable', why });
  });
});

describe('a response to a request', () => {
  const invite = (to: string): SipRequest => ({
    ...read(TORTUOUS.replace(/TO :\r\n.*\r\n/, `To: ${to}\r\n`)),
  });

  test('gets our tag on To, but 100 does not, nor one that has its tag', () => {
    const toOf = (request: SipRequest, status: number): string | undefined =>
      responseTo(request, status, { toTag: 'ours' }).headers.get('To');
    expect(toOf(invite('<sip:a@b>'), 200)).toBe('<sip:a@b>;tag=ours');
    expect(toOf(invite('<sip:a@b>'), 100)).toBe('<sip:a@b>');
    expect(toOf(invite('<sip:a@b>;tag=theirs'), 200)).toBe('<sip:a@b>;tag=theirs');
  });

  test('takes all Vias in their order', () => {
    expect(responseTo(read(TORTUOUS), 200).headers.all('Via')).toEqual(read(TORTUOUS).headers.all('Via'));
  });
});

describe('Via', () => {
  test('notes where the request really came from', () => {
    const request = read(TORTUOUS.replace(/v: .*\r\n/, 'v: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKx;rport\r\n'));
    const seen = seenFrom(request, { address: '192.0.2.9', port: 1024 });
    expect(seen.headers.all('Via')[0]).toBe('SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKx;rport=1024;received=192.0.2.9');
    expect(transactionOf(seen.headers)).toEqual({ branch: 'z9hG4bKx', sentBy: '10.0.0.1:5060' });
    expect(seen.headers.all('Via')).toHaveLength(2);
  });
});
