import { Centre } from '../support/centre';
import { officeFiles } from '../support/office';
import { siteOf } from '../support/story';

const office = siteOf(officeFiles());
const DIRECT = {
  'flows/main.yaml':
    'flow: main\nstart: a\nsteps:\n  a:\n    - queue: { name: sales, on: { done: b } }\n  b:\n    - hangup\n',
  'flows/note.yaml':
    'flow: note\nstart: a\nsteps:\n  a:\n    - answer\n    - menu: { prompt: x/a, keys: { 1: b }, wait: 5s, no_input: { tries: 1, then: b }, no_match: { tries: 1, then: b } }\n  b:\n    - play: { prompts: [x/b, x/c, x/d], barge_in: false }\n    - menu: { prompt: x/e, keys: { 1: b } }\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n  "2": { flow: note }\n  "3": { flow: main, max_calls: 1 }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
  'agents.yaml':
    'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n  boris: { name: Boris, phone: boris, queues: [sales] }\n',
};
const direct = siteOf(DIRECT);

async function opened(site = direct): Promise<Centre> {
  const centre = new Centre(site);
  await centre.start();
  return centre;
}

describe('a crash around the answer of an agent', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('after save %i from the call on: the two talk a minute later', async (saves) => {
    const centre = await opened();
    await centre.signsIn('anna');
    centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000 });
    centre.crashAfterSaves(saves);
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(3_000);
    centre.crashAfterSaves(Infinity);
    if (!centre.up) await centre.start();
    await centre.waits(60_000);
    expect(caller.hears()).toBe('anna');
    expect(centre.of('queue.connected')).toHaveLength(1);
    caller.hangUp();
    await centre.waits(1_000);
    expect(centre.of('queue.talk-ended')).toHaveLength(1);
  });
});

describe('a caller is never left alone', () => {
  it('when the command to hang up is lost with the link, it is given again', async () => {
    const centre = await opened(office);
    const caller = centre.asterisk.arrives({ dnis: '1100' });
    await centre.waits(1_000);
    centre.asterisk.loseLink();
    await centre.waits(60_000);
    centre.asterisk.restoreLink();
    await centre.waits(20_000);
    expect(caller.place.is).toBe('gone');
    expect(centre.store.calls.size).toBe(0);
  });

  it('when an end was never told, it is found within two minutes', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    caller.lost();
    await centre.waits(121_000);
    expect(centre.store.calls.size).toBe(0);
    expect(centre.of('queue.left').map(({ data }) => data.reason)).toEqual(['abandoned']);
  });

  it('when a turn cannot be saved, the dialplan has them, and no agent is rung for them', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    expect(caller.hears()).toBe('music default');
    centre.store.fail();
    caller.press('5');
    await centre.waits(2_000);
    expect(caller.place.is).toBe('fallback');
    centre.store.work();
    await centre.waits(2_000);
    await centre.signsIn('anna');
    await centre.waits(5_000);
    expect(centre.of('queue.offered')).toEqual([]);
  });

  it('when they come back from the dialplan, they are served anew under the same id', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    centre.store.fail();
    caller.press('5');
    await centre.waits(2_000);
    centre.store.work();
    caller.comesBack();
    await centre.waits(1_000);
    await centre.signsIn('anna');
    await centre.waits(3_000);
    expect(caller.hears()).toBe('anna');
    expect(new Set(centre.store.events.map(({ id }) => id)).size).toBe(centre.store.events.length);
  });
});

describe('what comes at the wrong moment', () => {
  it('a deadline that waited while the store was slow does not hit the next step', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '2' });
    await centre.waits(1_500);
    const goOn = centre.store.hang();
    caller.press('1');
    await centre.clock.pass(10_000, () => Promise.resolve());
    goOn();
    await centre.settle();
    await centre.waits(2_900);
    expect(caller.heard.at(-1)).toBe('play x/b x/c x/d');
  });

  it('several calls at once to a number with room for one: one is taken', async () => {
    const centre = await opened();
    const callers = [1, 2, 3].map(() => centre.asterisk.arrives({ dnis: '3' }));
    await centre.waits(1_000);
    expect(callers.filter(({ place }) => place.is === 'with-us')).toHaveLength(1);
  });

  it('a stop while the link is down ends at once', async () => {
    const centre = await opened();
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    centre.asterisk.loseLink();
    await centre.waits(600_000);
    await expect(centre.switchboard.stop()).resolves.toBeUndefined();
  });
});
