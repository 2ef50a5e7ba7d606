import { MUSIC, useLiveCentre } from '../support/live-centre';

const ANNA = 800;
const OLGA = 1200;

jest.setTimeout(60_000);

describe('the first call', () => {
  const centre = useLiveCentre({ promptMs: { 'office/main-menu': 6_000 } });

  it('greets, asks, waits with music, reaches Anna, and both hear each other', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const olga = await centre.caller('79160000001', OLGA);

    const call = olga.call('1000');
    await call.answered(5_000);
    await call.hears(centre.tone('office/welcome'), { withinMs: 8_000 });
    await call.hears(centre.tone('office/main-menu'), { withinMs: 5_000 });
    await call.press('1');
    const ringing = await anna.nextCall(5_000);
    expect(ringing.remoteIdentity).toMatchObject({ number: '79160000001', name: 'Sales' });
    await call.hears(MUSIC, { withinMs: 3_000 });
    ringing.ring();
    await ringing.answer();
    await call.hears(`${ANNA}`, { withinMs: 3_000 });
    await ringing.hears(`${OLGA}`, { withinMs: 3_000 });
    await centre.untilAgent('anna', 'on-call');

    call.hangup();
    await expect(ringing.ended(3_000)).resolves.toMatchObject({ by: 'them', how: 'hung-up' });
    await centre.untilAgent('anna', 'wrap-up');
    await centre.untilAgent('anna', 'available');

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
    await call.hears(centre.tone('office/main-menu'), { withinMs: 10_000 });
    await call.press('1');
    const ringing = await anna.nextCall(5_000);
    await ringing.answer();
    await call.hears(`${ANNA}`, { withinMs: 3_000 });
    ringing.hangup();
    await call.hears(centre.tone('office/goodbye'), { withinMs: 3_000 });
    await expect(call.ended(5_000)).resolves.toMatchObject({ by: 'them' });
    await centre.untilAgent('anna', 'available');
  });

  it('stops a prompt at a key, and collects, checks and records digits', async () => {
    const olga = await centre.caller('79160000003', OLGA);
    const call = olga.call('1000');
    await call.hears(centre.tone('office/main-menu'), { withinMs: 10_000 });
    await call.press('2');
    await call.hears(centre.tone('office/enter-contract'), { withinMs: 2_000 });
    await call.press('0123456#');
    await call.hears(centre.tone('office/wrong-contract'), { withinMs: 3_000 });
    await call.press('1234567#');
    await call.hears(MUSIC, { withinMs: 3_000 });
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
    await expect(call.ended(5_000)).resolves.toMatchObject({ by: 'them', how: 'rejected', code: 486 });
    expect(call.heard.filter(({ key }) => key !== 'silence')).toEqual([]);
    expect((await centre.history('79990000000')).call.outcome).toBe('refused');
  });

  it('refuses a number that leads nowhere, and counts it', async () => {
    const olga = await centre.caller('79160000004', OLGA);
    await expect(olga.call('4711').ended(5_000)).resolves.toMatchObject({ how: 'rejected', code: 404 });
    expect((await centre.history('79160000004')).call.outcome).toBe('refused');
  });

  it('says the position while they wait, and the music comes back', async () => {
    const first = await centre.caller('79160000005', OLGA);
    const second = await centre.caller('79160000006', OLGA);
    const calls = [first.call('1000'), second.call('1000')] as const;
    for (const call of calls) {
      await call.hears(centre.tone('office/main-menu'), { withinMs: 10_000 });
      await call.press('2');
      await call.press('123456#');
    }
    await Promise.all([
      calls[0].hears(centre.tone('queue/next'), { withinMs: 8_000 }),
      calls[1].hears(centre.tone('queue/position'), { withinMs: 8_000 }),
    ]);
    await Promise.all(calls.map((call) => call.hears(MUSIC, { withinMs: 8_000 })));
    for (const call of calls) call.hangup();
  });

  it('lets an agent sign in, be not ready with a reason and sign out from the desk phone', async () => {
    const boris = await centre.agent('boris', ANNA);
    const signIn = boris.call('*41');
    await signIn.hears(centre.tone('agent/available'), { withinMs: 5_000 });
    await centre.untilAgent('boris', 'available');
    await signIn.ended(5_000);
    const lunch = boris.call('*42');
    await lunch.hears(centre.tone('agent/why'), { withinMs: 5_000 });
    await lunch.press('1');
    await lunch.hears(centre.tone('agent/not-ready'), { withinMs: 5_000 });
    await centre.untilAgent('boris', 'not-ready (lunch)');
    await lunch.ended(5_000);
    await boris.call('*43').hears(centre.tone('agent/signed-out'), { withinMs: 5_000 });
    await centre.untilAgent('boris', 'signed-out');
    await expect(boris.call('79160000001').ended(5_000)).resolves.toMatchObject({ how: 'rejected', code: 404 });
  });

  it('rings the employee whose number it is, and goes on when they are away', async () => {
    await centre.is('anna', 'signed-out');
    const olga = await centre.caller('79160000007', OLGA);
    const away = olga.call('1010');
    await away.hears(centre.tone('personal/away'), { withinMs: 8_000 });
    away.hangup();
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const call = olga.call('1010');
    const ringing = await anna.nextCall(8_000);
    await ringing.answer();
    await call.hears(`${ANNA}`, { withinMs: 3_000 });
    call.hangup();
    await centre.untilAgent('anna', 'available');
    await centre.is('anna', 'signed-out');
  });
});
