import type { CarillonEvent, EventOf } from '../domain/event';
import type { CallId } from '../domain/ids';
import { whyNoKey, type ListEntry, type ListName } from '../domain/list';
import type { Instant } from '../domain/time';
import type { ListCommand } from '../flow/command';
import { didYouMean } from '../flow/did-you-mean';
import { listKey } from '../flow/number-list';
import type { Site } from '../flow/office';
import { HeldEntries } from './held-entries';
import { Keeping } from './keeping';
import type { ListChange, Lists } from './ports/lists';
import type { Clock, Log } from './ports/world';

/** What somebody wants to add by hand; of `until` nothing: as lists.yaml says. */
export type NewEntry = Pick<ListEntry, 'fields' | 'note'> & { readonly forMs?: number | null };

export interface EntryParts {
  readonly lists: Lists;
  readonly clock: Clock;
  readonly log: Log;
  readonly site: () => Site;
  readonly happened?: (events: readonly CarillonEvent[]) => void;
}

type Wanted = Pick<ListEntry, 'list' | 'key' | 'by' | 'note' | 'call' | 'command'> & {
  readonly entry: Pick<ListEntry, 'until' | 'fields'> | null;
};

/** Said of an entry that ended by itself. */
const ITSELF = 'itself';
const AT_ONCE = 200;
/** Of a list that lists.yaml names no more. */
const MOST = 10_000;

/** What was added to lists while the centre runs: in memory for every turn, kept for the next start, ended in time. */
export class EntryBook {
  private readonly held = new Map<ListName, HeldEntries>();
  private readonly keeping: Keeping;
  private lastSerial = 0;

  constructor(private readonly parts: EntryParts) {
    this.keeping = new Keeping({
      ...parts,
      what: 'what was added to lists',
      load: () => this.load(),
      tidy: () => this.endOverdue(),
      nextEnd: () => Math.min(...[...this.held.values()].map(({ nextEnd }) => nextEnd)),
    });
  }

  /** Loads what was added before; what ended meanwhile is ended, with the event that was missed. */
  async start(): Promise<void> {
    await this.load();
    await this.keeping.tidy();
  }

  stop(): void {
    this.keeping.stop();
  }

  /** What holds at an instant: it ends on the dot, whenever the store hears of it. */
  added(list: ListName, now: Instant): ReadonlyMap<string, ListEntry> {
    return this.held.get(list)?.at(now) ?? NOTHING;
  }

  /** Names of lists to which something was added. */
  names(): readonly ListName[] {
    return [...this.held].filter(([, { size }]) => size > 0).map(([name]) => name);
  }

  /** A flow wants it; the answer is why not, or `null`. */
  change({ id, list, key, entry, by, note }: ListCommand, call: CallId): Promise<string | null> {
    return this.keeping.inTurn(() =>
      this.decide({ list, key: this.keyOf(key), entry, by, note, call, command: id }, false),
    );
  }

  /** Somebody wants it; the answer is why not, or `null`. */
  add(list: ListName, key: string, { fields, note, forMs: wanted }: NewEntry, by: string): Promise<string | null> {
    return this.keeping.inTurn(async () => {
      const settings = this.parts.site().writableLists.get(list);
      if (!settings) return this.whyNotWritable(list);
      const forMs = wanted === undefined ? settings.forMs : wanted;
      if (settings.longestMs !== null && (forMs === null || forMs > settings.longestMs))
        return `an entry of ${list} may not hold so long; lists.yaml says how long`;
      const until = forMs === null ? null : this.parts.clock.now() + forMs;
      const entry = { until, fields };
      return this.decide({ list, key: this.keyOf(key), entry, by, note, call: null, command: null }, true);
    });
  }

  remove(list: ListName, key: string, by: string, note: string): Promise<string | null> {
    return this.keeping.inTurn(() =>
      this.decide({ list, key: this.keyOf(key), entry: null, by, note, call: null, command: null }, true),
    );
  }

  private async decide(wanted: Wanted, byHand: boolean): Promise<string | null> {
    const { list, key, entry } = wanted;
    const now = this.parts.clock.now();
    const before = this.added(list, now).get(key);
    if (entry === null) {
      if (before) await this.save([this.changeOf(wanted, now)]);
      else if (this.standsInFile(list, key)) return `${key} stands in the file lists/${list}.yaml; take it out there`;
      return null;
    }
    // Asked for again, after a crash.
    if (before && wanted.command !== null && before.command === wanted.command) return null;
    const refused = whyNoKey(key, byHand) ?? (before ? null : this.whyFull(list));
    if (refused !== null) return refused;
    await this.save([this.changeOf(wanted, now)]);
    return null;
  }

  private whyFull(list: ListName): string | null {
    const most = this.parts.site().writableLists.get(list)?.most ?? MOST;
    const size = this.held.get(list)?.size ?? 0;
    return size < most ? null : `the list ${list} is full: ${size} entries were added (most: in lists.yaml)`;
  }

  private whyNotWritable(list: ListName): string {
    const { writableLists } = this.parts.site();
    if (this.rowsOf(list)) return `the list ${list} cannot be written to: lists.yaml does not name it`;
    const names = [...writableLists.keys()];
    return `there is no list ${list}${didYouMean(list, names)}; those that can be written to are ${names.join(', ') || 'none'}`;
  }

  /** However it is written: a number has one key. */
  private keyOf(key: string): string {
    return listKey(key.trim(), this.parts.site().numbering);
  }

  /** Whether it stands there itself: the list's own `has` also finds what a star stands for. */
  private standsInFile(list: ListName, key: string): boolean {
    return [...(this.rowsOf(list)?.keys() ?? [])].some((each) => this.keyOf(each) === key);
  }

  private rowsOf(list: ListName): ReadonlyMap<string, unknown> | undefined {
    return this.parts.site().listsAt(this.parts.clock.now())[list];
  }

  private changeOf({ list, key, entry, by, note, call, command }: Wanted, now: Instant): ListChange {
    const kept: ListEntry | null = entry && { list, key, ...entry, note, since: now, by, call, command };
    const what = entry === null ? 'removed' : 'added';
    return {
      list,
      key,
      entry: kept,
      event: this.event(call, { list, key, what, until: kept?.until ?? null, by, note }),
    };
  }

  private event(call: CallId | null, data: EventOf<'list.changed'>['data']): EventOf<'list.changed'> {
    const at = this.parts.clock.now();
    this.lastSerial = Math.max(at, this.lastSerial + 1);
    return { id: `list.${data.list}.e${this.lastSerial}`, at, call, type: 'list.changed', data };
  }

  private async save(changes: readonly ListChange[]): Promise<void> {
    await this.keeping.saving(() => this.parts.lists.save(changes));
    for (const { list, key, entry } of changes) {
      if (entry) this.heldIn(list).set(entry);
      else this.held.get(list)?.delete(key);
    }
    this.parts.happened?.(changes.map(({ event }) => event));
    this.keeping.wake();
  }

  private async endOverdue(): Promise<void> {
    const now = this.parts.clock.now();
    const over = [...this.held.values()].flatMap((held) => held.over(now));
    for (let from = 0; from < over.length; from += AT_ONCE)
      await this.save(
        over.slice(from, from + AT_ONCE).map(({ list, key, until }) => ({
          list,
          key,
          entry: null,
          event: this.event(null, { list, key, what: 'ended', until, by: ITSELF, note: 'its time is over' }),
        })),
      );
  }

  private async load(): Promise<void> {
    const kept = await this.parts.lists.load();
    this.held.clear();
    for (const entry of kept) this.heldIn(entry.list).set(entry);
  }

  private heldIn(list: ListName): HeldEntries {
    const held = this.held.get(list) ?? new HeldEntries();
    this.held.set(list, held);
    return held;
  }
}

const NOTHING: ReadonlyMap<string, ListEntry> = new Map();
