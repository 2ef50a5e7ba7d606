import { closePhones, losing, openPair, SOON, talk } from './phones';
import type { SipMessage } from '../../../src/phone/sip-message';
import { createSocket } from 'node:dgram';

afterEach(closePhones);

const T1 = 10;
const quick = { t1Ms: T1 };

/** Both phones quick to send again, and one of them losing. */
const annLoses = (lose: (message: SipMessage, way: 'in' | 'out') => boolean) =>
  openPair({ ann: { ...quick, lose }, bob: quick });

const count = (seen: readonly string[], line: string): number => seen.filter((each) => each === line).length;

describe('on a line that loses packets', () => {
  test.each([
    ['the INVITE', losing('out', 'INVITE', 2)],
    ['the 100, so that the INVITE comes twice', losing('in', '100 INVITE', 1)],
    ['the 200', losing('in', '200 INVITE', 2)],
    ['the ACK', losing('out', 'ACK', 2)],
  ])('%s: there is one call, and it is answered once', async (_, lose) => {
    const pair = await annLoses(lose);
    const calls: string[] = [];
    pair.bob.onIncoming((call) => calls.push(call.callId));
    const { anns, bobs } = await talk(pair);
    const states: string[] = [];
    bobs.events.on('state', ({ is }) => states.push(is));
    anns.events.on('state', ({ is }) => states.push(is));
    // Long enough for whatever would be sent again.
    await anns.keepsHearing('silence', { forMs: 12 * T1 });
    expect(states).toEqual([]);
    expect(calls).toEqual([anns.callId]);
    anns.hangup();
    expect(await bobs.ended(SOON)).toMatchObject({ by: 'them', how: 'hung-up' });
  });

  test('a BYE is sent until it is answered', async () => {
    const pair = await annLoses(losing('in', '200 BYE', 3));
    const { anns, bobs } = await talk(pair);
    anns.hangup();
    expect(await bobs.ended(SOON)).toMatchObject({ how: 'hung-up' });
    await pair.ann.close();
    expect(count(pair.seen, '> BYE')).toBe(4);
  });

  test('a refusal is repeated until its ACK, which is repeated too', async () => {
    const pair = await openPair({
      ann: { ...quick, lose: losing('out', 'ACK', 2) },
      bob: { ...quick, manner: { is: 'busy' } },
    });
    expect(await pair.ann.call('200').ended(SOON)).toMatchObject({ code: 486 });
    await pair.bob.close();
    expect(count(pair.seen, '< 486 INVITE')).toBe(3);
  });

  test('a key by INFO counts once, however often it comes', async () => {
    const { anns, bobs } = await talk(await annLoses(losing('in', '200 INFO', 2)));
    await anns.press('5', { via: 'info' });
    expect(bobs.digits).toBe('5');
  });

  test('a CANCEL gets through', async () => {
    const lose = losing('out', 'CANCEL', 2);
    const pair = await openPair({ ann: { ...quick, lose }, bob: { ...quick, manner: { is: 'only-rings' } } });
    const call = pair.ann.call('200');
    await new Promise((resolve) => call.events.once('progress', resolve));
    call.hangup();
    expect(await call.ended(SOON)).toMatchObject({ how: 'cancelled', code: 487 });
  });

  test('an answer that nobody acknowledges is taken back', async () => {
    const pair = await openPair({ ann: { lose: losing('in', '200 INVITE', 1000) }, bob: { t1Ms: 2 } });
    const anns = pair.ann.call('200');
    const bobs = await pair.bob.nextCall(SOON);
    await bobs.answer();
    expect(await bobs.ended(SOON)).toEqual({ by: 'them', how: 'no-response' });
    expect(await anns.ended(SOON)).toMatchObject({ how: 'hung-up' });
  });

  // RFC 3261, section 15: the answering side may not send BYE before it has seen the ACK.
  test('a hangup right after the answer waits for the ACK', async () => {
    const pair = await openPair({ ann: { ...quick, lose: losing('out', 'ACK', 1) }, bob: quick });
    const anns = pair.ann.call('200');
    const bobs = await pair.bob.nextCall(SOON);
    await bobs.answer();
    bobs.hangup();
    expect(bobs.state).toEqual({ is: 'leaving' });
    expect(await anns.ended(SOON)).toMatchObject({ by: 'them', how: 'hung-up' });
    expect(pair.seen.indexOf('< BYE')).toBeGreaterThan(pair.seen.lastIndexOf('> ACK'));
  });

  test('a phone that is unplugged in a call does not hear the BYE', async () => {
    const pair = await openPair({ ann: { t1Ms: 2 }, bob: quick });
    const { anns, bobs } = await talk(pair);
    pair.bob.behave({ is: 'unreachable' });
    anns.hangup();
    expect(anns.state.is).toBe('over');
    await pair.ann.close();
    expect(bobs.state.is).toBe('talking');
  });
});

test('a request of a call we do not have is answered 481, garbage not at all', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.9');
  const { bob } = await openPair();
  const replies: string[] = [];
  const reply = new Promise<void>((resolve) =>
    socket.on('message', (datagram) => {
      replies.push(datagram.toString().split('\r\n')[0] ?? '');
      resolve();
    }),
  );
  const bye = [
    `BYE sip:bob@127.0.0.3 SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.9;branch=z9hG4bK1;rport',
    'From: <sip:x@y>;tag=1',
    'To: <sip:bob@z>;tag=2',
    'Call-ID: 1',
    'CSeq: 1 BYE',
    '',
    '',
  ].join('\r\n');
  socket.send('garbage', bob.local.port, bob.local.address);
  socket.send('\r\n\r\n', bob.local.port, bob.local.address);
  socket.send(bye, bob.local.port, bob.local.address);
  await reply;
  socket.close();
  expect(replies).toEqual(['SIP/2.0 481 Call/Transaction Does Not Exist']);
  expect(bob.calls).toEqual([]);
});
