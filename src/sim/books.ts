import type { CarillonEvent } from '../domain/event';
import type { ListName } from '../domain/list';
import type { JsonObject } from '../domain/json';
import type { PinSubject } from '../domain/pin-lock';
import { EntryBook } from '../engine/entry-book';
import { OverrideBook } from '../engine/overrides';
import { PinLockBook } from '../engine/pin-lock-book';
import type { Clock, Log } from '../engine/ports/world';
import type { SwitchboardParts } from '../engine/switchboard';
import type { Site } from '../flow/office';
import { listNow } from '../flow/written-lists';
import { MemoryOverrides } from './by-hand';
import type { LastTalk } from '../engine/ports/last-talks';
import { LastTalkBook } from '../engine/last-talk-book';
import { RecentCallBook } from '../engine/recent-call-book';
import { MemoryLastTalks, MemoryLists, MemoryPinLocks, MemoryRecentCalls } from './kept';

/** What is kept beside calls and floor; it outlives a crash of the node. */
export class KeptBooks {
  readonly overrides = new MemoryOverrides();
  readonly lists: MemoryLists;
  readonly pinLocks: MemoryPinLocks;
  readonly recent = new MemoryRecentCalls();
  readonly talks = new MemoryLastTalks();

  constructor(onEvent: (event: CarillonEvent) => void) {
    this.lists = new MemoryLists(onEvent);
    this.pinLocks = new MemoryPinLocks(onEvent);
  }
}

/** What a node knows beside calls and floor: schedules set by hand, what was added to lists, wrong PINs. */
export class Books {
  readonly schedules: OverrideBook;
  private readonly entries: EntryBook;
  private readonly pins: PinLockBook;
  private readonly recent: RecentCallBook;
  private readonly talks: LastTalkBook;

  constructor(
    { overrides, lists, pinLocks, recent, talks }: KeptBooks,
    private readonly world: { readonly clock: Clock; readonly log: Log; readonly site: () => Site },
  ) {
    this.schedules = new OverrideBook({ overrides, ...world });
    this.entries = new EntryBook({ lists, ...world });
    this.recent = new RecentCallBook({ recent, ...world });
    this.talks = new LastTalkBook({ talks, ...world });
    this.pins = new PinLockBook({ pinLocks, ...world, settings: () => world.site().pinLocks });
  }

  async start(): Promise<void> {
    const { schedules, entries, pins, recent, talks } = this;
    await Promise.all([schedules, entries, pins, recent, talks].map((book) => book.start()));
  }

  stop(): void {
    this.schedules.stop();
    this.entries.stop();
    this.pins.stop();
  }

  /** How the engine reaches them. */
  hands(): Pick<SwitchboardParts, 'overrideOf' | 'setOverride' | 'entries' | 'pins' | 'recent' | 'talks'> {
    const { schedules, entries, pins, recent, talks } = this;
    return {
      overrideOf: (schedule, now) => schedules.current(schedule, now),
      setOverride: ({ schedule, to, until }, by) => schedules.set(schedule, to, until, by?.call.agent ?? '', ''),
      entries,
      pins,
      recent,
      talks,
    };
  }

  /** Somebody adds an entry by hand: why not, or `null`. */
  addEntry(list: ListName, key: string, fields: JsonObject): Promise<string | null> {
    return this.entries.add(list, key, { fields, note: '' }, 'story');
  }

  /** An agent talked with a caller before. */
  talked(talk: LastTalk): void {
    this.talks.remember(talk);
  }

  isListed(list: ListName, key: string): boolean {
    const { clock, site } = this.world;
    const now = clock.now();
    const live = { ...site().live, added: (name: ListName) => this.entries.added(name, now) };
    return listNow({ ...site(), live }, list, now)?.has(key) ?? false;
  }

  /** Other callers keyed in wrong PINs. */
  wrongPins(subject: PinSubject, times: number): void {
    for (let time = 0; time < times; time++) this.pins.tried({ subjects: [subject], right: false }, 'other.0');
  }
}
