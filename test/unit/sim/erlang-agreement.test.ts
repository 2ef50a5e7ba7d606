import { serviceOf } from '../../../src/domain/erlang';
import { compare, type Estimate } from '../../../src/sim/staffing/compare';
import { forecastDay, type Forecast } from '../../../src/sim/staffing/day';
import type { Duration } from '../../../src/sim/staffing/lots';
import { agent, floorOf, queueSettings } from '../../support/floor';

const HOUR = 3_600_000;
/** Long days, so that the empty floor at their begin weighs little: Erlang's formulas know no begin. */
const HOURS = 24;

interface Trial {
  readonly perHour: number;
  readonly ahtS: number;
  readonly agents: number;
  readonly patienceS: number;
}

async function simulated({ perHour, ahtS, agents, patienceS }: Trial, runs: number) {
  const patience: Duration =
    patienceS === Infinity ? { is: 'endless' } : { is: 'exponential', meanMs: patienceS * 1000 };
  const forecast: Forecast = {
    from: Date.UTC(2026, 10, 23),
    intervalMs: HOUR,
    answer: { is: 'fixed', ms: 0 },
    queues: [
      {
        queue: 'sales',
        calls: Array.from({ length: HOURS }, () => perHour),
        talk: { is: 'exponential', meanMs: ahtS * 1000 },
        patience,
        kinds: [],
      },
    ],
  };
  const people = Array.from({ length: agents }, (_, index) => agent(`agent-${index}`));
  const day = forecastDay(forecast);
  // Nobody goes home while somebody waits.
  const shifts = new Map(people.map(({ id }) => [id, [{ from: day.from, to: day.to + 24 * HOUR }]]));
  const settings = floorOf(people, [queueSettings('sales', { wrapUpMs: 0, maxWaitMs: 1e12, maxWaiting: 1e9 })]);
  const options = { runs, seed: 'agreement', withinMs: 20_000, intervalMs: HOUR };
  const { variants } = await compare(day, [{ name: '', settings, roster: { shifts, extra: [] } }], options);
  return variants[0]!.all;
}

/**
 * Statistical, but seeded: the same on every machine. Bounds are three times the confidence interval of the runs and two
 * hundredths for what differs by right: a day begins with an empty floor and ends, where the formulas know no time.
 */
describe('the simulator agrees with Erlang where Erlang holds', () => {
  test.each<Trial & { readonly name: string }>([
    { name: 'C, comfortable', perHour: 200, ahtS: 180, agents: 14, patienceS: Infinity },
    { name: 'C, busy', perHour: 200, ahtS: 180, agents: 12, patienceS: Infinity },
    { name: 'C, one agent', perHour: 10, ahtS: 180, agents: 1, patienceS: Infinity },
    { name: 'A, just enough', perHour: 200, ahtS: 180, agents: 10, patienceS: 90 },
    { name: 'A, far too few', perHour: 200, ahtS: 180, agents: 6, patienceS: 120 },
  ])('$name: $perHour calls/h of $ahtS s, $agents agents, patience $patienceS s', async ({ name: _, ...trial }) => {
    const found = await simulated(trial, 5);
    const said = serviceOf(
      { callsPerS: trial.perHour / 3600, handlingS: trial.ahtS, agents: trial.agents, patienceS: trial.patienceS },
      20,
    );
    const near = (estimate: Estimate, expected: number, slack: number) =>
      expect(Math.abs((estimate.mean ?? NaN) - expected)).toBeLessThan(3 * estimate.plusMinus + slack);
    near(found.service_level, said.serviceLevel, 0.02);
    near(found.occupancy, said.occupancy, 0.02);
    near(found.abandon_rate, said.abandons, 0.02);
    near(found.average_wait, said.meanWaitS, 0.05 * said.meanWaitS);
    // Bounds that hold for anything prove nothing.
    expect(found.service_level.plusMinus).toBeLessThan(0.1);
    expect(found.average_wait.plusMinus).toBeLessThan(0.6 * said.meanWaitS);
  });
});
