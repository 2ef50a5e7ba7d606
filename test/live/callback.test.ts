import type { Call } from '../../src/phone/call';
import { Phone } from '../../src/phone/phone';
import { hears } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { ofOffice } from '../support/live-site';
import { PATIENCE_MS } from '../support/patience';
import { trunkConf, useFarEnd } from '../support/trunk';

const ANNA = 800;
const CUSTOMER = 1000;
const OLGA = 1200;
/** The network beyond the trunk is one phone there: the customer's. */
const FAR = useFarEnd('127.0.0.10');

/** Who waits, and may be called back in a mode. */
const flows = (main: string, waiting: string, mode: string) => ({
  [`flows/${main}.yaml`]: `flow: ${main}
start: hello
steps:
  hello:
    - answer
    - queue: { name: sales, while_waiting: ${waiting}, on: { done: bye, callback: bye, timeout: bye, full: bye, nobody: bye } }
  bye:
    - play: { prompts: office/goodbye, barge_in: false }
    - hangup
`,
  [`flows/${waiting}.yaml`]: `flow: ${waiting}
start: a
steps:
  a:
    - menu: { prompt: office/please-choose, keys: { 2: back }, wait: 5s, no_input: { tries: 1, then: a }, no_match: { tries: 9, then: a } }
  back:
    - callback: { queue: sales, over: carrier, retry_after: 10s, ring_for: 2m, mode: ${mode}, on: { already: a, failed: a } }
    - play: { prompts: office/holiday, barge_in: false }
    - return
`,
});

const FILES = {
  'prompts/en.yaml': `${ofOffice('prompts/en.yaml')}
callback/busy: The customer's line is engaged.
callback/no-answer: The customer does not answer.
callback/unreachable: The customer cannot be reached.
`,
  'numbers.yaml':
    'numbers:\n  "1000": { flow: main }\n  "1001": { flow: first }\nfeature_codes:\n  "*41": agent_available\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna Berg, phone: anna, skills: { sales: 80 }, queues: [sales] }\n',
  'trunks.yaml': 'trunks:\n  carrier: { allow: ["7916XXXXXXX"], caller_id: "74950000000" }\n',
  get 'asterisk/pjsip_trunks.conf'() {
    return trunkConf('carrier', FAR);
  },
  ...flows('main', 'waiting', 'agent_first'),
  ...flows('first', 'waiting_first', 'customer_first'),
};

interface Listed {
  readonly callbacks: readonly { readonly number: string; readonly state: string; readonly last: string | null }[];
}

describe('a caller who is called back', () => {
  const centre = useLiveCentre({ files: FILES, usualPromptMs: 600 });
  let customer: Phone;
  let anna: Phone;
  let number = 79160003000;

  beforeAll(async () => {
    customer = await Phone.open({ ...FAR, user: 'far', server: centre.asterisk.sip, says: CUSTOMER });
    anna = await centre.agent('anna', ANNA, { manner: { is: 'attended' } });
  });
  beforeEach(() => customer.behave({ is: 'attended' }));
  afterEach(() => centre.is('anna', 'signed-out'));
  afterAll(() => customer.close({ abruptly: true }));

  /** Olga waits, presses the key, hears that she will be called, and hangs up. */
  async function olgaAsks(dnis = '1000'): Promise<string> {
    const ani = `${++number}`;
    const call = (await centre.caller(ani, OLGA)).call(dnis);
    await hears(call, centre.tone('office/please-choose'));
    await call.press('2');
    await hears(call, centre.tone('office/holiday'));
    call.hangup();
    await centre.eventually(
      'the call is over',
      () => centre.calls(),
      (calls) => calls.length === 0,
    );
    return ani;
  }

  const ended = async (ani: string) =>
    (await centre.history(ani)).events.filter(({ type }) => type === 'callback.ended');
  const channels = async (): Promise<string> => (await centre.asterisk.cli('core show channels concise')).trim();

  async function theyTalk(agent: Call, there: Call, ani: string): Promise<void> {
    await hears(there, `${ANNA}`);
    await hears(agent, `${CUSTOMER}`);
    await centre.untilTalk(ani);
    there.hangup();
    await agent.ended(PATIENCE_MS);
    await centre.untilAgent('anna', 'available');
    await centre.eventually('no channel is left', channels, (left) => left === '');
  }

  it('keeps the place; the agent hears it ring at the customer, and both hear each other', async () => {
    const ani = await olgaAsks();
    await centre.is('anna', 'available');
    const ringing = await anna.nextCall(PATIENCE_MS);
    expect(ringing.remoteIdentity).toMatchObject({ number: ani, name: 'Callback: Sales' });
    await ringing.answer();
    const there = await customer.nextCall(PATIENCE_MS);
    expect(there.remoteIdentity.number).toBe('74950000000');
    there.ring();
    await hears(ringing, 'sound');
    await there.answer();
    await theyTalk(ringing, there, ani);
    const { call, events } = await centre.history(ani);
    expect(call.outcome).toBe('answered');
    const types = events.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['callback.tried', 'callback.ended', 'queue.connected']));
    expect((await ended(ani)).map(({ data }) => data['how'])).toEqual(['done']);
  });

  it('busy: the agent is told so and is free, and calls again after the pause', async () => {
    customer.behave({ is: 'busy' });
    const ani = await olgaAsks();
    await centre.is('anna', 'available');
    const first = await anna.nextCall(PATIENCE_MS);
    await first.answer();
    // The call that was engaged.
    await customer.nextCall(PATIENCE_MS);
    await hears(first, centre.tone('callback/busy'));
    await first.ended(PATIENCE_MS);
    await centre.untilAgent('anna', 'available');
    const { callbacks } = await centre.api<Listed>('GET', '/callbacks');
    expect(callbacks).toMatchObject([{ number: ani, state: 'later', last: 'busy' }]);
    customer.behave({ is: 'attended' });
    const second = await anna.nextCall(PATIENCE_MS);
    await second.answer();
    const there = await customer.nextCall(PATIENCE_MS);
    await there.answer();
    await theyTalk(second, there, ani);
  });

  it('survives the death of the node while they wait, while the agent is rung, and while the customer is', async () => {
    const ani = await olgaAsks();
    await centre.crash();
    await centre.start();
    await centre.is('anna', 'available');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await centre.crash();
    await centre.start();
    await ringing.answer();
    const there = await customer.nextCall(PATIENCE_MS);
    there.ring();
    await hears(ringing, 'sound');
    await centre.crash();
    await centre.start();
    await there.answer();
    await theyTalk(ringing, there, ani);
    expect((await ended(ani)).map(({ data }) => data['how'])).toEqual(['done']);
  });

  // Asterisk hangs up on who answers while there is no node to take them.
  it('answers while no node is there: they are called again when it is back, and the agent is still on the line', async () => {
    const ani = await olgaAsks();
    await centre.is('anna', 'available');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    const first = await customer.nextCall(PATIENCE_MS);
    await centre.crash();
    await first.answer();
    await first.ended(PATIENCE_MS);
    await centre.start();
    const there = await customer.nextCall(PATIENCE_MS);
    await there.answer();
    await theyTalk(ringing, there, ani);
  });

  describe('the customer first', () => {
    /** The customer is called, and Anna, who is kept free, is not rung. */
    async function isCalled(): Promise<Call> {
      const before = anna.calls.length;
      const there = await customer.nextCall(PATIENCE_MS);
      there.ring();
      await centre.untilAgent('anna', 'offered');
      expect(anna.calls).toHaveLength(before);
      return there;
    }

    it('who answers hears music until the agent does, and both hear each other', async () => {
      const ani = await olgaAsks('1001');
      await centre.is('anna', 'available');
      const there = await isCalled();
      await there.answer();
      const ringing = await anna.nextCall(PATIENCE_MS);
      expect(ringing.remoteIdentity).toMatchObject({ number: ani, name: 'Callback: Sales' });
      ringing.ring();
      await hears(there, MUSIC);
      await ringing.answer();
      await theyTalk(ringing, there, ani);
      expect((await ended(ani)).map(({ data }) => data['how'])).toEqual(['done']);
    });

    it('busy: the agent hears nothing of it and is free, and the customer is called again', async () => {
      customer.behave({ is: 'busy' });
      const ani = await olgaAsks('1001');
      const before = anna.calls.length;
      await centre.is('anna', 'available');
      await customer.nextCall(PATIENCE_MS);
      await centre.untilAgent('anna', 'available');
      const { callbacks } = await centre.api<Listed>('GET', '/callbacks');
      expect(callbacks).toMatchObject([{ number: ani, last: 'busy' }]);
      expect(anna.calls).toHaveLength(before);
      customer.behave({ is: 'attended' });
      const there = await isCalled();
      await there.answer();
      const ringing = await anna.nextCall(PATIENCE_MS);
      await ringing.answer();
      await theyTalk(ringing, there, ani);
      const tried = (await centre.history(ani)).events.filter(({ type }) => type === 'callback.tried');
      expect(tried.map(({ data }) => data['how'])).toEqual(['busy', 'answered']);
    });

    it('survives the death of the node while the customer is called, and while the agent is', async () => {
      const ani = await olgaAsks('1001');
      await centre.is('anna', 'available');
      const there = await isCalled();
      await centre.crash();
      await centre.start();
      await there.answer();
      const ringing = await anna.nextCall(PATIENCE_MS);
      ringing.ring();
      await hears(there, MUSIC);
      await centre.crash();
      await centre.start();
      await ringing.answer();
      await theyTalk(ringing, there, ani);
      expect((await ended(ani)).map(({ data }) => data['how'])).toEqual(['done']);
    });
  });
});
