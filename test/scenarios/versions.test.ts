import { isAmong } from '../../src/engine/canary';
import { revisionOf } from '../../src/site/compile';
import { pointerIn } from '../../src/site/content';
import { PublishingCentre, siteThatPlays } from '../support/publishing';

const ONE = siteThatPlays('x/one');
const TWO = siteThatPlays('x/two');
const BROKEN = { ...ONE, 'flows/main.yaml': 'flow: main\nstart: nowhere\nsteps:\n  a:\n    - hangup\n' };

const centres: PublishingCentre[] = [];
afterEach(async () => {
  for (const centre of centres.splice(0)) await centre.remove();
});

async function opened(...made: ConstructorParameters<typeof PublishingCentre>): Promise<PublishingCentre> {
  const centre = new PublishingCentre(...made);
  centres.push(centre);
  await centre.start();
  return centre;
}

/** A caller whom the canary gets at ten percent, and one whom it does not get at fifty. */
function callersOf(revision: string): { readonly among: string; readonly other: string } {
  const callers = Array.from({ length: 500 }, (_, n) => `7916000${n}`);
  return {
    among: callers.find((caller) => isAmong(caller, revision, 10)) ?? '',
    other: callers.find((caller) => !isAmong(caller, revision, 50)) ?? '',
  };
}

describe('a publish', () => {
  it('is a version with a number, for new calls; calls that go on keep theirs, over a crash too', async () => {
    const centre = await opened(siteThatPlays('x/one', 'queue: { name: sales, on: { done: bye } }'));
    expect(centre.publisher.site().version).toMatchObject({
      number: 1,
      author: 'start',
      from: 'folder',
      basedOn: null,
    });
    const before = await centre.calls();
    expect(before.hears()).toBe('play x/one');
    centre.holds(TWO);
    expect(await centre.publish({ message: 'Another greeting' })).toMatchObject({
      is: 'published',
      version: { number: 2, author: 'olga', message: 'Another greeting', basedOn: 1 },
      summary: expect.arrayContaining(['flow main: label a changed']),
    });
    expect((await centre.calls()).hears()).toBe('play x/two');
    centre.crash();
    await centre.start();
    expect(before.hears()).toBe('play x/one');
    expect((await centre.calls()).hears()).toBe('play x/two');
    await centre.waits(1_500);
    expect(before.hears()).toContain('music');
    expect(centre.of('site.published').map(({ data }) => data.version.number)).toEqual([1, 2]);
  });

  it('of what runs already makes no new version', async () => {
    const centre = await opened(ONE);
    expect(await centre.publish()).toMatchObject({ is: 'unchanged', version: { number: 1 } });
    centre.crash();
    await centre.start();
    expect(centre.publisher.site().version?.number).toBe(1);
    await centre.kept();
    expect(await centre.versions.list({ limit: 9 })).toHaveLength(1);
  });

  it('with mistakes changes nothing, and is told everywhere; the next good one takes it back', async () => {
    const centre = await opened(ONE);
    centre.holds(BROKEN);
    expect(await centre.publish()).toMatchObject({
      is: 'mistakes',
      problems: [expect.objectContaining({ code: 'FLOW003' })],
    });
    expect(centre.publisher.site()).toMatchObject({
      version: { number: 1 },
      lastReload: {
        taken: false,
        by: 'olga',
        why: expect.stringContaining('1 error'),
        problems: [{ code: 'FLOW003' }],
      },
    });
    await centre.settle();
    expect(centre.of('site.refused').map(({ data }) => data)).toEqual([
      { by: 'olga', from: 'folder', why: expect.any(String), problems: 1 },
    ]);
    expect(centre.log.lines.join()).toContain('the site is not published');
    expect((await centre.calls()).hears()).toBe('play x/one');
    centre.holds(TWO);
    await centre.publish();
    expect(centre.publisher.site().lastReload).toMatchObject({ taken: true, why: '' });
  });

  it('that is only tried out changes nothing at all', async () => {
    const centre = await opened(ONE);
    centre.holds(TWO);
    expect(await centre.publish({ dryRun: true })).toMatchObject({ is: 'checked', summary: expect.any(Array) });
    centre.holds(BROKEN);
    expect(await centre.publish({ dryRun: true })).toMatchObject({ is: 'mistakes' });
    expect(centre.publisher.site()).toMatchObject({ version: { number: 1 }, lastReload: { taken: true } });
  });

  it('that cannot be written is not taken: no call runs on what would be lost', async () => {
    const centre = await opened(ONE);
    centre.holds(TWO);
    centre.store.fail();
    expect(await centre.publish()).toMatchObject({ is: 'unavailable' });
    centre.store.work();
    expect(centre.publisher.site()).toMatchObject({ version: { number: 1 }, lastReload: { taken: false } });
    expect((await centre.calls()).hears()).toBe('play x/one');
    expect(await centre.publish()).toMatchObject({ is: 'published', version: { number: 2 } });
  });

  it('over somebody else’s is refused with their name, unless one knows of it', async () => {
    const centre = await opened(ONE);
    const sent = { is: 'sent', files: TWO } as const;
    const base = revisionOf(ONE);
    expect(await centre.publish({ by: 'boris', message: 'Quick', content: sent, base })).toMatchObject({
      is: 'published',
    });
    const mine = { is: 'sent', files: siteThatPlays('x/three') } as const;
    expect(await centre.publish({ content: mine, base })).toMatchObject({
      is: 'conflict',
      why: expect.stringContaining('version 2 by boris: "Quick" was published meanwhile'),
      version: { number: 2 },
    });
    expect(await centre.publish({ content: mine, base: revisionOf(TWO) })).toMatchObject({ is: 'published' });
    expect(await centre.publish({ content: { is: 'sent', files: ONE }, base: null })).toMatchObject({
      is: 'published',
    });
  });

  it('one after another, whoever asks at once', async () => {
    const centre = await opened(ONE);
    const results = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        centre.publish({ content: { is: 'sent', files: siteThatPlays(`x/${name}`) }, base: revisionOf(ONE) }),
      ),
    );
    expect(results.map(({ is }) => is)).toEqual(['published', 'conflict', 'conflict']);
  });
});

describe('going back', () => {
  it('is a new version with the old content; the folder then does not undo it', async () => {
    const centre = await opened(ONE);
    centre.holds(TWO);
    await centre.publish();
    expect(await centre.publish({ message: 'Back', content: { is: 'version', number: 1 } })).toMatchObject({
      is: 'published',
      version: { number: 3, revision: revisionOf(ONE), from: 'rollback', basedOn: 2 },
    });
    expect((await centre.calls()).hears()).toBe('play x/one');

    // A reload, and a start, with the folder as it was.
    expect(await centre.publish()).toMatchObject({ is: 'conflict', why: expect.stringContaining('version 3 by olga') });
    centre.crash();
    await centre.start();
    expect(centre.publisher.site()).toMatchObject({ version: { number: 3 }, lastReload: { taken: true } });
    expect((await centre.calls()).hears()).toBe('play x/one');

    centre.holds(siteThatPlays('x/three'));
    expect(await centre.publish()).toMatchObject({ is: 'conflict' });
    expect(await centre.publish({ base: revisionOf(ONE) })).toMatchObject({ is: 'published', version: { number: 4 } });
  });

  it('to what was never there is said', async () => {
    const centre = await opened(ONE);
    expect(await centre.publish({ content: { is: 'version', number: 7 } })).toMatchObject({ is: 'not-found' });
  });

  it('brings back recordings that were swept since; what runs, and what calls need, is never swept', async () => {
    const centre = new PublishingCentre({
      ...ONE,
      'flows/main.yaml': ONE['flows/main.yaml']!.replace('hangup\n', 'silence: 5m\n'),
    });
    centres.push(centre);
    centre.writes('prompts/en/x/one.wav', 'the first');
    await centre.start();
    const sweep = async (): Promise<number> => {
      const at = { now: Date.now() + 2 * 86_400_000, dryRun: false };
      return (await centre.publisher.sweepRecordings(at)).length;
    };
    const caller = await centre.calls();
    centre.writes('prompts/en/x/one.wav', 'the second');
    await centre.publish();
    await centre.kept();
    expect(await sweep()).toBe(0);
    caller.hangUp();
    await centre.waits(15 * 60_000);
    expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
    expect(await centre.publish({ content: { is: 'version', number: 1 } })).toMatchObject({ is: 'published' });
    await centre.waits(15 * 60_000);
    expect(await sweep()).toBe(1);
  });

  it('to a version whose recordings the folder has lost brings them back', async () => {
    const centre = new PublishingCentre(ONE);
    centres.push(centre);
    centre.writes('prompts/en/x/one.wav', 'the bytes of a recording');
    await centre.start();
    await centre.kept();
    const files = (await centre.publisher.useCases().siteContent('running'))?.files ?? {};
    const pointer = pointerIn('prompts/en/x/one.wav', files['prompts/en/x/one.wav'] ?? '');
    expect(pointer?.bytes).toBe(24);
    expect(Buffer.from((await centre.versions.loadRecording(pointer?.hash ?? '')) ?? []).toString()).toBe(
      'the bytes of a recording',
    );
    centre.holds(TWO); // the disk of the node is lost too: it lay below the folder
    await centre.publish();
    expect(await centre.publish({ content: { is: 'version', number: 1 } })).toMatchObject({ is: 'published' });
    const missing = { ...TWO, 'prompts/en/x/two.wav': `sha256:${'ab'.repeat(32)} 5` };
    expect(await centre.publish({ content: { is: 'sent', files: missing }, base: null })).toEqual({
      is: 'missing',
      recordings: [{ path: 'prompts/en/x/two.wav', hash: 'ab'.repeat(32) }],
    });
  });
});

describe('a start', () => {
  it('takes the folder as the next version, when it is the next step', async () => {
    const centre = await opened(ONE);
    centre.crash();
    centre.holds(TWO);
    await centre.start();
    expect(centre.publisher.site()).toMatchObject({
      version: { number: 2, author: 'start' },
      lastReload: { taken: true },
    });
    expect((await centre.calls()).hears()).toBe('play x/two');
  });

  it.each([
    ['with mistakes', (centre: PublishingCentre) => centre.holds(BROKEN), /mistakes/],
    ['gone', (centre: PublishingCentre) => centre.holds({}), /cannot be read|no site.yaml/],
  ])('with the folder %s serves what ran last, and says so', async (_what, spoil, why) => {
    const centre = await opened(ONE);
    centre.crash();
    spoil(centre);
    await centre.start();
    expect(centre.publisher.site()).toMatchObject({
      version: { number: 1 },
      lastReload: { taken: false, by: 'start' },
    });
    expect(centre.publisher.site().lastReload.why).toMatch(why);
    expect((await centre.calls()).hears()).toBe('play x/one');
  });

  it('with a folder with mistakes and no version of before is refused', async () => {
    const centre = new PublishingCentre(BROKEN);
    centres.push(centre);
    await expect(centre.start()).rejects.toThrow(/has mistakes\nflows\/main\.yaml:2:8: error FLOW003/);
  });

  it('with an empty Redis takes what the database knows, and gives no number twice', async () => {
    const centre = new PublishingCentre(BROKEN);
    centres.push(centre);
    const at = centre.clock.now();
    const head = { author: 'olga', message: 'm', at, from: 'folder', basedOn: null } as const;
    await centre.versions.keep({ ...head, number: 41, revision: revisionOf(TWO), takenAt: at, files: TWO });
    await centre.versions.keep({ ...head, number: 42, revision: revisionOf(ONE), takenAt: null, files: ONE });
    await centre.start();
    expect(centre.publisher.site().version?.number).toBe(41);
    expect((await centre.calls()).hears()).toBe('play x/two');
    expect(await centre.publish({ content: { is: 'sent', files: ONE }, base: null })).toMatchObject({
      version: { number: 43 },
    });
  });
});

describe('while the database is away', () => {
  it('one publishes, and goes back to what is near; it is kept for good when the database is back', async () => {
    const centre = await opened(ONE);
    await centre.kept();
    centre.versions.goAway();
    centre.holds(TWO);
    expect(await centre.publish()).toMatchObject({ is: 'published', version: { number: 2 } });
    await centre.settle();
    expect(centre.publisher.site().unkept).toBe(1);
    expect(await centre.publish({ content: { is: 'version', number: 1 } })).toMatchObject({ is: 'unavailable' });
    centre.crash();
    await centre.start();
    expect((await centre.calls()).hears()).toBe('play x/two');
    centre.versions.comeBack();
    await centre.waits(6_000);
    await centre.kept();
    expect((await centre.versions.list({ limit: 9 })).map(({ number }) => number)).toEqual([2, 1]);
    expect((await centre.versions.load(2))?.files).toEqual(TWO);
  });

  it('and Redis empty, calls go first: the number comes when the database does', async () => {
    const centre = new PublishingCentre(ONE);
    centres.push(centre);
    centre.versions.goAway();
    await centre.start();
    expect(centre.publisher.site().version).toBeNull();
    expect((await centre.calls()).hears()).toBe('play x/one');
    expect(await centre.publish({ content: { is: 'sent', files: TWO }, base: null })).toMatchObject({
      is: 'unavailable',
    });
    centre.versions.comeBack();
    await centre.waits(6_000);
    await centre.kept();
    expect(centre.publisher.site().version).toMatchObject({ number: 1 });
    expect((await centre.versions.load(1))?.files).toEqual(ONE);
  });
});

describe('a canary', () => {
  const GOOD = siteThatPlays('x/new');
  // It has a value for no caller.
  const BAD = siteThatPlays('x/new', 'if: "[1, 2][size(call.ani)] == 1"\n      then: [hangup]\n    - hangup');
  const { among, other } = callersOf(revisionOf(GOOD));

  it('is for its share of the callers, always the same, over a crash too, until it is promoted', async () => {
    const centre = await opened(ONE);
    centre.holds(GOOD);
    expect(await centre.publish({ percent: 10 })).toMatchObject({
      is: 'published',
      version: { number: 2, takenAt: null },
    });
    for (let n = 0; n < 3; n++) {
      expect((await centre.calls(among)).hears()).toBe('play x/new');
      expect((await centre.calls(other)).hears()).toBe('play x/one');
    }
    await centre.waits(5_000);
    const counted = { base: { arrived: 3, selfServed: 3 }, canary: { arrived: 3, selfServed: 3, troubled: 0 } };
    expect(centre.publisher.site().canary).toMatchObject({ percent: 10, outcomes: counted });

    const talking = await centre.calls(among);
    centre.crash();
    await centre.start();
    expect(talking.hears()).toBe('play x/new');
    expect((await centre.calls(among)).hears()).toBe('play x/new');
    expect(centre.publisher.site().canary?.outcomes.canary.arrived).toBeGreaterThanOrEqual(4);

    expect(await centre.publisher.changeCanary({ do: 'promote' }, 'olga')).toBeNull();
    expect(centre.publisher.site()).toMatchObject({
      version: { number: 2, takenAt: expect.any(Number) },
      canary: null,
      lastCanary: { how: 'promoted', by: 'olga' },
    });
    expect((await centre.calls(other)).hears()).toBe('play x/new');
    await centre.kept();
    expect((await centre.versions.last())?.running.number).toBe(2);
    expect(await centre.publish()).toMatchObject({ is: 'unchanged' });
  });

  it('that is stopped is over for new calls, and the folder is a step ahead again', async () => {
    const centre = await opened(ONE);
    centre.holds(GOOD);
    await centre.publish({ percent: 50 });
    const before = await centre.calls(among);
    await centre.publisher.changeCanary({ do: 'stop', why: 'no' }, 'olga');
    expect((await centre.calls(among)).hears()).toBe('play x/one');
    expect(before.hears()).toBe('play x/new');
    expect(centre.publisher.site()).toMatchObject({
      version: { number: 1 },
      lastCanary: { how: 'stopped', why: 'no' },
    });
    centre.holds(siteThatPlays('x/mended'));
    expect(await centre.publish()).toMatchObject({ is: 'published', version: { number: 3 } });
  });

  it('forbids another publish until it is over, but not going back', async () => {
    const centre = await opened(ONE);
    centre.holds(TWO);
    await centre.publish();
    centre.holds(GOOD);
    await centre.publish({ percent: 10 });
    centre.holds(siteThatPlays('x/other'));
    expect(await centre.publish()).toMatchObject({ is: 'conflict', why: expect.stringContaining('a canary runs') });
    expect(await centre.publish({ content: { is: 'version', number: 1 } })).toMatchObject({ is: 'published' });
    expect(centre.publisher.site()).toMatchObject({ canary: null, lastCanary: { how: 'replaced' } });
  });

  it('stops itself when its calls meet clearly more trouble', async () => {
    const centre = await opened(ONE);
    centre.holds(BAD);
    const revision = revisionOf(BAD);
    await centre.publish({ percent: 50 });
    const callers = Array.from({ length: 80 }, (_, n) => `7916000${n}`);
    for (const caller of callers) {
      if (centre.publisher.site().canary === null) break;
      await centre.calls(caller);
      await centre.waits(2_000);
    }
    const { lastCanary } = centre.publisher.site();
    expect(lastCanary).toMatchObject({
      how: 'stopped-itself',
      by: 'Carillon',
      why: expect.stringContaining('troubled'),
    });
    const { canary, base } = lastCanary!.outcomes;
    expect(Math.min(canary.ended, base.ended)).toBe(20);
    expect([canary.troubled, base.troubled]).toEqual([canary.ended, 0]);
    const again = callers.find((caller) => isAmong(caller, revision, 50)) ?? '';
    expect((await centre.calls(again)).hears()).toBe('play x/one');
    expect(centre.of('site.canary').map(({ data }) => data.what)).toEqual(['started', 'stopped-itself']);
  });
});

describe('the folder', () => {
  it('shows what is not applied, and how it is wrong', async () => {
    const centre = await opened(ONE, 'show');
    const looked = async () => {
      await centre.publisher.looked();
      return centre.publisher.site().folder;
    };
    expect(await looked()).toMatchObject({ changes: [], problems: [], behind: false });
    centre.holds({ ...BROKEN, 'lists/new.yaml': '{}\n' });
    expect(await looked()).toMatchObject({
      changes: [
        { path: 'flows/main.yaml', change: 'changed' },
        { path: 'lists/new.yaml', change: 'added' },
      ],
      problems: [{ code: 'FLOW003' }],
    });
    expect(centre.publisher.site().version?.number).toBe(1);
    centre.holds(TWO);
    await centre.publish();
    expect(await looked()).toMatchObject({ changes: [] });
    await centre.publish({ content: { is: 'version', number: 1 } });
    expect(await looked()).toMatchObject({ changes: [{}, {}], behind: true });
  });

  it('is applied as it is saved, where that is wanted; mistakes are refused once', async () => {
    const centre = await opened(ONE, 'publish');
    const settled = async () => {
      await centre.publisher.looked();
      // Whatever was begun by that look is over when the next order has its turn.
      await centre.publish({ dryRun: true });
      await centre.publisher.looked();
    };
    await settled();
    centre.holds(TWO);
    await settled();
    expect(centre.publisher.site().version).toMatchObject({ number: 2, author: 'file watch' });
    centre.holds(BROKEN);
    await settled();
    await settled();
    expect(centre.publisher.site().lastReload).toMatchObject({ taken: false, by: 'file watch' });
    expect(centre.of('site.refused')).toHaveLength(1);
    // Going back is not undone by the folder, which has not changed.
    await centre.publish({ content: { is: 'version', number: 1 } });
    await settled();
    expect(centre.publisher.site().version).toMatchObject({ number: 3, from: 'rollback' });
  });
});

it('versions that no call needs are forgotten in Redis, and those in use are not', async () => {
  const centre = await opened(siteThatPlays('x/one', 'queue: { name: sales, on: { done: bye } }'));
  const waiting = await centre.calls();
  for (const name of ['b', 'c']) {
    centre.holds(siteThatPlays(`x/${name}`));
    await centre.publish();
  }
  await centre.kept();
  const [, second, third] = (await centre.versions.list({ limit: 9 })).toReversed().map(({ revision }) => revision);
  await centre.waits(11 * 60_000);
  expect(await centre.store.loadRevision(second ?? '')).toBeUndefined();
  expect(await centre.store.loadRevision(third ?? '')).toBeDefined();
  centre.crash();
  await centre.start();
  await centre.waits(1_000);
  expect(waiting.hears()).toContain('music');
  waiting.hangUp();
  await centre.waits(11 * 60_000);
  expect(centre.log.lines.join()).not.toContain('is lost');
  expect(await centre.versions.load(1)).toBeDefined();
});
