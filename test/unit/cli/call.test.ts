import type { Call } from '../../../src/phone/call';
import { Phone } from '../../../src/phone/phone';
import { json, TestStream, TestWorld } from './world';

const SOON = 5_000;
// Calls go at the pace of calls, and the machine may be busy.
let pbx: Phone;
let stream: TestStream;
let world: TestWorld;

/** A phone that stands for Asterisk, and a stream that stands for Carillon. */
beforeEach(async () => {
  pbx = await Phone.open({ address: '127.0.0.3', user: 'pbx', server: { address: '127.0.0.9', port: 9 } });
  stream = new TestStream();
  world = new TestWorld(({ url, signal }) => {
    switch (url.pathname.replace('/api/v1', '')) {
      case '/phones/carillon-cli':
        return json({ account: 'carillon-cli', agent: null, name: 'cli', password: 'secret', address: null });
      case '/agents':
        return json({ agents: [{ id: 'anna', name: 'Anna Berg' }] });
      case '/events':
        return stream.open(signal);
      default:
        return undefined;
    }
  });
  world.env['CARILLON_SIP_HOST'] = '127.0.0.3';
  world.env['CARILLON_SIP_PORT'] = String(pbx.local.port);
});

afterEach(() => pbx.close());

const arrived = { facts: { campaign: '', language: 'en' }, flow: 'main', revision: 'r' };
const ended = (outcome: string) => ({ outcome, by: 'us', cause: 16, node: null });

async function answeredCall(): Promise<Call> {
  const call = await pbx.nextCall(SOON);
  call.ring();
  await world.says('ringing');
  await call.answer();
  await world.says('answered');
  return call;
}

describe('carillon call', () => {
  test('tells what Carillon says and what is heard, and presses keys', async () => {
    const done = world.carillon('call', '1000', '--from', '79160000001', '--name', 'Olga');
    const theirs = await answeredCall();
    expect(theirs.called).toBe('1000');
    expect(theirs.remoteIdentity).toEqual({ name: 'Olga', number: '79160000001' });
    expect(world.asked).toContain(`GET /events?call=${encodeURIComponent(theirs.callId)}`);
    stream.event('call.arrived', arrived);
    stream.event('flow.play', { node: 'a.0', media: [{ is: 'prompt', name: 'office/welcome', text: 'Welcome.' }] });
    theirs.say(800);
    await world.says('hearing a tone of 800 Hz');
    world.stdin.write('12#\n');
    while (theirs.digits !== '12#') await new Promise((resolve) => theirs.events.once('dtmf', resolve));
    stream.event('flow.input', { node: 'a.0', heard: 'match', keys: '12' });
    stream.event('queue.connected', { queue: 'sales', agent: 'anna', leg: 'l', ticket: 't', waitedMs: 3_000 });
    // While we talk, the other side hears that we are there.
    await theirs.hears(400, { withinMs: SOON });
    theirs.hangup();
    stream.event('call.ended', ended('answered'));
    expect(await done).toBe(0);
    expect(world.lines).toEqual([
      'calling 1000 as 79160000001',
      'ringing',
      'answered',
      'arrived: flow main, language en, revision r',
      '▶ office/welcome  “Welcome.”',
      '♪ hearing a tone of 800 Hz',
      'pressed 12#',
      'understood 12',
      'Anna Berg answered after 0:03 in the queue',
      'ended: answered (by Carillon, cause 16)',
      expect.stringMatching(/^The other side hung up after 0:0\d\.$/),
    ]);
  });

  test('says when a prompt is played and nothing is heard', async () => {
    const done = world.carillon('call', '1000');
    await answeredCall();
    stream.event('flow.play', { node: 'a.0', media: [{ is: 'prompt', name: 'office/welcome' }] });
    await world.says(/nothing is heard of it \((no sound came at all|only silence came)\)/);
    world.stdin.write('q\n');
    stream.event('call.ended', ended('left'));
    expect(await done).toBe(0);
    expect(world.out).toContain('You hung up after');
  });

  test('presses prepared keys when it is our turn', async () => {
    const done = world.carillon('call', '1000', '--keys', '1,2*', '--quiet');
    const theirs = await answeredCall();
    for (const expected of ['1', '12*']) {
      // Silence alone is not enough: something must have been said to us.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(theirs.digits).toBe(expected === '1' ? '' : '1');
      theirs.say(600);
      await new Promise((resolve) => setTimeout(resolve, 300));
      theirs.say('silence');
      while (theirs.digits !== expected) await new Promise((resolve) => theirs.events.once('dtmf', resolve));
    }
    await world.says('pressed 2*');
    expect(theirs.digits).toBe('12*');
    stream.event('flow.play', { node: 'a.0', media: [{ is: 'prompt', name: 'office/welcome' }] });
    theirs.hangup();
    stream.event('call.ended', ended('self-served'));
    await done;
    expect(world.lines.filter((line) => /pressed|♪|▶/.test(line))).toEqual(['pressed 1', 'pressed 2*']);
  });

  test('keys that come in a pipe before the answer wait for their turn', async () => {
    const done = world.carillon('call', '1000');
    world.stdin.write('5\n');
    const theirs = await answeredCall();
    theirs.say(600);
    await new Promise((resolve) => setTimeout(resolve, 300));
    theirs.say('silence');
    while (theirs.digits !== '5') await new Promise((resolve) => theirs.events.once('dtmf', resolve));
    theirs.hangup();
    stream.event('call.ended', ended('self-served'));
    expect(await done).toBe(0);
  });

  test('hangs up after a while', async () => {
    const done = world.carillon('call', '1000', '--for', '1s');
    const theirs = await answeredCall();
    await theirs.ended(SOON);
    stream.event('call.ended', ended('left'));
    expect(await done).toBe(0);
    expect(world.out).toContain('1s are over: hanging up');
  });

  test('Ctrl-C hangs up; twice, without waiting', async () => {
    const done = world.carillon('call', '1000');
    const theirs = await pbx.nextCall(SOON);
    theirs.ring();
    await world.says('ringing');
    world.interrupt();
    world.interrupt();
    expect(await done).toBe(0);
    expect(world.lines.at(-1)).toBe('You hung up before the answer.');
  });

  test('a refusal is a sentence and a code', async () => {
    const done = world.carillon('call', '1000');
    (await pbx.nextCall(SOON)).reject(486);
    stream.event('call.refused', { cause: 'busy' });
    stream.event('call.ended', ended('refused'));
    expect(await done).toBe(1);
    expect(world.err).toBe('The call was refused: busy (SIP 486).\n');
  });

  test('the call goes on while Carillon is away', async () => {
    const done = world.carillon('call', '1000');
    const theirs = await answeredCall();
    stream.event('call.arrived', arrived);
    await world.says('arrived');
    stream.breakOff();
    await world.says('Carillon is away; the call goes on in Asterisk');
    await world.says('Carillon is there again');
    expect(theirs.state.is).toBe('talking');
    theirs.hangup();
    stream.event('call.ended', ended('answered'));
    expect(await done).toBe(0);
  });

  test('a token that may not listen to events is told, and the call goes on', async () => {
    const { fetch } = world;
    const refusing = new TestWorld();
    Object.assign(refusing, {
      fetch: (async (input: string, init: RequestInit) =>
        input.includes('/events')
          ? json({ detail: 'no right to events.see' }, 403)
          : fetch(input, init)) as typeof fetch,
      env: world.env,
    });
    const done = refusing.carillon('call', '1000');
    const call = await pbx.nextCall(SOON);
    await call.answer();
    await refusing.says('no right to events.see');
    call.hangup();
    expect(await done).toBe(0);
  });

  test('a line for the eye in a terminal, with keys one by one', async () => {
    world.stdout.isTTY = true;
    world.stdin.isTTY = true;
    const modes: boolean[] = [];
    world.stdin.setRawMode = (raw) => void modes.push(raw);
    world.env['NO_COLOR'] = '1';
    const done = world.carillon('call', '1000');
    const theirs = await answeredCall();
    stream.event('queue.entered', { ticket: 't', queue: 'sales', position: 2, priority: 0 });
    await world.says(/0:0\d {2}· {2}waiting in sales, #2 {2}· {2}♪ silence/);
    world.stdin.write('7');
    while (theirs.digits !== '7') await new Promise((resolve) => theirs.events.once('dtmf', resolve));
    world.stdin.write('\u0003');
    await theirs.ended(SOON);
    stream.event('call.ended', ended('abandoned'));
    expect(await done).toBe(0);
    expect(modes).toEqual([true, false]);
  });

  test('no Asterisk', async () => {
    world.env['CARILLON_SIP_HOST'] = 'no-such-host.invalid';
    expect(await world.carillon('call', '1000')).toBe(1);
    expect(world.err).toContain('CARILLON_SIP_HOST is "no-such-host.invalid"');
  });
});
