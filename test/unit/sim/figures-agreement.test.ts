import type { CarillonEvent } from '../../../src/domain/event';
import { usualCounting } from '../../../src/domain/service-level';
import { together, valueOf } from '../../../src/measures/cells';
import { measures } from '../../../src/measures/definitions';
import { Figures } from '../../../src/measures/figures';
import { Intervals } from '../../../src/measures/intervals';
import type { Subject } from '../../../src/measures/measure';
import { forecastDay } from '../../../src/sim/staffing/day';
import { FigureFold } from '../../../src/sim/staffing/figures';
import { runFloor } from '../../../src/sim/staffing/floor-run';
import { lotsOf } from '../../../src/sim/staffing/lots';
import { agent, floorOf, queueSettings } from '../../support/floor';

const HALF_HOUR = 1_800_000;
const FROM = Date.UTC(2026, 10, 23, 8);

/** The simulator keeps no events and counts a visit when it ends: the measures of all the events say the same. */
test('a simulated day: its figures are those of the measures over the same events', () => {
  const queue = (name: string, calls: number) => ({
    ...{ queue: name, calls: [calls, 2 * calls, calls], kinds: [] },
    talk: { is: 'lognormal', meanMs: 180_000, sdMs: 120_000 } as const,
    patience: { is: 'exponential', meanMs: 60_000 } as const,
  });
  const day = forecastDay({
    from: FROM,
    intervalMs: HALF_HOUR,
    answer: { is: 'fixed', ms: 4_000 },
    queues: [queue('sales', 20), queue('help', 10)],
  });
  const people = Array.from({ length: 7 }, (_, index) => agent(`a${index}`, { queues: ['sales', 'help'] }));
  const queues = ['sales', 'help'].map((name) => queueSettings(name, { maxWaiting: 2, maxWaitMs: 60_000 }));
  const shifts = people.map(
    ({ id }, index) =>
      [
        id,
        [
          { from: FROM + 60_000 * index, to: FROM + HALF_HOUR },
          { from: FROM + 1.2 * HALF_HOUR, to: day.to },
        ],
      ] as const,
  );
  const events: CarillonEvent[] = [];
  const fold = new FigureFold({ from: day.from, to: day.to, intervalMs: HALF_HOUR, withinMs: 20_000 });
  const roster = { shifts: new Map(shifts), extra: [] };
  const settings = floorOf(people, queues);
  runFloor({ settings, roster, from: day.from, callers: day.callers(lotsOf('agreement')) }, (event) => {
    events.push(event);
    fold.observe(event);
  });
  const counted = fold.figures();
  const said = (subject: Subject, name: string, key?: string): number => {
    const figures = new Figures(new Intervals('none', 'UTC', { from: day.from, to: day.to }));
    for (const event of events) figures.observe(event);
    const rows = figures.rows(subject, day.to).filter((row) => key === undefined || row.key === key);
    const measure = measures.find((each) => each.subject === subject && each.name === name)!;
    return valueOf(measure, together(rows.map(({ cell }) => cell)), usualCounting) ?? 0;
  };
  expect(counted.all.abandoned).toBeGreaterThan(5);
  expect(counted.all.left_otherwise).toBeGreaterThan(0);
  for (const [key, figures] of [[undefined, counted.all] as const, ...counted.queues]) {
    const of = (name: string) => said('queues', name, key);
    expect(figures.offered).toBe(of('offered'));
    expect(figures.answered).toBe(of('answered'));
    expect(figures.abandoned).toBe(of('abandoned') + of('short_abandoned'));
    expect(figures.service_level).toBeCloseTo(of('service_level_of_offered'), 10);
    expect(figures.asa).toBeCloseTo(of('asa'), 6);
    expect(figures.average_wait).toBeCloseTo(of('average_wait'), 6);
    expect(figures.longest_wait).toBeCloseTo(of('longest_wait'), 6);
  }
  expect(counted.occupancy).toBeCloseTo(said('agents', 'occupancy'), 10);
});
