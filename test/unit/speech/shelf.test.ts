import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Shelf, shelves } from '../../../src/adapters/speech/shelf';

const root = mkdtempSync(join(tmpdir(), 'carillon-shelf-'));
afterAll(() => rmSync(root, { recursive: true }));

const SECOND = Buffer.alloc(16_000, 1);
const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

async function opened(): Promise<Shelf> {
  const shelf = new Shelf(root);
  await shelf.open();
  return shelf;
}

const isThere = (slot: string): boolean => readdirSync(join(root, slot, '..')).includes(`${slot.split('/')[1]}.wav`);
const age = (slot: string, ms: number): void =>
  utimesSync(join(root, `${slot}.wav`), (NOW - ms) / 1000, (NOW - ms) / 1000);

test('another source is another file, and the same source the same', () => {
  expect(Shelf.slot('spoken', 'espeak', 'a')).toBe(Shelf.slot('spoken', 'espeak', 'a'));
  expect(Shelf.slot('spoken', 'espeak', 'a')).not.toBe(Shelf.slot('spoken', 'espeak', 'b'));
  expect(Shelf.slot('spoken', 'ab', 'c')).not.toBe(Shelf.slot('spoken', 'a', 'bc'));
});

test('what is put there is found, with its length, after a restart too', async () => {
  const shelf = await opened();
  const slot = Shelf.slot('recorded', 'one second');
  expect(shelf.known(slot)).toBeUndefined();
  const put = await shelf.put(slot, SECOND);
  expect(put).toEqual({ file: join(root, slot), lengthMs: 1_000 });
  expect(shelf.known(slot)).toEqual(put);
  expect((await opened()).known(slot)).toEqual(put);
  expect(statSync(`${put.file}.wav`).size).toBe(44 + SECOND.length);
});

test('a file that is gone, or was never written to its end, is none', async () => {
  const shelf = await opened();
  const slot = Shelf.slot('recorded', 'broken');
  await shelf.put(slot, SECOND);
  truncateSync(join(root, `${slot}.wav`), 0);
  expect(await shelf.find(slot)).toBeUndefined();
  expect((await opened()).known(slot)).toBeUndefined();
  rmSync(join(root, `${slot}.wav`));
  expect(await shelf.find(slot)).toBeUndefined();
});

test('sweeps what nobody used for long, and nothing that is in use', async () => {
  const used = Shelf.slot('spoken', 'used');
  const old = Shelf.slot('spoken', 'old');
  const young = Shelf.slot('spoken', 'young');
  const recording = Shelf.slot('recorded', 'old recording');
  const before = await opened();
  for (const slot of [used, old, young, recording]) await before.put(slot, SECOND);
  for (const slot of [used, old, recording]) age(slot, shelves.spoken + DAY);
  age(young, shelves.spoken - DAY);
  const draft = join(root, 'spoken/half-written');
  writeFileSync(draft, '');
  utimesSync(draft, (NOW - DAY) / 1000, (NOW - DAY) / 1000);

  const shelf = await opened();
  expect(shelf.known(used)).toBeDefined();
  const swept = await shelf.sweep({ now: NOW, dryRun: true });
  expect(swept.map(({ name }) => name).sort()).toEqual([draft, join(root, `${old}.wav`)].sort());
  expect([used, old, young, recording].map(isThere)).toEqual([true, true, true, true]);
  expect(await shelf.sweep({ now: NOW, dryRun: false })).toEqual(swept);
  expect([used, old, young, recording].map(isThere)).toEqual([true, false, true, true]);
  expect(shelf.known(old)).toBeUndefined();
  expect(readdirSync(join(root, 'spoken'))).not.toContain('half-written');

  // What was in use is young again, for a node that shares the folder and for the time after a restart.
  expect(statSync(join(root, `${used}.wav`)).mtimeMs).toBe(NOW);
  const next = await opened();
  age(recording, shelves.recorded + DAY);
  expect((await next.sweep({ now: NOW + DAY, dryRun: false })).length).toBeGreaterThanOrEqual(1);
  expect([used, recording].map(isThere)).toEqual([true, false]);
});
