import { createHash, randomBytes } from 'node:crypto';
import { changesView, siteView, versionContent } from '../../src/http/site-schemas';
import { phoneView } from '../../src/http/schemas';
import { startApi, VERSION, type Api } from '../support/api';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const json = async (response: Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await response).json()) as Record<string, unknown>;
const post = (path: string, body: unknown): Promise<Response> =>
  api.ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

const mistake = { file: 'queues.yaml', line: 3, col: 5, severity: 'error', code: 'SITE003', message: 'no such skill' };

describe('the site', () => {
  it('says what runs and how the last publish went', async () => {
    expect(siteView.parse(await json(api.ask('/site')))).toMatchObject({
      revision: '3f9a1c2b4d5e',
      version: { number: 7 },
    });
  });

  it('is reloaded', async () => {
    const answer = await api.ask('/site/reload', { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(siteView.parse(await answer.json())).toMatchObject({ lastReload: { taken: true } });
    expect(api.centre.orders).toEqual([{ by: 'admin', message: 'the folder, by reload', content: { is: 'folder' } }]);
  });

  it('with mistakes changes nothing, and each mistake is told with its place', async () => {
    api.centre.nextPublished = { is: 'mistakes', why: '1 error', problems: [mistake as never] };
    for (const answer of [
      await api.ask('/site/reload', { method: 'POST' }),
      await post('/site/versions', { message: 'm' }),
    ]) {
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({
        type: 'urn:carillon:problem:site-has-mistakes',
        detail: 'queues.yaml:3:5: no such skill',
        revision: '3f9a1c2b4d5e',
        problems: [mistake],
      });
    }
  });

  it("gives a phone's password to who may have it, and no cache keeps it", async () => {
    const answer = await api.ask('/phones/anna');
    expect(phoneView.parse(await answer.json())).toMatchObject({ password: 'phone-secret' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await api.ask('/phones/nobody')).status).toBe(404);
  });
});

describe('publishing', () => {
  it('takes what is sent, who sent it, what it is based on, and for how many', async () => {
    const files = { 'site.yaml': 'site: x\n', 'prompts/en/a.wav': `sha256:${'ab'.repeat(32)} 9` };
    const answer = await post('/site/versions', {
      message: ' New hours ',
      author: 'olga@laptop',
      base: VERSION.revision,
      files,
      percent: 10,
    });
    expect(await answer.json()).toMatchObject({ is: 'published', version: { number: 7 } });
    expect(api.centre.orders).toEqual([
      {
        message: 'New hours',
        by: 'olga@laptop (admin)',
        content: { is: 'sent', files },
        base: VERSION.revision,
        percent: 10,
        dryRun: false,
      },
    ]);
  });

  it.each([
    [{}, 'message'],
    [{ message: '  ' }, 'message'],
    [{ message: 'm', base: 'main' }, 'base'],
    [{ message: 'm', percent: 100 }, 'percent'],
    [{ message: 'm', percent: 0.5 }, 'percent'],
    [{ message: 'm', files: { '../../etc/passwd.yaml': 'x' } }, 'files.../../etc/passwd.yaml'],
    [{ message: 'm', files: { '/etc/a.yaml': 'x' } }, 'files./etc/a.yaml'],
    [{ message: 'm', files: { 'flows/.hidden.yaml': 'x' } }, 'files.flows/.hidden.yaml'],
    [{ message: 'm', files: { 'flows\\main.yaml': 'x' } }, 'files.flows\\main.yaml'],
    [{ message: 'm', files: { 'run.sh': 'x' } }, 'files.run.sh'],
    [{ message: 'm', files: { 'site.yaml': 7 } }, 'files.site.yaml'],
    [{ message: 'm', mesage: 'm' }, 'mesage'],
  ])('refuses %j and names %s', async (body, path) => {
    const answer = await post('/site/versions', body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: { path: string }[] }).errors.map((each) => each.path)).toEqual([path]);
    expect(api.centre.orders).toEqual([]);
  });

  it('takes a site of some megabytes', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, n) => [`flows/f${n}.yaml`, '# x\n'.repeat(2_000)]),
    );
    expect((await post('/site/versions', { message: 'm', files })).status).toBe(200);
    expect((await post('/site/canary', { do: 'stop', why: 'x'.repeat(100_000) })).status).toBe(413);
  });

  it.each([
    [
      { is: 'conflict', why: 'version 8 by boris was published meanwhile', version: { ...VERSION, number: 8 } },
      409,
      { version: { number: 8 } },
    ],
    [{ is: 'missing', recordings: [{ path: 'prompts/en/a.wav', hash: 'ab' }] }, 422, { recordings: [{ hash: 'ab' }] }],
    [{ is: 'unavailable', why: 'Redis does not answer' }, 503, { detail: 'Redis does not answer' }],
    [{ is: 'not-found', why: 'there is no version 99' }, 404, { detail: 'there is no version 99' }],
  ] as const)('%j is %i', async (published, status, told) => {
    api.centre.nextPublished = published;
    const answer = await post('/site/versions/99/rollback', { message: 'back' });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(told);
  });

  it.each(['unchanged', 'checked'] as const)('%s is an answer', async (is) => {
    const nothing = { problems: [], summary: [] };
    api.centre.nextPublished = is === 'checked' ? { is, ...nothing } : { is, version: VERSION };
    expect(await json(post('/site/versions', { message: 'm', dryRun: true }))).toMatchObject({ is, ...nothing });
  });

  it('goes back', async () => {
    await post('/site/versions/3/rollback', { message: 'back', author: 'olga@laptop' });
    expect(api.centre.orders).toEqual([
      { message: 'back', by: 'olga@laptop (admin)', content: { is: 'version', number: 3 } },
    ]);
    expect((await post('/site/versions/zero/rollback', { message: 'back' })).status).toBe(400);
  });
});

describe('recordings', () => {
  const bytes = randomBytes(300_000);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const send = (name: string, body: Uint8Array, type = 'application/octet-stream'): Promise<Response> =>
    api.ask(`/site/recordings/${name}`, { method: 'PUT', body, headers: { 'content-type': type } });

  it('are sent by their hash, whatever they call themselves', async () => {
    expect((await send(hash, bytes)).status).toBe(200);
    expect((await send(hash, bytes, 'audio/wav')).status).toBe(200);
    expect(Buffer.compare(api.centre.recordings.get(hash) ?? Buffer.alloc(0), bytes)).toBe(0);
  });

  it('with another hash are refused', async () => {
    const answer = await send(hash, bytes.subarray(1));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringContaining('is not the SHA-256 of what was sent'),
    });
    expect((await send('abc', bytes)).status).toBe(400);
  });
});

describe('versions', () => {
  it('are listed', async () => {
    const { versions } = await json(api.ask('/site/versions'));
    expect(versions).toEqual([VERSION, { ...VERSION, number: 6 }]);
    expect((await json(api.ask('/site/versions?limit=5&before=7')))['versions']).toEqual([{ ...VERSION, number: 6 }]);
  });

  it('are shown by number, and by what they are now', async () => {
    const files = { 'site.yaml': 'site: x\n' };
    api.centre.contents.set(6, { version: { ...VERSION, number: 6 }, revision: 'abc', files });
    api.centre.contents.set('folder', { version: null, revision: 'def', files });
    expect(versionContent.parse(await json(api.ask('/site/versions/6')))).toMatchObject({
      version: { number: 6 },
      files,
    });
    expect(await json(api.ask('/site/versions/folder'))).toMatchObject({ version: null, files });
    expect((await api.ask('/site/versions/canary')).status).toBe(404);
    expect((await api.ask('/site/versions/latest')).status).toBe(400);
  });

  it('are compared', async () => {
    api.centre.contents.set('running', { version: VERSION, revision: 'a', files: { 'site.yaml': 'language: en\n' } });
    api.centre.contents.set('folder', { version: null, revision: 'b', files: { 'site.yaml': 'language: ru\n' } });
    const changes = changesView.parse(await json(api.ask('/site/changes')));
    expect(changes.files).toMatchObject([{ path: 'site.yaml', change: 'changed' }]);
    expect(changes.files[0]?.patch).toContain('-language: en\n+language: ru');
    expect((await api.ask('/site/changes?from=3')).status).toBe(404);
  });

  it('that are in the database only are unavailable without it; what is in use is not', async () => {
    api.centre.databaseAway = true;
    api.centre.contents.set('running', { version: VERSION, revision: 'a', files: {} });
    for (const path of ['/site/versions', '/site/versions/3', '/site/changes?from=3&to=running'])
      expect((await api.ask(path)).status).toBe(503);
    expect((await api.ask('/site/versions/running')).status).toBe(200);
  });
});

describe('the canary', () => {
  it('is promoted, stopped, and given to another share', async () => {
    expect((await post('/site/canary', { do: 'share', percent: 25 })).status).toBe(200);
    await post('/site/canary', { do: 'stop', why: 'bad', author: 'olga@laptop' });
    await post('/site/canary', { do: 'promote' });
    expect(api.centre.canaryOrders).toEqual([
      { do: 'share', percent: 25, by: 'admin' },
      { do: 'stop', why: 'bad', by: 'olga@laptop (admin)' },
      { do: 'promote', by: 'admin' },
    ]);
  });

  it('needs a share where it is to be shared, and a canary', async () => {
    expect((await post('/site/canary', { do: 'share' })).status).toBe(400);
    api.centre.refuseWith = 'no canary runs';
    const answer = await post('/site/canary', { do: 'promote' });
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([409, 'no canary runs']);
  });
});
