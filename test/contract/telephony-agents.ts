import { PATIENCE_MS } from '../support/patience';
import { accountOf } from './telephony-stage';
import type { TelephonyStage } from './telephony-stage';
import { CALLER_ID, ringingFor } from './telephony-world';

/** What an agent goes through, alone and with a caller. */
export function agentsContract(stage: TelephonyStage): void {
  describe('an agent', () => {
    it('sees who calls, and answers', async () => {
      const us = await stage.office();
      const anna = await stage.world.phone('anna');
      anna.behaves('answers');
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const leg = await call.rings('anna');
      expect((await anna.call()).shows).toEqual({ name: 'Jo', number: '5551234' });
      await us.hears('leg-answered');
      expect(us.events.filter((event) => 'leg' in event && event.leg === leg).map(({ type }) => type)).toEqual([
        'leg-ringing',
        'leg-answered',
      ]);
    });

    it.each([
      ['busy', 17],
      ['declines', 21],
      ['only rings', 19],
      ['is silent', 19],
    ] as const)('%s: the leg ends with cause %d', async (manners, cause) => {
      const us = await stage.office();
      (await stage.world.phone('anna')).behaves(manners);
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const leg = await call.rings('anna', ringingFor(manners));
      expect(await call.ended(leg)).toEqual({ type: 'leg-ended', leg, by: 'them', cause });
    });

    it.each(['bob', 'nobody'])('%s cannot be rung: not signed in, or not known', async (agent) => {
      const us = await stage.office();
      await stage.world.calls();
      const call = await us.takes();
      const ring = { type: 'ring-agent', agent, callerId: CALLER_ID, ringForMs: PATIENCE_MS } as const;
      const outcome = await call.give({ ...ring, leg: call.id('a') });
      expect(outcome).toMatchObject({ is: 'failed', code: 'unreachable' });
    });

    it.each([
      [true, 'answered elsewhere', 26],
      [false, 'cancelled', 16],
    ] as const)('no longer wanted while it rings (answered elsewhere: %s)', async (answeredElsewhere, how, cause) => {
      const us = await stage.office();
      const anna = await stage.world.phone('anna');
      anna.behaves('only rings');
      await stage.world.calls();
      const call = await us.takes();
      const leg = await call.rings('anna');
      const ringing = await anna.call();
      await us.hears('leg-ringing');
      await call.does({ type: 'drop-leg', leg, answeredElsewhere });
      expect(await ringing.ended()).toBe(how);
      expect(await call.ended(leg)).toEqual({ type: 'leg-ended', leg, by: 'us', cause });
      await call.does({ type: 'drop-leg', leg, answeredElsewhere });
    });
  });

  describe('a talk', () => {
    it('is heard by both, and ends for both when they are parted', async () => {
      const us = await stage.office();
      const anna = await stage.world.phone('anna');
      anna.behaves('answers');
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      await call.does({ type: 'music', class: 'default' });
      const leg = await call.rings('anna');
      await us.hears('leg-answered');
      await caller.hears('music');
      await call.does({ type: 'stop-music' });
      const bridge = call.id('b');
      await call.does({ type: 'connect', id: bridge, leg });
      await caller.hears('anna');
      await (await anna.call()).hears('the caller');
      await call.does({ type: 'connect', id: bridge, leg });
      await us.finds({ bridges: [{ id: bridge, legs: [call.call, leg] }] });
      await call.does({ type: 'disconnect', bridge });
      await caller.hears('silence');
      await call.does({ type: 'disconnect', bridge });
      await us.finds({ bridges: [] });
    });

    it('that the caller ends leaves the agent’s leg to us', async () => {
      const us = await stage.office();
      (await stage.world.phone('anna')).behaves('answers');
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const { leg, bridge } = await call.connects('anna');
      caller.hangUp();
      expect(await call.ended(call.call)).toMatchObject({ by: 'them', cause: 16 });
      await us.finds({ agentLegs: [{ leg, answered: true }] });
      // The call is gone, and what belongs to it is tidied up all the same.
      call.gone.abort();
      await call.does({ type: 'disconnect', bridge });
      await call.does({ type: 'drop-leg', leg, answeredElsewhere: false });
      expect(await call.ended(leg)).toMatchObject({ by: 'us' });
      await us.finds({ callers: [], agentLegs: [], bridges: [] });
    });

    it('that the agent ends leaves the caller with us', async () => {
      const us = await stage.office();
      const anna = await stage.world.phone('anna');
      anna.behaves('answers');
      const caller = await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const { leg, bridge } = await call.connects('anna');
      await caller.hears('anna');
      (await anna.call()).hangUp();
      expect(await call.ended(leg)).toMatchObject({ by: 'them', cause: 16 });
      await call.does({ type: 'disconnect', bridge });
      await call.plays('welcome');
      await caller.hears('welcome');
      expect(us.all('leg-ended')).toHaveLength(1);
    });

    it('cannot begin with an agent who is gone, and leaves no bridge behind', async () => {
      const us = await stage.office();
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      const outcome = await call.give({ type: 'connect', id: call.id('b'), leg: call.id('a') });
      expect(outcome).toMatchObject({ is: 'failed', code: 'gone' });
      await us.finds({ bridges: [] });
    });
  });

  describe('the phones', () => {
    it('are made known, changed and forgotten', async () => {
      const us = await stage.office();
      const anna = await stage.world.phone('anna');
      anna.behaves('only rings');
      await stage.world.calls();
      const call = await us.takes();
      const ring = async (): Promise<string> => {
        const leg = call.id('a');
        const command = { type: 'ring-agent', leg, agent: 'anna', callerId: CALLER_ID } as const;
        const outcome = await call.give({ ...command, ringForMs: PATIENCE_MS });
        if (outcome.is === 'failed') return outcome.code;
        await anna.call();
        await call.does({ type: 'drop-leg', leg, answeredElsewhere: false });
        await call.ended(leg);
        return 'rings';
      };
      expect(await ring()).toBe('rings');
      // Another name: the phone stays signed in.
      await us.telephony.publishPhones([accountOf('anna', { name: 'Anna Berg' })]);
      expect(await ring()).toBe('rings');
      anna.dials('*11');
      expect((await us.hears('arrived', ({ arrival }) => arrival.channel === 'agent')).arrival.name).toBe('Anna Berg');
      await us.telephony.publishPhones([accountOf('bob')]);
      expect(await ring()).toBe('unreachable');
    });
  });
}
