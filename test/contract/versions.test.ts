import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { MysqlVersions } from '../../src/adapters/mysql/versions';
import type { SiteVersion } from '../../src/domain/site-version';
import type { Versions } from '../../src/engine/ports/history';
import { MemoryVersions } from '../fakes/versions';
import { NINE } from '../support/call-story';
import { useTables } from '../support/servers';

let db: Knex;
useTables((opened) => (db = opened));

async function emptied(): Promise<Versions> {
  for (const table of ['site_versions', 'site_revisions', 'site_recordings']) await db(table).truncate();
  return new MysqlVersions(db);
}

const version = (number: number, more: Partial<SiteVersion> = {}): SiteVersion => ({
  number,
  revision: `revision${String(number).padStart(4, '0')}`,
  author: 'olga@laptop (admin)',
  message: 'Часы 🎄 «нового» года; DROP TABLE',
  at: NINE + number * 1_000,
  from: 'folder',
  basedOn: number === 1 ? null : number - 1,
  takenAt: NINE + number * 1_000,
  files: { 'site.yaml': `site: "№ ${number}"\n`, 'flows/main.yaml': 'flow: main\r\n\tü\\n' },
  ...more,
});

const head = ({ files: _, ...rest }: SiteVersion): object => rest;

describe.each<[string, () => Promise<Versions>]>([
  ['MemoryVersions', () => Promise.resolve(new MemoryVersions())],
  ['MysqlVersions', emptied],
])('%s', (_name, make) => {
  test('keeps a version exactly as it was', async () => {
    const versions = await make();
    await versions.keep(version(1));
    expect(await versions.load(1)).toEqual(version(1));
    expect(await versions.load(2)).toBeUndefined();
    expect(await versions.textOf(version(1).revision)).toEqual(version(1).files);
    expect(await versions.textOf('never')).toBeUndefined();
  });

  test('a version that is kept is never changed, but for when it was taken', async () => {
    const versions = await make();
    await versions.keep(version(1, { takenAt: null }));
    await versions.keep(version(1, { author: 'somebody else', message: 'else', takenAt: NINE }));
    expect(await versions.load(1)).toEqual(version(1, { takenAt: NINE }));
  });

  test('lists the newest first, page by page', async () => {
    const versions = await make();
    for (const number of [2, 1, 4, 3]) await versions.keep(version(number));
    const first = await versions.list({ limit: 3 });
    expect(first).toEqual([4, 3, 2].map((number) => head(version(number))));
    expect(await versions.list({ limit: 3, before: 2 })).toEqual([head(version(1))]);
  });

  test('a roll-back has the same content under another number', async () => {
    const versions = await make();
    await versions.keep(version(1));
    await versions.keep(version(2));
    const back = version(3, { revision: version(1).revision, files: version(1).files, from: 'rollback' });
    await versions.keep(back);
    expect(await versions.load(3)).toEqual(back);
    expect(await versions.load(1)).toEqual(version(1));
  });

  test('knows what ran last, and the highest number: not the same where a canary was never promoted', async () => {
    const versions = await make();
    expect(await versions.last()).toBeUndefined();
    await versions.keep(version(1));
    await versions.keep(version(2, { takenAt: null }));
    await versions.keep(version(3));
    await versions.keep(version(4, { takenAt: null }));
    expect(await versions.last()).toEqual({ running: version(3), newest: 4 });
    await versions.keep(version(2, { takenAt: NINE + 60_000 }));
    expect((await versions.last())?.running.number).toBe(2);
  });

  test('keeps recordings by their hash, of any size', async () => {
    const versions = await make();
    for (const [hash, size] of [
      ['a'.repeat(64), 0],
      ['b'.repeat(64), 17],
      ['c'.repeat(64), 3_500_000],
    ] as const) {
      const bytes = randomBytes(size);
      expect(await versions.missingRecordings([hash])).toEqual([hash]);
      expect(await versions.loadRecording(hash)).toBeUndefined();
      await versions.keepRecording(hash, bytes);
      await versions.keepRecording(hash, bytes);
      expect(await versions.missingRecordings([hash, 'd'.repeat(64)])).toEqual(['d'.repeat(64)]);
      expect(Buffer.compare((await versions.loadRecording(hash)) ?? Buffer.from('?'), bytes)).toBe(0);
    }
    expect(await versions.missingRecordings([])).toEqual([]);
  });
});

test('a recording that was broken off is not whole, and is sent again', async () => {
  const versions = await emptied();
  const bytes = randomBytes(2_500_000);
  const hash = 'e'.repeat(64);
  await versions.keepRecording(hash, bytes);
  await db('site_recordings').where({ hash, last: true }).delete();
  expect(await versions.loadRecording(hash)).toBeUndefined();
  expect(await versions.missingRecordings([hash])).toEqual([hash]);
  await versions.keepRecording(hash, bytes);
  expect(Buffer.compare((await versions.loadRecording(hash)) ?? Buffer.from('?'), bytes)).toBe(0);
});

test('a site of a thousand flows fits', async () => {
  const versions = await emptied();
  const files = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, n) => [`flows/f${n}.yaml`, `flow: f${n}\n${"    - play: 'a\\b'\n".repeat(250)}`]),
  );
  await versions.keep(version(1, { files }));
  expect(Object.keys((await versions.load(1))?.files ?? {})).toHaveLength(1_000);
});
