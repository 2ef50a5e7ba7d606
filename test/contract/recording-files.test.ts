import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingFolder } from '../../src/adapters/recordings/recording-files';
import type { RecordingFile } from '../../src/domain/retention';
import type { RecordingFiles } from '../../src/engine/ports/history';
import { MemoryRecordings } from '../fakes/recorded';
import { NINE } from '../support/call-story';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

interface Rig {
  readonly recordings: RecordingFiles;
  readonly put: (recording: string, writtenAt: number, content: string) => void;
}

function onDisk(): Rig & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-recordings-'));
  folders.push(folder);
  return {
    folder,
    recordings: new RecordingFolder(folder),
    put: (recording, writtenAt, content) => {
      const file = join(folder, `${recording}.wav`);
      writeFileSync(file, content);
      utimesSync(file, writtenAt / 1000, writtenAt / 1000);
    },
  };
}

function inMemory(): Rig {
  const recordings = new MemoryRecordings();
  return { recordings, put: (recording, writtenAt, content) => recordings.put(recording, writtenAt, content) };
}

async function all(recordings: RecordingFiles): Promise<readonly RecordingFile[]> {
  const found: RecordingFile[] = [];
  for await (const file of recordings.files()) found.push(file);
  return found.sort((a, b) => (a.recording < b.recording ? -1 : 1));
}

describe.each<[string, () => Rig]>([
  ['MemoryRecordings', inMemory],
  ['RecordingFolder', onDisk],
])('%s', (_name, make) => {
  test('has what was recorded, until it is removed, which may be asked twice', async () => {
    const { recordings, put } = make();
    put('carillon-1.1.r3', NINE, 'RIFF 1');
    put('carillon-1.2.r4', NINE + 1_000, 'RIFF 12');
    expect(await all(recordings)).toEqual([
      { recording: 'carillon-1.1.r3', writtenAt: NINE, bytes: 6 },
      { recording: 'carillon-1.2.r4', writtenAt: NINE + 1_000, bytes: 7 },
    ]);
    expect(Buffer.from((await recordings.read('carillon-1.1.r3')) ?? []).toString()).toBe('RIFF 1');
    expect([...(await recordings.readable(['carillon-1.1.r3', 'carillon-9.9.r9']))]).toEqual(['carillon-1.1.r3']);
    await recordings.remove('carillon-1.1.r3');
    await recordings.remove('carillon-1.1.r3');
    expect(await recordings.read('carillon-1.1.r3')).toBeUndefined();
    expect((await recordings.readable(['carillon-1.1.r3'])).size).toBe(0);
    expect((await all(recordings)).map(({ recording }) => recording)).toEqual(['carillon-1.2.r4']);
  });
});

test('what others keep in the folder is none of ours', async () => {
  const { folder, recordings } = onDisk();
  mkdirSync(join(folder, 'carillon-1.1.r3.wav'));
  for (const name of ['monitor-7.wav', 'carillon-1.1.r3.txt', 'carillon-1.1.r4.wav.part'])
    writeFileSync(join(folder, name), '');
  expect(await all(recordings)).toEqual([]);
});

test('a folder that is not there yet is empty; nothing outside of it can be named', async () => {
  const { folder } = onDisk();
  writeFileSync(join(folder, 'x.r1.wav'), 'outside');
  const inner = new RecordingFolder(join(folder, 'recording'));
  expect(await all(inner)).toEqual([]);
  expect(await inner.read('../x.r1')).toBeUndefined();
  expect((await inner.readable(['../x.r1'])).size).toBe(0);
  await inner.remove('../x.r1');
  expect(await all(new RecordingFolder(folder))).toHaveLength(1);
});
