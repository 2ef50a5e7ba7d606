import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Phone } from '../../src/phone/phone';
import { useLiveCentre } from '../support/live-centre';

const ANNA = 800;
const BORIS = 1000;
const OLGA = 1200;
const SOON = 10_000;
/** The small office, with what the example has of voicemail. */
const OFFICE = join(__dirname, '../fixtures/office');
const EXAMPLE = join(__dirname, '../../examples/office');
const ofOffice = (path: string): string => readFileSync(join(OFFICE, path), 'utf8');
const ofExample = (path: string): string => readFileSync(join(EXAMPLE, path), 'utf8');
const linesWith = (text: string, pattern: RegExp): string =>
  text
    .split('\n')
    .filter((line) => pattern.test(line))
    .join('\n');

jest.setTimeout(120_000);

describe('the lamps of desk phones', () => {
  const centre = useLiveCentre({
    usualPromptMs: 700,
    site: OFFICE,
    files: {
      'numbers.yaml': ofOffice('numbers.yaml')
        .replace('numbers:\n', `numbers:\n${linesWith(ofExample('numbers.yaml'), /flow: voicemail/)}\n`)
        .replace('feature_codes:\n', 'feature_codes:\n  "*98": messages\n'),
      'flows/voicemail.yaml': ofExample('flows/voicemail.yaml'),
      'flows/messages.yaml': ofExample('flows/messages.yaml'),
      'prompts/en.yaml': `${ofOffice('prompts/en.yaml')}\n${linesWith(ofExample('prompts/en.yaml'), /^voicemail\//)}\n`,
    },
  });
  let number = 79160000300;

  /** Somebody calls, speaks for a while and hangs up. */
  async function leavesAMessage(at: string): Promise<void> {
    const olga = await centre.caller(`${++number}`, OLGA);
    const call = olga.call(at);
    await call.answered(5_000);
    await call.hears(centre.tone('voicemail/greeting'), { withinMs: 5_000 });
    await talks(4_000);
    call.hangup();
  }

  it('for messages: lit by a caller, right after kill -9, out when the agent has deleted it at *98', async () => {
    const anna = await centre.agent('anna', ANNA);
    const boris = await centre.agent('boris', BORIS);
    await boris.lamps.watchMessages();
    await anna.lamps.untilMessages(0, 0, SOON);
    await boris.lamps.untilMessages(0, 0, SOON);

    await leavesAMessage('1019');
    await anna.lamps.untilMessages(1, 0, SOON);
    expect(anna.lamps.messages).toEqual({ waiting: true, fresh: 1, old: 0, account: '*98' });
    expect(boris.lamps.messages).toMatchObject({ waiting: false, fresh: 0 });

    await centre.crash();
    // What Asterisk was told it tells a phone that comes back, while nobody is there to ask.
    const back = await centre.agent('anna', ANNA);
    await back.lamps.untilMessages(1, 0, SOON);
    await centre.start();
    await leavesAMessage('1019');
    await back.lamps.untilMessages(2, 0, SOON);

    const own = back.call('*98');
    await own.answered(5_000);
    await own.hears(centre.tone('voicemail/menu'), { withinMs: 20_000 });
    await own.press('3');
    await own.hears(centre.tone('voicemail/deleted'), { withinMs: 5_000 });
    await back.lamps.untilMessages(1, 0, SOON);
    await own.hears(centre.tone('voicemail/menu'), { withinMs: 20_000 });
    own.hangup();
    await back.lamps.untilMessages(0, 1, SOON);
    expect(back.lamps.messages?.waiting).toBe(false);

    const again = back.call('*98');
    await again.answered(5_000);
    await again.hears(centre.tone('voicemail/menu'), { withinMs: 20_000 });
    await again.press('3');
    await back.lamps.untilMessages(0, 0, SOON);
    again.hangup();
  });

  it("for a queue's messages: on every phone of the queue, until somebody takes care", async () => {
    const [anna, boris] = [await centre.agent('anna', ANNA), await centre.agent('boris', BORIS)];
    const clara = await centre.agent('clara', 1400);
    await boris.lamps.watchMessages();
    await leavesAMessage('1020');
    await Promise.all([anna, boris].map((phone) => phone.lamps.untilMessages(1, 0, SOON)));
    expect(clara.lamps.messages).toMatchObject({ fresh: 0, old: 0 });

    const call = boris.call('*98');
    await call.answered(5_000);
    await call.hears(centre.tone('voicemail/or-sales'), { withinMs: 10_000 });
    await call.press('1');
    await call.hears(centre.tone('voicemail/queue-menu'), { withinMs: 20_000 });
    await call.press('4');
    await anna.lamps.untilMessages(0, 0, SOON);
    await boris.lamps.untilMessages(0, 1, SOON);
    call.hangup();
    const { voicemails } = await centre.api<{ voicemails: { id: string }[] }>('GET', '/voicemails?queue=sales');
    await centre.api('PUT', `/voicemails/${voicemails[0]?.id}`, { state: 'done', by: 'boris' });
    await boris.lamps.untilMessages(0, 0, SOON);
  });

  it('of the emergency switch: thrown from a desk phone by PIN, seen by all, right again after kill -9', async () => {
    const [anna, boris] = [await centre.agent('anna', ANNA), await centre.agent('boris', BORIS)];
    for (const phone of [anna, boris]) await phone.lamps.watch('*45');
    await anna.lamps.watch('override-office');
    await anna.lamps.untilLight('*45', 'dark', SOON);

    await throwsTheSwitch(anna, '4711', 'emergency/on');
    for (const phone of [anna, boris]) await phone.lamps.untilLight('*45', 'lit', SOON);
    await anna.lamps.untilLight('override-office', 'lit', SOON);

    await centre.crash();
    await centre.start();
    const clara = await centre.agent('clara', 1400);
    await clara.lamps.watch('*45');
    await clara.lamps.untilLight('*45', 'lit', SOON);

    await throwsTheSwitch(boris, '1234', 'emergency/off');
    for (const phone of [anna, boris, clara]) await phone.lamps.untilLight('*45', 'dark', SOON);
    await anna.lamps.untilLight('override-office', 'dark', SOON);

    // What ends while no node is there is out when one comes.
    await centre.api('PUT', '/schedules/office/override', { to: 'emergency', until: '2s', why: 'a drill' });
    await anna.lamps.untilLight('*45', 'lit', SOON);
    await centre.crash();
    await talks(2_000);
    expect(anna.lamps.light('*45')).toBe('lit');
    await centre.start();
    await anna.lamps.untilLight('*45', 'dark', SOON);
  });

  it('of agents and queues: who is free, whose phone rings, who talks, who pauses, and that somebody waits', async () => {
    const [anna, boris] = [await centre.agent('anna', ANNA), await centre.agent('boris', BORIS)];
    const keys = ['agent-boris', 'queue-sales', 'free-sales', '*42-anna', '*41-boris'];
    for (const key of keys) await anna.lamps.watch(key);
    await centre.is('boris', 'available');
    await anna.lamps.untilLight('free-sales', 'lit', SOON);
    await anna.lamps.untilLight('*41-boris', 'lit', SOON);
    expect(anna.lamps.light('agent-boris')).toBe('dark');

    // The key with the lamp is the key that does it.
    const pause = anna.call('*42-anna');
    await pause.hears(centre.tone('agent/why'), { withinMs: 10_000 });
    await pause.press('1');
    await anna.lamps.untilLight('*42-anna', 'lit', SOON);
    pause.hangup();
    expect(await centre.stateOf('anna')).toBe('not-ready (lunch)');

    const caller = (await centre.caller('79160000399', OLGA)).call('1000');
    await caller.hears(centre.tone('office/main-menu'), { withinMs: 10_000 });
    await caller.press('1');
    await anna.lamps.untilLight('agent-boris', 'flashing', SOON);
    await anna.lamps.untilLight('queue-sales', 'flashing', SOON);
    const talk = await boris.nextCall(SOON);
    await talk.answer();
    await anna.lamps.untilLight('agent-boris', 'lit', SOON);
    await anna.lamps.untilLight('queue-sales', 'dark', SOON);
    expect(anna.lamps.light('free-sales')).toBe('dark');

    await centre.crash();
    await centre.start();
    caller.hangup();
    await anna.lamps.untilLight('agent-boris', 'dark', SOON);
    await centre.is('boris', 'signed-out');
    await anna.lamps.untilLight('*41-boris', 'dark', SOON);
    await anna.lamps.untilLight('free-sales', 'dark', SOON);
  });

  async function throwsTheSwitch(phone: Phone, pin: string, heard: string): Promise<void> {
    const call = phone.call('*45');
    await call.answered(5_000);
    await call.hears(centre.tone('emergency/pin'), { withinMs: 5_000 });
    await call.press(pin);
    await call.hears(centre.tone(heard), { withinMs: 10_000 });
    call.hangup();
  }
});

/** The caller's tone is in the line all the time; a message is as long as we let it be. */
const talks = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
