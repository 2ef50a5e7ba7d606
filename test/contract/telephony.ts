import type { PhoneAccount, Telephony, TelephonyCommand, TelephonySnapshot } from '../../src/engine/ports';
import { rejectCauses } from '../../src/domain/call';
import type { RejectCause } from '../../src/domain/call';
import { callOf } from '../../src/domain/ids';
import { AT_LAST_MS, Node } from './telephony-world';
import type { TelephonyWorld } from './telephony-world';

const account = (name: string, more: Partial<PhoneAccount> = {}): PhoneAccount => ({
  account: name,
  agent: name,
  name: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
  password: name,
  address: null,
  ...more,
});

/** What every `Telephony` does: told as calls, with real callers and phones or with made-up ones. */
export function telephonyContract(name: string, world: TelephonyWorld): void {
  const started: Telephony[] = [];

  const node = async (): Promise<Node> => {
    const telephony = world.telephony();
    started.push(telephony);
    return new Node(telephony).start();
  };
  const office = async (): Promise<Node> => {
    const it = await node();
    await it.telephony.publishPhones([account('anna'), account('bob')]);
    await (await world.phone('anna')).plugIn();
    return it;
  };

  /** Ends whatever the test left. */
  const clear = async ({ callers, agentLegs, bridges }: TelephonySnapshot): Promise<void> => {
    const signal = new AbortController().signal;
    const commands: TelephonyCommand[] = [
      ...callers.map(({ leg }) => ({ type: 'hangup', call: leg, id: 'over' }) as const),
      ...agentLegs.map(({ leg }) => ({ type: 'drop-leg', call: callOf(leg), leg, answeredElsewhere: false }) as const),
      ...bridges.map(({ id }) => ({ type: 'disconnect', call: callOf(id), id: 'over', bridge: id }) as const),
    ];
    await Promise.all(commands.map(async (command) => started.at(-1)?.run(command, signal)));
  };

  describe(name, () => {
    afterEach(async () => {
      await started.at(-1)?.snapshot().then(clear, () => undefined);
      await world.tidyUp();
      await Promise.all(started.splice(0).map((telephony) => telephony.stop()));
    }, AT_LAST_MS);

    describe('a caller', () => {
      it('is told of with all that is known before the answer', async () => {
        const us = await node();
        const before = Date.now();
        const caller = await world.calls({ ani: '4955501', name: 'Jo Doe', dnis: '100', diverted: '777' });
        const { arrival } = await us.hears('arrived');
        expect(arrival).toMatchObject({ ani: '4955501', name: 'Jo Doe', dnis: '100', diverted: '777', endpoint: 'local' });
        expect(arrival).toMatchObject({ channel: 'trunk', sipCallId: caller.sipCallId, answered: false, visit: 0 });
        expect(arrival.at).toBeGreaterThan(before - 1000);
        expect(arrival.at).toBeLessThan(Date.now() + 1000);
      });

      it('who is an agent comes as one, by the phone that dials', async () => {
        const us = await office();
        (await world.phone('anna')).dials('*11');
        const { arrival } = await us.hears('arrived');
        expect(arrival).toMatchObject({ channel: 'agent', endpoint: 'anna', ani: 'anna', name: 'Anna', dnis: '*11' });
      });

      it('hears a prompt to its end, once the call is answered', async () => {
        const us = await node();
        const caller = await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const playback = await call.plays('welcome', 'menu');
        await caller.hears('welcome');
        await caller.hears('menu');
        expect(await us.hears('played')).toEqual({ type: 'played', playback, failed: null });
        await caller.hears('silence');
        expect(us.all('played')).toHaveLength(1);
      });

      it('hears numbers, small and large', async () => {
        const us = await node();
        await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const media = [2, 42, 120].map((value) => ({ is: 'number', value }) as const);
        await call.does({ type: 'play', id: call.id('p'), media, language: 'en' });
        expect(await us.hears('played')).toMatchObject({ failed: null });
      });

      it('is told that a prompt is missing', async () => {
        const us = await node();
        await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const playback = await call.plays('missing');
        const played = await us.hears('played');
        expect(played.playback).toBe(playback);
        expect(played.failed).not.toBeNull();
      });

      it('stops a prompt by a key', async () => {
        const us = await node();
        const caller = await world.calls();
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
        const us = await node();
        const caller = await world.calls();
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
        const us = await node();
        const caller = await world.calls();
        const call = await us.takes();
        await call.does({ type: 'reject', cause });
        expect(await caller.ended()).toBe(code);
        expect(await call.ended(call.call)).toMatchObject({ by: 'us', cause: rejectCauses[cause] });
      });

      it('hangs up: one end, by them', async () => {
        const us = await node();
        const caller = await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        await call.plays('long');
        await caller.hears('long');
        caller.hangUp();
        expect(await call.ended(call.call)).toMatchObject({ by: 'them', cause: 16 });
      });

      it('gives up before the answer: one end, by them', async () => {
        const us = await node();
        const caller = await world.calls();
        const call = await us.takes();
        caller.hangUp();
        expect(await call.ended(call.call)).toMatchObject({ by: 'them' });
      });

      it('is hung up on: one end, by us', async () => {
        const us = await node();
        const caller = await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        await call.does({ type: 'hangup' });
        expect(await caller.ended()).toBeNull();
        expect(await call.ended(call.call)).toMatchObject({ by: 'us', cause: 16 });
      });

      it('goes to the fallback: one end, by us, and the caller is no longer ours', async () => {
        const us = await node();
        await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        await call.does({ type: 'to-fallback' });
        expect(await call.ended(call.call)).toMatchObject({ by: 'us' });
        expect((await us.telephony.snapshot()).callers).toEqual([]);
      });
    });

    describe('an agent', () => {
      it('sees who calls, and answers', async () => {
        const us = await office();
        const anna = await world.phone('anna');
        anna.behaves('answers');
        await world.calls();
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
      ] as const)('%s: the leg ends with cause %d', async (manners, cause) => {
        const us = await office();
        (await world.phone('anna')).behaves(manners);
        await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const leg = await call.rings('anna', 1000);
        expect(await call.ended(leg)).toEqual({ type: 'leg-ended', leg, by: 'them', cause });
      });

      it.each(['bob', 'nobody'])('%s cannot be rung: not signed in, or not known', async (agent) => {
        const us = await office();
        await world.calls();
        const call = await us.takes();
        const callerId = { name: 'Jo', number: '5551234' };
        const outcome = await call.give({ type: 'ring-agent', leg: call.id('a'), agent, callerId, ringForMs: 5000 });
        expect(outcome).toMatchObject({ is: 'failed', code: 'unreachable' });
      });

      it.each([
        [true, 'answered elsewhere', 26],
        [false, 'cancelled', 16],
      ] as const)('no longer wanted while it rings (answered elsewhere: %s)', async (answeredElsewhere, how, cause) => {
        const us = await office();
        const anna = await world.phone('anna');
        anna.behaves('only rings');
        await world.calls();
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
        const us = await office();
        const anna = await world.phone('anna');
        anna.behaves('answers');
        const caller = await world.calls();
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
        expect((await us.telephony.snapshot()).bridges).toEqual([{ id: bridge, legs: [call.call, leg] }]);
        await call.does({ type: 'disconnect', bridge });
        await caller.hears('silence');
        await call.does({ type: 'disconnect', bridge });
        expect((await us.telephony.snapshot()).bridges).toEqual([]);
      });

      it('that the caller ends leaves the agent’s leg to us', async () => {
        const us = await office();
        (await world.phone('anna')).behaves('answers');
        const caller = await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const { leg, bridge } = await call.connects('anna');
        caller.hangUp();
        expect(await call.ended(call.call)).toMatchObject({ by: 'them', cause: 16 });
        expect((await us.telephony.snapshot()).agentLegs).toEqual([{ leg, answered: true }]);
        // The call is gone, and what belongs to it is tidied up all the same.
        call.gone.abort();
        await call.does({ type: 'disconnect', bridge });
        await call.does({ type: 'drop-leg', leg, answeredElsewhere: false });
        expect(await call.ended(leg)).toMatchObject({ by: 'us' });
        expect(await us.telephony.snapshot()).toEqual({ callers: [], agentLegs: [], bridges: [] });
      });

      it('that the agent ends leaves the caller with us', async () => {
        const us = await office();
        const anna = await world.phone('anna');
        anna.behaves('answers');
        const caller = await world.calls();
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
        const us = await office();
        await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const outcome = await call.give({ type: 'connect', id: call.id('b'), leg: call.id('a') });
        expect(outcome).toMatchObject({ is: 'failed', code: 'gone' });
        expect((await us.telephony.snapshot()).bridges).toEqual([]);
      });
    });

    describe('a command', () => {
      it('for a call that is gone fails at once, unless it ends something', async () => {
        const us = await office();
        const caller = await world.calls();
        const call = await us.takes();
        caller.hangUp();
        await call.ended(call.call);
        const media = [{ is: 'prompt', name: 'welcome' }] as const;
        const callerId = { name: '', number: '' };
        const began = Date.now();
        const outcomes = await Promise.all([
          call.give({ type: 'answer' }),
          call.give({ type: 'play', id: call.id('p'), media, language: 'en' }),
          call.give({ type: 'music', class: 'default' }),
          call.give({ type: 'connect', id: call.id('b'), leg: call.id('a') }),
          call.give({ type: 'to-fallback' }),
          call.give({ type: 'ring-agent', leg: call.id('a'), agent: 'anna', callerId, ringForMs: 1000 }),
        ]);
        for (const outcome of outcomes) expect(outcome).toMatchObject({ is: 'failed', code: 'gone' });
        await call.does({ type: 'hangup' });
        await call.does({ type: 'reject', cause: 'busy' });
        await call.does({ type: 'stop-playing', playback: call.id('p') });
        await call.does({ type: 'disconnect', bridge: call.id('b') });
        await call.does({ type: 'drop-leg', leg: call.id('a'), answeredElsewhere: false });
        expect(Date.now() - began).toBeLessThan(1000);
      });

      it('is carried out after the one before it, without waiting for its answer', async () => {
        const us = await node();
        const caller = await world.calls();
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
        const us = await node();
        await world.calls();
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
        const us = await office();
        (await world.phone('anna')).behaves('answers');
        const caller = await world.calls();
        const call = await us.takes();
        await call.does({ type: 'answer' });
        const leg = await call.rings('anna');
        await us.hears('leg-answered');
        // A playing prompt blocks it: whoever connects must stop the prompt first.
        await call.plays('long');
        await caller.hears('long');
        const blocked = call.give({ type: 'connect', id: call.id('b'), leg });
        await world.calls();
        const other = await us.takes();
        const began = Date.now();
        await other.does({ type: 'answer' });
        expect(Date.now() - began).toBeLessThan(1000);
        caller.hangUp();
        await call.ended(call.call);
        await blocked;
        expect(Date.now() - began).toBeLessThan(2000);
      });

      it('may be repeated: a prompt that plays does not play twice, a phone that rings is not rung again', async () => {
        const us = await office();
        const anna = await world.phone('anna');
        anna.behaves('only rings');
        const caller = await world.calls();
        const call = await us.takes();
        const play = { type: 'play', id: call.id('p'), media: [{ is: 'prompt', name: 'menu' }], language: 'en' } as const;
        const callerId = { name: 'Jo', number: '5551234' };
        const ring = { type: 'ring-agent', leg: call.id('a'), agent: 'anna', callerId, ringForMs: 10_000 } as const;
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
        const first = await office();
        (await world.phone('anna')).behaves('answers');
        const talker = await world.calls({ ani: '1001' });
        const talk = await first.takes();
        await talk.does({ type: 'answer' });
        const { leg, bridge } = await talk.connects('anna');
        const waiter = await world.calls({ ani: '1002', diverted: '777' });
        const wait = await first.takes();
        await wait.does({ type: 'answer' });
        await wait.does({ type: 'music', class: 'default' });
        const arrivals = first.all('arrived').map(({ arrival }) => ({ ...arrival, answered: true }));
        await first.telephony.stop();
        expect(await wait.give({ type: 'hangup' })).toMatchObject({ is: 'failed', code: 'refused' });
        talker.hangUp(); // nobody hears of it
        expect(await talker.ended()).toBeNull();

        const second = await node();
        const found = await second.telephony.snapshot();
        expect(found.callers).toEqual(arrivals.filter(({ ani }) => ani === '1002'));
        expect(found.agentLegs).toEqual([{ leg, answered: true }]);
        expect(found.bridges).toEqual([{ id: bridge, legs: [leg] }]);
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
        const first = await node();
        const caller = await world.calls();
        const call = await first.takes();
        const second = await node();
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
        await expect(world.telephonyToNowhere().start(() => undefined)).rejects.toThrow(/no connection/);
      });
    });

    describe('the phones', () => {
      it('are made known, changed and forgotten', async () => {
        const us = await office();
        const anna = await world.phone('anna');
        anna.behaves('only rings');
        await world.calls();
        const call = await us.takes();
        const callerId = { name: 'Jo', number: '5551234' };
        const ring = async (): Promise<string> => {
          const leg = call.id('a');
          const outcome = await call.give({ type: 'ring-agent', leg, agent: 'anna', callerId, ringForMs: 9000 });
          if (outcome.is === 'failed') return outcome.code;
          await anna.call().catch(async (e: unknown) => { console.log(JSON.stringify([leg, outcome, (globalThis as any).OBS, us.events])); const a = (globalThis as any).AST; console.log(await a.cli('pjsip show contacts'), await a.cli('core show channels verbose'), await a.cli('pjsip show endpoints'), a.log().slice(-3000)); throw e; });
          await call.does({ type: 'drop-leg', leg, answeredElsewhere: false });
          await call.ended(leg);
          return 'rings';
        };
        expect(await ring()).toBe('rings');
        // Another name: the phone stays signed in.
        await us.telephony.publishPhones([account('anna', { name: 'Anna Berg' })]);
        expect(await ring()).toBe('rings');
        anna.dials('*11');
        expect((await us.hears('arrived', ({ arrival }) => arrival.channel === 'agent')).arrival.name).toBe('Anna Berg');
        await us.telephony.publishPhones([account('bob')]);
        expect(await ring()).toBe('unreachable');
      });
    });
  });
}
