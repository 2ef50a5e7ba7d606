import { parseSdp, renderSdp } from '../../../src/phone/sdp';
import { Session } from '../../../src/phone/session';

const audio = { address: '127.0.0.4', port: 4000 };

/** As Asterisk 22 offers it. */
const FROM_ASTERISK = [
  'v=0',
  'o=- 1234 1234 IN IP4 127.0.0.1',
  's=Asterisk',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 31000 RTP/AVP 0 8 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=ptime:20',
  'a=maxptime:140',
  'a=sendrecv',
  '',
].join('\r\n');

describe('session descriptions', () => {
  test('Asterisk is understood', () => {
    expect(parseSdp(FROM_ASTERISK)).toEqual({
      audio: { address: '127.0.0.1', port: 31000 },
      direction: 'sendrecv',
      ulaw: 0,
      events: 101,
      mediaLines: ['m=audio 31000 RTP/AVP 0 8 101'],
    });
  });

  test('our own offer is understood by us', () => {
    const offered = parseSdp(renderSdp({ audio, direction: 'sendonly', version: 3 }));
    expect(offered).toMatchObject({ audio, direction: 'sendonly', ulaw: 0, events: 101 });
  });

  test('the answer takes over their payload types, and refuses what is no audio', () => {
    const offer = FROM_ASTERISK.replace(/101/g, '96').replace('m=audio', 'm=video 5000 RTP/AVP 99\r\nm=audio');
    const answers = parseSdp(offer);
    const answer = renderSdp({ audio, direction: 'sendrecv', version: 1, ...(answers && { answers }) });
    expect(answer.split('\r\n').filter((line) => /^(m=|a=rtpmap)/.test(line))).toEqual([
      'm=video 0 RTP/AVP 99',
      'm=audio 4000 RTP/AVP 0 96',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:96 telephone-event/8000',
    ]);
  });

  test('without events in the offer there are none in the answer', () => {
    const answers = parseSdp(FROM_ASTERISK.replace(/ 101/g, '').replace(/a=(rtpmap|fmtp):101.*\r\n/g, ''));
    expect(answers?.events).toBeUndefined();
    expect(renderSdp({ audio, direction: 'sendrecv', version: 1, ...(answers && { answers }) })).not.toContain('event');
  });

  test('an address of the media line goes before that of the session; 0.0.0.0 is a hold of the old style', () => {
    const held = parseSdp(FROM_ASTERISK.replace('a=rtpmap:0', 'c=IN IP4 0.0.0.0\r\na=rtpmap:0'));
    expect(held).toMatchObject({ audio: { address: '0.0.0.0' }, direction: 'sendonly' });
  });

  test.each([
    ['no mu-law', FROM_ASTERISK.replace('AVP 0 8', 'AVP 8')],
    ['audio refused', FROM_ASTERISK.replace('31000', '0')],
    ['encrypted', FROM_ASTERISK.replace('RTP/AVP', 'RTP/SAVP')],
    ['no audio', 'v=0\r\nc=IN IP4 1.2.3.4\r\n'],
    ['no SDP', ''],
  ])('%s: nothing for this phone', (_, text) => {
    expect(parseSdp(text)).toBeUndefined();
    expect(new Session().answer(text, audio)).toBeUndefined();
  });
});

describe('a session', () => {
  const versionOf = (sdp: string | undefined): string | undefined => /^o=- 1 (\d+)/m.exec(sdp ?? '')?.[1];
  const directionOf = (sdp: string | undefined): string | undefined =>
    /a=(sendrecv|sendonly|recvonly|inactive)/.exec(sdp ?? '')?.[1];

  test('raises its version only when something changes', () => {
    const session = new Session();
    expect([session.offer(audio), session.offer(audio)].map(versionOf)).toEqual(['1', '1']);
    session.wishHold(true);
    expect(versionOf(session.offer(audio))).toBe('2');
  });

  test.each([
    ['sendrecv', false, 'sendrecv', { us: false, them: false }],
    ['sendonly', false, 'recvonly', { us: false, them: true }],
    ['inactive', false, 'inactive', { us: false, them: true }],
    ['recvonly', false, 'sendonly', { us: false, them: false }],
    ['sendrecv', true, 'sendonly', { us: true, them: false }],
    ['sendonly', true, 'inactive', { us: true, them: true }],
    ['recvonly', true, 'sendonly', { us: true, them: false }],
  ])('their %s, holding: %s, is answered %s', (theirs, holding, ours, hold) => {
    const session = new Session();
    session.wishHold(holding);
    expect(directionOf(session.answer(FROM_ASTERISK.replace('a=sendrecv', `a=${theirs}`), audio))).toBe(ours);
    expect(session.hold).toEqual(hold);
  });

  test('their recvonly as answer to our hold is no hold of theirs', () => {
    const session = new Session();
    session.wishHold(true);
    session.accept(FROM_ASTERISK.replace('a=sendrecv', 'a=inactive'));
    expect(session.hold).toEqual({ us: true, them: false });
  });
});
