import { hears, keysIn } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const OLGA = 1200;
const MENU_MS = 60_000;

describe('the first call', () => {
  const centre = useLiveCentre({ promptMs: { 'office/main-menu': MENU_MS } });

  it('greets, asks, waits with music, reaches Anna, and both hear each other', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const olga = await centre.caller('79160000001', OLGA);

    const call = olga.call('1000');
    await call.answered(PATIENCE_MS);
    await hears(call, centre.tone('office/welcome'));
    await hears(call, centre.tone('office/main-menu'));
    await call.press('1');
    const ringing = await anna.nextCall(PATIENCE_MS);
    expect(ringing.remoteIdentity).toMatchObject({ number: '79160000001', name: 'Sales' });
    await hears(call, MUSIC);
    ringing.ring();
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await hears(ringing, `${OLGA}`);
    await centre.untilTalk('79160000001');
    expect(await centre.stateOf('anna')).toBe('on-call');

    call.hangup();
    await expect(ringing.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them', how: 'hung-up' });
    await centre.untilAgent('anna', 'available');
    expect((await centre.statesOf('anna')).slice(-2)).toEqual(['wrap-up', 'available']);

    const history = await centre.history('79160000001');
    expect(history.call).toMatchObject({ outcome: 'answered', endedBy: 'them' });
    expect(history.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'call.arrived',
        'flow.lookup',
        'call.answered',
        'flow.input',
        'queue.entered',
        'queue.offered',
        'queue.connected',
        'queue.left',
        'queue.talk-ended',
        'call.ended',
      ]),
    );
    expect(history.events.find(({ type }) => type === 'flow.lookup')?.data['result']).toBe('found');
    expect(history.events.find(({ type }) => type === 'queue.entered')?.data['priority']).toBe(50);
  });

  it('lets the caller hear the goodbye when the agent hangs up first', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const olga = await centre.caller('79160000002', OLGA);
    const call = olga.call('1000');
    await hears(call, centre.tone('office/main-menu'));
    await call.press('1');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await centre.untilTalk('79160000002');
    ringing.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await expect(call.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them' });
    await centre.untilAgent('anna', 'available');
  });

  it('stops a prompt at a key, and collects, checks and records digits', async () => {
    const olga = await centre.caller('79160000003', OLGA);
    const call = olga.call('1000');
    await hears(call, centre.tone('office/main-menu'));
    await call.press('2');
    await hears(call, centre.tone('office/enter-contract'));
    const menu = call.heard.find(({ key }) => key === centre.tone('office/main-menu'));
    expect(menu?.forMs).toBeLessThan(MENU_MS / 2);
    await keysIn(call, '0123456#');
    await hears(call, centre.tone('office/wrong-contract'));
    await keysIn(call, '1234567#');
    await hears(call, MUSIC);
    call.hangup();
    const { events, call: row } = await centre.history('79160000003');
    expect(
      events
        .filter(({ type }) => type === 'flow.input')
        .map(({ data }) => `${String(data['heard'])} ${String(data['keys'])}`),
    ).toEqual(['match 2', 'no-match 0123456', 'match 1234567']);
    expect(row).toMatchObject({ outcome: 'abandoned' });
  });

  it('refuses a blacklisted caller before the answer', async () => {
    const robot = await centre.caller('79990000000', OLGA);
    const call = robot.call('1000');
    await expect(call.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them', how: 'rejected', code: 486 });
    expect(call.heard.filter(({ key }) => key !== 'silence')).toEqual([]);
    expect((await centre.history('79990000000')).call.outcome).toBe('refused');
  });

  it('refuses a number that leads nowhere, and counts it', async () => {
    const olga = await centre.caller('79160000004', OLGA);
    await expect(olga.call('4711').ended(PATIENCE_MS)).resolves.toMatchObject({ how: 'rejected', code: 404 });
    expect((await centre.history('79160000004')).call.outcome).toBe('refused');
  });

  it('says the position while they wait, and the music comes back', async () => {
    const first = await centre.caller('79160000005', OLGA);
    const second = await centre.caller('79160000006', OLGA);
    const calls = [first.call('1000'), second.call('1000')] as const;
    for (const call of calls) {
      await hears(call, centre.tone('office/main-menu'));
      await call.press('2');
      await keysIn(call, '123456#');
    }
    await Promise.all([hears(calls[0], centre.tone('queue/next')), hears(calls[1], centre.tone('queue/position'))]);
    await Promise.all(calls.map((call) => hears(call, MUSIC)));
    for (const call of calls) call.hangup();
  });

  it('lets an agent sign in, be not ready with a reason and sign out from the desk phone', async () => {
    const boris = await centre.agent('boris', ANNA);
    const signIn = boris.call('*41');
    await hears(signIn, centre.tone('agent/available'));
    await centre.untilAgent('boris', 'available');
    await signIn.ended(PATIENCE_MS);
    const lunch = boris.call('*42');
    await hears(lunch, centre.tone('agent/why'));
    await lunch.press('1');
    await hears(lunch, centre.tone('agent/not-ready'));
    await centre.untilAgent('boris', 'not-ready (lunch)');
    await lunch.ended(PATIENCE_MS);
    await hears(boris.call('*43'), centre.tone('agent/signed-out'));
    await centre.untilAgent('boris', 'signed-out');
    await expect(boris.call('79160000001').ended(PATIENCE_MS)).resolves.toMatchObject({ how: 'rejected', code: 404 });
  });

  it('rings the employee whose number it is, and goes on when they are away', async () => {
    await centre.is('anna', 'signed-out');
    const olga = await centre.caller('79160000007', OLGA);
    const away = olga.call('1010');
    await hears(away, centre.tone('personal/away'));
    away.hangup();
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const call = olga.call('1010');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    call.hangup();
    await centre.untilAgent('anna', 'available');
    await centre.is('anna', 'signed-out');
  });
});
