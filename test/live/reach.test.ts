import { join } from 'node:path';
import { hearAll } from '../../src/phone/ear';
import type { Manner } from '../../src/phone/manner';
import { Phone } from '../../src/phone/phone';
import type { Call } from '../../src/phone/call';
import { readWav } from '../../src/phone/wav';
import { hears, hearsAllOf, hearsTheTone, speaks } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';
import { trunkConf, useFarEnd } from '../support/trunk';

const ANNA = 800;
const OUTSIDE = 1000;
const OLGA = 1200;
const ANSWERS = { is: 'answers', afterMs: 300 } as const;
/** The network beyond the trunk is one phone there. */
const FAR = useFarEnd('127.0.0.9');
const EXITS =
  'on: { done: done, no_answer: no_answer, busy: busy, declined: declined, unreachable: away, failed: failed }';
const flow = (name: string, steps: string): string => `flow: ${name}
start: hello
steps:
  hello:
${steps}
  done: [ { play: office/goodbye }, hangup ]
  no_answer: [ { play: office/nobody }, hangup ]
  busy: [ { play: office/closed }, hangup ]
  declined: [ { play: office/holiday }, hangup ]
  away: [ { play: personal/away }, hangup ]
  failed: [ { play: office/wrong-key }, hangup ]
`;

const FILES = {
  'numbers.yaml': `numbers:
  "2000": { flow: to_anna }
  "2001": { flow: to_outside }
  "2002": { flow: with_music }
  "2003": { flow: unanswered }
  "2004": { flow: message }
  "2005": { flow: sent_away }
  "2006": { flow: in_vain }
`,
  'agents.yaml': `agents:
  anna: { name: Anna Berg, phone: anna, extension: "101", skills: { sales: 80 }, queues: [sales] }
`,
  'trunks.yaml': `trunks:
  carrier: { allow: ["4999", "+7XXXXXXXXXX"], caller_id: "74950000000", domain: "${FAR.address}" }
`,
  get 'asterisk/pjsip_trunks.conf'() {
    return trunkConf('carrier', FAR);
  },
  'flows/to_anna.yaml': flow('to_anna', `    - answer\n    - connect: { extension: "'101'", ring_for: 2m, ${EXITS} }`),
  'flows/to_outside.yaml': flow(
    'to_outside',
    `    - answer\n    - connect: { number: call.diverted, over: carrier, ring_for: 2m, ${EXITS} }`,
  ),
  'flows/in_vain.yaml': flow(
    'in_vain',
    `    - answer\n    - connect: { number: "'4999'", over: carrier, ring_for: 6s, ${EXITS} }`,
  ),
  'flows/with_music.yaml': flow(
    'with_music',
    `    - connect: { number: "'4999'", over: carrier, music: default, caller_id: { name: "'Office'", number: "'74951112233'" }, ring_for: 2m, ${EXITS} }`,
  ),
  'flows/unanswered.yaml': flow(
    'unanswered',
    `    - connect: { number: "'4999'", over: carrier, ring_for: 2m, ${EXITS} }`,
  ),
  'flows/message.yaml': flow(
    'message',
    `    - record: { into: message, prompt: office/welcome, max: 5m, silence: 1m, on: { too_short: away, failed: failed } }
    - play: { recording: message.recording }
    - goto: done`,
  ),
  'flows/sent_away.yaml': flow(
    'sent_away',
    `    - answer\n    - transfer: { number: "'4999'", over: carrier, on: { failed: failed } }`,
  ),
};

describe('reaching people', () => {
  const centre = useLiveCentre({ files: FILES, usualPromptMs: 600 });
  let outside: Phone;
  let number = 79170000000;

  beforeAll(async () => {
    outside = await Phone.open({ ...FAR, user: '4999', server: centre.asterisk.sip, says: OUTSIDE, manner: ANSWERS });
  });
  afterAll(() => outside.close({ abruptly: true }));
  beforeEach(() => outside.behave(ANSWERS));

  /** Olga calls; `to` is the number that her call is diverted from, and that flows dial. */
  async function olgaCalls(dnis: string, to = '4999'): Promise<{ call: Call; ani: string }> {
    const ani = `${++number}`;
    const olga = await centre.caller(ani, OLGA);
    return { ani, call: olga.call(dnis, { headers: { Diversion: `<sip:${to}@127.0.0.1>;reason=unconditional` } }) };
  }

  const channels = async (): Promise<string> => (await centre.asterisk.cli('core show channels concise')).trim();
  const bridges = async (): Promise<string> => (await centre.asterisk.cli('bridge show all')).trim();
  const nothingLeft = async (): Promise<void> => {
    await centre.eventually('no channel is left', channels, (left) => left === '');
    await centre.eventually('no bridge is left', bridges, (left) => left.split('\n').length <= 1);
  };

  it('connects to an agent by extension; both hear each other, and the caller the goodbye', async () => {
    const anna = await centre.agent('anna', ANNA, { manner: { is: 'attended' } });
    const { call, ani } = await olgaCalls('2000');
    const ringing = await anna.nextCall(PATIENCE_MS);
    expect(ringing.remoteIdentity.number).toBe(ani);
    ringing.ring();
    await hears(call, 'sound');
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await hears(ringing, `${OLGA}`);
    await hearsAllOf(call, ringing, `${ANNA}`);
    await centre.untilTalk(ani);
    ringing.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    const history = await centre.history(ani);
    expect(history.call).toMatchObject({ outcome: 'answered' });
    expect(history.events.find(({ type }) => type === 'dial.started')?.data).toMatchObject({ agent: 'anna' });
    expect(history.events.find(({ type }) => type === 'dial.ended')?.data).toMatchObject({ how: 'done', by: 'them' });
    await nothingLeft();
  });

  it('connects to the outside; the caller’s hang-up ends it there too, and nothing is left', async () => {
    const { call, ani } = await olgaCalls('2001');
    const there = await outside.nextCall(PATIENCE_MS);
    expect(there.remoteIdentity.number).toBe('74950000000');
    await hears(call, `${OUTSIDE}`);
    await hears(there, `${OLGA}`);
    await centre.untilTalk(ani);
    call.hangup();
    await expect(there.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them', how: 'hung-up' });
    await nothingLeft();
    expect((await centre.history(ani)).call).toMatchObject({ outcome: 'answered', endedBy: 'them' });
  });

  it.each<readonly [string, string, Manner, (there: Call) => void, string]>([
    ['busy', '2001', { is: 'busy' }, () => undefined, 'office/closed'],
    ['declined', '2001', { is: 'declines' }, () => undefined, 'office/holiday'],
    ['unknown', '2001', { is: 'attended' }, (there) => there.reject(404), 'personal/away'],
    ['congested', '2001', { is: 'attended' }, (there) => there.reject(503), 'personal/away'],
    ['not answered', '2006', { is: 'only-rings' }, () => undefined, 'office/nobody'],
  ])('goes on by its own exit when it is %s', async (_, dnis, manner, treats, prompt) => {
    outside.behave(manner);
    const { call } = await olgaCalls(dnis);
    treats(await outside.nextCall(PATIENCE_MS));
    await hears(call, centre.tone(prompt));
    await call.ended(PATIENCE_MS);
    await nothingLeft();
  });

  it('dials nothing that the trunk does not allow', async () => {
    const before = outside.calls.length;
    const { call, ani } = await olgaCalls('2001', '4915112345678');
    await hears(call, centre.tone('office/wrong-key'));
    await call.ended(PATIENCE_MS);
    expect(outside.calls).toHaveLength(before);
    const { events } = await centre.history(ani);
    expect(events.find(({ type }) => type === 'flow.problem')?.data['what']).toContain('does not allow');
    expect(events.filter(({ type }) => type === 'dial.started')).toEqual([]);
  });

  it('lets the caller hear what the network says before an answer', async () => {
    outside.behave({ is: 'attended' });
    const { call } = await olgaCalls('2006');
    const there = await outside.nextCall(PATIENCE_MS);
    await there.progress();
    await hears(call, `${OUTSIDE}`);
    await hears(call, centre.tone('office/nobody'));
    await nothingLeft();
  });

  it('plays music instead, and shows who the flow says', async () => {
    outside.behave({ is: 'attended' });
    const { call, ani } = await olgaCalls('2002');
    const there = await outside.nextCall(PATIENCE_MS);
    expect(there.remoteIdentity).toMatchObject({ name: 'Office', number: '74951112233' });
    there.ring();
    await hears(call, MUSIC);
    await there.answer();
    await hears(call, `${OUTSIDE}`);
    await hearsAllOf(call, there, `${OUTSIDE}`);
    await centre.untilTalk(ani);
    there.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await nothingLeft();
  });

  it('answers an unanswered caller only when the far end answers', async () => {
    outside.behave({ is: 'attended' });
    const { call } = await olgaCalls('2003');
    const there = await outside.nextCall(PATIENCE_MS);
    there.ring();
    await centre.eventually(
      'it rings',
      () => Promise.resolve(call.state.is),
      (state) => state === 'ringing',
    );
    await there.answer();
    await call.answered(PATIENCE_MS);
    await hears(call, `${OUTSIDE}`);
    call.hangup();
    await nothingLeft();
  });

  it('goes on ringing and talking over a crash, and takes the answer that came meanwhile', async () => {
    outside.behave({ is: 'attended' });
    const talker = await olgaCalls('2001');
    const talks = await outside.nextCall(PATIENCE_MS);
    await talks.answer();
    await hears(talker.call, `${OUTSIDE}`);
    await centre.untilTalk(talker.ani);
    const ringer = await olgaCalls('2003');
    const rings = await outside.nextCall(PATIENCE_MS);
    rings.ring();
    const leaver = await olgaCalls('2003');
    const left = await outside.nextCall(PATIENCE_MS);
    left.ring();
    await centre.eventually(
      'it rings',
      () => Promise.resolve(leaver.call.state.is),
      (state) => state === 'ringing',
    );

    await centre.crash();
    await rings.answer();
    leaver.call.hangup();
    await hearsAllOf(talker.call, talks, `${OUTSIDE}`);
    await centre.start();

    await hears(ringer.call, `${OUTSIDE}`);
    await expect(left.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them', how: 'cancelled' });
    await hearsAllOf(talker.call, talks, `${OUTSIDE}`);
    talks.hangup();
    await hears(talker.call, centre.tone('office/goodbye'));
    ringer.call.hangup();
    await rings.ended(PATIENCE_MS);
    await nothingLeft();
  });

  it('records a message, keeps it, and plays it back', async () => {
    const { call, ani } = await olgaCalls('2004');
    await hears(call, centre.tone('office/welcome'));
    await hearsTheTone(call);
    const began = performance.now();
    await speaks(call, 2_500);
    call.say('silence');
    await call.press('#');
    const saidMs = performance.now() - began;
    await hears(call, `${OLGA}`);
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    const { events } = await centre.history(ani);
    const value = events.findLast(({ type }) => type === 'flow.variable')?.data['value'];
    const { recording, seconds } = value as { recording: string; seconds: number };
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(saidMs / 1_000 + 1);
    const { samples } = await readWav(join(centre.asterisk.recordingRoot, `${recording}.wav`));
    const heard = hearAll(samples).filter(({ key }) => key === `${OLGA}`);
    expect(heard.reduce((sum, { forMs }) => sum + forMs, 0)).toBeGreaterThan(1_800);
  });

  it('goes on recording over a crash', async () => {
    const { call, ani } = await olgaCalls('2004');
    await hears(call, centre.tone('office/welcome'));
    await hearsTheTone(call);
    await centre.crash();
    await speaks(call, 1_000);
    await centre.start();
    await speaks(call, 1_000);
    call.say('silence');
    await call.press('#');
    await hears(call, `${OLGA}`);
    call.hangup();
    const { events } = await centre.history(ani);
    const value = events.findLast(({ type }) => type === 'flow.variable')?.data['value'];
    expect((value as { seconds: number }).seconds).toBeGreaterThan(1);
  });

  it('sends a caller away, or keeps those who cannot go', async () => {
    const { call } = await olgaCalls('2005');
    const to = await new Promise<string>((resolve) => call.events.on('refer', (refer) => resolve(refer.to)));
    expect(to).toBe(`sip:4999@${FAR.address}`);
    call.reportTransfer(200);
    call.hangup();
    await nothingLeft();

    const stays = (await olgaCalls('2005')).call;
    stays.events.on('refer', () => stays.reportTransfer(603));
    await hears(stays, centre.tone('office/wrong-key'));
    await stays.ended(PATIENCE_MS);
  });
});
