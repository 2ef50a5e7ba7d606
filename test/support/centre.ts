import { setImmediate as breathe } from 'node:timers/promises';
import { EntryBook } from '../../src/engine/entry-book';
import { OverrideBook } from '../../src/engine/overrides';
import { PinLockBook } from '../../src/engine/pin-lock-book';
import { Sites } from '../../src/engine/sites';
import { Switchboard } from '../../src/engine/switchboard';
import type { Log } from '../../src/engine/ports/world';
import type { LookupResult } from '../../src/flow/command';
import type { Site } from '../../src/flow/office';
import { accountOf } from '../../src/domain/agent';
import type { EventOf, EventType } from '../../src/domain/event';
import { MemoryFloorRecords } from '../fakes/floor-records';
import { FakeLookups } from '../fakes/lookups';
import { MemoryLists, MemoryPinLocks } from '../fakes/lists';
import { MemoryOverrides } from '../fakes/overrides';
import { MemoryStore } from '../fakes/store';
import { FakeAsterisk, type FakeTelephony } from '../fakes/telephony';
import { Mishaps } from './mishaps';
import { VirtualClock } from './virtual-clock';

/** A log for tests: what was warned of is kept, so that a test can ask. */
export class QuietLog implements Log {
  readonly lines: string[] = [];
  debug(): void {
    return;
  }
  info(): void {
    return;
  }
  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push(`warn ${message} ${text(fields)}`);
  }
  error(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push(`error ${message} ${text(fields)}`);
  }
}

const text = (fields: object): string =>
  JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value));

const MOST_BREATHS = 20;

/** A whole centre in memory: the engine with its real head, on a virtual clock, between fakes. It can die and come back. */
export class Centre {
  readonly clock = new VirtualClock();
  readonly asterisk = new FakeAsterisk({ clock: this.clock });
  readonly store = new MemoryStore();
  readonly log = new QuietLog();
  readonly records = new MemoryFloorRecords();
  lookups = new FakeLookups();
  fenced: string | undefined;
  crashes = 0;
  /** What befalls a node, and when: see `Mishap`. */
  readonly mishaps = new Mishaps(() => this.crash());
  readonly overrides = new MemoryOverrides();
  readonly lists = new MemoryLists(this.store.events);
  readonly pinLocks = new MemoryPinLocks(this.store.events);
  private node:
    | {
        readonly switchboard: Switchboard;
        readonly telephony: FakeTelephony;
        readonly book: OverrideBook;
        readonly entries: EntryBook;
        readonly pins: PinLockBook;
      }
    | undefined;

  constructor(
    readonly site: Site,
    private readonly crm: Readonly<Record<string, LookupResult>> = {},
  ) {}

  get switchboard(): Switchboard {
    if (!this.node) throw new Error('the node is down');
    return this.node.switchboard;
  }

  /** What is set by hand. */
  get book(): OverrideBook {
    if (!this.node) throw new Error('the node is down');
    return this.node.book;
  }

  /** What is added to lists. */
  get entries(): EntryBook {
    if (!this.node) throw new Error('the node is down');
    return this.node.entries;
  }

  /** Wrong PINs. */
  get pins(): PinLockBook {
    if (!this.node) throw new Error('the node is down');
    return this.node.pins;
  }

  get up(): boolean {
    return this.node !== undefined;
  }

  /** Starts a node. When another one still runs, this one takes over from it: its lease has the higher number. */
  async start(): Promise<void> {
    const telephony = this.asterisk.telephony();
    const lease = this.mishaps.takeLease();
    this.records.lease = lease;
    this.lookups = new FakeLookups();
    this.lookups.answerBy(({ key }) => this.crm[key] ?? { is: 'not-found' });
    const { clock, log } = this;
    const book = new OverrideBook({ overrides: this.overrides, clock, log, site: () => this.site });
    await book.start();
    const entries = new EntryBook({ lists: this.lists, clock, log, site: () => this.site });
    const pins = new PinLockBook({ pinLocks: this.pinLocks, clock, log, settings: () => this.site.pinLocks });
    await Promise.all([entries.start(), pins.start()]);
    const switchboard = new Switchboard({
      telephony: this.mishaps.telephony(lease, telephony),
      store: this.mishaps.store(lease, this.store),
      records: this.records.of(lease),
      lookups: this.lookups,
      clock: this.clock,
      log: this.log,
      sites: new Sites({ site: this.site, files: {} }, this.store, () => this.site, this.log),
      onFenced: (why) => (this.fenced = why),
      entries,
      pins,
      overrideOf: (schedule, at) => book.current(schedule, at),
      setOverride: ({ schedule, to, until, by, why }) => book.set(schedule, to, until, by, why),
    });
    book.onChange((schedule) => switchboard.hoursChanged(schedule));
    const accounts = [...this.site.agents.values()].map(({ id, name, phone }) => ({
      account: accountOf(id, phone),
      agent: id,
      name,
      password: 'x',
      address: null,
    }));
    await switchboard.start();
    await telephony.publishPhones(accounts);
    this.node = { switchboard, telephony, book, entries, pins };
    switchboard.floor.post({ type: 'configured' });
    await this.settle();
  }

  /** kill -9. */
  crash(): void {
    if (this.node) this.crashes += 1;
    this.node?.book.stop();
    this.node?.entries.stop();
    this.node?.pins.stop();
    this.node?.switchboard.abandon();
    this.node?.telephony.crash();
    this.node = undefined;
  }

  /** kill -9 right after the so many-th save from now: what was decided is kept, what it asked for is never done. */
  crashAfterSaves(saves: number): void {
    this.mishaps.crashAfterSaves(saves);
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await breathe();
      if (this.node?.switchboard.linkState === 'up') await this.idle(this.node.switchboard);
    }
  }

  /** A mailbox that waits for the clock (a save that failed is tried again) is not idle, and must not hold up the clock. */
  private async idle(switchboard: Switchboard): Promise<void> {
    const mailboxes = { idle: false };
    void switchboard.idle().then(() => (mailboxes.idle = true));
    for (let breath = 0; breath < MOST_BREATHS && !mailboxes.idle; breath++) await breathe();
  }

  async waits(ms: number): Promise<void> {
    await this.settle();
    await this.clock.pass(ms, () => this.settle());
    await this.settle();
  }

  async signsIn(...agents: readonly string[]): Promise<void> {
    for (const agent of agents)
      await this.switchboard.floor.request({ type: 'set-agent-state', agent, to: 'available', reason: '', by: agent });
    await this.settle();
  }

  of<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.store.events.filter((event): event is EventOf<T> => event.type === type);
  }

  stateOf(agent: string): string {
    return this.switchboard.floor.book.agents.get(agent)?.state.is ?? 'unknown';
  }
}
