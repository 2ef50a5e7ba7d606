import type { Call } from '../../src/phone/call';
import { Phone } from '../../src/phone/phone';
import { hears, hearsAllOf, keysIn } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';
import { trunkConf, useFarEnd } from '../support/trunk';

const ANNA = 800;
const OUTSIDE = 1000;
const OLGA = 1200;
/** The network beyond the trunk is one phone there. */
const FAR = useFarEnd('127.0.0.8');
const TO_OUTSIDE = 'number: "\'4999\'", over: carrier, ring_for: 2m';
const FAILED = 'no_answer: vain, busy: vain, declined: vain, unreachable: vain, failed: vain';
const flow = (name: string, steps: string): string => `flow: ${name}
start: hello
steps:
  hello:
    - answer
${steps}
    - goto: done
  done: [ { play: { prompts: office/goodbye, barge_in: false } }, hangup ]
  vain: [ { play: office/nobody }, hangup ]
`;

const FILES = {
  'numbers.yaml': `numbers:
  "2100": { flow: keys }
  "2101": { flow: keys_there }
  "2102": { flow: controlled }
  "2103": { flow: several }
  "2104": { flow: limited }
`,
  'agents.yaml': `agents:
  anna: { name: Anna Berg, phone: anna, extension: "101", skills: { sales: 80 }, queues: [sales] }
`,
  'trunks.yaml': 'trunks:\n  carrier: { allow: ["4999"], caller_id: "74950000000" }\n',
  get 'asterisk/pjsip_trunks.conf'() {
    return trunkConf('carrier', FAR);
  },
  'flows/keys.yaml': flow('keys', "    - send_dtmf: '12w{{ call.dnis }}#'"),
  'flows/keys_there.yaml': flow(
    'keys_there',
    `    - connect: { ${TO_OUTSIDE}, send_dtmf: { keys: 'w42*', lasts: 160ms, gap: 120ms }, on: { done: done, ${FAILED} } }`,
  ),
  'flows/controlled.yaml': flow(
    'controlled',
    `    - play: { prompts: [office/welcome, office/holiday], controls: { pause: '2', rewind: '1', forward: '3', restart: '4', jump: 1m }, barge_in: false }`,
  ),
  'flows/several.yaml': flow(
    'several',
    `    - connect: { any_of: [ { extension: "'101'" }, { number: "'4999'", over: carrier } ], ring_for: 2m, on: { done: done, ${FAILED} } }`,
  ),
  'flows/limited.yaml': flow(
    'limited',
    `    - connect: { ${TO_OUTSIDE}, max_talk: { for: 10s, warn: 6s, play: office/closed }, on: { done: done, ${FAILED} } }`,
  ),
};

describe('what flows can do besides, with a real Asterisk', () => {
  const centre = useLiveCentre({
    files: FILES,
    usualPromptMs: 600,
    promptMs: { 'office/welcome': 60_000, 'office/holiday': 60_000 },
  });
  let outside: Phone;
  let number = 79180000000;

  beforeAll(async () => {
    const manner = { is: 'attended' } as const;
    outside = await Phone.open({ ...FAR, user: '4999', server: centre.asterisk.sip, says: OUTSIDE, manner });
  });
  afterAll(() => outside.close({ abruptly: true }));

  async function olgaCalls(dnis: string): Promise<{ call: Call; ani: string }> {
    const ani = `${++number}`;
    return { ani, call: (await centre.caller(ani, OLGA)).call(dnis) };
  }

  const channels = async (): Promise<string> => (await centre.asterisk.cli('core show channels concise')).trim();
  const nothingLeft = (): Promise<string> => centre.eventually('no channel is left', channels, (left) => left === '');
  const gets = (call: Call, keys: string): Promise<string> =>
    centre.eventually(
      `the keys ${keys}`,
      () => call.digits,
      (digits) => digits === keys,
    );

  it('sends keys to the caller, and goes on when all are sent', async () => {
    const { call, ani } = await olgaCalls('2100');
    await hears(call, centre.tone('office/goodbye'));
    await gets(call, '122100#');
    await call.ended(PATIENCE_MS);
    const { events } = await centre.history(ani);
    expect(events.find(({ type }) => type === 'flow.keys-sent')?.data).toMatchObject({ leg: null, keys: '12w2100#' });
  });

  it('sends keys to the number outside that has answered, and then the two talk', async () => {
    const { call, ani } = await olgaCalls('2101');
    const there = await outside.nextCall(PATIENCE_MS);
    there.ring();
    await there.answer();
    await gets(there, '42*');
    await hears(call, `${OUTSIDE}`);
    await hears(there, `${OLGA}`);
    await centre.untilTalk(ani);
    expect(call.digits).toBe('');
    there.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await nothingLeft();
  });

  it('plays with keys to go to and fro, keeps the place in a pause, and over a crash', async () => {
    const first = centre.tone('office/welcome');
    const second = centre.tone('office/holiday');
    const { call } = await olgaCalls('2102');
    await hears(call, first);
    await keysIn(call, '3');
    await hears(call, second);
    await keysIn(call, '2');
    await hears(call, 'silence');
    await keysIn(call, '2');
    await hears(call, second);
    await keysIn(call, '1');
    await hears(call, first);
    await keysIn(call, '3');
    await hears(call, second);
    await keysIn(call, '2');
    await hears(call, 'silence');
    const before = call.heard.length;
    await centre.crash();
    await centre.start();
    await keysIn(call, '2');
    await hears(call, second);
    expect(call.heard.slice(before).map(({ key }) => key)).not.toContain(first);
    await keysIn(call, '4');
    await hears(call, first);
    await keysIn(call, '3');
    await hears(call, second);
    await keysIn(call, '3');
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    await nothingLeft();
  });

  it('rings several at once, and who answers first gets the call', async () => {
    const anna = await centre.agent('anna', ANNA, { manner: { is: 'attended' } });
    const { call, ani } = await olgaCalls('2103');
    const [rings, there] = await Promise.all([anna.nextCall(PATIENCE_MS), outside.nextCall(PATIENCE_MS)]);
    rings.ring();
    there.ring();
    await hears(call, MUSIC);
    await there.answer();
    await rings.ended(PATIENCE_MS);
    await hears(call, `${OUTSIDE}`);
    await hearsAllOf(call, there, `${OUTSIDE}`);
    await centre.untilTalk(ani);
    there.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    const ended = (await centre.history(ani)).events.filter(({ type }) => type === 'dial.ended');
    expect(ended.map(({ data }) => data['how'])).toEqual(['answered-elsewhere', 'done']);
    await nothingLeft();
  });

  it('ends a talk that lasts too long, after a warning that the caller hears', async () => {
    const { call, ani } = await olgaCalls('2104');
    const there = await outside.nextCall(PATIENCE_MS);
    await there.answer();
    await hears(call, `${OUTSIDE}`);
    await hears(there, `${OLGA}`);
    await hears(call, centre.tone('office/closed'));
    await hears(call, `${OUTSIDE}`);
    await there.ended(PATIENCE_MS);
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    const [ended] = (await centre.history(ani)).events.filter(({ type }) => type === 'dial.ended');
    expect(ended?.data).toMatchObject({ how: 'done', by: 'us' });
    await nothingLeft();
  });
});
