import { Listener } from '../../../src/cli/call/hearing';
import { CallStory, type Scene } from '../../../src/cli/call/story';
import { describeEnding, type Ending } from '../../../src/cli/call/ending';
import type { ShownEvent } from '../../../src/cli/shown-event';

let serial = 0;
const event = (type: string, data: object): ShownEvent =>
  ({ id: `e${++serial}`, at: serial, call: 'c1', type, data }) as unknown as ShownEvent;

function told(...events: readonly ShownEvent[]): { lines: string[]; scene: Scene } {
  const story = new CallStory((agent) => (agent === 'anna' ? 'Anna Berg' : agent));
  let scene: Scene = { is: 'on-the-way' };
  const lines = events.flatMap((each) => {
    const { lines: more, scene: next } = story.tell(each);
    scene = next;
    return more.map(({ text }) => text);
  });
  return { lines, scene };
}

const facts = { campaign: 'radio', language: 'en' };
const offer = { ticket: 't', queue: 'sales', agent: 'anna', leg: 'l' };

describe('a call, told', () => {
  test('from the arrival to the talk and the end', () => {
    const { lines, scene } = told(
      event('call.arrived', { facts, flow: 'main', revision: 'abc' }),
      event('flow.lookup', { node: 'hello.1', connector: 'crm', result: 'found', tookMs: 12 }),
      event('flow.variable', { node: 'hello.1', name: 'customer', value: { name: 'Olga' } }),
      event('call.answered', {}),
      event('flow.play', {
        node: 'menu.0',
        media: [
          { is: 'prompt', name: 'office/welcome', text: 'Welcome.' },
          { is: 'prompt', name: 'office/jingle', text: null },
          { is: 'text', text: 'seven' },
          { is: 'recording', name: 'c.m4' },
          { is: 'silence', ms: 800 },
        ],
      }),
      event('flow.input', { node: 'menu.0', heard: 'no-input', keys: '' }),
      event('flow.input', { node: 'menu.0', heard: 'no-match', keys: '9' }),
      event('flow.input', { node: 'menu.0', heard: 'match', keys: '1' }),
      event('flow.step', { node: 'menu.0' }),
      event('queue.entered', { ...offer, position: 2, priority: 50 }),
      event('queue.offered', offer),
      event('queue.offer-ended', { ...offer, how: 'declined', rangMs: 3_000 }),
      event('queue.offered', offer),
      event('queue.offer-ended', { ...offer, how: 'accepted', rangMs: 3_000 }),
      event('queue.connected', { ...offer, waitedMs: 12_000 }),
      event('queue.left', { ...offer, reason: 'answered' }),
    );
    expect(lines).toEqual([
      'arrived: flow main, campaign radio, language en, revision abc',
      'look-up crm: found (12 ms)',
      'customer = {"name":"Olga"}',
      '▶ office/welcome  “Welcome.”',
      '▶ office/jingle',
      '▶ “seven”',
      '▶ the recording c.m4',
      '▶ silence, 800ms',
      'no key in time',
      'not understood: 9',
      'understood 1',
      'in the queue sales, position 2, priority 50',
      'ringing Anna Berg',
      'Anna Berg declined',
      'ringing Anna Berg',
      'Anna Berg answered after 0:12 in the queue',
    ]);
    expect(scene).toEqual({ is: 'talking', agent: 'Anna Berg' });
  });

  test('every way in which an offer, a talk, a queue visit and a call end', () => {
    const ended = (how: string) => told(event('queue.offer-ended', { ...offer, how, rangMs: 15_000 })).lines;
    expect(['ring-no-answer', 'busy', 'unreachable', 'withdrawn'].flatMap(ended)).toEqual([
      'Anna Berg did not answer for 15 s',
      'Anna Berg is busy on the phone',
      "Anna Berg's phone cannot be reached",
      'no longer ringing Anna Berg',
    ]);
    const talk = (by: string) => told(event('queue.talk-ended', { ...offer, by, talkedMs: 61_000 })).lines;
    expect(['agent', 'caller', 'unknown'].flatMap(talk)).toEqual([
      'Anna Berg hung up after 1:01',
      'the caller hung up after 1:01',
      'the talk with Anna Berg ended after 1:01',
    ]);
    const left = (reason: string) => told(event('queue.left', { ...offer, reason })).lines;
    expect(['answered', 'abandoned', 'timeout', 'full', 'nobody', 'withdrawn'].flatMap(left)).toEqual([
      'nobody answered in time',
      'the queue is full',
      'no agent who could take the call is signed in',
      'taken out of the queue',
    ]);
    expect(
      told(
        event('call.refused', { cause: 'busy' }),
        event('call.failed', { why: 'a bug' }),
        event('flow.problem', { node: 'a.0', what: 'no such key' }),
        event('call.ended', { outcome: 'answered', by: 'us', cause: 16, node: null }),
        event('call.ended', { outcome: 'lost', by: 'unknown', cause: null, node: null }),
      ),
    ).toEqual({
      lines: [
        'refused: busy',
        'Carillon failed on this call, and the dialplan takes it over: a bug',
        'not as written, at a.0: no such key',
        'ended: answered (by Carillon, cause 16)',
        'ended: lost',
      ],
      scene: { is: 'over' },
    });
  });

  test('a number without a flow, and texts that would move the cursor', () => {
    expect(told(event('call.arrived', { facts, flow: '', revision: 'abc' })).lines).toEqual([
      'arrived, and no flow is for this number',
    ]);
    expect(told(event('flow.problem', { node: 'a.0', what: 'x\u001b[2J\ny' })).lines).toEqual([
      'not as written, at a.0: x [2J y',
    ]);
  });

  test('a prompt in the queue does not take one out of it', () => {
    const { scene } = told(
      event('queue.entered', { ...offer, position: 1, priority: 0 }),
      event('queue.offered', offer),
      event('flow.play', { node: 'sales.0', media: [] }),
    );
    expect(scene).toEqual({ is: 'waiting', queue: 'sales', position: 1, ringing: 'Anna Berg' });
  });
});

describe('what is heard', () => {
  test('sound begins soon, and ends after more than the pauses of speech', () => {
    const listener = new Listener();
    expect(listener.check(1_000)).toBeUndefined();
    listener.hear({ key: 'sound', at: 1_000 });
    expect(listener.check(1_100)).toBeUndefined();
    expect(listener.check(1_200)).toEqual({ is: 'sound', what: 'sound' });
    listener.hear({ key: 'silence', at: 2_000 });
    expect(listener.check(3_100)).toBeUndefined();
    listener.hear({ key: 'sound', at: 3_100 });
    expect(listener.check(4_000)).toBeUndefined();
    listener.hear({ key: 'silence', at: 4_000 });
    expect(listener.silentForMs(5_300)).toBe(1_300);
    expect(listener.check(5_300)).toEqual({ is: 'silence' });
  });

  test('tones are told apart, but not within speech', () => {
    const listener = new Listener();
    listener.hear({ key: '400+600', at: 1_000 });
    expect(listener.check(1_200)).toEqual({ is: 'sound', what: 'a tone of 400+600 Hz' });
    listener.hear({ key: 'sound', at: 2_000 });
    expect(listener.check(2_300)).toBeUndefined();
    expect(listener.check(2_500)).toEqual({ is: 'sound', what: 'sound' });
    expect(listener.silentForMs(2_500)).toBe(0);
  });
});

describe('the last sentence', () => {
  const ending = (more: Partial<Ending>) =>
    describeEnding({
      end: { by: 'them', how: 'hung-up' },
      number: '1000',
      server: '127.0.0.1:5060',
      answeredAt: 1_000,
      endedAt: 62_000,
      outcome: 'answered',
      ...more,
    });

  test('of a call that was one', () => {
    expect(ending({})).toEqual({ sentence: 'The other side hung up after 1:01.', code: 0 });
    expect(ending({ end: { by: 'us', how: 'hung-up' } })).toEqual({ sentence: 'You hung up after 1:01.', code: 0 });
    expect(ending({ outcome: 'failed' })).toEqual({
      sentence: 'The other side hung up after 1:01; Carillon calls it failed.',
      code: 1,
    });
  });

  test.each([
    [{ by: 'us', how: 'cancelled' }, 'You hung up before the answer.', 0],
    [{ by: 'them', how: 'no-response' }, 'Nothing answers SIP at 127.0.0.1:5060;', 1],
    [{ by: 'us', how: 'failed' }, 'There is no sound that both sides understand', 1],
    [{ by: 'us', how: 'phone-closed' }, 'The call was broken off.', 1],
    [{ by: 'them', how: 'rejected', code: 401 }, 'Asterisk does not let us call (SIP 401)', 1],
    [{ by: 'them', how: 'rejected', code: 404 }, 'The number 1000 leads nowhere (SIP 404)', 1],
    [{ by: 'them', how: 'rejected', code: 486 }, 'The call was refused: busy (SIP 486).', 1],
    [{ by: 'them', how: 'rejected', code: 603 }, 'The call was declined (SIP 603).', 1],
    [{ by: 'them', how: 'rejected', code: 480 }, 'Nobody answered (SIP 480).', 1],
    [{ by: 'them', how: 'rejected', code: 488 }, 'Asterisk wants another codec', 1],
    [{ by: 'them', how: 'rejected', code: 503 }, 'The call cannot be taken at the moment (SIP 503).', 1],
    [{ by: 'them', how: 'rejected', code: 410 }, 'The call was refused (SIP 410).', 1],
  ] as const)('of a call that was none: %j', (end, begins, code) => {
    const ended = ending({ end, answeredAt: null, outcome: null });
    expect(ended.sentence.startsWith(begins)).toBe(true);
    expect(ended.code).toBe(code);
  });
});
