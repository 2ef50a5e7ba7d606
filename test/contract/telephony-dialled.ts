import { PATIENCE_MS } from '../support/patience';
import type { TelephonyStage } from './telephony-stage';
import { CALLER_ID, ringingFor, targets } from './telephony-world';

/** Legs that a flow dials by itself, to an agent and to the outside, and callers who are sent away. */
export function dialledContract(stage: TelephonyStage): void {
  describe('somebody whom a call dials', () => {
    it.each(['anna', 'outside'] as const)('%s sees who calls, answers, and both hear each other', async (whom) => {
      const us = await stage.office();
      const there = await (whom === 'anna' ? stage.world.phone('anna') : stage.world.outside());
      there.behaves('answers');
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const { leg, bridge } = await call.reaches(whom);
      const theirs = await there.call();
      expect(theirs.shows).toEqual({ name: 'Jo', number: '5551234' });
      await caller.hears(whom);
      await theirs.hears('the caller');
      expect(us.events.filter((event) => 'leg' in event && event.leg === leg).map(({ type }) => type)).toEqual([
        'leg-ringing',
        'leg-answered',
      ]);
      await us.finds({
        agentLegs: [],
        dialledLegs: [{ leg, answered: true }],
        bridges: [{ id: bridge, legs: [call.call, leg] }],
      });
      theirs.hangUp();
      expect(await call.ended(leg)).toEqual({ type: 'leg-ended', leg, by: 'them', cause: 16 });
      await call.does({ type: 'disconnect', bridge });
      await call.plays('welcome');
      await caller.hears('welcome');
      await us.finds({ dialledLegs: [], bridges: [] });
    });

    it.each([
      ['busy', 17],
      ['declines', 21],
      ['is unknown', 1],
      ['is congested', 34],
      ['only rings', 19],
    ] as const)('outside %s: the leg ends with cause %d, and the caller goes on', async (manners, cause) => {
      const us = await stage.node();
      (await stage.world.outside()).behaves(manners);
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const bridge = call.id('b');
      const leg = await call.dials('outside', bridge, ringingFor(manners));
      expect(await call.ended(leg)).toEqual({ type: 'leg-ended', leg, by: 'them', cause });
      await us.finds({ dialledLegs: [] });
      await call.does({ type: 'disconnect', bridge });
      await call.plays('welcome');
      await caller.hears('welcome');
      await us.hears('played');
      await caller.hears('silence');
    });

    it.each(['busy', 'only rings'] as const)('with music for the caller, outside %s', async (manners) => {
      const us = await stage.node();
      (await stage.world.outside()).behaves(manners);
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'music', class: 'default' });
      const leg = await call.dials('outside', null, ringingFor(manners));
      await caller.hears('music');
      expect(await call.ended(leg)).toMatchObject({ by: 'them', cause: manners === 'busy' ? 17 : 19 });
      await us.finds({ dialledLegs: [], bridges: [] });
    });

    it('is heard early, and rings before that', async () => {
      const us = await stage.node();
      const outside = await stage.world.outside();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      outside.behaves('only rings');
      const bridge = call.id('b');
      const ringing = await call.dials('outside', bridge);
      await caller.hears('ringing');
      await call.does({ type: 'drop-leg', leg: ringing, answeredElsewhere: false });
      expect(await call.ended(ringing)).toMatchObject({ by: 'us', cause: 16 });
      outside.behaves('announces');
      await call.dials('outside', bridge);
      await caller.hears('outside');
      expect(us.all('leg-answered')).toHaveLength(0);
    });

    it('leaves the caller unanswered until we answer', async () => {
      const us = await stage.node();
      (await stage.world.outside()).behaves('answers');
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'ring' });
      await caller.rings();
      const leg = await call.dials('outside');
      await us.hears('leg-answered');
      expect((await us.telephony.snapshot()).callers).toMatchObject([{ answered: false }]);
      await call.does({ type: 'answer' });
      await call.does({ type: 'connect', id: call.id('b'), leg });
      await caller.hears('outside');
    });

    it.each(['bob', 'nobody'])('cannot be rung where no phone is: %s', async (agent) => {
      const us = await stage.office();
      await stage.world.calls();
      const call = await us.takes();
      const command = {
        type: 'dial',
        to: { is: 'agent', agent },
        callerId: CALLER_ID,
        ringForMs: PATIENCE_MS,
      } as const;
      const outcome = await call.give({ ...command, id: call.id('d'), early: null });
      expect(outcome).toMatchObject({ is: 'failed', code: 'unreachable' });
      await us.finds({ dialledLegs: [] });
    });

    it('may be asked for twice, and is rung once', async () => {
      const us = await stage.node();
      (await stage.world.outside()).behaves('only rings');
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const id = call.id('d');
      const dial = {
        type: 'dial',
        id,
        to: targets.outside,
        callerId: CALLER_ID,
        ringForMs: PATIENCE_MS,
        early: null,
      } as const;
      await call.does(dial);
      await us.hears('leg-ringing');
      await call.does(dial);
      await us.finds({ dialledLegs: [{ leg: id, answered: false }] });
      expect(us.all('leg-ringing')).toHaveLength(1);
    });

    it('is left to us when the caller hangs up, ringing or talking', async () => {
      const us = await stage.node();
      const outside = await stage.world.outside();
      for (const manners of ['only rings', 'answers'] as const) {
        outside.behaves(manners);
        const caller = await stage.world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const bridge = call.id('b');
        const leg = manners === 'answers' ? (await call.reaches('outside')).leg : await call.dials('outside', bridge);
        await outside.call();
        caller.hangUp();
        await call.ended(call.call);
        call.gone.abort();
        await call.does({ type: 'drop-leg', leg, answeredElsewhere: false });
        expect(await call.ended(leg)).toMatchObject({ by: 'us', cause: 16 });
      }
      for (const { id: bridge } of (await us.telephony.snapshot()).bridges)
        await us.hands('x').does({ type: 'disconnect', bridge });
      await us.finds({ callers: [], dialledLegs: [], bridges: [] });
    });

    it('is found, and heard of, by the node that comes next', async () => {
      const first = await stage.node();
      const outside = await stage.world.outside();
      outside.behaves('only rings');
      await stage.world.calls();
      const call = await first.takes();
      await call.does({ type: 'answer' });
      const bridge = call.id('b');
      const leg = await call.dials('outside', bridge);
      await first.hears('leg-ringing');
      await first.telephony.stop();

      const second = await stage.node();
      await second.finds({
        dialledLegs: [{ leg, answered: false }],
        bridges: [{ id: bridge, legs: [call.call, leg] }],
      });
      const { call: id } = call;
      (await outside.call()).hangUp();
      expect(await second.hands(id).ended(leg)).toMatchObject({ by: 'them', cause: 21 });
    });
  });

  describe('a caller who is sent away', () => {
    it('before the answer is told where to call', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'redirect', to: 'sip:4999@127.0.0.9' });
      expect(await caller.sentTo()).toBe('sip:4999@127.0.0.9');
      await call.ended(call.call);
    });

    it('after the answer goes there and leaves us', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'redirect', to: 'sip:4999@127.0.0.9' });
      expect(await caller.sentTo()).toBe('sip:4999@127.0.0.9');
      await call.ended(call.call);
      await us.finds({ callers: [] });
    });

    it('and will not go stays with us', async () => {
      const us = await stage.node();
      const caller = await stage.world.calls();
      caller.takesTransfers(false);
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const outcome = await call.give({ type: 'redirect', to: 'sip:4999@127.0.0.9' });
      expect(outcome).toMatchObject({ is: 'failed', code: 'refused' });
      await call.plays('welcome');
      await caller.hears('welcome');
    });
  });
}
