import fc from 'fast-check';
import type { Knex } from 'knex';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { MysqlMeasured } from '../../src/adapters/mysql/measured';
import type { CarillonEvent } from '../../src/domain/event';
import { usualCounting } from '../../src/domain/service-level';
import { Today } from '../../src/engine/todays-figures';
import { Intervals } from '../../src/measures/intervals';
import { subjects } from '../../src/measures/measure';
import { makeReport, type ReportRequest } from '../../src/reports/report';
import { MemoryMeasured } from '../fakes/measured';
import { useTables } from '../support/servers';
import { DAY, dayOf, happenings } from '../unit/measures/day';

let db: Knex;
useTables((opened) => (db = opened));

const parts = (past: MemoryMeasured | MysqlMeasured, until: number) => ({
  past,
  timeZone: () => 'Europe/Berlin',
  rulesOf: () => usualCounting,
  now: () => until,
});
const request = (more: Partial<ReportRequest>): ReportRequest => ({
  ...{ subject: 'queues', from: DAY, to: DAY + 86_400_000, interval: '15m', measures: [], only: [], rules: {} },
  ...more,
});
const [[what], [more]] = [
  fc.sample(happenings, { seed: 7, numRuns: 1 }),
  fc.sample(happenings, { seed: 11, numRuns: 1 }),
];
const { events, until } = dayOf([...what!, ...more!]);

beforeAll(async () => {
  const history = new MysqlHistory({ db, onUnreadable: (event) => expect(event).toBeUndefined() });
  // In no order, as batches of calls and of the floor come.
  const backwards = [...events].reverse();
  for (let at = 0; at < backwards.length; at += 7) await history.record(complete(backwards.slice(at, at + 9)));
});

/** The day tells of calls only what measures ask for. */
const complete = (part: readonly CarillonEvent[]): CarillonEvent[] =>
  part.map((event) =>
    event.type === 'call.arrived'
      ? { ...event, data: { flow: 'main', revision: 'r', facts: { ...FACTS, ...event.data.facts } } }
      : event,
  );
const FACTS = {
  ani: '7916',
  name: '',
  dnis: '1000',
  diverted: '',
  trunk: 'city',
  campaign: '',
  language: 'en',
  sipCallId: '',
  person: '',
  agent: '',
};

it('the day has something of everything', () => {
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['queue.connected', 'queue.left', 'queue.offer-ended', 'agent.state'] as const)
    expect(types).toContain(type);
});

it.each(subjects)('a report of %s from MySQL is that of the events, by whatever interval', async (subject) => {
  for (const interval of ['15m', '1h', 'none'] as const)
    // In the middle of it too: what was begun before, and what ends after.
    for (const from of [DAY, Math.floor((DAY + until) / 2)]) {
      const asked = request({ subject, interval, from });
      const read = await makeReport(parts(new MysqlMeasured(db), until), asked);
      expect(read).toEqual(await makeReport(parts(new MemoryMeasured(() => events), until), asked));
      if (from === DAY) expect(read.rows.length).toBeGreaterThan(0);
    }
});

it('today’s figures, warmed from MySQL while events come twice, are those of the report', async () => {
  const day = parts(new MysqlMeasured(db), until);
  const today = new Today(day);
  today.observe(events.slice(Math.floor(events.length / 2)));
  await today.warm(day.past);
  const { from, to } = new Intervals('day', 'Europe/Berlin').of(until)!;
  for (const subject of ['queues', 'agents'] as const) {
    const live = today.of(subject);
    const names = [...live.values()].flatMap((each) => Object.keys(each));
    const { rows } = await makeReport(
      day,
      request({ subject, from, to, interval: 'day', measures: [...new Set(names)] }),
    );
    expect(new Map(rows.map(({ key, figures }) => [key, figures]))).toEqual(live);
  }
});

it('another threshold applies to the past', async () => {
  const asked = request({ interval: 'none', measures: ['offered', 'answered', 'answered_in_time', 'short_abandoned'] });
  const patient = await makeReport(parts(new MysqlMeasured(db), until), {
    ...asked,
    rules: { withinMs: 86_400_000, shortAbandonMs: 0 },
  });
  expect(patient.total.figures['answered_in_time']).toBe(patient.total.figures['answered']);
  expect(patient.total.figures['short_abandoned']).toBe(0);
});
