import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderWatch } from '../../../src/main/folder-watch';

let folder: string;
let watch: FolderWatch;
let changes = 0;
let wake: () => void = () => undefined;

/** Resolves at the next word of a change. */
const told = (): Promise<void> => new Promise((resolve) => (wake = resolve));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-watch-'));
  mkdirSync(join(folder, 'flows'));
  writeFileSync(join(folder, 'flows/main.yaml'), 'one');
  changes = 0;
  watch = new FolderWatch(
    folder,
    () => {
      changes += 1;
      wake();
    },
    (error) => {
      throw error;
    },
  );
  await watch.watching();
});
afterEach(() => {
  watch.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a file that is written is told of, also by an editor that writes another and renames it', async () => {
  const first = told();
  writeFileSync(join(folder, 'flows/main.yaml'), 'two');
  await first;
  const second = told();
  writeFileSync(join(folder, 'flows/.main.yaml.swp'), 'three');
  renameSync(join(folder, 'flows/.main.yaml.swp'), join(folder, 'flows/main.yaml'));
  await second;
});

test('many files at once are told of once', async () => {
  const once = told();
  for (let n = 0; n < 50; n++) writeFileSync(join(folder, `flows/f${n}.yaml`), 'x');
  await once;
  expect(changes).toBe(1);
});

test('folders that come later are watched too, and those that go do no harm', async () => {
  const made = told();
  mkdirSync(join(folder, 'prompts/en'), { recursive: true });
  await made;
  await watch.watching();
  const within = told();
  writeFileSync(join(folder, 'prompts/en/a.wav'), 'x');
  await within;
  const gone = told();
  rmSync(join(folder, 'prompts'), { recursive: true });
  await gone;
  const again = told();
  writeFileSync(join(folder, 'site.yaml'), 'x');
  await again;
});
