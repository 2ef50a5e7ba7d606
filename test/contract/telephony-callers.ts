import { rejectCauses } from '../../src/domain/call';
import type { RejectCause } from '../../src/domain/call';
import type { TelephonyStage } from './telephony-stage';

/** What a caller goes through. */
export function callersContract(stage: TelephonyStage): void {
  describe('a caller', () => {
    it('is told of with all that is known before the answer', async () => {
      const us = await stage.node();
      const before = Date.now();
      const caller = await stage.world.calls({ ani: '4955501', name: 'Jo Doe', dnis: '100', diverted: '777' });
      const { arrival } = await us.hears('arrived');
      expect(arrival).toMatchObject({
        ani: '4955501',
        name: 'Jo Doe',
        dnis: '100',
        diverted: '777',
        endpoint: 'local',
      });
      expect(arrival).toMatchObject({ channel: 'trunk', sipCallId: caller.sipCallId, answered: false, visit: 0 });
      expect(arrival.at).toBeGreaterThan(before - 1000);
      expect(arrival.at).toBeLessThan(Date.now() + 1000);
    });

    it('brings headers of its INVITE, whatever stands in them', async () => {
      const us = await stage.node();
      await stage.world.calls({
        diverted: '777',
        headers: {
          'X-Campaign': 'spring sale, 50% "off"',
          'x-evil': '1,agent,${EXTEN})&x-campaign=no;a=b\\',
          'X-Long': 'x'.repeat(600),
          'X-City': 'Пермь',
          'User-to-User': '00C81031363739;encoding=hex',
          'P-Other': 'not handed over',
        },
      });
      const { arrival } = await us.hears('arrived');
      expect(arrival).toMatchObject({ channel: 'trunk', dnis: '100', endpoint: 'local', diverted: '777' });
      expect(arrival).toMatchObject({ diversionReason: 'cfu', visit: 0 });
      expect(arrival.headers).toEqual({
        'x-campaign': 'spring sale, 50% "off"',
        'x-evil': '1,agent,${EXTEN})&x-campaign=no;a=b\\',
        'x-long': 'x'.repeat(256),
        'x-city': 'Пермь',
        'user-to-user': '00C81031363739;encoding=hex',
      });
    });

    it('who withholds the number has none', async () => {
      const us = await stage.node();
      await stage.world.calls({ ani: 'anonymous', name: 'Anonymous' });
      expect((await us.hears('arrived')).arrival).toMatchObject({ ani: '', name: '' });
    });

    it('who is an agent comes as one, by the phone that dials', async () => {
      const us = await stage.office();
      (await stage.world.phone('anna')).dials('*11');
      const { arrival } = await us.hears('arrived');
      expect(arrival).toMatchObject({ channel: 'agent', endpoint: 'anna', ani: 'anna', name: 'Anna', dnis: '*11' });
    });

    it('hears a prompt to its end, once the call is answered', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const playback = await call.plays('welcome', 'menu');
      await caller.hears('welcome');
      await caller.hears('menu');
      expect(await us.hears('played')).toEqual({ type: 'played', playback, failed: null });
      await caller.hears('silence');
      expect(us.all('played')).toHaveLength(1);
    });

    it('is told that a prompt is missing', async () => {
      const us = await stage.node();
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const playback = await call.plays('missing');
      const played = await us.hears('played');
      expect(played.playback).toBe(playback);
      expect(played.failed).not.toBeNull();
    });

    it('stops a prompt by a key', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const playback = await call.plays('long');
      await caller.hears('long');
      caller.press('5#');
      expect(await us.hears('digit')).toEqual({ type: 'digit', leg: call.call, digit: '5' });
      await us.hears('digit', ({ digit }) => digit === '#');
      await call.does({ type: 'stop-playing', playback });
      expect(await us.hears('played')).toEqual({ type: 'played', playback, failed: null });
      await caller.hears('silence');
      await call.does({ type: 'stop-playing', playback });
    });

    it('hears music, a prompt over it, and music again', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'music', class: 'default' });
      await caller.hears('music');
      await call.plays('welcome');
      await call.does({ type: 'music', class: 'default' });
      await caller.hears('welcome');
      await caller.hears('music');
      await call.does({ type: 'stop-music' });
      await caller.hears('silence');
      await call.does({ type: 'stop-music' });
    });

    const codes: readonly (readonly [RejectCause, number])[] = [
      ['busy', 486],
      ['congestion', 503],
      ['rejected', 403],
      ['unallocated', 404],
      ['no-answer', 480],
    ];
    it.each(codes)('is refused before the answer: %s is SIP %d', async (cause, code) => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'reject', cause });
      expect(await caller.ended()).toBe(code);
      expect(await call.ended(call.call)).toMatchObject({ by: 'us', cause: rejectCauses[cause] });
    });

    it('hangs up: one end, by them', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.plays('long');
      await caller.hears('long');
      caller.hangUp();
      expect(await call.ended(call.call)).toMatchObject({ by: 'them', cause: 16 });
    });

    it('gives up before the answer: one end, by them', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      caller.hangUp();
      expect(await call.ended(call.call)).toMatchObject({ by: 'them' });
    });

    it('is hung up on: one end, by us', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'hangup' });
      expect(await caller.ended()).toBeNull();
      expect(await call.ended(call.call)).toMatchObject({ by: 'us', cause: 16 });
    });

    it('is hung up on with a cause', async () => {
      const us = await stage.node();
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'hangup', cause: 'busy' });
      expect(await call.ended(call.call)).toMatchObject({ by: 'us', cause: 17 });
    });

    it('goes to the fallback: one end, by us; and may come back, on the next visit', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'to-fallback' });
      expect(await call.ended(call.call)).toMatchObject({ by: 'us' });
      await us.finds({ callers: [] });
      caller.comesBack();
      const { arrival } = await us.hears('arrived', ({ arrival: { visit } }) => visit > 0);
      expect(arrival).toEqual({ ...us.all('arrived')[0]?.arrival, answered: true, visit: 1 });
      await call.does({ type: 'music', class: 'default' });
      await caller.hears('music');
      caller.hangUp();
      await us.hears('leg-ended', ({ by }) => by === 'them');
      expect(us.all('leg-ended')).toHaveLength(2);
    });
  });
}
