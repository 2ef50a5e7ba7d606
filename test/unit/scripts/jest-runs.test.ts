import { lib } from './lib';

interface Run {
  readonly tiers: string[];
  readonly args: string[];
}
interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
const { jestRuns, countOf, total } = lib('jest-runs') as {
  jestRuns: (args: string[]) => Run[];
  countOf: (report: Record<string, number> | undefined) => Count;
  total: (counts: Count[]) => Count;
};

const jest_ = (...args: string[]): string[] => jestRuns(args).map((run) => run.args.join(' '));

describe('what npm test passes on to jest', () => {
  it('runs all tiers: what can share the machine first, then the live ones one by one', () => {
    expect(jest_()).toEqual([
      '--maxWorkers=2 --selectProjects unit scenarios contract integration',
      '--runInBand --selectProjects live browser',
    ]);
  });

  it('runs the tiers that are selected, each in its own way', () => {
    expect(jest_('--selectProjects', 'unit', 'live')).toEqual([
      '--maxWorkers=2 --selectProjects unit',
      '--runInBand --selectProjects live',
    ]);
    expect(jest_('--selectProjects=browser')).toEqual(['--runInBand --selectProjects browser']);
  });

  it('keeps all other arguments, and patterns last', () => {
    expect(jest_('-t', 'busy', '--selectProjects', 'live', '--', 'crash')).toEqual([
      '-t busy --runInBand --selectProjects live -- crash',
    ]);
    expect(jest_('test/unit/phone')[0]).toBe(
      'test/unit/phone --maxWorkers=2 --selectProjects unit scenarios contract integration',
    );
  });
});

describe('what the tests came to', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    numRuntimeErrorTestSuites: 0,
  };

  it('counts what waits as skipped', () => {
    expect(countOf(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  it('counts a file that could not run, and a run without a report, as failed', () => {
    expect(countOf({ ...report, numRuntimeErrorTestSuites: 2 }).failed).toBe(3);
    expect(countOf(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('adds the runs up', () => {
    expect(total([countOf(report), countOf(report)])).toEqual({ passed: 10, failed: 2, skipped: 6 });
  });
});
