import type { AgentSettings } from '../../../src/domain/agent';
import type { CarillonEvent, EventOf } from '../../../src/domain/event';
import type { Voicemail, VoicemailState } from '../../../src/domain/voicemail';
import { LampKeeper } from '../../../src/engine/lamp-keeper';
import type { Site } from '../../../src/flow/office';
import { ShownLamps } from '../../fakes/lamps';
import { QuietLog } from '../../support/centre';
import { VirtualClock } from '../../support/virtual-clock';

const AT = Date.parse('2026-11-23T10:00Z');
const agent = (id: string, ...queues: string[]): AgentSettings => ({
  id,
  name: id,
  phone: { is: 'account', account: id },
  skills: {},
  queues,
});
const message = (n: number, box: string, state: VoicemailState = 'new', by: string | null = null): Voicemail => ({
  id: `c.${n}.r3`,
  call: `c.${n}`,
  box,
  at: AT,
  seconds: 5,
  caller: { number: '7916', name: '' },
  state,
  by,
  since: by === null ? null : AT,
});
const left = (n: number, box: string): EventOf<'voicemail.left'> => ({
  id: `c.${n}.e7`,
  at: AT,
  call: `c.${n}`,
  type: 'voicemail.left',
  data: {
    node: 'a.0',
    voicemail: `c.${n}.r3`,
    recording: `c.${n}.r3`,
    box,
    seconds: 5,
    caller: { number: '7916', name: '' },
  },
});
const changed = (n: number, box: string, to: VoicemailState, by: string): EventOf<'voicemail.changed'> => ({
  id: `voicemail.e${n}`,
  at: AT,
  call: `c.${n}`,
  type: 'voicemail.changed',
  data: { voicemail: `c.${n}.r3`, box, to, by },
});

/** A keeper on a virtual clock; `answers` is what the history says when it is asked, or it is away. */
class Desk {
  readonly clock = new VirtualClock(AT);
  readonly lamps = new ShownLamps();
  readonly log = new QuietLog();
  answers: readonly Voicemail[] | 'away' = [];
  asked = 0;
  isEmergency = false;
  agents = [agent('anna', 'sales'), agent('boris', 'sales', 'support')];
  private readonly site = { featureCodes: new Map(), flows: new Map(), schedules: new Map([['office', {}]]) };
  readonly keeper = new LampKeeper({
    lamps: this.lamps,
    view: () => ({
      site: this.site as unknown as Site,
      settings: { agents: new Map(this.agents.map((each) => [each.id, each])), queues: new Map() },
      floor: { agents: new Map(), tickets: new Map() },
      override: () => (this.isEmergency ? 'emergency' : undefined),
    }),
    openMessages: () => {
      this.asked++;
      return this.answers === 'away' ? Promise.reject(new Error('MySQL is away')) : Promise.resolve(this.answers);
    },
    clock: this.clock,
    log: this.log,
  });

  async starts(): Promise<this> {
    this.keeper.start();
    await breathe();
    await this.passes(100);
    return this;
  }

  async happens(...events: CarillonEvent[]): Promise<void> {
    this.keeper.observe(events);
    await this.passes(100);
  }

  passes(ms: number): Promise<void> {
    return this.clock.pass(ms, breathe);
  }

  /** New and old, agent by agent. */
  get counts(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.lamps.messages].map(([id, { fresh, old }]) => [id, `${fresh}/${old}`]));
  }
}

async function breathe(): Promise<void> {
  for (let breath = 0; breath < 20; breath++) await Promise.resolve();
}

describe('message lamps', () => {
  test('show what there was at the start, and what becomes of it', async () => {
    const desk = new Desk();
    desk.answers = [message(1, 'agent:anna'), message(2, 'agent:anna', 'heard', 'anna'), message(3, 'queue:support')];
    await desk.starts();
    expect(desk.counts).toEqual({ anna: '1/1', boris: '1/0' });
    await desk.happens(changed(1, 'agent:anna', 'heard', 'anna'));
    expect(desk.counts).toEqual({ anna: '0/2', boris: '1/0' });
    await desk.happens(changed(1, 'agent:anna', 'deleted', 'anna'), changed(2, 'agent:anna', 'deleted', 'anna'));
    expect(desk.counts).toEqual({ anna: '0/0', boris: '1/0' });
  });

  test("show a queue's message to all of the queue, until one takes it; then it is an old one of theirs", async () => {
    const desk = await new Desk().starts();
    await desk.happens(left(1, 'queue:sales'));
    expect(desk.counts).toEqual({ anna: '1/0', boris: '1/0' });
    await desk.happens(changed(1, 'queue:sales', 'taken', 'boris'));
    expect(desk.counts).toEqual({ anna: '0/0', boris: '0/1' });
    await desk.happens(changed(1, 'queue:sales', 'new', 'boris'));
    expect(desk.counts).toEqual({ anna: '1/0', boris: '1/0' });
    await desk.happens(changed(1, 'queue:sales', 'done', 'anna'));
    expect(desk.counts).toEqual({ anna: '0/0', boris: '0/0' });
  });

  test('stay as they are while the history is away, and lose nothing of what happens meanwhile', async () => {
    const desk = new Desk();
    desk.answers = 'away';
    await desk.starts();
    await desk.happens(left(1, 'agent:anna'), left(2, 'agent:anna'), changed(2, 'agent:anna', 'deleted', 'anna'));
    expect(desk.counts).toEqual({});
    expect(desk.log.lines.length).toBeGreaterThan(0);
    // It has taken in half of that by the time it answers.
    desk.answers = [message(2, 'agent:anna'), message(3, 'agent:anna')];
    await desk.passes(10_000);
    await desk.passes(100);
    expect(desk.counts).toEqual({ anna: '2/0', boris: '0/0' });
    expect(desk.asked).toBe(2);
  });

  test('go by the agents that there are now', async () => {
    const desk = await new Desk().starts();
    await desk.happens(left(1, 'queue:sales'));
    desk.agents = [agent('clara', 'sales')];
    desk.keeper.changed();
    await desk.passes(100);
    expect(desk.counts).toEqual({ clara: '1/0' });
  });
});

describe('lamps', () => {
  test('are told a tenth of a second after something happened, once for all of it', async () => {
    const desk = await new Desk().starts();
    expect(desk.lamps.lamps.get('override-office')).toBe('dark');
    desk.isEmergency = true;
    desk.keeper.changed();
    await desk.passes(99);
    expect(desk.lamps.lamps.get('override-office')).toBe('dark');
    desk.keeper.changed();
    await desk.passes(1);
    expect(desk.lamps.lamps.get('override-office')).toBe('lit');
  });

  test('are left alone before the start and after the end', async () => {
    const desk = new Desk();
    desk.keeper.changed();
    await desk.passes(1_000);
    expect(desk.lamps.lamps.size).toBe(0);
    await desk.starts();
    desk.isEmergency = true;
    desk.keeper.changed();
    desk.keeper.stop();
    desk.keeper.changed();
    await desk.passes(1_000);
    expect(desk.lamps.lamps.get('override-office')).toBe('dark');
  });
});
