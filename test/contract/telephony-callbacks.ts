import { callbackId } from '../../src/domain/ids';
import { PATIENCE_MS } from '../support/patience';
import type { TelephonyStage } from './telephony-stage';
import { CALLER_ID, ringingFor, targets, type CallHands, type Node } from './telephony-world';

/** The call back of a call that is over. */
const BACK = callbackId('fake', 7);

/** Customers who are called back for an agent who is on the line. */
export function callbacksContract(stage: TelephonyStage): void {
  const agentOnTheLine = async (): Promise<{ us: Node; back: CallHands; leg: string }> => {
    const us = await stage.office();
    (await stage.world.phone('anna')).behaves('answers');
    const back = us.hands(BACK);
    const leg = back.id('a');
    const ring = { type: 'ring-agent', leg, agent: 'anna', callerId: CALLER_ID, ringForMs: PATIENCE_MS } as const;
    await back.does({ ...ring, alone: true });
    await us.hears('leg-answered', (event) => event.leg === leg);
    return { us, back, leg };
  };
  const calls = (back: CallHands, beside: string, ringForMs = PATIENCE_MS, attempt = 1): Promise<void> =>
    back.does({ type: 'call-back', to: targets.outside, callerId: CALLER_ID, ringForMs, beside, attempt });

  describe('a customer who is called back', () => {
    it('is rung while the agent hears it ring, and no longer when that is called off', async () => {
      const { us, back, leg } = await agentOnTheLine();
      const anna = await (await stage.world.phone('anna')).call();
      (await stage.world.outside()).behaves('only rings');
      await calls(back, leg);
      await anna.hears('ringing');
      await us.finds({ callers: [], callbackLegs: [{ leg: BACK, answered: false }] });
      await back.does({ type: 'drop-leg', leg: BACK, answeredElsewhere: false });
      expect(await back.ended(BACK)).toMatchObject({ by: 'us', attempt: 1 });
      await us.finds({ callbackLegs: [] });
    });

    it('arrives when they answer, and talks to the agent', async () => {
      const { us, back, leg } = await agentOnTheLine();
      const anna = await (await stage.world.phone('anna')).call();
      const outside = await stage.world.outside();
      outside.behaves('answers');
      await calls(back, leg, PATIENCE_MS, 2);
      const { arrival } = await us.hears('arrived');
      expect(arrival).toMatchObject({
        leg: BACK,
        channel: 'callback',
        ani: '4999',
        endpoint: 'carrier',
        answered: true,
        visit: 2,
      });
      const there = await outside.call();
      expect(there.shows).toEqual({ name: 'Jo', number: '5551234' });
      await us.finds({ callers: [arrival], callbackLegs: [{ leg: BACK, answered: true }] });
      await back.plays('welcome');
      await there.hears('welcome');
      await us.hears('played');
      await back.does({ type: 'connect', id: back.id('b'), leg });
      await there.hears('anna');
      await anna.hears('outside');
      there.hangUp();
      await us.hears('leg-ended', (event) => event.leg === BACK && event.by === 'them');
      await back.does({ type: 'drop-leg', leg, answeredElsewhere: false });
      await us.finds({ callers: [], agentLegs: [], callbackLegs: [] });
    });

    it.each([
      ['busy', 17],
      ['declines', 21],
      ['is unknown', 1],
      ['is congested', 34],
      ['only rings', 19],
    ] as const)('%s: their leg ends with cause %d; the agent is told and let go', async (manners, cause) => {
      const { us, back, leg } = await agentOnTheLine();
      const anna = await (await stage.world.phone('anna')).call();
      (await stage.world.outside()).behaves(manners);
      await calls(back, leg, ringingFor(manners));
      expect(await back.ended(BACK)).toEqual({ type: 'leg-ended', leg: BACK, by: 'them', cause, attempt: 1 });
      const id = `${leg}.p0`;
      await back.does({ type: 'tell-leg', id, leg, media: [{ is: 'prompt', name: 'welcome' }], language: 'en' });
      await anna.hears('welcome');
      expect(await us.hears('played')).toEqual({ type: 'played', playback: id, failed: null });
      await back.does({ type: 'drop-leg', leg, answeredElsewhere: false });
      expect(await back.ended(leg)).toMatchObject({ by: 'us' });
    });

    it('is not called for an agent who is gone, nor is anything told to one', async () => {
      const us = await stage.office();
      const back = us.hands(BACK);
      const leg = back.id('a');
      const how = { to: targets.outside, callerId: CALLER_ID, ringForMs: PATIENCE_MS, beside: leg, attempt: 1 };
      expect(await back.give({ type: 'call-back', ...how })).toMatchObject({ is: 'failed' });
      const media = [{ is: 'prompt', name: 'welcome' }] as const;
      const told = await back.give({ type: 'tell-leg', id: `${leg}.p0`, leg, media, language: 'en' });
      expect(told).toMatchObject({ is: 'failed', code: 'gone' });
    });

    it('is found by another node, which hears of them from then on', async () => {
      const { us, back, leg } = await agentOnTheLine();
      const outside = await stage.world.outside();
      outside.behaves('answers');
      await calls(back, leg);
      const { arrival } = await us.hears('arrived');
      const other = await stage.node();
      await other.finds({ callers: [arrival], callbackLegs: [{ leg: BACK, answered: true }] });
      (await outside.call()).hangUp();
      await other.hears('leg-ended', (event) => event.leg === BACK && event.by === 'them');
    });
  });
}
