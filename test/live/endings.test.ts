import type { Manner } from '../../src/phone/manner';
import type { Phone } from '../../src/phone/phone';
import { hears } from '../support/hearing';
import { MUSIC, useLiveCentre, type LiveCentre } from '../support/live-centre';
import { ofOffice } from '../support/live-site';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const BORIS = 1000;
const OLGA = 1200;

const QUEUES = `queues:
  sales: { title: Sales, skills: { sales: 1 }, ring_for: 8s, wrap_up: 1s, after_offer: { declined: 2s, busy: 2s }, announce: { position: false } }
  support: { title: Support, skills: { support: 1 } }
  personal: { title: Personal }
`;
const FLOW = `flow: main
start: hello
steps:
  hello:
    - answer
    - queue: { name: sales, on: { done: end, timeout: end } }
  end:
    - hangup
`;

describe('each ending of an offer', () => {
  const centre = useLiveCentre({ files: { 'queues.yaml': QUEUES, 'flows/main.yaml': FLOW } });
  let number = 79170000000;

  async function floor(annaDoes: Manner): Promise<{ anna: Phone; boris: Phone; olga: Phone; ani: string }> {
    const [anna, boris] = await Promise.all([
      centre.agent('anna', ANNA, { manner: annaDoes }),
      centre.agent('boris', BORIS),
    ]);
    await centre.is('boris', 'signed-out');
    await centre.is('anna', 'signed-out');
    await centre.is('anna', 'available');
    await centre.is('boris', 'available');
    const ani = `${++number}`;
    return { anna, boris, olga: await centre.caller(ani, OLGA), ani };
  }

  async function offerEnds(annaDoes: Manner, how: string, annaIs: string, open: LiveCentre = centre): Promise<void> {
    const { boris, olga, ani } = await floor(annaDoes);
    const call = olga.call('1000');
    const ringing = await boris.nextCall(PATIENCE_MS);
    expect(await open.stateOf('anna')).toBe(annaIs);
    await ringing.answer();
    await hears(call, `${BORIS}`);
    await hears(ringing, `${OLGA}`);
    await open.untilTalk(ani);
    call.hangup();
    await open.untilAgent('boris', 'available');
    const { events } = await open.history(ani);
    expect(
      events
        .filter(({ type }) => type === 'queue.offer-ended')
        .map(({ data }) => `${String(data['agent'])} ${String(data['how'])}`),
    ).toEqual([`anna ${how}`, 'boris accepted']);
    expect(events.filter(({ type }) => type === 'queue.left').map(({ data }) => data['reason'])).toEqual(['answered']);
  }

  it('no answer: the call goes to the next agent', () =>
    offerEnds({ is: 'only-rings' }, 'ring-no-answer', 'not-ready (ring-no-answer)'));
  it('busy: the call goes to the next agent', () => offerEnds({ is: 'busy' }, 'busy', 'available'));
  it('declined: the call goes to the next agent', () => offerEnds({ is: 'declines' }, 'declined', 'available'));
  it('a phone that answers as the ringing is given up is told so, and nobody is lost', () =>
    offerEnds({ is: 'answers-on-cancel' }, 'ring-no-answer', 'not-ready (ring-no-answer)'));

  it('an unreachable phone: the call goes to the next agent', async () => {
    const { anna, boris, olga, ani } = await floor({ is: 'attended' });
    await anna.unregister();
    const call = olga.call('1000');
    const ringing = await boris.nextCall(PATIENCE_MS);
    expect(await centre.stateOf('anna')).toBe('not-ready (unreachable)');
    await ringing.answer();
    await hears(call, `${BORIS}`);
    await centre.untilTalk(ani);
    ringing.hangup();
    await call.ended(PATIENCE_MS);
    const { events } = await centre.history(ani);
    expect(events.find(({ type }) => type === 'queue.offer-ended')?.data).toMatchObject({
      agent: 'anna',
      how: 'unreachable',
    });
  });

  it('the caller hangs up while it rings: the phone stops, and the agent is free at once', async () => {
    const { anna, olga, ani } = await floor({ is: 'attended' });
    const call = olga.call('1000');
    const ringing = await anna.nextCall(PATIENCE_MS);
    ringing.ring();
    call.hangup();
    await expect(ringing.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them', how: 'cancelled' });
    await centre.untilAgent('anna', 'available');
    const { call: row, events } = await centre.history(ani);
    expect(row.outcome).toBe('abandoned');
    expect(events.filter(({ type }) => type === 'queue.left').map(({ data }) => data['reason'])).toEqual(['abandoned']);
  });

  it('the agent is gone at the moment of the answer: the caller waits on and gets the next one', async () => {
    const { anna, boris, olga, ani } = await floor({ is: 'attended' });
    const call = olga.call('1000');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    ringing.hangup();
    const next = await boris.nextCall(PATIENCE_MS);
    await next.answer();
    await hears(call, `${BORIS}`);
    call.hangup();
    await centre.untilAgent('boris', 'available');
    await centre.untilAgent('anna', 'available');
    const { events } = await centre.history(ani);
    expect(events.filter(({ type }) => type === 'queue.left')).toHaveLength(1);
  });

  it('everybody hangs up at once in the middle of offers: every agent is free again', async () => {
    const { anna, boris } = await floor({ is: 'attended' });
    anna.behave({ is: 'answers', afterMs: 300 });
    boris.behave({ is: 'answers', afterMs: 300 });
    const callers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => centre.caller(`7918000000${index}`, OLGA)),
    );
    const calls = callers.map((caller) => caller.call('1000'));
    await Promise.all(calls.map((call) => call.answered(PATIENCE_MS)));
    await hears(calls[7]!, MUSIC);
    for (const call of calls) call.hangup();
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
    await centre.eventually(
      'no bridges',
      () => centre.asterisk.cli('bridge show all'),
      (text) => !text.includes('mixing'),
    );
  });
});

describe('an agent who confirms by key', () => {
  const centre = useLiveCentre({
    files: {
      'queues.yaml': QUEUES.replace(
        'ring_for: 8s',
        "ring_for: 2m, confirm: { key: '#', within: 30s, prompt: office/press-hash }",
      ),
      'flows/main.yaml': FLOW,
      'prompts/en.yaml': `${ofOffice('prompts/en.yaml')}\noffice/press-hash: Press hash to take the call.\n`,
    },
  });

  it('a wrong key passes the call on; the right one, in RTP, connects the two, also after a kill -9', async () => {
    const [anna, boris] = await Promise.all([centre.agent('anna', ANNA), centre.agent('boris', BORIS)]);
    await centre.is('anna', 'available');
    const ani = '79170000901';
    const olga = await centre.caller(ani, OLGA);
    const call = olga.call('1000');
    const first = await anna.nextCall(PATIENCE_MS);
    await first.answer();
    await hears(first, centre.tone('office/press-hash'));
    await hears(call, MUSIC);
    await centre.is('boris', 'available');
    await first.press('5');
    await expect(first.ended(PATIENCE_MS)).resolves.toMatchObject({ by: 'them' });
    await centre.untilAgent('anna', 'not-ready (not-confirmed)');

    const second = await boris.nextCall(PATIENCE_MS);
    await second.answer();
    await hears(second, centre.tone('office/press-hash'));
    expect(await centre.stateOf('boris')).toBe('offered');
    await centre.crash();
    await centre.start();
    // What was pressed meanwhile would be lost: he is asked anew.
    await centre.eventually(
      'a second request to confirm',
      async () => (await centre.told('queue.confirm-asked')).filter(({ data }) => data.agent === 'boris').length,
      (asked) => asked === 2,
    );
    await second.press('#');
    await hears(call, `${BORIS}`);
    await hears(second, `${OLGA}`);
    await centre.untilTalk(ani);
    call.hangup();
    await centre.untilAgent('boris', 'available');
    const { events } = await centre.history(ani);
    expect(
      events
        .filter(({ type }) => type === 'queue.offer-ended')
        .map(({ data }) => `${String(data['agent'])} ${String(data['how'])}`),
    ).toEqual(['anna not-confirmed', 'boris accepted']);
  });
});
