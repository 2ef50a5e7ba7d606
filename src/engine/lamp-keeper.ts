import type { CarillonEvent } from '../domain/event';
import type { Voicemail } from '../domain/voicemail';
import { lampsOf, type LampView } from './lamps';
import { MessageTally } from './message-tally';
import type { DeskLamps } from './ports/lamps';
import type { Clock, Log } from './ports/world';

export interface LampKeeperParts {
  readonly lamps: DeskLamps;
  readonly view: () => LampView;
  /** All that still want something of somebody; rejects while the history is away. */
  readonly openMessages: () => Promise<readonly Voicemail[]>;
  readonly clock: Clock;
  readonly log: Log;
}

/** So late may a lamp be: what happens in between is told at once. */
const AFTER_MS = 100;
const ASK_AGAIN_AFTER_MS = 10_000;

/** Says what the lamps of desk phones show: at the start, and a moment after anything has happened. */
export class LampKeeper {
  private readonly tally = new MessageTally();
  private cancelTelling: (() => void) | null = null;
  private cancelAsking: () => void = () => undefined;
  private state: 'new' | 'running' | 'stopped' = 'new';

  constructor(private readonly parts: LampKeeperParts) {}

  /** Nobody waits for the history: until it has answered, message lamps stay as they are. */
  start(): void {
    this.state = 'running';
    this.tell();
    void this.count();
  }

  stop(): void {
    this.state = 'stopped';
    this.cancelTelling?.();
    this.cancelAsking();
  }

  /** After they are saved. */
  observe(events: readonly CarillonEvent[]): void {
    this.tally.observe(events);
    this.changed();
  }

  /** Something may be another way than before. */
  changed(): void {
    if (this.state !== 'running' || this.cancelTelling) return;
    const { clock } = this.parts;
    this.cancelTelling = clock.at(clock.now() + AFTER_MS, () => this.tell());
  }

  private tell(): void {
    this.cancelTelling = null;
    const { lamps, view, log } = this.parts;
    try {
      const now = view();
      lamps.show(lampsOf(now));
      if (this.tally.complete) lamps.showMessages(this.tally.counts(now.settings.agents.values()));
    } catch (error) {
      log.error('the lamps of desk phones could not be worked out', { error });
    }
  }

  private async count(): Promise<void> {
    const { openMessages, clock, log } = this.parts;
    try {
      this.tally.begin(await openMessages());
      this.changed();
    } catch (error) {
      if (this.isStopped()) return;
      log.warn('the messages cannot be counted; message lamps stay as they are', { error });
      this.cancelAsking = clock.at(clock.now() + ASK_AGAIN_AFTER_MS, () => void this.count());
    }
  }

  /** It changes while we await. */
  private isStopped(): boolean {
    return this.state === 'stopped';
  }
}
