import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAmong } from '../../src/engine/canary';
import type { SiteView } from '../../src/engine/site-use-cases';
import { forgets, hears } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const OLGA = 1200;

const FLOW = (
  prompt: string,
  after = 'menu: { prompt: office/main-menu, keys: { 1: bye }, wait: 2m, no_input: { tries: 9, then: bye } }',
) => `flow: main
start: hello
steps:
  hello:
    - answer
    - play: { prompts: ${prompt}, barge_in: false }
    - ${after}
  bye:
    - play: office/goodbye
`;
const NUMBERS = 'numbers:\n  "1000": { flow: main, campaign: website }\nfeature_codes:\n  "*41": agent_available\n';

describe('versions of the site', () => {
  const centre = useLiveCentre({ files: { 'flows/main.yaml': FLOW('office/welcome'), 'numbers.yaml': NUMBERS } });
  const flow = (): string => join(centre.site, 'flows/main.yaml');
  const site = (): Promise<SiteView> => centre.api<SiteView>('GET', '/site');
  const publish = (body: object) =>
    centre.api<{ is: string; version: { number: number; revision: string } }>('POST', '/site/versions', body);
  const ready = async () =>
    (await (await fetch(`${centre.apiUrl}/readyz`)).json()) as { status: string; parts: { site: { what: string } } };
  let callers = 0;
  const calls = async (prompt: string, number = `7916000${1000 + callers++}`) => {
    const call = (await centre.caller(number, OLGA)).call('1000');
    await hears(call, centre.tone(prompt));
    return call;
  };

  it('a change in the folder is shown and not applied; a publish is for new calls, and calls keep theirs over kill -9', async () => {
    expect((await site()).version).toMatchObject({ number: 1, author: 'start' });
    const before = await calls('office/welcome');
    writeFileSync(flow(), FLOW('office/holiday', 'goto: bye'));
    await centre.eventually('shown', site, ({ folder }) => folder?.changes.length === 1);
    expect((await site()).version?.number).toBe(1);

    expect(await publish({ message: 'Holiday', author: 'olga@laptop' })).toMatchObject({
      is: 'published',
      version: { number: 2, author: 'olga@laptop (admin)' },
    });
    (await calls('office/holiday')).hangup();
    await centre.eventually('applied', site, ({ folder }) => folder?.changes.length === 0);

    await centre.crash();
    forgets(before);
    await centre.start();
    expect((await site()).version?.number).toBe(2);
    await hears(before, centre.tone('office/main-menu'));
    await before.press('1');
    await hears(before, centre.tone('office/goodbye'));
    await before.ended(PATIENCE_MS);
    (await calls('office/holiday')).hangup();
  });

  it('a bad publish is told everywhere, and a node starts with what ran though its folder is spoilt', async () => {
    writeFileSync(flow(), FLOW('office/holyday'));
    await expect(publish({ message: 'Oops' })).rejects.toThrow(/422 .*office\/holyday/);
    expect((await site()).lastReload).toMatchObject({ taken: false, by: 'admin' });
    expect(await ready()).toMatchObject({
      status: 'degraded',
      parts: { site: { what: expect.stringMatching(/not taken/) } },
    });
    expect(await (await fetch(`${centre.apiUrl}/metrics`)).text()).toContain(
      'carillon_config_last_reload_successful 0',
    );

    await centre.stop();
    await centre.start();
    expect(await site()).toMatchObject({ version: { number: 2 }, lastReload: { taken: false, by: 'start' } });
    (await calls('office/holiday')).hangup();
    rmSync(centre.site, { recursive: true });
    await centre.crash();
    await centre.start();
    (await calls('office/holiday')).hangup();
  });

  it('goes back to an earlier version with its recordings, though the folder is gone', async () => {
    await centre.api('POST', '/site/versions/1/rollback', { message: 'Back', author: 'olga@laptop' });
    expect((await site()).version).toMatchObject({ number: 3, from: 'rollback' });
    (await calls('office/welcome')).hangup();
    const { versions } = await centre.eventually(
      'kept',
      () => centre.api<{ versions: { number: number; message: string }[] }>('GET', '/site/versions'),
      (kept) => kept.versions.length === 3,
    );
    expect(versions.map(({ number, message }) => `${number} ${message}`)).toEqual([
      '3 Back',
      '2 Holiday',
      '1 the folder, at start',
    ]);
  });

  it('a canary is for its share of the callers, over kill -9 too, is counted by version, and is promoted', async () => {
    const { files } = await centre.api<{ files: Record<string, string> }>('GET', '/site/versions/running');
    const tried = { ...files, 'flows/main.yaml': FLOW('office/closed', 'goto: bye') };
    const { version } = await publish({ message: 'Shorter', percent: 40, files: tried });
    const numbers = Array.from({ length: 200 }, (_, n) => `7916111${1000 + n}`);
    const among = numbers.filter((number) => isAmong(number, version.revision, 40));
    const others = numbers.filter((number) => !isAmong(number, version.revision, 40));

    (await calls('office/closed', among[0])).hangup();
    (await calls('office/welcome', others[0])).hangup();
    const during = await calls('office/closed', among[1]);
    // What was counted is saved every two seconds.
    await centre.eventually(
      'saved',
      () => centre.redisDump(),
      (dump) => dump.includes('"canary":{"arrived":2,'),
    );
    await centre.crash();
    await centre.start();
    await hears(during, centre.tone('office/goodbye'));
    await during.ended(PATIENCE_MS);
    (await calls('office/closed', among[0])).hangup();
    (await calls('office/welcome', others[0])).hangup();
    const { canary } = await centre.eventually('counted', site, (view) => view.canary?.outcomes.canary.ended === 3);
    expect(canary?.outcomes).toMatchObject({ base: { arrived: 2, troubled: 0 }, canary: { arrived: 3, troubled: 0 } });

    await centre.api('POST', '/site/canary', { do: 'promote' });
    (await calls('office/closed', others[0])).hangup();
    expect(await site()).toMatchObject({ version: { number: 4 }, canary: null, lastCanary: { how: 'promoted' } });
  });
});
