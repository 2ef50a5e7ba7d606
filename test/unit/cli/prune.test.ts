import type { PruneReport } from '../../../src/domain/retention';
import { json, problem, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const AT = Date.UTC(2026, 10, 21, 10, 5);
const report = (dryRun: boolean): PruneReport => ({
  at: AT,
  dryRun,
  counts: { message: 2, recording: 0, 'left-over': 1, prompt: 0 },
  failed: dryRun ? 0 : 1,
  items: [{ kind: 'message', name: 'c-1.1.r3', from: AT, bytes: null }],
});
const nothing: PruneReport = {
  ...report(false),
  counts: { ...report(true).counts, message: 0, 'left-over': 0 },
  items: [],
};

const world = (answer: (dryRun: boolean) => Response): TestWorld =>
  new TestWorld(({ body }) => answer((body as { dryRun: boolean }).dryRun));

describe('carillon prune', () => {
  test('says what would be deleted, and deletes nothing', async () => {
    const w = world((dryRun) => json(report(dryRun)));
    expect(await w.carillon('prune', '--dry-run')).toBe(0);
    expect(w.asked).toEqual(['POST /prune']);
    expect(w.out.split('\n')[1]).toContain('message  c-1.1.r3');
    expect(w.out.trimEnd().split('\n').at(-1)).toBe('2 message, 1 left-over would be deleted.');
  });

  test('says what was deleted, and what could not be', async () => {
    const w = world((dryRun) => json(report(dryRun)));
    expect(await w.carillon('prune')).toBe(0);
    expect(w.out).toContain('2 message, 1 left-over deleted. 1 could not be; the log says why.\n');
    const none = world(() => json({ ...nothing, failed: 0 }));
    await none.carillon('prune');
    expect(none.out).toBe('Nothing is over its time.\n');
    const programs = world(() => json(nothing));
    await programs.carillon('prune', '--json');
    expect(JSON.parse(programs.out)).toEqual(nothing);
  });

  test('says that it cannot be asked now', async () => {
    const w = world(() => problem(503, 'not everything can be looked through at the moment; try again'));
    expect(await w.carillon('prune')).toBe(1);
    expect(w.err).toContain('try again');
  });
});
