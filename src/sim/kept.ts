import type { CarillonEvent } from '../domain/event';
import type { ListEntry } from '../domain/list';
import type { PinTries } from '../domain/pin-lock';
import type { Instant } from '../domain/time';
import type { ListChange, Lists } from '../engine/ports/lists';
import type { PinChange, PinLocks } from '../engine/ports/pin-locks';
import type { LastTalk, LastTalks } from '../engine/ports/last-talks';
import type { RecentCall, RecentCalls } from '../engine/ports/recent-calls';

interface Change {
  readonly field: string;
  readonly text: string | null;
  readonly events: readonly CarillonEvent[];
}

/** Texts by field, in memory: they outlive a crash of the node. Whatever comes back went through JSON. */
class KeptTexts {
  private readonly texts = new Map<string, string>();

  constructor(private readonly onEvent: (event: CarillonEvent) => void) {}

  values<T>(): Promise<readonly T[]> {
    return Promise.resolve([...this.texts.values()].map((text) => JSON.parse(text) as T));
  }

  put(changes: readonly Change[]): void {
    for (const { field, text, events } of changes) {
      if ((this.texts.get(field) ?? null) === text) continue;
      if (text === null) this.texts.delete(field);
      else this.texts.set(field, text);
      for (const event of events) this.onEvent(JSON.parse(JSON.stringify(event)) as CarillonEvent);
    }
  }
}

/** What was added to lists. */
export class MemoryLists implements Lists {
  private readonly kept: KeptTexts;

  constructor(onEvent: (event: CarillonEvent) => void = () => undefined) {
    this.kept = new KeptTexts(onEvent);
  }

  load(): Promise<readonly ListEntry[]> {
    return this.kept.values();
  }

  async save(changes: readonly ListChange[]): Promise<void> {
    await this.ready();
    this.kept.put(
      changes.map(({ list, key, entry, event }) => ({
        field: `${list}:${key}`,
        text: entry && JSON.stringify(entry),
        events: [event],
      })),
    );
  }

  /** Before each save: a store that fails does so here. */
  protected ready(): Promise<void> {
    return Promise.resolve();
  }
}

/** Wrong PINs. */
export class MemoryPinLocks implements PinLocks {
  private readonly kept: KeptTexts;

  constructor(onEvent: (event: CarillonEvent) => void = () => undefined) {
    this.kept = new KeptTexts(onEvent);
  }

  load(): Promise<readonly PinTries[]> {
    return this.kept.values();
  }

  async save(changes: readonly PinChange[]): Promise<void> {
    await this.ready();
    this.kept.put(
      changes.map(({ id, tries, events }) => ({ field: id, text: tries && JSON.stringify(tries), events })),
    );
  }

  protected ready(): Promise<void> {
    return Promise.resolve();
  }
}

/** Who called lately. */
export class MemoryRecentCalls implements RecentCalls {
  private readonly calls = new Map<string, RecentCall>();

  load(from: Instant): Promise<readonly RecentCall[]> {
    return Promise.resolve([...this.calls.values()].filter(({ at }) => at >= from).sort((a, b) => a.at - b.at));
  }

  add(call: RecentCall, forgetBefore: Instant): Promise<void> {
    this.calls.set(call.call, call);
    for (const { call: id, at } of this.calls.values()) if (at < forgetBefore) this.calls.delete(id);
    return Promise.resolve();
  }
}

/** Who served whom last. */
export class MemoryLastTalks implements LastTalks {
  private readonly talks = new Map<string, LastTalk>();

  load(from: Instant): Promise<readonly LastTalk[]> {
    return Promise.resolve([...this.talks.values()].filter(({ at }) => at >= from).sort((a, b) => a.at - b.at));
  }

  put(talk: LastTalk, forgetBefore: Instant): Promise<void> {
    this.talks.set(`${talk.queue} ${talk.number}`, talk);
    for (const [key, { at }] of this.talks) if (at < forgetBefore) this.talks.delete(key);
    return Promise.resolve();
  }
}
