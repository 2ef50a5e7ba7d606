import { Dialled } from '../../../src/cli/desk/dialled';
import { orderOfLine } from '../../../src/cli/desk/orders';
import { Phone } from '../../../src/phone/phone';
import { SipRefused } from '../../../src/phone/sip-refused';
import { json, problem, TestStream, TestWorld } from './world';

const SOON = 5_000;
// Calls go at the pace of calls, and the machine may be busy.
let pbx: Phone;
let stream: TestStream;
let world: TestWorld;
let state: { state: string; reason: string };

const view = (id: string, phone: string) => ({
  ...{ id, name: `${id} Berg`, phone, since: Date.now(), until: null, queues: [], skills: {}, call: null, next: null },
  ...state,
});

/** A phone that stands for Asterisk; registrations are only noted. */
beforeEach(async () => {
  state = { state: 'signed-out', reason: '' };
  pbx = await Phone.open({ address: '127.0.0.3', user: 'pbx', server: { address: '127.0.0.9', port: 9 } });
  stream = new TestStream();
  world = new TestWorld(({ url, method, body, signal }) => {
    const path = url.pathname.replace('/api/v1', '');
    if (path === '/agents') return json({ agents: [view('anna', 'anna'), view('boris', 'sip:boris@127.0.0.5:0')] });
    if (path === '/phones/anna')
      return json({ account: 'anna', agent: 'anna', name: 'Anna', password: 'p', address: null });
    if (path === '/events') return stream.open(signal);
    if (method !== 'PUT') return undefined;
    const { state: to, reason = '' } = body as { state: string; reason?: string };
    if (to === 'not-ready' && reason === 'never') return problem(409, 'not in the middle of this');
    state = { state: to, reason };
    return json(view('anna', 'anna'));
  });
  world.env['CARILLON_SIP_HOST'] = '127.0.0.3';
  world.env['CARILLON_SIP_PORT'] = String(pbx.local.port);
  const open = world.openPhone;
  Object.assign(world, {
    openPhone: async (options: Parameters<typeof open>[0]) =>
      Object.assign(await open(options), { register: async () => 300, unregister: async () => undefined }),
  });
});

afterEach(() => pbx.close());

const says = (order: string) => world.stdin.write(`${order}\n`);
const agentsPhone = () => `sip:anna@127.0.0.1:${world.phones[0]!.local.port}`;
const states = () => world.asked.filter((each) => each.startsWith('PUT'));

async function atTheDesk(...options: readonly string[]): Promise<Promise<number>> {
  const done = world.carillon('phone', 'anna', ...options);
  await world.says('registered at');
  return done;
}

describe('carillon phone', () => {
  test('rings with the caller, is answered, and both sides hear each other', async () => {
    const desk = world.carillon('phone', 'anna');
    await world.says('The phone of anna Berg, registered at 127.0.0.3');
    const call = pbx.call(agentsPhone(), { from: '79160000001', name: 'Sales: Olga', says: 800 });
    await world.says('☎ Sales: Olga, 79160000001 calls');
    expect(call.state.is).not.toBe('talking');
    // How long it rang is no part of the talk.
    const now = world.now;
    world.now = () => now() + 60_000;
    says('a');
    await call.answered(SOON);
    await world.says('hearing a tone of 800 Hz');
    await call.hears(600, { withinMs: SOON });
    says('press 12');
    while (call.digits !== '12') await new Promise((resolve) => call.events.once('dtmf', resolve));
    says('h');
    expect(await call.ended(SOON)).toMatchObject({ by: 'them', how: 'hung-up' });
    await world.says('you hung up after 0:0');
    says('q');
    expect(await desk).toBe(0);
  });

  test('declines, is busy in a call, and tells who gave up', async () => {
    const desk = atTheDesk();
    await world.says('registered');
    const first = pbx.call(agentsPhone());
    await world.says('calls');
    const second = pbx.call(agentsPhone());
    expect(await second.ended(SOON)).toMatchObject({ how: 'rejected', code: 486 });
    says('d');
    expect(await first.ended(SOON)).toMatchObject({ how: 'rejected', code: 603 });
    await world.says('you declined after');
    const third = pbx.call(agentsPhone());
    await new Promise((resolve) => third.events.once('progress', resolve));
    third.hangup();
    await world.says('it stopped ringing after');
    says('a');
    await world.says('there is nothing to answer');
    says('d');
    says('press 1');
    await world.says('a key is heard only in a call');
    says('q');
    await desk;
  });

  test('answers by itself', async () => {
    const desk = atTheDesk('--auto-answer');
    await world.says('registered');
    const call = pbx.call(agentsPhone());
    await call.answered(SOON);
    call.hangup();
    await world.says('the other side hung up after');
    says('q');
    await desk;
  });

  test('signs in at once, changes its state, and signs out when it goes', async () => {
    const desk = atTheDesk('--available');
    await world.says('you are available');
    says('n lunch');
    await world.says('you are not-ready (lunch); r makes you ready');
    says('r');
    await world.says(/you are available[^]*you are available/);
    says('n never');
    await world.says('not in the middle of this');
    // What others change is told too, and what a call changes is told by the call.
    stream.event(
      'agent.state',
      { agent: 'boris', state: { is: 'available', since: 1 }, was: 'x', forMs: 1, by: 'x' },
      null,
    );
    stream.event('queue.offered', { queue: 'sales', agent: 'anna', ticket: 't', leg: 'l' });
    stream.event(
      'agent.state',
      { agent: 'anna', state: { is: 'offered', since: 1 }, was: 'x', forMs: 1, by: 'x' },
      null,
    );
    stream.event(
      'agent.state',
      {
        agent: 'anna',
        state: { is: 'wrap-up', since: Date.now(), until: Date.now() + 9_500 },
        was: 'x',
        forMs: 1,
        by: 'x',
      },
      null,
    );
    await world.says('you are in wrap-up (0:09 left)');
    says('q');
    expect(await desk).toBe(0);
    expect(world.out).not.toContain('offered');
    expect(world.out).toContain('a call of the queue sales');
    expect(world.out).toContain('signed out');
    expect(states()).toHaveLength(5);
  });

  test('whoever was not signed in from here stays as they are', async () => {
    state = { state: 'available', reason: '' };
    const desk = atTheDesk();
    await world.says('registered');
    world.interrupt();
    expect(await desk).toBe(0);
    expect(states()).toEqual([]);
  });

  test('dials', async () => {
    world.stdin.isTTY = true;
    world.stdin.setRawMode = () => undefined;
    world.stdout.isTTY = true;
    world.env['NO_COLOR'] = '1';
    const desk = atTheDesk();
    await world.says('registered');
    world.stdin.write('*419\u007f');
    await world.says('dial *41▏');
    world.stdin.write('\r');
    const call = await pbx.nextCall(SOON);
    expect(call.called).toBe('*41');
    await call.answer();
    await world.says('talking');
    world.stdin.write('1');
    while (call.digits !== '1') await new Promise((resolve) => call.events.once('dtmf', resolve));
    world.stdin.write('h');
    await call.ended(SOON);
    world.stdin.write('?q');
    await desk;
    expect(world.out).toContain('dialling *41');
  });

  test('plays a phone that stands at an address of this machine', async () => {
    const desk = world.carillon('phone', 'boris');
    await world.says('The phone of boris Berg, at sip:boris@127.0.0.5:0');
    expect(world.phones[0]!.local.address).toBe('127.0.0.5');
    says('q');
    expect(await desk).toBe(0);
  });

  test('comes back when Carillon does', async () => {
    const desk = atTheDesk();
    await world.says('registered');
    await new Promise((resolve) => setTimeout(resolve, 100));
    stream.breakOff();
    await world.says('Carillon is away; calls go on in Asterisk');
    await world.says('there is nothing at /api/v1/agents/anna');
    says('q');
    expect(await desk).toBe(0);
  });

  test('says why it cannot', async () => {
    expect(await world.carillon('phone', 'zoe')).toBe(2);
    expect(world.err).toBe('carillon: there is no agent zoe; agents are anna, boris\n');
    const refusing = (status: number) =>
      Object.assign(world, {
        openPhone: async () =>
          Object.assign(await Phone.open({ address: '127.0.0.1', user: 'x', server: pbx.local }), {
            register: async () => {
              throw new SipRefused('REGISTER', status, 'no');
            },
          }),
      });
    refusing(403);
    expect(await world.carillon('phone', 'anna')).toBe(1);
    expect(world.err).toContain('does not register anna (REGISTER refused: 403 no).');
    refusing(408);
    expect(await world.carillon('phone', 'anna')).toBe(1);
    expect(world.err).toContain('Nothing answers SIP at 127.0.0.3');
    for (const [code, sentence] of [
      ['EADDRINUSE', 'Another phone is at'],
      ['EADDRNOTAVAIL', 'which is not this machine'],
    ]) {
      Object.assign(world, { openPhone: async () => Promise.reject(Object.assign(new Error('x'), { code })) });
      expect(await world.carillon('phone', 'boris')).toBe(1);
      expect(world.err).toContain(sentence);
    }
  });
});

test('orders in a line', () => {
  expect(['a', 'dial *41', 'press 1#', 'n lunch break', 'n', 'press x', 'what'].map(orderOfLine)).toEqual([
    { is: 'answer' },
    { is: 'dial', number: '*41' },
    { is: 'press', keys: '1#' },
    { is: 'state', to: 'not-ready', reason: 'lunch break' },
    { is: 'state', to: 'not-ready', reason: 'break' },
    undefined,
    undefined,
  ]);
});

test('a number that is being dialled', () => {
  const dialled = new Dialled();
  expect(dialled.key('a')).toEqual({ taken: false });
  expect(dialled.key('*')).toEqual({ taken: true });
  expect(dialled.key('4')).toEqual({ taken: true });
  expect(dialled.key('r')).toEqual({ taken: false });
  expect(dialled.number).toBe('*4');
  expect(dialled.key('escape')).toEqual({ taken: true });
  expect(dialled.number).toBe('');
  expect(dialled.key('enter')).toEqual({ taken: false });
});
