import type { Phone } from '../../src/phone/phone';
import { hears, hearsTheTone, keysIn, speaks } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { ofOffice, patient, voicemailFiles } from '../support/live-site';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const BORIS = 1000;
const OLGA = 1200;

describe('the lamps of desk phones', () => {
  const centre = useLiveCentre({
    usualPromptMs: 700,
    files: {
      ...voicemailFiles,
      'flows/agent_not_ready.yaml': patient(ofOffice('flows/agent_not_ready.yaml')),
      'flows/emergency.yaml': patient(ofOffice('flows/emergency.yaml')),
    },
  });
  let number = 79160000300;

  /** Somebody calls, speaks for a while and hangs up. */
  async function leavesAMessage(at: string): Promise<void> {
    const olga = await centre.caller(`${++number}`, OLGA);
    const call = olga.call(at);
    await call.answered(PATIENCE_MS);
    await hears(call, centre.tone('voicemail/greeting'));
    await hearsTheTone(call);
    await speaks(call, 3_000);
    call.hangup();
  }

  it('for messages: lit by a caller, right after kill -9, out when the agent has deleted it at *98', async () => {
    const anna = await centre.agent('anna', ANNA);
    const boris = await centre.agent('boris', BORIS);
    await boris.lamps.watchMessages();
    await anna.lamps.untilMessages(0, 0, PATIENCE_MS);
    await boris.lamps.untilMessages(0, 0, PATIENCE_MS);

    await leavesAMessage('1019');
    await anna.lamps.untilMessages(1, 0, PATIENCE_MS);
    expect(anna.lamps.messages).toEqual({ waiting: true, fresh: 1, old: 0, account: '*98' });
    expect(boris.lamps.messages).toMatchObject({ waiting: false, fresh: 0 });

    await centre.crash();
    // What Asterisk was told it tells a phone that comes back, while nobody is there to ask.
    const back = await centre.agent('anna', ANNA);
    await back.lamps.untilMessages(1, 0, PATIENCE_MS);
    await centre.start();
    await leavesAMessage('1019');
    await back.lamps.untilMessages(2, 0, PATIENCE_MS);

    const own = back.call('*98');
    await own.answered(PATIENCE_MS);
    await hears(own, centre.tone('voicemail/menu'));
    await own.press('3');
    await hears(own, centre.tone('voicemail/deleted'));
    await back.lamps.untilMessages(1, 0, PATIENCE_MS);
    await hears(own, centre.tone('voicemail/menu'));
    own.hangup();
    await back.lamps.untilMessages(0, 1, PATIENCE_MS);
    expect(back.lamps.messages?.waiting).toBe(false);

    const again = back.call('*98');
    await again.answered(PATIENCE_MS);
    await hears(again, centre.tone('voicemail/menu'));
    await again.press('3');
    await back.lamps.untilMessages(0, 0, PATIENCE_MS);
    again.hangup();
  });

  it("for a queue's messages: on every phone of the queue, until somebody takes care", async () => {
    const [anna, boris] = [await centre.agent('anna', ANNA), await centre.agent('boris', BORIS)];
    const clara = await centre.agent('clara', 1400);
    await boris.lamps.watchMessages();
    await leavesAMessage('1020');
    await Promise.all([anna, boris].map((phone) => phone.lamps.untilMessages(1, 0, PATIENCE_MS)));
    expect(clara.lamps.messages).toMatchObject({ fresh: 0, old: 0 });

    const call = boris.call('*98');
    await call.answered(PATIENCE_MS);
    await hears(call, centre.tone('voicemail/or-sales'));
    await call.press('1');
    await hears(call, centre.tone('voicemail/queue-menu'));
    await call.press('4');
    await anna.lamps.untilMessages(0, 0, PATIENCE_MS);
    await boris.lamps.untilMessages(0, 1, PATIENCE_MS);
    call.hangup();
    const { voicemails } = await centre.api<{ voicemails: { id: string }[] }>('GET', '/voicemails?queue=sales');
    await centre.api('PUT', `/voicemails/${voicemails[0]?.id}`, { state: 'done', by: 'boris' });
    await boris.lamps.untilMessages(0, 0, PATIENCE_MS);
  });

  it('of the emergency switch: thrown from a desk phone by PIN, seen by all, right again after kill -9', async () => {
    const [anna, boris] = [await centre.agent('anna', ANNA), await centre.agent('boris', BORIS)];
    for (const phone of [anna, boris]) await phone.lamps.watch('*45');
    await anna.lamps.watch('override-office');
    await anna.lamps.untilLight('*45', 'dark', PATIENCE_MS);

    await throwsTheSwitch(anna, '4711', 'emergency/on');
    for (const phone of [anna, boris]) await phone.lamps.untilLight('*45', 'lit', PATIENCE_MS);
    await anna.lamps.untilLight('override-office', 'lit', PATIENCE_MS);

    await centre.crash();
    await centre.start();
    const clara = await centre.agent('clara', 1400);
    await clara.lamps.watch('*45');
    await clara.lamps.untilLight('*45', 'lit', PATIENCE_MS);

    await throwsTheSwitch(boris, '1234', 'emergency/off');
    for (const phone of [anna, boris, clara]) await phone.lamps.untilLight('*45', 'dark', PATIENCE_MS);
    await anna.lamps.untilLight('override-office', 'dark', PATIENCE_MS);

    // What ends while no node is there is out when one comes.
    await centre.api('PUT', '/schedules/office/override', { to: 'emergency', until: '8s', why: 'a drill' });
    const over = Date.now() + 8_000;
    await anna.lamps.untilLight('*45', 'lit', PATIENCE_MS);
    await centre.crash();
    await centre.eventually('its end', Date.now, (now) => now > over);
    expect(anna.lamps.light('*45')).toBe('lit');
    await centre.start();
    await anna.lamps.untilLight('*45', 'dark', PATIENCE_MS);
  });

  it('of agents and queues: who is free, whose phone rings, who talks, who pauses, and that somebody waits', async () => {
    const [anna, boris] = [await centre.agent('anna', ANNA), await centre.agent('boris', BORIS)];
    const keys = ['agent-boris', 'queue-sales', 'free-sales', '*42-anna', '*41-boris'];
    for (const key of keys) await anna.lamps.watch(key);
    await centre.is('boris', 'available');
    await anna.lamps.untilLight('free-sales', 'lit', PATIENCE_MS);
    await anna.lamps.untilLight('*41-boris', 'lit', PATIENCE_MS);
    expect(anna.lamps.light('agent-boris')).toBe('dark');

    // The key with the lamp is the key that does it.
    const pause = anna.call('*42-anna');
    await hears(pause, centre.tone('agent/why'));
    await pause.press('1');
    await anna.lamps.untilLight('*42-anna', 'lit', PATIENCE_MS);
    pause.hangup();
    expect(await centre.stateOf('anna')).toBe('not-ready (lunch)');

    const caller = (await centre.caller('79160000399', OLGA)).call('1000');
    await hears(caller, centre.tone('office/main-menu'));
    await caller.press('1');
    await anna.lamps.untilLight('agent-boris', 'flashing', PATIENCE_MS);
    await anna.lamps.untilLight('queue-sales', 'flashing', PATIENCE_MS);
    const talk = await boris.nextCall(PATIENCE_MS);
    await talk.answer();
    await anna.lamps.untilLight('agent-boris', 'lit', PATIENCE_MS);
    await anna.lamps.untilLight('queue-sales', 'dark', PATIENCE_MS);
    expect(anna.lamps.light('free-sales')).toBe('dark');

    await centre.crash();
    await centre.start();
    caller.hangup();
    await anna.lamps.untilLight('agent-boris', 'dark', PATIENCE_MS);
    await centre.is('boris', 'signed-out');
    await anna.lamps.untilLight('*41-boris', 'dark', PATIENCE_MS);
    await anna.lamps.untilLight('free-sales', 'dark', PATIENCE_MS);
  });

  async function throwsTheSwitch(phone: Phone, pin: string, heard: string): Promise<void> {
    const call = phone.call('*45');
    await call.answered(PATIENCE_MS);
    await hears(call, centre.tone('emergency/pin'));
    await keysIn(call, pin);
    await hears(call, centre.tone(heard));
    call.hangup();
  }
});
