/**
 * The tiers, as jest.config.cjs names them, in two runs: what can share the machine, then what needs its ears free, one file
 * after the other.
 */
const RUNS = [
  { tiers: ['unit', 'scenarios', 'contract', 'integration'], options: ['--maxWorkers=2'] },
  { tiers: ['live', 'browser'], options: ['--runInBand'] },
];

const SELECT = '--selectProjects';

/** The runs that somebody's arguments ask for: all tiers, or those they select; all else is passed on. */
export function jestRuns(given) {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const { selected, others } = split(given.slice(0, end));
  const patterns = given.slice(end);
  return RUNS.map(({ tiers, options }) => ({
    tiers: tiers.filter((tier) => selected === undefined || selected.includes(tier)),
    options,
  }))
    .filter(({ tiers }) => tiers.length > 0)
    .map(({ tiers, options }) => ({ tiers, args: [...others, ...options, SELECT, ...tiers, ...patterns] }));
}

function split(args) {
  const at = args.findIndex((arg) => arg === SELECT || arg.startsWith(`${SELECT}=`));
  if (at === -1) return { selected: undefined, others: args };
  const after = args.slice(at + 1);
  const next = after.findIndex((arg) => arg.startsWith('-'));
  const values = args[at] === SELECT ? after.slice(0, next === -1 ? after.length : next) : [];
  return {
    selected: args[at] === SELECT ? values : args[at].slice(SELECT.length + 1).split(','),
    others: [...args.slice(0, at), ...after.slice(values.length)],
  };
}

/** What one run came to, from jest's own report; a run without one, or a file that could not run, has failed. */
export function countOf(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export const total = (counts) =>
  counts.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
