import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualCounting, type CountingRules } from '../../../src/domain/service-level';
import { valueOf } from '../../../src/measures/cells';
import { measures, serviceLevels } from '../../../src/measures/definitions';
import { Figures } from '../../../src/measures/figures';
import { Intervals } from '../../../src/measures/intervals';
import { measuresPage } from '../../../src/measures/manual';
import type { Subject } from '../../../src/measures/measure';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

/** A floor with two queues and two agents, and what the measures say of what happened on it. */
class Told extends FloorStory {
  constructor() {
    super(
      floorOf(
        ['anna', 'boris'].map((id) => agent(id, { queues: ['sales', 'help'], skills: {} })),
        [queueSettings('sales', { wrapUpMs: 10_000, maxWaiting: 3 }), queueSettings('help', { wrapUpMs: 10_000 })],
      ),
    );
  }

  says(subject: Subject, key: string, names: readonly string[], rules: CountingRules = usualCounting): unknown {
    const figures = new Figures(new Intervals('none', 'UTC'), () => rules);
    for (const event of this.events) figures.observe(event);
    const [row] = figures.rows(subject, this.now).filter((each) => each.key === key);
    const measure = (name: string) => measures.find((each) => each.subject === subject && each.name === name)!;
    return names.map((name) => valueOf(measure(name), row?.cell ?? new Map<string, number>(), rules));
  }

  leaves(call: string, reason: 'abandoned' | 'chosen' | 'withdrawn' = 'abandoned'): this {
    this.happens({ type: 'leave-queue', ticket: `${call}.t1`, reason });
    return this;
  }
}

/** One answered at once, one after 30 s, one who hung up after 2 s, one after 15 s, one after 50 s, one too many. */
function busyMorning(): Told {
  const floor = new Told();
  floor.signsIn('anna').enters('in-time').waits(4_000).talks('anna');
  floor.enters('late').enters('short').waits(2_000).leaves('short').enters('quick').waits(15_000).leaves('quick');
  floor.enters('slow').enters('third').enters('full').waits(13_000).legEnds('anna', 16);
  return floor
    .waits(10_000)
    .talks('anna')
    .waits(27_000)
    .leaves('slow')
    .leaves('third', 'chosen')
    .legEnds('anna', 16)
    .waits(20_000);
}

const OUTCOMES = [
  'offered',
  'answered',
  'abandoned',
  'short_abandoned',
  'overflowed',
  'chosen',
  'timed_out',
  'waiting',
];

it('each visit ends in one way', () => {
  expect(busyMorning().says('queues', 'sales', OUTCOMES)).toEqual([7, 2, 2, 1, 1, 1, 0, 0]);
});

it('waits and handling times are means over those they are of', () => {
  const names = [
    'asa',
    'longest_wait',
    'average_abandon_time',
    'handled',
    'aht',
    'average_wrap_up',
    'talks_ended_by_agent',
  ];
  // Answered after 4 s and 40 s; given up after 2, 15 and 50 s; talks of 30 s and 27 s with 10 s of wrap-up each.
  expect(busyMorning().says('queues', 'sales', names)).toEqual([22, 50, 67 / 3, 2, 38.5, 10, 2]);
});

it.each([
  ['of_offered', 1 / 7],
  ['of_handled', 1 / 5],
  ['without_short_abandons', 1 / 4],
  ['of_answered', 1 / 2],
  ['abandons_in_time_met', 3 / 5],
  ['abandons_in_time_apart', 1 / 3],
  ['with_flow_outs', 1 / 6],
  ['left_in_time', 4 / 7],
] as const)('the service level %s is %d', (formula, level) => {
  const name = serviceLevels[formula].name;
  expect(busyMorning().says('queues', 'sales', [name, 'service_level'], { ...usualCounting, formula })).toEqual([
    level,
    level,
  ]);
});

it('another threshold counts for the past too', () => {
  const rules = { ...usualCounting, withinMs: 40_000, shortAbandonMs: 20_000 };
  const names = ['answered_in_time', 'short_abandoned', 'abandoned', 'service_level'];
  expect(busyMorning().says('queues', 'sales', names, rules)).toEqual([2, 2, 1, 2 / 5]);
});

it('a caller who comes to another queue is a visit in each and one call; talk goes to whoever talked', () => {
  const floor = new Told();
  floor.signsIn('anna').enters('olga').waits(1_000).talks('anna').waits(20_000).signsIn('boris');
  floor.legEnds('anna', 16);
  floor.enters('olga', { id: 'olga.t2', queue: 'help' }).waits(3_000).talks('boris').waits(60_000).legEnds('boris', 16);
  floor.waits(30_000);
  for (const call of ['olga'])
    floor.events.push({
      id: 'x.e1',
      at: 1,
      call,
      type: 'call.arrived',
      data: { facts: { id: call, arrivedAt: 1, channel: 'trunk' } },
    } as never);
  const names = ['offered', 'answered', 'handled', 'average_talk', 'average_wrap_up'];
  expect(floor.says('queues', 'sales', names)).toEqual([1, 1, 1, 20.001, 10]);
  expect(floor.says('queues', 'help', names)).toEqual([1, 1, 1, 60, 10]);
  expect(floor.says('agents', 'anna', ['handled', 'average_talk'])).toEqual([1, 20.001]);
  expect(floor.says('agents', 'boris', ['handled', 'average_talk'])).toEqual([1, 60]);
  expect(
    floor.says('calls', '', ['calls', 'calls_queued', 'calls_in_several_queues', 'calls_with_several_talks']),
  ).toEqual([1, 1, 1, 1]);
});

it('shares of nothing are empty', () => {
  expect(new Told().says('queues', 'sales', ['offered', 'service_level', 'asa'])).toEqual([0, null, null]);
});

it('no name stands twice for one subject', () => {
  const names = measures.map(({ subject, name }) => `${subject} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

it('docs/measures.md is what the definitions say (npm run generate)', () => {
  expect(readFileSync(join(__dirname, '../../../docs/measures.md'), 'utf8')).toBe(measuresPage());
});
