import type { Site } from '../../../src/flow/office';
import { LiveBook } from '../../../src/engine/live-facts';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const MINUTE = 60_000;

/** A queue of two agents who talk, and what callers behind them are told. */
class Waiting {
  readonly floor: FloorStory;
  private readonly live: LiveBook;
  private heard = 0;

  constructor() {
    const settings = floorOf(
      [agent('anna'), agent('boris')],
      [queueSettings('sales', { wrapUpMs: 0, maxWaitMs: 3_600_000 })],
    );
    this.floor = new FloorStory(settings);
    this.live = new LiveBook({
      floor: () => this.floor.book,
      site: () => ({ queues: settings.queues }) as unknown as Site,
      now: () => this.floor.now,
      override: () => undefined,
      added: () => undefined,
      pin: () => undefined,
      recentCalls: () => undefined,
      lastAgent: () => undefined,
    });
    this.floor.signsIn('anna', 'boris');
  }

  expected(call: string): number | undefined {
    this.live.observe(this.floor.events.slice(this.heard));
    this.heard = this.floor.events.length;
    return this.live.wait(`${call}.t1`)?.expected;
  }

  talks(call: string, who: string, ms: number): void {
    this.floor.enters(call).talks(who);
    this.floor.waits(ms).legEnds(who, 16);
  }
}

describe('the wait that is expected', () => {
  it('is said by nobody before there was a talk', () => {
    const sales = new Waiting();
    sales.floor.enters('c1').talks('anna').enters('c2').talks('boris').enters('c3');
    expect(sales.expected('c3')).toBe(-1);
  });

  it('is the place in the line times the handling time over those at work', () => {
    const sales = new Waiting();
    sales.talks('c1', 'anna', 2 * MINUTE);
    sales.floor.enters('c2').talks('boris').enters('c3').talks('anna').enters('c4').enters('c5');
    expect([sales.expected('c4'), sales.expected('c5')]).toEqual([60, 120]);
  });

  it('never grows for a caller, though talks become longer; but when agents go', () => {
    const sales = new Waiting();
    sales.talks('c1', 'anna', MINUTE);
    sales.floor.enters('c2').talks('boris').enters('c3').talks('anna');
    for (const call of ['c4', 'c5', 'c6', 'c7']) sales.floor.enters(call);
    expect(sales.expected('c7')).toBe(120);
    sales.floor
      .waits(9 * MINUTE)
      .legEnds('boris', 16)
      .talks('boris');
    // Three times five minutes by two, were it reckoned anew.
    expect(sales.expected('c7')).toBe(0);
    sales.floor.happens({ type: 'set-agent-state', agent: 'boris', to: 'not-ready', reason: 'x', by: 'boris' });
    sales.floor.legEnds('boris', 16);
    expect(sales.expected('c7')).toBeGreaterThan(MINUTE / 1000);
  });
});
