import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hears, hearsAllOf, keysIn } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';
import { privateMariaDb, sql, type PrivateServer } from '../support/servers';

const ANNA = 800;
const OLGA = 1200;

/** Long enough not to turn up by chance in a time or an id. */
const SECRET = '735182649073';

/** Where the secret stands in a text, with a few signs around it; empty where it does not. */
function leaks(text: string): string[] {
  return [...text.matchAll(new RegExp(`.{0,60}${SECRET}.{0,60}`, 'gs'))].map(([around]) => around);
}

const FLOW = (prompt: string): string => `flow: main
start: hello
steps:
  hello:
    - answer
    - play: { prompts: ${prompt}, barge_in: false }
    - menu: { prompt: office/main-menu, keys: { 1: sales, 2: pin }, wait: 2m, no_input: { tries: 9, then: bye } }
  pin:
    - collect: { prompt: office/enter-contract, digits: 12, into: pin, secret: true, wait: 2m, wait_next: 1m }
    - lookup: { connector: crm, key: pin, into: customer, within: 800ms }
    - goto: sales
  sales:
    - queue: { name: sales, on: { done: bye } }
  bye:
    - play: office/goodbye
`;
const NUMBERS = `numbers:
  "1000": { flow: main, campaign: website }
  "1100": { flow: main, campaign: radio, max_calls: 2, when_full: { reject: busy } }
feature_codes:
  "*41": agent_available
`;

describe('while something is away', () => {
  let mariaDb: PrivateServer;
  const database = { url: '' };
  beforeAll(async () => {
    mariaDb = await privateMariaDb();
    await sql(mariaDb.url, 'CREATE DATABASE carillon');
    database.url = `${mariaDb.url}/carillon`;
  });
  afterAll(() => mariaDb.remove());
  const centre = useLiveCentre({
    files: { 'flows/main.yaml': FLOW('office/welcome'), 'numbers.yaml': NUMBERS },
    database,
  });

  it('MySQL: calls do not notice, and nothing is lost', async () => {
    await centre.untilReady('history');
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    await mariaDb.stop();
    const olga = await centre.caller('79160000101', OLGA);
    const call = olga.call('1000');
    await hears(call, centre.tone('office/welcome'));
    await hears(call, centre.tone('office/main-menu'));
    await call.press('1');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await centre.untilTalk('79160000101');
    call.hangup();
    await centre.untilAgent('anna', 'available');
    const ready = (await (await fetch(`${centre.apiUrl}/readyz`)).json()) as { status: string };
    expect(ready.status).toBe('degraded');
    await mariaDb.start();
    const { call: row, events } = await centre.history('79160000101');
    expect(row.outcome).toBe('answered');
    expect(events.filter(({ type }) => type === 'queue.talk-ended')).toHaveLength(1);
    await anna.close();
  });

  it('Asterisk, killed and started again: its calls are recorded as lost, and the next call is served', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const olga = await centre.caller('79160000102', OLGA);
    const call = olga.call('1000');
    await hears(call, centre.tone('office/main-menu'));
    await call.press('1');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await centre.untilTalk('79160000102');
    await centre.asterisk.kill();
    await centre.asterisk.start();
    await centre.untilReady('asterisk');
    const { events } = await centre.history('79160000102');
    expect(events.find(({ type }) => type === 'call.ended')?.data).toMatchObject({ by: 'unknown' });
    expect(events.filter(({ type }) => type === 'queue.talk-ended')).toHaveLength(1);
    await centre.untilAgent('anna', 'available');
    await anna.close({ abruptly: true });

    const again = await centre.agent('anna', ANNA);
    const second = (await centre.caller('79160000103', OLGA)).call('1000');
    await hears(second, centre.tone('office/main-menu'));
    await second.press('1');
    await (await again.nextCall(PATIENCE_MS)).answer();
    await hears(second, `${ANNA}`);
    second.hangup();
    await centre.untilAgent('anna', 'available');
    await again.close();
  });

  it('Carillon, stopped in order: the talk goes on and its end is recorded by the next one', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const call = (await centre.caller('79160000104', OLGA)).call('1000');
    await hears(call, centre.tone('office/main-menu'));
    await call.press('1');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await centre.untilTalk('79160000104');
    await centre.stop();
    await hearsAllOf(call, ringing, `${ANNA}`);
    await centre.start();
    ringing.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    expect((await centre.history('79160000104')).call.outcome).toBe('answered');
    await anna.close();
  });

  it('a site with mistakes changes nothing; a good one is for new calls, and calls keep the version they began with', async () => {
    const flow = join(centre.site, 'flows/main.yaml');
    const before = (await centre.caller('79160000105', OLGA)).call('1000');
    await hears(before, centre.tone('office/main-menu'));

    writeFileSync(flow, FLOW('office/welcom'));
    await expect(centre.api('POST', '/site/reload')).rejects.toThrow(
      /422 .*flows\/main\.yaml:6:\d+: the prompt office\/welcom /,
    );
    const refused = await centre.api<{ revision: string; lastReload: { taken: boolean } }>('GET', '/site');
    expect(refused.lastReload.taken).toBe(false);

    writeFileSync(flow, FLOW('office/holiday').replace('1: sales', '1: bye'));
    const taken = await centre.api<{ revision: string; lastReload: { taken: boolean } }>('POST', '/site/reload');
    expect(taken.lastReload.taken).toBe(true);
    expect(taken.revision).not.toBe(refused.revision);
    const after = (await centre.caller('79160000106', OLGA)).call('1000');
    await hears(after, centre.tone('office/holiday'));
    await hears(after, centre.tone('office/main-menu'));
    await after.press('1');
    await hears(after, centre.tone('office/goodbye'));

    // The old call still goes to the queue by the same key, also after a restart.
    await centre.crash();
    await centre.start();
    await hears(before, centre.tone('office/main-menu'));
    await before.press('1');
    await centre.eventually(
      'in the queue',
      () => centre.calls(),
      (calls) => calls.some(({ queue }) => queue === 'sales'),
    );
    before.hangup();
    writeFileSync(flow, FLOW('office/welcome'));
    await centre.api('POST', '/site/reload');
  });

  it('room: one call more than the number takes hears busy, and is counted for its campaign', async () => {
    const callers = await Promise.all(
      ['79160000111', '79160000112', '79160000113'].map((ani) => centre.caller(ani, OLGA)),
    );
    const first = callers[0]!.call('1100');
    const second = callers[1]!.call('1100');
    await Promise.all([first.answered(PATIENCE_MS), second.answered(PATIENCE_MS)]);
    await expect(callers[2]!.call('1100').ended(PATIENCE_MS)).resolves.toMatchObject({ how: 'rejected', code: 486 });
    first.hangup();
    second.hangup();
    await centre.history('79160000113');
    const { campaigns } = await centre.api<{ campaigns: { campaign: string; offered: number }[] }>(
      'GET',
      `/reports/campaigns?from=2000-01-01T00:00:00Z&to=${new Date(Date.now() + 60_000).toISOString()}`,
    );
    expect(campaigns.find(({ campaign }) => campaign === 'radio')).toMatchObject({ offered: 3 });
  });

  it('a secret stays secret: in no log, no store and no history', async () => {
    const call = (await centre.caller('79160000120', OLGA)).call('1000');
    await hears(call, centre.tone('office/main-menu'));
    await call.press('2');
    await hears(call, centre.tone('office/enter-contract'));
    await keysIn(call, SECRET.slice(0, 2));
    await centre.eventually(
      'digits taken',
      () => centre.redisDump(),
      (dump) => /\\?"node\\?":\\?"pin\.0\\?"/.test(dump) && /\\?"is\\?":\\?"listening\\?"/.test(dump),
    );
    expect(/typed\\?":\\?"7/.exec(await centre.redisDump())).toBeNull();
    await keysIn(call, SECRET.slice(2));
    await centre.eventually(
      'in the queue',
      () => centre.calls(),
      (calls) => calls.some(({ queue }) => queue === 'sales'),
    );
    expect(leaks(await centre.redisDump())).toEqual([]);
    call.hangup();
    const history = await centre.history('79160000120');
    expect(leaks(JSON.stringify(history))).toEqual([]);
    expect(JSON.stringify(history)).toContain('••••');
    expect(leaks(centre.output)).toEqual([]);
    expect(leaks(await centre.redisDump())).toEqual([]);
  });
});
