import type { CarillonEvent, EventOf } from '../domain/event';
import type { CallId } from '../domain/ids';
import {
  isForgotten,
  isLocked,
  standingOf,
  subjectId,
  subjectInWords,
  withWrong,
  type PinLockSettings,
  type PinStanding,
  type PinSubject,
  type PinTries,
} from '../domain/pin-lock';
import type { Instant } from '../domain/time';
import type { PinCommand } from '../flow/command';
import { Keeping } from './keeping';
import type { PinChange, PinLocks } from './ports/pin-locks';
import type { Clock, Log } from './ports/world';

/** What a screen shows of the wrong PINs that belong to one thing. */
export interface PinLockView {
  readonly id: string;
  /** What they were keyed in for, in words; a secret is masked. */
  readonly what: string;
  readonly wrong: number;
  readonly locked: boolean;
  /** When the lock ends by itself; `null`: when it is lifted, or there is none. */
  readonly until: Instant | null;
  /** The last wrong one. */
  readonly at: Instant;
  readonly call: CallId;
}

export interface PinLockUseCases {
  /** Those that are locked come first. */
  pinLocks(): readonly PinLockView[];
  /** Forgets the wrong PINs: why not, or `null`. */
  liftPinLock(id: string, by: string, why: string): Promise<string | null>;
}

export interface PinLockParts {
  readonly pinLocks: PinLocks;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => PinLockSettings;
  readonly happened?: (events: readonly CarillonEvent[]) => void;
}

/** Of so many subjects wrong PINs are known; then the oldest that are not locked are forgotten. */
const MOST_SUBJECTS = 10_000;
const AT_ONCE = 200;

/**
 * Wrong PINs, counted over calls: at once in memory, for the next call may come before they are saved, and kept for the next
 * start.
 */
export class PinLockBook implements PinLockUseCases {
  private readonly tries = new Map<string, PinTries>();
  /** What is not saved yet, by the id of the tries. */
  private readonly unsaved = new Map<string, PinChange>();
  private readonly keeping: Keeping;
  private lastSerial = 0;

  constructor(private readonly parts: PinLockParts) {
    this.keeping = new Keeping({
      ...parts,
      what: 'wrong PINs',
      // What is in memory is right, whatever became of a save.
      load: () => Promise.resolve(),
      tidy: () => this.saveAll(),
      nextEnd: () => Infinity,
    });
  }

  async start(): Promise<void> {
    const now = this.parts.clock.now();
    const kept = [...(await this.parts.pinLocks.load())].sort((a, b) => a.at - b.at);
    for (const tries of kept)
      if (isForgotten(tries, now)) this.put(tries.id, null);
      else this.tries.set(subjectId(tries.subject), tries);
    await this.keeping.tidy();
  }

  stop(): void {
    this.keeping.stop();
  }

  /** Resolves when all that was counted so far is saved, or could not be. */
  idle(): Promise<void> {
    return this.keeping.inTurn(() => Promise.resolve());
  }

  standing(subject: PinSubject, now: Instant): PinStanding {
    return standingOf(this.tries.get(subjectId(subject)), this.parts.settings(), now);
  }

  tried({ subjects, right }: Pick<PinCommand, 'subjects' | 'right'>, call: CallId): void {
    for (const subject of subjects)
      if (right) this.forget(subject);
      else this.count(subject, call);
    void this.keeping.tidy();
  }

  pinLocks(): readonly PinLockView[] {
    const now = this.parts.clock.now();
    return [...this.tries.values()]
      .filter((tries) => !isForgotten(tries, now))
      .map((tries) => viewOf(tries, now))
      .sort((a, b) => Number(b.locked) - Number(a.locked) || b.at - a.at);
  }

  liftPinLock(id: string, by: string, why: string): Promise<string | null> {
    return this.keeping.inTurn(async () => {
      const tries = [...this.tries.values()].find((each) => each.id === id);
      if (!tries) return `there is no lock ${id}`;
      const { subject } = tries;
      const data = { lock: id, what: subjectInWords(subject), by, why };
      const at = this.parts.clock.now();
      const event: EventOf<'pin.lifted'> = { id: this.eventId(id), at, call: null, type: 'pin.lifted', data };
      await this.saveAll();
      await this.save([{ id, tries: null, events: [event] }]);
      this.tries.delete(subjectId(subject));
      this.unsaved.delete(id);
      return null;
    });
  }

  private count(subject: PinSubject, call: CallId): void {
    const now = this.parts.clock.now();
    const known = this.tries.get(subjectId(subject));
    const before = known && !isForgotten(known, now) ? known : { id: this.newId(), subject, wrong: 0 };
    if (known && before !== known) this.put(known.id, null);
    const tries = withWrong(before, call, this.parts.settings(), now);
    this.tries.delete(subjectId(subject));
    this.tries.set(subjectId(subject), tries);
    this.put(tries.id, tries, tries.lock && this.locked(tries, tries.lock.until));
    this.forgetOldest(now);
  }

  private locked({ id, subject, wrong, at, call }: PinTries, until: Instant | null): EventOf<'pin.locked'> {
    const data = { lock: id, what: subjectInWords(subject), wrong, until };
    return { id: this.eventId(id), at, call, type: 'pin.locked', data };
  }

  private forget(subject: PinSubject): void {
    const known = this.tries.get(subjectId(subject));
    if (!known) return;
    this.tries.delete(subjectId(subject));
    this.put(known.id, null);
  }

  private forgetOldest(now: Instant): void {
    if (this.tries.size <= MOST_SUBJECTS) return;
    const oldest = [...this.tries.values()].find((each) => !isLocked(each, now));
    if (oldest) this.forget(oldest.subject);
  }

  private put(id: string, tries: PinTries | null, event: EventOf<'pin.locked'> | null = null): void {
    const before = this.unsaved.get(id)?.events ?? [];
    this.unsaved.set(id, { id, tries, events: event ? [...before, event] : before });
  }

  private async saveAll(): Promise<void> {
    while (this.unsaved.size > 0) {
      const changes = [...this.unsaved.values()].slice(0, AT_ONCE);
      await this.save(changes);
      // More may have come meanwhile.
      for (const change of changes) if (this.unsaved.get(change.id) === change) this.unsaved.delete(change.id);
    }
  }

  private async save(changes: readonly PinChange[]): Promise<void> {
    await this.keeping.saving(() => this.parts.pinLocks.save(changes));
    this.parts.happened?.(changes.flatMap(({ events }) => events));
  }

  private newId(): string {
    return this.nextSerial().toString(36);
  }

  private eventId(id: string): string {
    return `pin.${id}.e${this.nextSerial()}`;
  }

  private nextSerial(): number {
    this.lastSerial = Math.max(this.parts.clock.now(), this.lastSerial + 1);
    return this.lastSerial;
  }
}

const viewOf = (tries: PinTries, now: Instant): PinLockView => ({
  id: tries.id,
  what: subjectInWords(tries.subject),
  wrong: tries.wrong,
  locked: isLocked(tries, now),
  until: isLocked(tries, now) ? (tries.lock?.until ?? null) : null,
  at: tries.at,
  call: tries.call,
});

/** What people may ask of the book. */
export const pinLockUseCases = (book: PinLockBook): PinLockUseCases => ({
  pinLocks: () => book.pinLocks(),
  liftPinLock: (id, by, why) => book.liftPinLock(id, by, why),
});
