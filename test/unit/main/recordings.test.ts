import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recordings } from '../../../src/main/recordings';
import { MemoryVersions } from '../../fakes/versions';

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-recorded-prompts-'));
  folders.push(folder);
  mkdirSync(join(folder, 'sent'));
  const versions = new MemoryVersions();
  const lies = (text: string, days: number, where = ''): { hash: string; file: string } => {
    const hash = createHash('sha256').update(text).digest('hex');
    const file = join(folder, where, where === '' ? `${hash}.wav` : hash);
    writeFileSync(file, text);
    utimesSync(file, (NOW - days * DAY) / 1000, (NOW - days * DAY) / 1000);
    return { hash, file };
  };
  const keep = ({ hash }: { hash: string }, text: string): Promise<void> =>
    versions.keepRecording(hash, Buffer.from(text));
  return { recordings: new Recordings(folder, versions), versions, lies, keep };
}

test('what versions in use need stays, however old; the others go, as far as the database has them', async () => {
  const { recordings, lies, keep } = opened();
  const used = lies('used', 400);
  const old = lies('old', 2);
  const fresh = lies('fresh', 0.5);
  const unkept = lies('of a version that is not kept yet', 2);
  const neverTaken = lies('of a publish with mistakes', 31);
  const sent = lies('sent', 2, 'sent');
  for (const [file, text] of [
    [used, 'used'],
    [old, 'old'],
    [fresh, 'fresh'],
    [sent, 'sent'],
  ] as const)
    await keep(file, text);
  const needed = new Set([used.hash]);

  const dry = await recordings.sweep(needed, { now: NOW, dryRun: true });
  expect(dry.map(({ name }) => name).sort()).toEqual([old.file, neverTaken.file, sent.file].sort());
  expect([old, neverTaken, sent].every(({ file }) => existsSync(file))).toBe(true);

  expect(await recordings.sweep(needed, { now: NOW, dryRun: false })).toEqual(dry);
  expect([used, old, fresh, unkept, neverTaken, sent].map(({ file }) => existsSync(file))).toEqual([
    true,
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(await recordings.sweep(needed, { now: NOW, dryRun: false })).toEqual([]);
});

test('while the database is away nothing goes', async () => {
  const { recordings, versions, lies } = opened();
  const old = lies('old', 400);
  versions.goAway();
  await expect(recordings.sweep(new Set(), { now: NOW, dryRun: false })).rejects.toThrow('away');
  expect(existsSync(old.file)).toBe(true);
});

test('a folder that was never made is empty', async () => {
  const recordings = new Recordings(join(tmpdir(), 'carillon-that-is-not-there'), new MemoryVersions());
  expect(await recordings.sweep(new Set(), { now: NOW, dryRun: false })).toEqual([]);
});
