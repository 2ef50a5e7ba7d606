import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SiteChecker } from '../../../src/main/checking';

/** Says which thread it is and how often it was asked; `broken` breaks it. */
const THREAD = `
const { parentPort, threadId } = require('node:worker_threads');
let asked = 0;
parentPort.on('message', ({ do: what, files, after }) => {
  const text = (files ?? after)['site.yaml'];
  if (text === 'broken') throw new Error('this thread is broken');
  parentPort.postMessage({ what, threadId, asked: ++asked });
});
`;

interface Answer {
  readonly what: string;
  readonly threadId: number;
  readonly asked: number;
}

let folder: string;
let checker: SiteChecker;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-checking-'));
  writeFileSync(join(folder, 'thread.js'), THREAD);
  checker = new SiteChecker(join(folder, 'thread.js'));
});
afterEach(async () => {
  await checker.close();
  rmSync(folder, { recursive: true, force: true });
});

const check = async (text: string): Promise<Answer> =>
  (await checker.check({ 'site.yaml': text })) as unknown as Answer;

describe('the thread in which a site is checked', () => {
  test('stays, and so does what it remembers; questions come to it one after another', async () => {
    const [first, second] = await Promise.all([check('one'), check('two')]);
    const third = await check('three');
    expect([first, second, third].map(({ asked }) => asked)).toEqual([1, 2, 3]);
    expect(new Set([first, second, third].map(({ threadId }) => threadId)).size).toBe(1);
  });

  test('compares what is much; little is compared here', async () => {
    expect((await checker.compare({ 'site.yaml': 'site: a\n' }, { 'site.yaml': 'site: b\n' })).files).toHaveLength(1);
    const much = '#'.repeat(300_000);
    expect(await checker.compare({ 'site.yaml': '' }, { 'site.yaml': much })).toMatchObject({
      what: 'compare',
      asked: 1,
    });
  });

  test('is replaced when it breaks, and whoever asked is told', async () => {
    const { threadId } = await check('one');
    const [broken, next] = await Promise.allSettled([check('broken'), check('two')]);
    expect(broken).toMatchObject({ status: 'rejected', reason: { message: 'this thread is broken' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: { asked: 1 } });
    expect((await check('three')).threadId).not.toBe(threadId);
  });

  test('comes back after it was closed', async () => {
    await check('one');
    await checker.close();
    expect((await check('two')).asked).toBe(1);
  });
});
