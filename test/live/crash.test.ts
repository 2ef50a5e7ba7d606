import type { Call } from '../../src/phone/call';
import { forgets, hears, hearsAllOf, keysIn } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const BORIS = 1000;
const CALLER = 1200;
/** How often the four calls are crashed; 100 by hand, once in the ordinary run. */
const TIMES = Number(process.env['CARILLON_TEST_CRASHES'] ?? 1);

const AGENTS = `agents:
  anna: { name: Anna Berg, phone: anna, skills: { sales: 80 }, queues: [sales] }
  boris: { name: Boris Orlov, phone: boris, skills: { support: 90 }, queues: [support] }
`;
/** Phones ring on while Carillon is away, however long that takes. */
const QUEUES = `queues:
  sales: { title: Sales, skills: { sales: 1 }, ring_for: 2m, wrap_up: 1s, announce: { position: true, after: 2s } }
  support: { title: Support, skills: { support: 1 }, ring_for: 2m, wrap_up: 1s, announce: { position: true, after: 2s } }
  personal: { title: Personal }
`;

describe('kill -9 of Carillon with a caller in a menu, in the queue, ringing an agent and talking', () => {
  const centre = useLiveCentre({
    files: { 'agents.yaml': AGENTS, 'queues.yaml': QUEUES },
    usualPromptMs: 300,
    promptMs: { 'office/main-menu': 600 },
  });
  let number = 79180000000;

  /** A caller up to the end of the menu's prompt. */
  async function inMenu(): Promise<{ call: Call; ani: string }> {
    const ani = `${++number}`;
    const caller = await centre.caller(ani, CALLER);
    const call = caller.call('1000');
    await hears(call, centre.tone('office/main-menu'));
    return { call, ani };
  }

  it.each(Array.from({ length: TIMES }, (_, index) => index + 1))('time %i: all four come right', async () => {
    const anna = await centre.agent('anna', ANNA);
    const boris = await centre.agent('boris', BORIS);
    await centre.is('anna', 'available');
    await centre.is('boris', 'signed-out');

    const [talker, waiter, ringer, leaver, chooser] = await Promise.all([
      inMenu(),
      inMenu(),
      inMenu(),
      inMenu(),
      inMenu(),
    ]);
    // One talks to Anna …
    await talker.call.press('1');
    const annas = await anna.nextCall(PATIENCE_MS);
    await annas.answer();
    await hears(talker.call, `${ANNA}`);
    await centre.untilTalk(talker.ani);
    // … one waits for sales, where nobody else is …
    await waiter.call.press('1');
    await hears(waiter.call, MUSIC);
    // … one rings Boris …
    await centre.is('boris', 'available');
    await ringer.call.press('2');
    await hears(ringer.call, centre.tone('office/enter-contract'));
    await keysIn(ringer.call, '123456#');
    const boriss = await boris.nextCall(PATIENCE_MS);
    boriss.ring();
    // … one who will hang up meanwhile, and one in the menu, who pressed a wrong key once.
    await leaver.call.press('1');
    await hears(leaver.call, MUSIC);
    await chooser.call.press('7');
    await hears(chooser.call, centre.tone('office/wrong-key'));
    await hears(chooser.call, centre.tone('office/main-menu'));

    await centre.crash();
    leaver.call.hangup();
    await hearsAllOf(talker.call, annas, `${ANNA}`);
    // A new call in the gap hears the apology, then music, and is taken when we are back.
    const early = await centre.caller(`${++number}`, CALLER);
    const gap = early.call('1000');
    await gap.answered(PATIENCE_MS);
    await hears(chooser.call, 'silence');
    forgets(chooser.call);
    await centre.start();

    // The talk was never disturbed, and its end is recorded right.
    await hearsAllOf(talker.call, annas, `${ANNA}`);
    // The menu is asked again, with the tries kept: a second wrong key leads to the operator's queue.
    await hears(chooser.call, centre.tone('office/main-menu'));
    await chooser.call.press('8');
    await hears(chooser.call, MUSIC);
    // The ringing is settled: Boris's phone rings (again or still), and he reaches his caller.
    const answered = boriss.state.is === 'over' ? await boris.nextCall(PATIENCE_MS) : boriss;
    await answered.answer();
    await hears(ringer.call, `${BORIS}`);
    await hears(answered, `${CALLER}`);
    // The one in the gap arrives now.
    await hears(gap, centre.tone('office/main-menu'));
    gap.hangup();

    // The place in the queue is kept: when Anna is free, the one who waited longest comes first.
    talker.call.hangup();
    const next = await anna.nextCall(PATIENCE_MS);
    expect(next.remoteIdentity.number).toBe(waiter.ani);
    await next.answer();
    await hears(waiter.call, `${ANNA}`);
    await centre.untilTalk(waiter.ani);
    for (const { call } of [waiter, ringer, chooser]) call.hangup();

    const talk = await centre.history(talker.ani);
    expect(talk.call).toMatchObject({ outcome: 'answered', endedBy: 'them' });
    expect(talk.events.filter(({ type }) => type === 'queue.talk-ended')).toHaveLength(1);
    const wait = await centre.history(waiter.ani);
    expect(wait.events.filter(({ type }) => type === 'queue.entered')).toHaveLength(1);
    expect(wait.events.filter(({ type }) => type === 'queue.left').map(({ data }) => data['reason'])).toEqual([
      'answered',
    ]);
    const left = await centre.history(leaver.ani);
    expect(left.call.outcome).toBe('abandoned');
    expect(left.events.filter(({ type }) => type === 'queue.left').map(({ data }) => data['reason'])).toEqual([
      'abandoned',
    ]);
    await centre.untilAgent('anna', 'available');
    await centre.untilAgent('boris', 'available');
    await centre.eventually(
      'no calls',
      () => centre.calls(),
      (open) => open.length === 0,
    );
    await centre.eventually(
      'no channels',
      () => centre.asterisk.cli('core show channels count'),
      (text) => text.includes('0 active channels'),
    );
    await Promise.all([anna.close({ abruptly: true }), boris.close({ abruptly: true })]);
  });
});
