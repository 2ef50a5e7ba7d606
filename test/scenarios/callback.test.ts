import { isCallback } from '../../src/domain/ids';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';
import { callbackFiles, callbackSite } from '../support/callback-site';

const CUSTOMER = '79160000001';

async function opened(site = callbackSite): Promise<Centre> {
  const centre = new Centre(site);
  // A Monday.
  await centre.clock.pass(Date.UTC(2026, 10, 23, 10, 0) - centre.clock.now(), () => Promise.resolve());
  await centre.start();
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
  centre.asterisk.outside(CUSTOMER).behaves({ is: 'answers', afterMs: 2_000 });
  return centre;
}

/** Somebody waits, presses the key, is promised a call back and has hung up. */
async function asked(centre: Centre, ani = CUSTOMER): Promise<void> {
  const caller = centre.asterisk.arrives({ dnis: '1', ani });
  await centre.waits(2_500);
  caller.press('2');
  await centre.waits(4_000);
  caller.hangUp();
  await centre.waits(1_000);
}

const customer = (centre: Centre) => centre.asterisk.callers.findLast(({ leg }) => isCallback(leg));
const tries = (centre: Centre): readonly string[] => centre.of('callback.tried').map(({ data }) => data.how);
const ends = (centre: Centre): readonly string[] => centre.of('callback.ended').map(({ data }) => data.how);
const leftOver = (centre: Centre): readonly string[] => [
  ...centre.store.calls.keys(),
  ...centre.asterisk.legs.keys(),
  ...centre.asterisk.bridges.keys(),
  ...[...centre.switchboard.floor.book.tickets.values()].flatMap(({ id, state }) => (state.is === 'left' ? [] : [id])),
];

describe('a caller who would rather be called back', () => {
  it('keeps the place, hangs up, and talks to the agent who is free next', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1', ani: CUSTOMER });
    await centre.waits(2_500);
    caller.press('2');
    await centre.waits(3_500);
    expect(caller.heard).toContain('play said/promised');
    expect(centre.of('queue.left').map(({ data }) => data.reason)).toEqual(['callback']);
    expect(centre.of('call.ended').map(({ data }) => data.outcome)).toEqual(['self-served']);
    await centre.signsIn('anna');
    await centre.waits(1_500);
    expect(centre.asterisk.phone('anna').heard[0]).toBe(`ring ${CUSTOMER} Callback: Sales`);
    expect(centre.asterisk.outside(CUSTOMER).heard).toEqual(['ring 1']);
    expect(centre.stateOf('anna')).toBe('on-call');
    await centre.waits(2_500);
    expect(customer(centre)?.hears()).toBe('anna');
    const arrived = centre.of('call.arrived').at(-1);
    expect(centre.of('call.answered').at(-1)?.call).toBe(arrived?.call);
    expect(arrived?.data.facts).toMatchObject({ ani: CUSTOMER, dnis: '1', channel: 'callback', trunk: 'carrier-1' });
    await centre.waits(60_000);
    customer(centre)?.hangUp();
    await centre.waits(1_000);
    expect(centre.stateOf('anna')).toBe('wrap-up');
    expect(centre.of('queue.left').map(({ data }) => data.reason)).toEqual(['callback', 'answered']);
    expect(centre.of('call.ended').map(({ data }) => data.outcome)).toEqual(['self-served', 'answered']);
    expect([tries(centre), ends(centre)]).toEqual([['answered'], ['done']]);
    await centre.waits(60_000);
    expect(leftOver(centre)).toEqual([]);
  });

  it('goes before those who came later, with priority and age of the first visit', async () => {
    const centre = await opened();
    await asked(centre);
    const later = centre.asterisk.arrives({ dnis: '1', ani: '79160000002' });
    await centre.waits(5_000);
    await centre.signsIn('anna');
    await centre.waits(4_000);
    expect(customer(centre)?.hears()).toBe('anna');
    expect(later.place.is).toBe('with-us');
    expect(centre.of('queue.entered').map(({ data }) => data.priority)).toEqual([7, 7, 7]);
  });

  it('who asks again is told that a request is waiting, and keeps the new place as well', async () => {
    const centre = await opened();
    await asked(centre);
    const again = centre.asterisk.arrives({ dnis: '1', ani: CUSTOMER });
    await centre.waits(2_500);
    again.press('2');
    await centre.waits(2_500);
    expect(again.heard).toContain('play said/known');
    expect(again.place.is).toBe('with-us');
    expect(centre.of('callback.requested')).toHaveLength(1);
  });

  it('is refused where the number may not be dialled, without the number in the history', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1', ani: '15550001' });
    await centre.waits(2_500);
    caller.press('2');
    await centre.waits(2_500);
    expect(caller.place.is).toBe('with-us');
    expect(centre.of('callback.requested')).toEqual([]);
    const [problem] = centre.of('flow.problem').map(({ data }) => data.what);
    expect(problem).toContain('the trunk carrier does not allow');
    expect(problem).not.toContain('15550001');
  });

  it('who hangs up the moment after the key is called back all the same', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1', ani: CUSTOMER });
    await centre.waits(2_500);
    caller.press('2');
    await centre.settle();
    caller.hangUp();
    await centre.waits(1_000);
    expect(centre.of('call.ended').map(({ data }) => data.outcome)).toEqual(['self-served']);
    await centre.signsIn('anna');
    await centre.waits(4_000);
    expect(customer(centre)?.hears()).toBe('anna');
  });
});

describe('a customer who is not to be had', () => {
  it.each([
    ['busy', { is: 'busy' }, 'callback/busy'],
    ['no-answer', { is: 'rings' }, 'callback/no-answer'],
    ['declined', { is: 'declines', afterMs: 1_000 }, 'callback/no-answer'],
    ['unreachable', { is: 'unreachable' }, 'callback/unreachable'],
  ] as const)(
    '%s: the agent hears why and is free; they are called again five minutes later',
    async (how, is, said) => {
      const centre = await opened();
      centre.asterisk.outside(CUSTOMER).behaves(is);
      await asked(centre);
      await centre.signsIn('anna');
      await centre.waits(32_000);
      expect(centre.asterisk.phone('anna').heard).toContain(`play ${said}`);
      expect(centre.stateOf('anna')).toBe('available');
      expect(centre.asterisk.phone('anna').legs).toEqual([]);
      centre.asterisk.outside(CUSTOMER).behaves({ is: 'answers', afterMs: 2_000 });
      await centre.waits(270_000);
      expect(tries(centre)).toEqual([how]);
      await centre.waits(40_000);
      expect(tries(centre)).toEqual([how, 'answered']);
      expect(customer(centre)?.hears()).toBe('anna');
    },
  );

  it('is given up after the last try, and nothing is left over', async () => {
    const centre = await opened();
    centre.asterisk.outside(CUSTOMER).behaves({ is: 'busy' });
    await asked(centre);
    await centre.signsIn('anna');
    await centre.waits(400_000);
    expect([tries(centre), ends(centre)]).toEqual([['busy', 'busy'], ['not-reached']]);
    expect(centre.of('queue.left').map(({ data }) => data.reason)).toEqual(['callback', 'not-reached']);
    expect(centre.of('call.arrived')).toHaveLength(1);
    expect(leftOver(centre)).toEqual([]);
  });

  it('is called again by another agent when the first hangs up while it rings', async () => {
    const centre = await opened();
    centre.asterisk.phone('boris').behaves({ is: 'answers', afterMs: 1_000 });
    centre.asterisk.outside(CUSTOMER).behaves({ is: 'answers', afterMs: 5_000 });
    await asked(centre);
    await centre.signsIn('anna');
    await centre.waits(2_000);
    centre.asterisk.phone('anna').hangUp();
    await centre.waits(1_000);
    expect(centre.asterisk.outside(CUSTOMER).legs).toEqual([]);
    await centre.signsIn('boris');
    await centre.waits(20_000);
    expect(customer(centre)?.hears()).toBe('boris');
    expect(tries(centre)).toEqual(['agent-left', 'answered']);
  });

  it('hangs up while they are greeted: the agent is free at once', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '3', ani: CUSTOMER });
    await centre.waits(3_000);
    expect(caller.place.is).toBe('gone');
    await centre.signsIn('anna');
    await centre.waits(3_500);
    expect(customer(centre)?.hears()).toBe('play said/greeting');
    customer(centre)?.hangUp();
    await centre.waits(1_000);
    expect(centre.stateOf('anna')).toBe('available');
    expect(ends(centre)).toEqual(['abandoned']);
    await centre.waits(60_000);
    expect(leftOver(centre)).toEqual([]);
  });
});

describe('a flow for customers who are called back', () => {
  it('greets them, takes the place that was kept, and goes on after the talk', async () => {
    const centre = await opened();
    centre.asterisk.arrives({ dnis: '3', ani: CUSTOMER });
    await centre.waits(3_000);
    await centre.signsIn('anna');
    await centre.waits(5_500);
    expect(centre.asterisk.outside(CUSTOMER).heard[0]).toBe('ring 74950000000 Test');
    const there = customer(centre);
    expect(there?.heard[0]).toBe('play said/greeting');
    expect(there?.hears()).toBe('anna');
    centre.asterisk.phone('anna').hangUp();
    await centre.waits(500);
    expect(there?.hears()).toBe('play said/survey');
    await centre.waits(5_000);
    expect(there?.place.is).toBe('gone');
    expect(centre.of('queue.entered')).toHaveLength(1);
  });
});

describe('when a callback is made', () => {
  it('is at the time that was asked for', async () => {
    const centre = await opened();
    await centre.signsIn('anna');
    centre.asterisk.arrives({ dnis: '2', ani: CUSTOMER });
    await centre.waits(89 * 60_000);
    expect(centre.asterisk.phone('anna').heard).toEqual([]);
    await centre.waits(2 * 60_000);
    expect(customer(centre)?.hears()).toBe('anna');
  });

  it('is not while the queue is shut, by its hours or by hand', async () => {
    const centre = await opened();
    await centre.book.set('office', 'closed', null, 'petra', '');
    centre.asterisk.arrives({ dnis: '3', ani: CUSTOMER });
    await centre.waits(3_000);
    await centre.signsIn('anna');
    await centre.waits(60_000);
    expect(centre.asterisk.phone('anna').heard).toEqual([]);
    await centre.book.set('office', null, null, 'petra', '');
    await centre.waits(5_500);
    expect(customer(centre)?.hears()).toBe('anna');
  });

  it('is never when somebody takes it back', async () => {
    const centre = await opened();
    await asked(centre);
    const ticket = centre.of('callback.requested')[0]?.data.ticket ?? '';
    await centre.switchboard.floor.request({ type: 'cancel-callback', ticket, by: 'petra' });
    await centre.signsIn('anna');
    await centre.waits(10_000);
    expect(centre.asterisk.phone('anna').heard).toEqual([]);
    expect(centre.of('callback.ended').map(({ data }) => `${data.how} by ${data.by}`)).toEqual(['cancelled by petra']);
  });
});

describe('the time that a caller asks for', () => {
  const AT = Date.UTC(2026, 10, 23, 10, 0);
  const askedFor = async (at: string): Promise<number | string | null> => {
    const site = siteOf({
      ...callbackFiles,
      'flows/later.yaml': callbackFiles['flows/later.yaml'].replace(`"'11:30'"`, JSON.stringify(`'${at}'`)),
    });
    const centre = await opened(site);
    const caller = centre.asterisk.arrives({ dnis: '2', ani: CUSTOMER });
    await centre.waits(2_000);
    const [asked] = centre.of('callback.requested');
    return asked ? asked.data.at : (caller.heard.find((word) => word.startsWith('play')) ?? null);
  };

  it.each([
    ['15:30', AT + 5.5 * 3_600_000],
    ['1530', AT + 5.5 * 3_600_000],
    ['930', AT + 23.5 * 3_600_000],
    ['2026-11-25 09:00', Date.UTC(2026, 10, 25, 9, 0)],
    ['2h', AT + 2 * 3_600_000],
  ])('%s is understood', async (at, instant) => {
    expect(await askedFor(at)).toBe(instant);
  });

  it.each(['2026-11-23 09:00', '2460', 'soon', '', '2027-11-23 09:00', 'cleared', 'next_edge'])(
    '"%s" is no time that is still to come within two weeks',
    async (at) => {
      expect(await askedFor(at)).toBe('play said/failed');
    },
  );
});

describe('a crash at any moment of a callback', () => {
  const crashed = async (saves: number, run: (centre: Centre) => Promise<void>): Promise<Centre> => {
    const centre = await opened();
    centre.crashAfterSaves(saves);
    await run(centre);
    centre.crashAfterSaves(Infinity);
    if (!centre.up) await centre.start();
    return centre;
  };

  it.each(Array.from({ length: 24 }, (_, n) => n + 1))(
    'after save %i: the two talk in the end, once, and nothing is left over',
    async (saves) => {
      const centre = await crashed(saves, async (of) => {
        const caller = of.asterisk.arrives({ dnis: '1', ani: CUSTOMER });
        await of.waits(2_500);
        if (!of.up) await of.start();
        await of.waits(2_500);
        caller.press('2');
        await of.waits(1_000);
        if (!of.up) await of.start();
        // Whatever was lost is asked for anew.
        if (of.of('callback.requested').length === 0) {
          await of.waits(8_000);
          caller.press('2');
        }
        await of.waits(6_000);
        caller.hangUp();
        await of.waits(1_000);
        if (!of.up) await of.start();
        await of.signsIn('anna');
        for (let second = 0; second < 8 && of.up; second++) await of.waits(1_000);
      });
      await centre.waits(60_000);
      if (customer(centre)?.hears() !== 'anna') await centre.waits(400_000);
      expect(customer(centre)?.hears()).toBe('anna');
      expect(centre.of('callback.requested')).toHaveLength(1);
      customer(centre)?.hangUp();
      await centre.waits(700_000);
      expect(centre.of('queue.connected')).toHaveLength(1);
      expect(centre.of('queue.talk-ended')).toHaveLength(1);
      expect(ends(centre)).toEqual(['done']);
      expect(leftOver(centre)).toEqual([]);
      expect(centre.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    },
  );

  it.each([
    ['the agent hung up', (centre: Centre) => centre.asterisk.phone('anna').hangUp()],
    ['the customer hung up', (centre: Centre) => centre.asterisk.outside(CUSTOMER).hangUp()],
    ['the customer declined', (centre: Centre) => centre.asterisk.outside(CUSTOMER).decline()],
  ])('in which %s meanwhile: it comes to one end', async (_, meanwhile) => {
    const centre = await opened();
    centre.asterisk.outside(CUSTOMER).behaves({ is: 'answers', afterMs: 10_000 });
    await asked(centre);
    await centre.signsIn('anna');
    await centre.waits(3_000);
    centre.crash();
    await centre.waits(1_000);
    meanwhile(centre);
    await centre.waits(1_000);
    await centre.start();
    await centre.waits(5 * 3_600_000);
    centre.asterisk.phone('anna').hangUp();
    await centre.waits(3_600_000);
    expect(ends(centre)).toHaveLength(1);
    expect(leftOver(centre)).toEqual([]);
  });
});
