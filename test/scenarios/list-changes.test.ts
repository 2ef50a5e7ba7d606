import type { ListEntry } from '../../src/domain/list';
import { Centre } from '../support/centre';
import { leftAlone, siteOf, Story } from '../support/story';

const site = siteOf({
  'flows/main.yaml': `flow: main
on_hangup: after
start: a
steps:
  a:
    - list: { list: blacklist, found: busy }
    - answer
    - menu: { prompt: x/menu, keys: { 1: bar, 2: free, 3: other, 4: talk } }
  bar:
    - list: { add: call.ani, to: blacklist, for: 1h, note: "from {{ call.dnis }}", fields: { times: "2 + 1", all: lists }, refused: no }
    - play: x/barred
    - goto: look
  free:
    - list: { remove: call.ani, from: blacklist, refused: no }
    - play: x/free
    - hangup
  other:
    - collect: { prompt: x/number, digits: 3..12, into: number }
    - list: { add: number, to: blacklist, refused: no }
    - goto: look
  look:
    - if: call.ani in lists.blacklist
      then: [{ say: { date: 'lists.blacklist[call.ani].until' } }]
    - set: { barred: call.ani in lists.blacklist, why: "lists.blacklist[?call.ani].?note.orValue('none')" }
    - hangup
  talk:
    - menu: { prompt: x/menu, keys: { 9: busy } }
  no:
    - play: x/no
    - hangup
  busy:
    - reject: busy
  after:
    - if: call.dnis == '2'
      then: [{ list: { add: call.ani, to: blacklist, note: hung up } }]
`,
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n  "2": { flow: main }\n',
  'lists.yaml': 'lists:\n  blacklist: { for: 30d, most: 5 }\n',
  'lists/blacklist.yaml': '"79990000000": { reason: robot }\n',
});
const RUDE = '79160000666';

async function opened(): Promise<Centre> {
  const centre = new Centre(site);
  await centre.start();
  return centre;
}

/** Somebody calls and presses keys when asked. */
async function calls(centre: Centre, ani: string, keys = '', dnis = '1') {
  const caller = centre.asterisk.arrives({ dnis, ani });
  await centre.waits(1_000);
  for (const key of keys) caller.press(key);
  await centre.waits(10_000);
  return caller;
}

const isLetIn = async (centre: Centre, ani: string): Promise<boolean> => {
  const caller = centre.asterisk.arrives({ dnis: '1', ani });
  await centre.waits(1_000);
  const { is } = caller.place;
  if (is === 'with-us') caller.hangUp();
  await centre.waits(1_000);
  return is === 'with-us';
};

describe('a flow that adds its caller to a list', () => {
  it('goes on when that is saved, sees it itself, and refuses the next call at once; after an hour it is over', async () => {
    const centre = await opened();
    await calls(centre, RUDE, '1');
    expect(centre.of('flow.variable').map(({ data: { name, value } }) => [name, value])).toEqual([
      ['barred', true],
      ['why', 'from 1'],
    ]);
    expect(centre.of('flow.play').at(-1)?.data.media).toEqual([{ is: 'text', text: 'the twenty-third of November' }]);
    expect(await isLetIn(centre, RUDE)).toBe(false);
    expect(await isLetIn(centre, '79160000001')).toBe(true);
    const [added] = centre.of('list.changed');
    expect(added).toMatchObject({ call: centre.of('call.arrived')[0]?.call, data: { key: RUDE, by: 'flow main' } });

    await centre.waits(3_600_000);
    expect(await isLetIn(centre, RUDE)).toBe(true);
    expect(centre.of('list.changed').map(({ data }) => `${data.what} by ${data.by}`)).toEqual([
      'added by flow main',
      'ended by itself',
    ]);
  });

  it('also over a restart, and with what else it says; what is no single value is left out and told of', async () => {
    const centre = await opened();
    await calls(centre, RUDE, '1');
    centre.crash();
    await centre.start();
    expect(await isLetIn(centre, RUDE)).toBe(false);
    expect((await centre.lists.load())[0]).toMatchObject<Partial<ListEntry>>({ note: 'from 1', fields: { times: 3 } });
    expect(centre.of('flow.problem').map(({ data }) => data.what)).toEqual([
      'list: lists comes to no text, number or yes or no; all is left out',
    ]);
  });

  it.each([1, 2, 3, 4])('once, when the node dies after save %i', async (saves) => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1', ani: RUDE });
    await centre.waits(1_000);
    centre.crashAfterSaves(saves);
    caller.press('1');
    await centre.waits(2_000);
    centre.crashAfterSaves(Infinity);
    if (!centre.up) await centre.start();
    await centre.waits(60_000);
    if (caller.place.is === 'with-us') caller.hangUp();
    await centre.waits(60_000);
    expect(centre.of('list.changed').length).toBeLessThanOrEqual(1);
    expect(centre.of('call.ended')).toHaveLength(1);
  });

  it('takes the other way when it is full, when the caller has no number, when it cannot be saved', async () => {
    const centre = await opened();
    const said = (): string | undefined => centre.of('flow.problem').at(-1)?.data.what;
    await calls(centre, '', '1');
    expect(said()).toBe('list: there is no number (a caller who withholds it has none)');
    for (const ani of ['1', '2', '3', '4', '5']) await calls(centre, ani, '3123'.slice(0, 1) + `99${ani}#`);
    await calls(centre, '6', '1');
    expect(said()).toContain('is full');
    const other = await opened();
    other.lists.manner.fail();
    await calls(other, RUDE, '1');
    expect(other.of('flow.problem').at(-1)?.data.what).toBe('list: it could not be saved');
    expect(other.of('flow.step').map(({ data }) => `${data.kind} ${data.exit}`)).toContain('list refused');
    expect(await isLetIn(other, RUDE)).toBe(true);
  });

  it('does not let a caller who keys in a star have everybody refused', async () => {
    const centre = await opened();
    await calls(centre, '79160000001', '37**#');
    expect(centre.of('list.changed')).toEqual([]);
    expect(await isLetIn(centre, '79160000002')).toBe(true);
  });

  it('may do so after the caller has hung up', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '2', ani: RUDE });
    await centre.waits(1_000);
    caller.hangUp();
    await centre.waits(1_000);
    expect(centre.of('list.changed').map(({ data }) => data.note)).toEqual(['hung up']);
    expect(await isLetIn(centre, RUDE)).toBe(false);
  });
});

describe('a flow that takes its caller out of a list', () => {
  it('lets the next call in', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1', ani: RUDE });
    await centre.waits(1_000);
    await centre.entries.add('blacklist', RUDE, { fields: {}, note: '' }, 'olga');
    expect(await isLetIn(centre, RUDE)).toBe(false);
    caller.press('2');
    await centre.waits(10_000);
    expect(await isLetIn(centre, RUDE)).toBe(true);
    expect(centre.of('list.changed').map(({ data }) => data.what)).toEqual(['added', 'removed']);
  });
});

it('a list that nobody keeps is not waited for longer than some seconds', () => {
  const story = new Story(site, { facts: { ani: RUDE } });
  story.waits('1s').presses('1').waits('6s');
  expect(story.path).toContain('bar.0 → refused');
  expect(leftAlone(story)).not.toContain('still going on');
});
