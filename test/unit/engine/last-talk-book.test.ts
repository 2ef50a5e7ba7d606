import { LastTalkBook } from '../../../src/engine/last-talk-book';
import type { CarillonEvent } from '../../../src/domain/event';
import { MemoryLastTalks } from '../../../src/sim/kept';
import { QuietLog } from '../../support/centre';
import { VirtualClock } from '../../support/virtual-clock';

const HOUR = 3_600_000;

function bookOver(talks = new MemoryLastTalks()) {
  const clock = new VirtualClock();
  const book = new LastTalkBook({ talks, clock, log: new QuietLog() });
  let serial = 0;
  const connects = (number: string, queue: string, agent: string): void => {
    const ticket = `c.${++serial}.t1`;
    const event: CarillonEvent = {
      id: `e${serial}`,
      at: clock.now(),
      call: `c.${serial}`,
      type: 'queue.connected',
      data: { ticket, queue, agent, leg: 'c.a1', waitedMs: 0 },
    };
    book.observe([event], () => number);
  };
  return { book, clock, connects, talks };
}

describe('who served a caller last', () => {
  test('is known by number, of all queues or of one', async () => {
    const { book, clock, connects } = bookOver();
    connects('7916', 'sales', 'anna');
    await clock.pass(HOUR, () => Promise.resolve());
    connects('7916', 'support', 'boris');
    connects('7917', 'sales', 'clara');
    expect(book.agent('7916', 0, null)).toBe('boris');
    expect(book.agent('7916', 0, 'sales')).toBe('anna');
    expect(book.agent('7917', 0, 'support')).toBe('');
    await clock.pass(1, () => Promise.resolve());
    connects('7916', 'sales', 'dora');
    expect(book.agent('7916', 0, null)).toBe('dora');
  });

  test('is forgotten in time, and nobody is known who withholds the number', async () => {
    const { book, clock, connects } = bookOver();
    connects('', 'sales', 'anna');
    connects('7916', 'sales', 'anna');
    await clock.pass(HOUR, () => Promise.resolve());
    expect(book.agent('', 0, null)).toBe('');
    expect(book.agent('7916', clock.now() - HOUR, null)).toBe('anna');
    expect(book.agent('7916', clock.now() - HOUR + 1, null)).toBe('');
  });

  test('is known after a restart', async () => {
    const { connects, talks } = bookOver();
    connects('7916', 'sales', 'anna');
    connects('7916', 'sales', 'boris');
    const { book } = bookOver(talks);
    await book.start();
    expect(book.agent('7916', 0, null)).toBe('boris');
  });
});
