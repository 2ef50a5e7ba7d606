import type { CarillonEvent } from '../../../src/domain/event';
import { usualCounting } from '../../../src/domain/service-level';
import type { Instant } from '../../../src/domain/time';
import { makeAbandonedReport } from '../../../src/reports/abandoned';
import { factsOf } from '../../support/call-story';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = 1_800_000_000_000;

interface Wait {
  readonly queue: string;
  readonly entered: Instant;
}

/** A caller who hangs up five minutes after the hour has begun. */
const call = (arrivedAt: Instant, ...waits: readonly Wait[]): readonly CarillonEvent[] => {
  const left = FROM + 5 * MINUTE;
  const facts = factsOf('c1', arrivedAt, { ani: '79160000001', channel: 'trunk' });
  return [
    { id: 'a', at: arrivedAt, call: 'c1', type: 'call.arrived', data: { facts, flow: 'main', revision: 'one' } },
    ...waits.flatMap(({ queue, entered }, index): readonly CarillonEvent[] => {
      const ticket = `c1.t${index + 1}`;
      const ended = { reason: 'abandoned', waitedMs: left - entered, position: 1, positionAtEntry: 1 } as const;
      return [
        { id: `e${index}`, at: entered, call: 'c1', type: 'queue.entered', data: { ticket, queue, ...place } },
        { id: `l${index}`, at: left, call: 'c1', type: 'queue.left', data: { ticket, queue, ...ended } },
      ];
    }),
  ];
};
const place = { position: 1, priority: 0 };

async function report(events: readonly CarillonEvent[], only: readonly string[] = []) {
  const read: (readonly [Instant, Instant])[] = [];
  const past = {
    async *between(from: Instant, to: Instant): AsyncIterable<readonly CarillonEvent[]> {
      read.push([from, to]);
      for (const event of events) if (event.at >= from && event.at < to) yield [event];
    },
    statesAt: () => Promise.resolve([]),
  };
  const parts = { past, now: () => FROM + 3 * HOUR, timeZone: () => 'UTC', rulesOf: () => usualCounting };
  const asked = { from: FROM, to: FROM + HOUR, only, short: true, open: false };
  const { callers } = await makeAbandonedReport(parts, asked);
  return { read, callers: callers.map(({ queue, number }) => `${queue} ${number}`) };
}

describe('who gave up', () => {
  test('is known by who called, however long before they entered the queue', async () => {
    const early = call(FROM - 121 * MINUTE, { queue: 'sales', entered: FROM - 119 * MINUTE });
    expect((await report(early)).callers).toEqual(['sales 79160000001']);
  });

  test('is found by reading no time twice', async () => {
    const { read } = await report([]);
    const inOrder = [...read].sort(([a], [b]) => a - b);
    expect(inOrder.slice(1).map(([from]) => from)).toEqual(inOrder.slice(0, -1).map(([, to]) => to));
  });

  test('in several queues at once is one caller, of the queue where they waited the longest', async () => {
    const waits = [
      { queue: 'support', entered: FROM + 3 * MINUTE },
      { queue: 'sales', entered: FROM + 2 * MINUTE },
    ];
    const both = call(FROM + MINUTE, ...waits);
    expect((await report(both)).callers).toEqual(['sales 79160000001']);
    expect((await report(both, ['support'])).callers).toEqual(['support 79160000001']);
  });
});
