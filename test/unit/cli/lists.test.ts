import { removeFolders, json, problem, TestWorld, URL_OF_CARILLON } from './world';

afterEach(removeFolders);

const NOW = 1_795_290_200_000;

const anna = {
  id: 'anna',
  name: 'Anna Berg',
  phone: 'anna',
  state: 'wrap-up',
  reason: '',
  since: NOW - 3_000,
  until: NOW + 7_000,
  queues: ['sales', 'personal'],
  skills: { sales: 80 },
  call: 'c1',
  next: 'signed-out',
};
const boris = { ...anna, id: 'boris', name: 'Boris', phone: 'sip:101@192.0.2.7', state: 'not-ready', reason: 'lunch' };
const agents = [anna, { ...boris, since: NOW - 3_661_000, until: null, call: null, next: null, queues: [] }];

const sales = {
  name: 'sales',
  title: 'Продажи',
  waiting: 2,
  offered: 1,
  talking: 3,
  callbacks: 0,
  longestWaitMs: 65_000,
  agents: { 'signed-out': 2, 'not-ready': 1, available: 1, offered: 1, 'on-call': 3, 'wrap-up': 0 },
  conditions: [{ of: 'enter', name: 'crowded', since: NOW }],
};
const idle = {
  ...sales,
  name: 'support',
  title: 'Support',
  waiting: 0,
  offered: 0,
  talking: 0,
  longestWaitMs: 0,
  conditions: [],
};

const live = {
  id: 'c1',
  sipCallId: 's1',
  ani: '79160000001',
  name: 'Olga \u001b[2J',
  dnis: '1000',
  campaign: 'website',
  flow: 'main',
  node: 'sales.0',
  arrivedAt: NOW - 125_000,
  answered: true,
  queue: 'sales',
  position: 2,
  agent: null,
};

const past = {
  ...{ id: 'c0', ani: '', name: '', dnis: '1001', trunk: 'local', channel: 'trunk', campaign: 'radio', language: 'en' },
  ...{ flow: 'main', revision: 'r1', arrivedAt: NOW, answeredAt: NOW, endedAt: NOW + 61_000, outcome: 'abandoned' },
  ...{ endedBy: 'them', cause: 16, summary: null },
};

function world(): TestWorld {
  const made = new TestWorld(({ url, method }) => {
    switch (`${method} ${url.pathname.replace('/api/v1', '')}`) {
      case 'GET /agents':
        return json({ at: NOW, agents });
      case 'GET /queues':
        return json({ at: NOW, queues: [sales, idle] });
      case 'GET /calls':
        return json({ at: NOW, calls: [live, { ...live, id: 'c2', ani: '', name: '', queue: null, position: null }] });
      case 'GET /history/calls':
        return json({ calls: [past, { ...past, id: 'c9', outcome: null, endedAt: null, endedBy: null }], next: null });
      case 'GET /history/calls/c0':
        return json({
          call: past,
          events: [
            {
              id: 'e1',
              at: NOW + 1_000,
              call: 'c0',
              type: 'queue.entered',
              data: { queue: 'sales', position: 2, priority: 0 },
            },
            { id: 'e2', at: NOW + 2_000, call: 'c0', type: 'flow.step', data: {} },
          ],
        });
      case 'GET /phones/anna':
        return json({ account: 'anna', agent: 'anna', name: 'Anna Berg', password: 'p1', address: null });
      case 'GET /phones/carillon-cli':
        return json({ account: 'carillon-cli', agent: null, name: 'carillon call', password: 'p2', address: null });
      default:
        return undefined;
    }
  });
  made.now = () => NOW;
  return made;
}

describe('what goes on', () => {
  test('agents', async () => {
    const here = world();
    expect(await here.carillon('agents')).toBe(0);
    expect(here.lines).toEqual([
      'AGENT  NAME       STATE                                     FOR  PHONE              QUEUES           CALL',
      'anna   Anna Berg  wrap-up (0:07 left), then signed-out     0:03  anna               sales, personal  c1',
      'boris  Boris      not-ready (lunch)                     1:01:01  sip:101@192.0.2.7  –                –',
    ]);
  });

  test('queues', async () => {
    const here = world();
    await here.carillon('queues');
    expect(here.lines).toEqual([
      'QUEUE    TITLE    WAITING  RINGING  TALKING  LONGEST  AGENTS                      SET',
      'sales    Продажи        2        1        3     1:05  1 available of 6 signed in  enter: crowded',
      'support  Support        0        0        0        –  1 available of 6 signed in  –',
    ]);
  });

  test('calls; what a caller calls herself moves no cursor', async () => {
    const here = world();
    await here.carillon('calls');
    expect(here.lines).toEqual([
      'CALL  FROM                   TO     FOR  AT            QUEUE     AGENT',
      'c1    79160000001 Olga  [2J  1000  2:05  main/sales.0  sales #2  –',
      'c2    withheld               1000  2:05  main/sales.0  –         –',
    ]);
  });

  test('history, by what one asks for', async () => {
    const here = world();
    await here.carillon('history', '--campaign', 'radio', '--outcome', 'abandoned', '--limit', '5');
    expect(here.asked).toEqual(['GET /history/calls?limit=5&campaign=radio&outcome=abandoned']);
    expect(here.lines[1]).toMatch(/^2026-11-2\d .* withheld +1001 +radio +main +abandoned +caller +1:01 +c0$/);
    expect(here.lines[2]).toMatch(/goes on +– +– +c9$/);
  });

  test('one call of the history, as it went', async () => {
    const here = world();
    await here.carillon('history', 'c0');
    expect(here.lines.slice(1)).toEqual(['in the queue sales, position 2']);
  });

  test('phones, with where they register', async () => {
    const here = world();
    here.env['CARILLON_SIP_PORT'] = '5070';
    await here.carillon('phones');
    expect(here.lines).toEqual([
      'ACCOUNT       PASSWORD  NAME           FOR',
      'anna          p1        Anna Berg      agent anna',
      'carillon-cli  p2        carillon call  callers, no registration',
      '',
      'A phone registers at 127.0.0.1:5070 over UDP, with its account as user name.',
      'Phones elsewhere in the network reach it as 192.0.2.7:5070.',
    ]);
  });

  test('the same as JSON', async () => {
    const here = world();
    await here.carillon('agents', '--json');
    expect(JSON.parse(here.out)).toEqual(agents);
    here.out = '';
    await here.carillon('phones', '--json');
    expect(JSON.parse(here.out)).toHaveLength(2);
  });

  test('nothing goes on', async () => {
    const here = new TestWorld(({ url }) => (url.pathname.endsWith('/calls') ? json({ calls: [] }) : undefined));
    await here.carillon('calls');
    expect(here.out).toBe('No call goes on now.\n');
  });
});

describe('when it does not work', () => {
  test('nobody is there', async () => {
    const here = new TestWorld(() => {
      throw new TypeError('fetch failed');
    });
    expect(await here.carillon('agents')).toBe(1);
    expect(here.err).toBe(`carillon: Carillon does not answer at ${URL_OF_CARILLON}; is \`npm start\` running?\n`);
  });

  test('it takes too long', async () => {
    const here = new TestWorld(() => {
      throw new DOMException('late', 'TimeoutError');
    });
    expect(await here.carillon('agents')).toBe(1);
    expect(here.err).toContain('does not answer within 10 s');
  });

  test('the token is wrong', async () => {
    const here = world();
    here.env['CARILLON_ADMIN_TOKEN'] = 'another one';
    expect(await here.carillon('agents')).toBe(1);
    expect(here.err).toBe(
      `carillon: Carillon at ${URL_OF_CARILLON} does not know the token from CARILLON_ADMIN_TOKEN.\n`,
    );
  });

  test('someone else answers', async () => {
    const here = new TestWorld(() => new Response('<html>hello', { headers: { 'content-type': 'text/html' } }));
    expect(await here.carillon('agents')).toBe(1);
    expect(here.err).toContain('is not Carillon; is CARILLON_URL right?');
    const other = new TestWorld(() => new Response('nothing', { status: 404 }));
    expect(await other.carillon('agents')).toBe(1);
    expect(other.err).toContain(`What answers at ${URL_OF_CARILLON} (404) is not Carillon`);
  });

  test('Carillon refuses, and says why', async () => {
    const here = new TestWorld(() => problem(503, 'the history cannot be read at the moment'));
    expect(await here.carillon('history')).toBe(1);
    expect(here.err).toBe('carillon: the history cannot be read at the moment\n');
  });

  test('it was called wrongly', async () => {
    const here = world();
    expect(await here.carillon('chek')).toBe(2);
    expect(here.err).toContain('(Did you mean check?)');
    expect(await here.carillon('call')).toBe(2);
    expect(await here.carillon('call', '1000', '--for', 'ever')).toBe(2);
    expect(await here.carillon('call', '1000', '--from', '')).toBe(2);
    expect(await here.carillon('call', 'a b')).toBe(2);
    expect(await here.carillon('call', '1000', '--keys', '1;2')).toBe(2);
    expect(here.err).toContain('Keys are 0-9, * and #, in groups: 1,2 or 2,123456#');
    expect(here.asked).toEqual([]);
  });

  test('help has examples', async () => {
    const here = world();
    expect(await here.carillon('--help')).toBe(0);
    expect(here.out).toContain('carillon call 1000 --keys 1');
    for (const command of ['check', 'call', 'phone']) {
      here.out = '';
      expect(await here.carillon(command, '--help')).toBe(0);
      expect(here.out).toMatch(/Examples:|Exit code:/);
    }
  });
});
