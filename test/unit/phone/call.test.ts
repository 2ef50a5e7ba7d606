import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../../../src/phone/call';
import { SipRefused } from '../../../src/phone/sip-refused';
import { eventually } from '../../support/patience';
import { closePhones, openPair, openPhone, SOON, talk } from './phones';

afterEach(closePhones);

/** Packets a second. */
async function rateOf(call: Call, forMs: number): Promise<number> {
  const [{ sent }, began] = [call.rtp(), performance.now()];
  await pause(forMs);
  return (1000 * (call.rtp().sent - sent)) / (performance.now() - began);
}

describe('a call between two phones', () => {
  test('rings, is answered, is heard both ways, and ends by BYE', async () => {
    const pair = await openPair({ ann: { says: 400 }, bob: { says: [600, 1200] } });
    const anns = pair.ann.call('200', { from: '+74951112233', headers: { 'X-Campaign': 'spring' } });
    expect(anns.state).toEqual({ is: 'calling' });

    const bobs = await pair.bob.nextCall(SOON);
    expect(bobs).toMatchObject({ direction: 'in', called: '200', state: { is: 'ringing' } });
    expect(bobs.remoteIdentity).toEqual({ name: 'Ann', number: '+74951112233' });
    expect(bobs.header('x-campaign')).toBe('spring');
    expect(bobs.callId).toBe(anns.callId);

    bobs.ring();
    await new Promise((resolve) => anns.events.once('progress', resolve));
    expect(anns.state).toEqual({ is: 'ringing' });

    await bobs.answer();
    await anns.answered(SOON);
    await Promise.all([anns.hears([1200, 600], { withinMs: SOON }), bobs.hears(400, { withinMs: SOON })]);

    bobs.hangup({ protocol: 'Q.850', cause: 16, text: 'Normal' });
    expect(await anns.ended(SOON)).toEqual({
      by: 'them',
      how: 'hung-up',
      reason: { protocol: 'Q.850', cause: 16, text: 'Normal' },
    });
    expect(bobs.state).toMatchObject({ is: 'over', end: { by: 'us', how: 'hung-up' } });
    expect(pair.seen).toEqual([
      '> INVITE',
      '< 100 INVITE',
      '< 180 INVITE',
      '< 200 INVITE',
      '> ACK',
      '< BYE',
      '> 200 BYE',
    ]);
    expect([pair.ann.calls, pair.bob.calls]).toEqual([[], []]);
  });

  test('what was heard can be told afterwards', async () => {
    const { anns, bobs } = await talk(await openPair({ bob: { says: 800 } }));
    await anns.hears(800, { withinMs: SOON });
    bobs.say(1500);
    await anns.hears(1500, { withinMs: SOON });
    await anns.keepsHearing(1500, { forMs: 100, exceptForMs: 90 });
    bobs.say('nothing');
    await anns.hears('silence', { withinMs: SOON });
    expect(anns.heard.map(({ key }) => key)).toEqual(['silence', '800', '1500', 'silence']);
    await expect(anns.keepsHearing(800, { forMs: 500, exceptForMs: 20 })).rejects.toThrow('nothing but 800');
    await expect(anns.hears(400, { withinMs: 50 })).rejects.toThrow(
      /^waited 50 ms for 400; the call is talking; heard: silence [\d.]+ s, 800 [\d.]+ s, 1500 [\d.]+ s, silence/,
    );
    await expect(anns.keepsHearing(800, { forMs: 50 })).rejects.toThrow('nothing but 800 for 50 ms');
  });

  test('sends fifty packets a second and loses none', async () => {
    const { anns, bobs } = await talk(await openPair());
    anns.say(400);
    await bobs.hears(400, { withinMs: SOON });
    // A machine that stalls sends fewer for a moment, and never more; one half second without a stall will come.
    await eventually(
      'the rate is right',
      () => rateOf(anns, 500),
      (rate) => Math.abs(rate - 50) <= 5,
    );
    expect(bobs.rtp()).toMatchObject({ lost: 0, strangers: 0 });
  });

  test('arbitrary samples go through, and a microphone adds to them', async () => {
    const { anns, bobs } = await talk(await openPair());
    const got: number[] = [];
    const stop = bobs.onAudio((samples) => got.push(...samples));
    anns.say(Int16Array.from({ length: 160 }, () => 1020));
    anns.speak(Int16Array.from({ length: 80 }, () => -1020));
    const loud = await eventually(
      'it is heard',
      () => got.filter((sample) => sample !== 0),
      (samples) => samples.length >= 240,
    );
    stop();
    expect(loud.filter((sample) => sample > 0)).toHaveLength(160);
    expect(loud.filter((sample) => sample < 0)).toHaveLength(80);
    expect(Math.abs(Math.abs(loud[0] ?? 0) - 1020)).toBeLessThanOrEqual(32);
  });

  test.each(['rfc4733', 'info'] as const)('keys are pressed by %s, each heard once', async (via) => {
    const { anns, bobs } = await talk(await openPair());
    const keys: string[] = [];
    bobs.events.on('dtmf', ({ digit, via: came }) => keys.push(`${digit} ${came}`));
    expect(await anns.press('11#', { via, forMs: 60, pauseMs: 40 })).toBe('pressed');
    await eventually(
      'all came',
      () => keys.length,
      (count) => count >= 3,
    );
    expect(keys).toEqual([`1 ${via}`, `1 ${via}`, `# ${via}`]);
    expect(bobs.digits).toBe('11#');
  });

  test('keys of a call that ends are no error', async () => {
    const { anns, bobs } = await talk(await openPair());
    const pressing = anns.press('123456789');
    bobs.hangup();
    expect(await pressing).toBe('call-over');
    expect(await anns.press('1', { via: 'info' })).toBe('call-over');
    await expect(anns.press('x')).resolves.toBe('call-over');
  });

  test('early media is heard before the answer', async () => {
    const { ann, bob } = await openPair({ bob: { says: 500 } });
    const anns = ann.call('200');
    const bobs = await bob.nextCall(SOON);
    await bobs.progress();
    await anns.hears(500, { withinMs: SOON });
    expect(anns.state).toEqual({ is: 'ringing' });
    await bobs.answer();
    await anns.answered(SOON);
  });
});

describe('a call that is not answered', () => {
  test.each([
    ['busy', 486],
    ['declines', 603],
  ] as const)('%s', async (is, code) => {
    const { ann, seen } = await openPair({ bob: { manner: { is } } });
    const call = ann.call('200');
    await expect(call.answered(SOON)).rejects.toThrow(
      `waited for the answer; the call is over (rejected by them, ${code})`,
    );
    expect(await call.ended(SOON)).toEqual({ by: 'them', how: 'rejected', code });
    expect(seen).toEqual(['> INVITE', '< 100 INVITE', `< ${code} INVITE`, '> ACK']);
  });

  test('is cancelled while it rings', async () => {
    const { ann, bob, seen } = await openPair({ bob: { manner: { is: 'only-rings' } } });
    const anns = ann.call('200');
    const bobs = await bob.nextCall(SOON);
    const cancelled = new Promise((resolve) => bobs.events.once('cancel', resolve));
    await new Promise((resolve) => anns.events.once('progress', resolve));
    anns.hangup();
    expect(anns.state).toEqual({ is: 'leaving' });
    await cancelled;
    expect(await anns.ended(SOON)).toEqual({ by: 'us', how: 'cancelled', code: 487 });
    expect(await bobs.ended(SOON)).toMatchObject({ by: 'them', how: 'cancelled' });
    expect(seen.slice(3)).toEqual(['> CANCEL', '< 200 CANCEL', '< 487 INVITE', '> ACK']);
  });

  // RFC 3261, section 9.1: nobody may receive a CANCEL before the INVITE, so it waits for a sign of life.
  test('is cancelled before any response: the CANCEL waits for one', async () => {
    const { ann, seen } = await openPair({ bob: { manner: { is: 'only-rings' } } });
    const anns = ann.call('200');
    const sent = new Promise((resolve) => setImmediate(resolve));
    await sent;
    anns.hangup();
    expect(await anns.ended(SOON)).toMatchObject({ by: 'us', how: 'cancelled' });
    const cancelAt = seen.indexOf('> CANCEL');
    if (cancelAt >= 0) expect(seen.slice(0, cancelAt)).toContain('< 100 INVITE');
  });

  test('is over before its INVITE has left', async () => {
    const { ann, seen } = await openPair();
    const anns = ann.call('200');
    anns.hangup();
    expect(await anns.ended(SOON)).toEqual({ by: 'us', how: 'cancelled' });
    await ann.close();
    expect(seen).toEqual([]);
  });

  test('answered as the CANCEL comes, it is hung up', async () => {
    const { ann, bob, seen } = await openPair({ bob: { manner: { is: 'answers-on-cancel' } } });
    const anns = ann.call('200');
    const bobs = await bob.nextCall(SOON);
    await new Promise((resolve) => anns.events.once('progress', resolve));
    anns.hangup();
    expect(await anns.ended(SOON)).toEqual({ by: 'us', how: 'cancelled' });
    expect(await bobs.ended(SOON)).toMatchObject({ by: 'them', how: 'hung-up' });
    expect(seen).toEqual(expect.arrayContaining(['> CANCEL', '< 200 INVITE', '> ACK', '< 200 CANCEL', '> BYE']));
    expect(seen).not.toContain('< 487 INVITE');
  });

  test('nobody there: it ends when SIP gives up', async () => {
    const { ann, seen } = await openPair({ ann: { t1Ms: 5 }, bob: { manner: { is: 'unreachable' } } });
    expect(await ann.call('200').ended(SOON)).toEqual({ by: 'them', how: 'no-response' });
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set(['> INVITE']));
  });

  test('a phone answers after a while when told to', async () => {
    const { ann, bob } = await openPair({ bob: { manner: { is: 'answers', afterMs: 30 } } });
    await ann.call('200').answered(SOON);
    bob.behave({ is: 'busy' });
    expect(await ann.call('200').ended(SOON)).toMatchObject({ code: 486 });
  });

  test('what cannot be required of this phone is refused', async () => {
    const { ann } = await openPair();
    expect(await ann.call('200', { headers: { Require: '100rel' } }).ended(SOON)).toMatchObject({ code: 420 });
  });
});

describe('in a call', () => {
  test('hold silences us and is seen by them; they may hold as well', async () => {
    const { anns, bobs } = await talk(await openPair({ ann: { says: 400 }, bob: { says: 600 } }));
    await Promise.all([bobs.hears(400, { withinMs: SOON }), anns.hears(600, { withinMs: SOON })]);
    await anns.hold();
    expect(anns.state).toMatchObject({ is: 'talking', hold: { us: true, them: false } });
    expect(bobs.state).toMatchObject({ is: 'talking', hold: { us: false, them: true } });
    await Promise.all([bobs.hears('silence', { withinMs: SOON }), anns.hears('silence', { withinMs: SOON })]);
    await bobs.hold();
    expect(bobs.state).toMatchObject({ hold: { us: true, them: true } });
    await anns.unhold();
    await bobs.unhold();
    expect(anns.state).toMatchObject({ hold: { us: false, them: false } });
    await Promise.all([bobs.hears(400, { withinMs: SOON }), anns.hears(600, { withinMs: SOON })]);
  });

  test('when both hold at once, one goes first and both succeed', async () => {
    const pair = await openPair({ ann: { t1Ms: 20 }, bob: { t1Ms: 20 } });
    const { anns, bobs } = await talk(pair);
    await Promise.all([anns.hold(), bobs.hold()]);
    expect(anns.state).toMatchObject({ hold: { us: true, them: true } });
    expect(bobs.state).toMatchObject({ hold: { us: true, them: true } });
    expect(pair.seen.some((line) => line.endsWith('491 INVITE'))).toBe(true);
  });

  test('a hold that is refused leaves all as it was', async () => {
    const { anns, bobs } = await talk(await openPair());
    bobs.hangup();
    await anns.ended(SOON);
    await expect(anns.hold()).rejects.toThrow('cannot hold a call that is over');
  });

  test('a transfer is accepted, and its progress reported', async () => {
    const { anns, bobs } = await talk(await openPair());
    const asked = new Promise((resolve) => bobs.events.once('refer', resolve));
    expect(await anns.refer('300#')).toBe(202);
    expect(await asked).toEqual({ to: expect.stringMatching(/^sip:300%23@127\.0\.0\.3:\d+$/) });
    bobs.reportTransfer(180);
    bobs.reportTransfer(200);
    expect(await anns.transferred(SOON)).toBe(200);
    // As a desk phone does.
    expect(await bobs.ended(SOON)).toMatchObject({ by: 'them', how: 'hung-up' });
  });

  test('after a transfer that fails, or when told to stay, the talk goes on', async () => {
    const { anns, bobs } = await talk(await openPair());
    await anns.refer('300');
    bobs.reportTransfer(486);
    expect(await anns.transferred(SOON)).toBe(486);
    await anns.refer('300', { stay: true });
    bobs.reportTransfer(200);
    expect(await anns.transferred(SOON)).toBe(200);
    expect(anns.state.is).toBe('talking');
  });

  test('a transfer after consultation names the other call', async () => {
    const pair = await openPair();
    const { anns, bobs } = await talk(pair);
    const carl = await openPhone({ address: '127.0.0.4', user: 'carl', server: pair.bob.local });
    const consult = pair.ann.call(`sip:carl@127.0.0.4:${carl.local.port}`);
    const carls = await carl.nextCall(SOON);
    await carls.answer();
    await consult.answered(SOON);
    const asked = new Promise<{ to: string }>((resolve) => bobs.events.once('refer', resolve));
    await anns.referWithReplaces('300', consult);
    const [, replaces = ''] = (await asked).to.split('?Replaces=');
    // Carl finds the call by its Call-ID, his own tag (to) and Ann's (from): RFC 3891, section 3.
    expect(decodeURIComponent(replaces)).toMatch(new RegExp(`^${consult.callId};to-tag=[0-9a-f]+;from-tag=[0-9a-f]+$`));
  });

  test('a waiting test hears of the end at once', async () => {
    const { anns, bobs } = await talk(await openPair());
    const hearing = anns.hears(400, { withinMs: 60_000 });
    bobs.hangup();
    await expect(hearing).rejects.toThrow('waited for 400; the call is over (hung-up by them)');
  });

  test('waits that were in vain say so', async () => {
    const { ann, bob } = await openPair({ bob: { manner: { is: 'only-rings' } } });
    const call = ann.call('200');
    await expect(call.answered(20)).rejects.toThrow('waited 20 ms for the answer; the call is');
    await expect(call.ended(20)).rejects.toThrow('the call did not end within 20 ms: it is ringing');
    await bob.nextCall(SOON);
    await expect(bob.nextCall(20)).rejects.toThrow('no call to bob within 20 ms');
    expect(() => call.ring()).toThrow('cannot ring a call of our own');
  });
});

describe('closing a phone', () => {
  test('hangs up its calls, and a second close is the same', async () => {
    const { ann, bob } = await openPair();
    const { bobs } = await talk({ ann, bob, seen: [] });
    const waiting = ann.nextCall(60_000);
    waiting.catch(() => undefined);
    await Promise.all([ann.close(), ann.close()]);
    expect(await bobs.ended(SOON)).toMatchObject({ by: 'them', how: 'hung-up' });
    await expect(waiting).rejects.toThrow('the phone was closed');
  });

  test('abruptly, it says nothing', async () => {
    const pair = await openPair();
    const { anns, bobs } = await talk(pair);
    await pair.ann.close({ abruptly: true });
    expect(await anns.ended(SOON)).toEqual({ by: 'us', how: 'phone-closed' });
    expect(bobs.state.is).toBe('talking');
    expect(pair.seen).not.toContain('> BYE');
  });

  test('a port that is taken is an error', async () => {
    const { ann, bob } = await openPair();
    await expect(openPhone({ ...ann.local, user: 'x', server: bob.local })).rejects.toThrow('EADDRINUSE');
  });
});

test('SipRefused says what was refused', () => {
  expect(new SipRefused('REGISTER', 403, 'Forbidden')).toMatchObject({
    message: 'REGISTER refused: 403 Forbidden',
    status: 403,
  });
});
