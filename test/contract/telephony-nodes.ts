import { PATIENCE_MS } from '../support/patience';
import type { TelephonyStage } from './telephony-stage';
import { CALLER_ID } from './telephony-world';

/** What holds for every command, and for one node after another. */
export function nodesContract(stage: TelephonyStage): void {
  describe('a command', () => {
    it('for a call that is gone fails at once, unless it ends something', async () => {
      const us = await stage.office();
      const caller = await stage.world.calls();
      const call = await us.takes();
      caller.hangUp();
      await call.ended(call.call);
      const media = [{ is: 'prompt', name: 'welcome' }] as const;
      const ring = { type: 'ring-agent', agent: 'anna', callerId: CALLER_ID, ringForMs: PATIENCE_MS } as const;
      const outcomes = await Promise.all([
        call.give({ type: 'answer' }),
        call.give({ type: 'play', id: call.id('p'), media, language: 'en' }),
        call.give({ type: 'music', class: 'default' }),
        call.give({ type: 'connect', id: call.id('b'), leg: call.id('a') }),
        call.give({ type: 'to-fallback' }),
        call.give({ ...ring, leg: call.id('a') }),
      ]);
      // And not for want of an answer, which would be `timeout`.
      for (const outcome of outcomes) expect(outcome).toMatchObject({ is: 'failed', code: 'gone' });
      await call.does({ type: 'hangup' });
      await call.does({ type: 'reject', cause: 'busy' });
      await call.does({ type: 'stop-playing', playback: call.id('p') });
      await call.does({ type: 'disconnect', bridge: call.id('b') });
      await call.does({ type: 'drop-leg', leg: call.id('a'), answeredElsewhere: false });
    });

    it('is carried out after the one before it, without waiting for its answer', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      const playback = call.id('p');
      const outcomes = await Promise.all([
        call.give({ type: 'answer' }),
        call.give({ type: 'music', class: 'default' }),
        call.give({ type: 'stop-music' }),
        call.give({ type: 'play', id: playback, media: [{ is: 'prompt', name: 'long' }], language: 'en' }),
        call.give({ type: 'stop-playing', playback }),
        call.give({ type: 'play', id: call.id('p'), media: [{ is: 'prompt', name: 'menu' }], language: 'en' }),
      ]);
      expect(outcomes).toEqual(outcomes.map(() => ({ is: 'done' })));
      await caller.hears('menu');
    });

    it('that waits is called off when its call is gone', async () => {
      const us = await stage.node();
      await stage.world.calls();
      const call = await us.takes();
      const first = call.give({ type: 'answer' });
      const second = call.give({ type: 'music', class: 'default' });
      const last = call.give({ type: 'hangup' });
      call.gone.abort();
      expect(await first).toEqual({ is: 'done' });
      expect(await second).toMatchObject({ is: 'failed', code: 'gone' });
      expect(await last).toEqual({ is: 'done' });
    });

    it('that Asterisk holds up does not hold up another call', async () => {
      const us = await stage.office();
      (await stage.world.phone('anna')).behaves('answers');
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const leg = await call.rings('anna');
      await us.hears('leg-answered');
      // A playing prompt blocks it: whoever connects must stop the prompt first.
      await call.plays('long');
      await caller.hears('long');
      await stage.world.calls();
      const other = await us.takes();
      let isHeldUp = true;
      const blocked = call.give({ type: 'connect', id: call.id('b'), leg }).finally(() => (isHeldUp = false));
      await other.does({ type: 'answer' });
      expect(isHeldUp).toBe(true);
      caller.hangUp();
      await call.ended(call.call);
      expect(await blocked).not.toMatchObject({ code: 'timeout' });
    });

    it('may be repeated: a prompt that plays does not play twice, a phone that rings is not rung again', async () => {
      const us = await stage.office();
      const anna = await stage.world.phone('anna');
      anna.behaves('only rings');
      const caller = await stage.world.calls();
      const call = await us.takes();
      const play = { type: 'play', id: call.id('p'), media: [{ is: 'prompt', name: 'menu' }], language: 'en' } as const;
      const whom = { agent: 'anna', callerId: CALLER_ID, ringForMs: PATIENCE_MS };
      const ring = { type: 'ring-agent', leg: call.id('a'), ...whom } as const;
      await call.does({ type: 'answer' });
      await call.does({ type: 'answer' });
      await call.does(play);
      await call.does(play);
      await call.does(ring);
      await us.hears('leg-ringing');
      await call.does(ring);
      await caller.hears('menu');
      await us.hears('played');
      await call.plays('welcome');
      await us.hears('played', ({ playback }) => playback !== play.id);
      expect(us.all('played')).toHaveLength(2);
      expect(us.all('leg-ringing')).toHaveLength(1);
    });
  });

  describe('a node', () => {
    it('that comes after another finds the same calls, and goes on with them', async () => {
      const first = await stage.office();
      (await stage.world.phone('anna')).behaves('answers');
      const talker = await stage.world.calls({ ani: '1001' });
      const talk = await first.takes();
      await talk.does({ type: 'answer' });
      const { leg, bridge } = await talk.connects('anna');
      const waiter = await stage.world.calls({ ani: '1002', diverted: '777' });
      const wait = await first.takes();
      await wait.does({ type: 'answer' });
      await wait.does({ type: 'music', class: 'default' });
      const arrivals = first.all('arrived').map(({ arrival }) => ({ ...arrival, answered: true }));
      await first.telephony.stop();
      expect(await wait.give({ type: 'hangup' })).toMatchObject({ is: 'failed', code: 'refused' });
      talker.hangUp(); // nobody hears of it
      expect(await talker.ended()).toBeNull();

      const second = await stage.node();
      await second.finds({
        callers: arrivals.filter(({ ani }) => ani === '1002'),
        agentLegs: [{ leg, answered: true }],
        bridges: [{ id: bridge, legs: [leg] }],
      });
      await waiter.hears('music');
      waiter.press('9');
      expect(await second.hears('digit')).toMatchObject({ leg: wait.call, digit: '9' });
      const hands = second.hands(wait.call);
      await hands.does({ type: 'stop-music' });
      await hands.does({ type: 'connect', id: hands.id('b'), leg });
      await waiter.hears('anna');
      await second.hands(talk.call).does({ type: 'drop-leg', leg, answeredElsewhere: false });
      expect(await second.hands(talk.call).ended(leg)).toMatchObject({ by: 'us' });
      waiter.hangUp();
      expect(await hands.ended(wait.call)).toMatchObject({ by: 'them' });
    });

    it('that another replaces is told, hears nothing more and commands nothing', async () => {
      const first = await stage.node();
      const caller = await stage.world.calls();
      const call = await first.takes();
      const second = await stage.node();
      await first.hears('replaced');
      expect(await call.give({ type: 'answer' })).toMatchObject({ is: 'failed', code: 'refused' });
      await second.hands(call.call).does({ type: 'answer' });
      caller.press('1');
      await second.hears('digit');
      caller.hangUp();
      await second.hands(call.call).ended(call.call);
      expect(first.events.at(-1)).toEqual({ type: 'replaced' });
    });

    it('does not start where no Asterisk is', async () => {
      await expect(stage.world.telephonyToNowhere().start(() => undefined)).rejects.toThrow(/no connection/);
    });
  });
}
