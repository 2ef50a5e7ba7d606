import { RedisLists } from '../adapters/redis/lists';
import type { RedisLink } from '../adapters/redis/link';
import { RedisLastTalks } from '../adapters/redis/last-talks';
import { RedisOverrides } from '../adapters/redis/overrides';
import { RedisPinLocks } from '../adapters/redis/pin-locks';
import { RedisRecentCalls } from '../adapters/redis/recent-calls';
import type { Sealer } from '../adapters/redis/sealer';
import type { Fence } from '../adapters/redis/store';
import type { CarillonEvent } from '../domain/event';
import { EntryBook } from '../engine/entry-book';
import { listUseCases, type ListUseCases } from '../engine/list-use-cases';
import { OverrideBook } from '../engine/overrides';
import { LastTalkBook } from '../engine/last-talk-book';
import { RecentCallBook } from '../engine/recent-call-book';
import { PinLockBook, pinLockUseCases, type PinLockUseCases } from '../engine/pin-lock-book';
import type { Log } from '../engine/ports/world';
import type { Site } from '../flow/office';
import { systemClock } from './clock';

export interface BooksOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  readonly fence: Fence;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly site: () => Site;
  readonly happened: (events: readonly CarillonEvent[]) => void;
}

/** What is in memory for every turn and kept in Redis: schedules set by hand, what was added to lists, wrong PINs. */
export interface Books {
  readonly overrides: OverrideBook;
  readonly entries: EntryBook;
  readonly pins: PinLockBook;
  readonly recent: RecentCallBook;
  readonly talks: LastTalkBook;
  readonly lists: ListUseCases;
  readonly pinLocks: PinLockUseCases;
  stop(): void;
}

export async function openBooks({ link, prefix, fence, sealer, ...world }: BooksOptions): Promise<Books> {
  const { log, site } = world;
  const kept = { link, prefix, fence };
  const common = { ...world, clock: systemClock };
  const onUnsealable = (lock: string, error: unknown): void =>
    log.error('wrong PINs that were counted cannot be opened; they are forgotten', { lock, error });
  const overrides = new OverrideBook({ ...common, overrides: new RedisOverrides(kept) });
  const entries = new EntryBook({ ...common, lists: new RedisLists(kept) });
  const pins = new PinLockBook({
    ...common,
    pinLocks: new RedisPinLocks({ ...kept, sealer, onUnsealable }),
    settings: () => site().pinLocks,
  });
  const recent = new RecentCallBook({ ...common, recent: new RedisRecentCalls({ link, prefix }) });
  const talks = new LastTalkBook({ ...common, talks: new RedisLastTalks({ link, prefix }) });
  await Promise.all([overrides, entries, pins, recent, talks].map((book) => book.start()));
  return {
    overrides,
    entries,
    pins,
    recent,
    talks,
    lists: listUseCases(entries, site, () => systemClock.now()),
    pinLocks: pinLockUseCases(pins),
    stop: () => {
      overrides.stop();
      entries.stop();
      pins.stop();
    },
  };
}
