import type { Call } from '../../src/phone/call';
import type { Phone } from '../../src/phone/phone';
import { hears, hearsAllOf } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const BORIS = 1000;
const CALLER = 1200;

const FILES = {
  'flows/main.yaml': `flow: main
start: hello
steps:
  hello:
    - queue: { name: sales, on: { done: bye } }
    - hangup
  bye:
    - play: { prompts: office/goodbye, barge_in: false }
    - hangup
`,
  'numbers.yaml': 'numbers:\n  "1000": { flow: main }\n',
  'agents.yaml': `agents:
  anna: { name: Anna Berg, phone: anna, queues: [sales] }
  boris: { name: Boris Orlov, phone: boris, queues: [sales] }
`,
  // Phones ring on while nobody serves, however long that takes.
  'queues.yaml': `queues:
  sales: { title: Sales, ring_for: 2m, wrap_up: 1s, announce: { position: false } }
  support: { title: Support }
  personal: { title: Personal }
`,
};

describe('kill -9 of the node that serves, with another one standing by', () => {
  const centre = useLiveCentre({ files: FILES });

  async function calls(ani: string): Promise<{ call: Call; ani: string }> {
    return { call: (await centre.caller(ani, CALLER)).call('1000'), ani };
  }

  /** Anna is rung for this caller next; the two talk, and she hangs up. */
  async function serves(anna: Phone, { call, ani }: { call: Call; ani: string }): Promise<void> {
    const ringing = await anna.nextCall(PATIENCE_MS);
    expect(ringing.remoteIdentity.number).toBe(ani);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await centre.untilTalk(ani);
    ringing.hangup();
  }

  it('takes over: who talks talks on, who rings is answered once, and who waits is served in turn', async () => {
    const anna = await centre.agent('anna', ANNA);
    const boris = await centre.agent('boris', BORIS);
    await centre.is('anna', 'available');
    const talker = await calls('79180000001');
    const annas = await anna.nextCall(PATIENCE_MS);
    await annas.answer();
    await hears(talker.call, `${ANNA}`);
    await centre.untilTalk(talker.ani);
    await centre.is('boris', 'available');
    const rung = await calls('79180000002');
    const ringing = await boris.nextCall(PATIENCE_MS);
    ringing.ring();
    await hears(rung.call, MUSIC);
    const waiting: { call: Call; ani: string }[] = [];
    for (const ani of ['79180000003', '79180000004', '79180000005']) {
      const next = await calls(ani);
      await hears(next.call, MUSIC);
      waiting.push(next);
    }

    const other = await centre.standBy();
    await centre.crash();
    await other();

    await hearsAllOf(talker.call, annas, `${ANNA}`);
    expect(await centre.stateOf('anna')).toBe('on-call');
    const [queue] = (await centre.queues()).filter(({ name }) => name === 'sales');
    expect(queue?.waiting).toBe(4);
    const answered = ringing.state.is === 'over' ? await boris.nextCall(PATIENCE_MS) : ringing;
    expect(answered.remoteIdentity.number).toBe(rung.ani);
    await answered.answer();
    await hears(rung.call, `${BORIS}`);
    await centre.untilTalk(rung.ani);

    // The places are kept.
    annas.hangup();
    for (const next of waiting) await serves(anna, next);
    answered.hangup();

    for (const { ani } of [talker, rung, ...waiting]) {
      const { events } = await centre.history(ani);
      const of = (type: string) => events.filter((each) => each.type === type);
      expect(of('queue.entered')).toHaveLength(1);
      expect(of('queue.left').map(({ data }) => data['reason'])).toEqual(['answered']);
      expect(of('queue.connected')).toHaveLength(1);
      expect(of('queue.talk-ended')).toHaveLength(1);
    }
    await centre.eventually(
      'no channels',
      () => centre.asterisk.cli('core show channels count'),
      (text) => text.includes('0 active channels'),
    );
    await Promise.all([anna.close({ abruptly: true }), boris.close({ abruptly: true })]);
  });
});
