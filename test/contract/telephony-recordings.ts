import type { Media } from '../../src/domain/call';
import type { CommandId } from '../../src/domain/ids';
import type { TelephonyStage } from './telephony-stage';
import type { CallHands, Node, Outsider } from './telephony-world';

/** What may be lost at the edges of a recording, or be in it though it was said before. */
const EDGE_MS = 500;

/** What is recorded of callers, and what they hear that is no prompt. */
export function recordingsContract(stage: TelephonyStage): void {
  /** A caller who is answered. */
  const answered = async (): Promise<{ us: Node; caller: Outsider; call: CallHands }> => {
    const us = await stage.node();
    const caller = await stage.world.calls();
    const call = await us.takes();
    await call.does({ type: 'answer' });
    return { us, caller, call };
  };
  /** Records the caller, and resolves when it does; `sinceMs` tells how long ago it was asked for. */
  const recorded = async (
    call: CallHands,
    how?: Parameters<CallHands['records']>[0],
  ): Promise<{ recording: CommandId; sinceMs: () => number }> => {
    const began = performance.now();
    const recording = await call.records(how);
    await stage.world.recordingBegins(recording);
    return { recording, sinceMs: () => performance.now() - began };
  };

  describe('a recording', () => {
    it('ends by the key, and is played back as it was said', async () => {
      const { us, caller, call } = await answered();
      const { recording, sinceMs } = await recorded(call);
      await caller.speaks(1500);
      caller.press('#');
      const { durationMs, ...ended } = await us.hears('recorded');
      expect(ended).toEqual({ type: 'recorded', recording, by: 'key' });
      expect(durationMs).toBeGreaterThan(1500 - EDGE_MS);
      expect(durationMs).toBeLessThan(sinceMs() + EDGE_MS);
      caller.says(false);
      await play(call, { is: 'recording', name: recording });
      await caller.hears('the caller');
      await us.hears('played');
      await caller.hears('silence');
    });

    it('ends by one of several keys', async () => {
      const { us, caller, call } = await answered();
      const { recording } = await recorded(call, { endKeys: '25' });
      caller.press('15');
      expect(await us.hears('recorded')).toMatchObject({ recording, by: 'key' });
      await us.hears('digit', ({ digit }) => digit === '5');
    });

    it('ends by silence, which is no part of it', async () => {
      const { us, caller, call } = await answered();
      const { recording, sinceMs } = await recorded(call, { silenceMs: 2000 });
      await caller.speaks(1500);
      caller.says(false);
      const ended = await us.hears('recorded');
      expect(ended).toMatchObject({ recording, by: 'silence' });
      expect(ended.durationMs).toBeGreaterThan(1500 - EDGE_MS);
      expect(ended.durationMs).toBeLessThan(sinceMs() - 2000 + 2 * EDGE_MS);
    });

    it('ends at its longest, whoever goes on speaking', async () => {
      const { us, call } = await answered();
      const { recording, sinceMs } = await recorded(call, { maxMs: 1000, silenceMs: 5000 });
      const ended = await us.hears('recorded');
      expect(ended).toMatchObject({ recording, by: 'max' });
      expect(ended.durationMs).toBeLessThan(sinceMs() + EDGE_MS);
    });

    it('ends when the caller hangs up, and that is told first', async () => {
      const { us, caller, call } = await answered();
      const { recording } = await recorded(call);
      await caller.speaks(1000);
      caller.hangUp();
      await call.ended(call.call);
      expect(us.all('recorded')).toEqual([
        { type: 'recorded', recording, durationMs: expect.any(Number) as number, by: 'hangup' },
      ]);
      expect(us.events.findIndex(({ type }) => type === 'recorded')).toBeLessThan(
        us.events.findIndex(({ type }) => type === 'leg-ended'),
      );
      expect(us.all('recorded')[0]?.durationMs).toBeGreaterThan(1000 - EDGE_MS);
    });

    it('ends when we stop it; stopped twice it ends once', async () => {
      const { us, call } = await answered();
      const { recording } = await recorded(call);
      await call.does({ type: 'stop-recording', recording });
      expect(await us.hears('recorded')).toMatchObject({ recording, by: 'stopped' });
      await call.does({ type: 'stop-recording', recording });
      await us.telephony.snapshot();
      expect(us.all('recorded')).toHaveLength(1);
    });

    it('begins after the beep and after what is played', async () => {
      const { us, caller, call } = await answered();
      await call.plays('welcome');
      const recording = await call.records({ beep: true });
      await caller.hears('welcome');
      await us.hears('played');
      await stage.world.recordingBegins(recording);
      // The beep comes after that.
      await caller.speaks(2000);
      caller.press('#');
      const ended = await us.hears('recorded');
      expect(ended).toMatchObject({ recording, by: 'key' });
      expect(ended.durationMs).toBeGreaterThan(EDGE_MS);
    });

    it('that is asked for again goes on, also with the next node', async () => {
      const { us: first, caller, call } = await answered();
      const { recording } = await recorded(call);
      await caller.speaks(1000);
      await call.records({ id: recording });
      expect(first.all('recorded')).toEqual([]);
      await first.telephony.stop();
      const second = await stage.node();
      const hands = second.hands(call.call);
      await hands.records({ id: recording });
      await caller.speaks(1000);
      await hands.does({ type: 'stop-recording', recording });
      const ended = await second.hears('recorded');
      expect(ended).toMatchObject({ recording, by: 'stopped' });
      expect(ended.durationMs).toBeGreaterThan(2000 - EDGE_MS);
    });

    it('that ended while nobody listened is told when it is asked for again', async () => {
      const { us: first, caller, call } = await answered();
      const { recording } = await recorded(call);
      await caller.speaks(1000);
      await first.telephony.stop();
      caller.press('#');
      await stage.world.recordingEnds(recording);
      const second = await stage.node();
      await second.hands(call.call).records({ id: recording });
      const ended = await second.hears('recorded');
      expect(ended).toMatchObject({ recording, by: 'unknown' });
      expect(ended.durationMs).toBeGreaterThan(1000 - EDGE_MS);
    });

    it('cannot be made of a caller who is gone', async () => {
      const { caller, call } = await answered();
      caller.hangUp();
      await call.ended(call.call);
      const record = { type: 'record', maxMs: 9000, silenceMs: null, endKeys: '', beep: false } as const;
      expect(await call.give({ ...record, id: call.id('r') })).toMatchObject({ is: 'failed', code: 'gone' });
    });
  });

  describe('a caller hears', () => {
    it('a text, spoken', async () => {
      const { us, caller, call } = await answered();
      await play(call, { is: 'text', text: 'welcome' });
      await caller.hears('welcome');
      expect(await us.hears('played')).toMatchObject({ failed: null });
    });

    it('silence, as long as asked for', async () => {
      const { us, caller, call } = await answered();
      const began = performance.now();
      await play(call, { is: 'silence', ms: 700 }, { is: 'prompt', name: 'menu' });
      await caller.hears('menu');
      expect(await us.hears('played')).toMatchObject({ failed: null });
      expect(performance.now() - began).toBeGreaterThan(690);
    });

    it('that a recording which is not there is missing, and what follows it', async () => {
      const { us, caller, call } = await answered();
      await play(call, { is: 'recording', name: call.id('r') });
      expect((await us.hears('played')).failed).not.toBeNull();
      await play(call, { is: 'recording', name: call.id('r') }, { is: 'prompt', name: 'menu' });
      await caller.hears('menu');
    });
  });
}

const play = (call: CallHands, ...media: readonly Media[]): Promise<void> =>
  call.does({ type: 'play', id: call.id('p'), media, language: 'en' });
