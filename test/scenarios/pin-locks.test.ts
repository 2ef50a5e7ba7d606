import { pbkdf2Sync } from 'node:crypto';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const hashed = (pin: string): string =>
  `pbkdf2:500:Xk2nQ9rTbV:${pbkdf2Sync(pin, 'Xk2nQ9rTbV', 500, 32, 'sha256').toString('hex')}`;

const site = siteOf({
  'site.yaml': 'site: Test\npin_locks: { after: 4, for: 10m, for_good_after: 8 }\n',
  'flows/banking.yaml': `flow: banking
start: a
steps:
  a:
    - answer
    - collect: { prompt: a/contract, digits: 4, into: contract }
    - pin: { prompt: a/pin, digits: 4, list: pins, of: contract, locked: locked, too_often: wrong }
    - play: said/in
    - hangup
  locked: [{ play: said/locked }, hangup]
  wrong: [{ play: said/wrong }, hangup]
`,
  'flows/card.yaml': `flow: card
start: a
steps:
  a:
    - answer
    - collect: { prompt: a/card, digits: 4, into: card, secret: true }
    - pin: { prompt: a/pin, digits: 4, check: value == '4711', of: card, locked: locked }
    - play: said/in
    - hangup
  locked: [{ play: said/locked }, hangup]
`,
  'flows/plain.yaml': `flow: plain
start: a
steps:
  a:
    - answer
    - pin: { prompt: a/pin, digits: 4, check: value == '4711', locked: locked }
    - play: said/in
    - hangup
  locked: [{ play: said/locked }, hangup]
`,
  'flows/box.yaml': `flow: box
start: a
steps:
  a:
    - answer
    - voicemail_box: { agent: "'anna'", pin: a/pin, on: { locked: locked, too_often: wrong, failed: open } }
    - goto: open
  open: [{ play: said/in }, hangup]
  locked: [{ play: said/locked }, hangup]
  wrong: [{ play: said/wrong }, hangup]
`,
  'numbers.yaml':
    'numbers:\n  "1": { flow: banking }\n  "2": { flow: card }\n  "3": { flow: plain }\n  "4": { flow: box }\n',
  'agents.yaml': `agents:\n  anna: { name: Anna, phone: anna, voicemail_pin: "${hashed('4711')}" }\n`,
  'lists/pins.yaml': `"1001": { pin: "${hashed('4711')}" }\n"1002": { pin: "${hashed('0815')}" }\n`,
});

let centre: Centre;
beforeEach(async () => {
  centre = new Centre(site);
  await centre.start();
});

interface Caller {
  readonly ani?: string;
  readonly dnis?: string;
}

/** Calls, keys all of it in, one group when asked after the other, and tells what was said at the end. */
async function calls({ ani = '', dnis = '1' }: Caller, ...groups: readonly string[]): Promise<string> {
  const caller = centre.asterisk.arrives({ dnis, ani });
  const before = centre.of('flow.play').length;
  await centre.waits(3_000);
  for (const group of groups) {
    for (const key of group) caller.press(key);
    await centre.waits(3_000);
  }
  if (caller.place.is === 'with-us') caller.hangUp();
  await centre.waits(10_000);
  const said = centre
    .of('flow.play')
    .slice(before)
    .flatMap(({ data }) => data.media);
  const last = said.findLast((each) => each.is === 'prompt' && each.name.startsWith('said/'));
  return last?.is === 'prompt' ? last.name.slice('said/'.length) : 'nothing';
}

const WRONG = ['0001', '0002', '0003'];

describe('wrong PINs', () => {
  it('count over calls, and then not even the right one is asked for; after a while it is again', async () => {
    expect(await calls({}, '1001', ...WRONG)).toBe('wrong');
    expect(await calls({}, '1001', '0004')).toBe('locked');
    expect(await calls({}, '1001', '4711')).toBe('locked');
    expect(await calls({}, '1002', '0815')).toBe('in');
    expect(centre.of('pin.locked').map(({ data }) => data)).toMatchObject([{ what: 'pins 1001', wrong: 4 }]);
    expect(centre.of('pin.refused').map(({ data }) => data.what)).toEqual(['pins 1001']);

    await centre.waits(600_000);
    expect(await calls({}, '1001', '4711')).toBe('in');
    expect(centre.pins.pinLocks()).toEqual([]);
  });

  it('of one caller count whatever they try to open', async () => {
    const ani = '79160000666';
    expect(await calls({ ani }, '1001', '0001', '0002')).toBe('nothing');
    expect(await calls({ ani }, '1002', '0001', '0002')).toBe('locked');
    expect(await calls({ ani }, '1002', '0815')).toBe('locked');
    expect(await calls({ ani: '79160000001' }, '1002', '0815')).toBe('in');
    expect(centre.of('pin.locked').map(({ data }) => data.what)).toEqual([`caller ${ani}`]);
  });

  it('lock over a restart too, and until somebody lifts it when there were too many', async () => {
    await calls({}, '1001', ...WRONG);
    await calls({}, '1001', '0004');
    centre.crash();
    await centre.start();
    expect(await calls({}, '1001', '4711')).toBe('locked');

    await centre.waits(600_000);
    await calls({}, '1001', ...WRONG);
    await calls({}, '1001', '0004');
    await centre.waits(2 * 86_400_000);
    expect(await calls({}, '1001', '4711')).toBe('locked');
    const [lock] = centre.pins.pinLocks();
    expect(await centre.pins.liftPinLock(lock?.id ?? '', 'olga', '')).toBeNull();
    expect(await calls({}, '1001', '4711')).toBe('in');
  });

  it('of two calls at once count together: the second is refused in the middle of it', async () => {
    const [one, two] = [
      centre.asterisk.arrives({ dnis: '1', ani: '' }),
      centre.asterisk.arrives({ dnis: '1', ani: '' }),
    ];
    await centre.waits(3_000);
    for (const caller of [one, two]) for (const key of '1001') caller.press(key);
    await centre.waits(3_000);
    for (const key of '0001') one.press(key);
    for (const key of '0001') two.press(key);
    await centre.waits(3_000);
    for (const key of '0002') one.press(key);
    await centre.waits(1_000);
    for (const key of '0002') two.press(key);
    await centre.waits(3_000);
    for (const key of '4711') one.press(key);
    await centre.waits(10_000);
    const said = centre
      .of('flow.play')
      .flatMap(({ data }) => data.media.map((each) => (each.is === 'prompt' ? each.name : '')));
    expect(said.filter((each) => each.startsWith('said/'))).toEqual(['said/locked', 'said/locked']);
    expect(centre.of('flow.input').at(-1)?.data).toMatchObject({ heard: 'no-match', keys: '••••' });
  });

  it('of a secret are told of without it, in events, in what people see and in the log', async () => {
    for (let call = 0; call < 2; call++) await calls({ dnis: '2' }, '7777', '0001', '0002');
    expect(await calls({ dnis: '2' }, '7777', '4711')).toBe('locked');
    expect(await calls({ dnis: '2' }, '7778', '4711')).toBe('in');
    expect(centre.of('pin.locked').map(({ data }) => data.what)).toEqual(['card ••••']);
    expect(JSON.stringify([centre.store.events, centre.pins.pinLocks(), centre.log.lines])).not.toContain('7777');
  });

  it('count by the caller where nothing says what they open; callers without a number together', async () => {
    for (let call = 0; call < 2; call++) await calls({ dnis: '3', ani: '1' }, '0001', '0002');
    expect(await calls({ dnis: '3', ani: '1' }, '4711')).toBe('locked');
    expect(await calls({ dnis: '3', ani: '2' }, '4711')).toBe('in');
    for (let call = 0; call < 2; call++) await calls({ dnis: '3' }, '0001', '0002');
    expect(await calls({ dnis: '3' }, '4711')).toBe('locked');
    expect(centre.of('pin.locked').at(-1)?.data.what).toBe('callers without a number');
  });

  it('lock a voicemail box from outside', async () => {
    expect(await calls({ dnis: '4' }, '4711#')).toBe('in');
    expect(await calls({ dnis: '4' }, '0001#', '0002#', '0003#')).toBe('wrong');
    expect(await calls({ dnis: '4' }, '0004#')).toBe('locked');
    expect(await calls({ dnis: '4' }, '4711#')).toBe('locked');
    expect(centre.of('pin.locked').map(({ data }) => data.what)).toEqual(['voicemail agent:anna']);
  });

  it('are forgotten by a right one', async () => {
    for (let call = 0; call < 3; call++) {
      expect(await calls({}, '1001', '0001', '0002', '4711')).toBe('in');
    }
    expect(centre.of('pin.locked')).toEqual([]);
  });
});
