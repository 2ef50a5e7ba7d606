import type { Telephony, TelephonyEvent, TelephonySnapshot } from './ports/telephony';
import type { Clock, Log } from './ports/world';

/** `stopped` is for good. */
export type LinkState = 'starting' | 'up' | 'down' | 'stopped';

export interface TouchHandlers {
  /** An event that is not about the link itself. */
  event(event: TelephonyEvent): void;
  /** Out of touch: nothing may be decided until `release`. */
  hold(): void;
  /** What Asterisk has now, to be compared with what is remembered. */
  recover(snapshot: TelephonySnapshot): void;
  release(): void;
  /** Another node commands Asterisk. */
  replaced(): void;
}

const ASK_AGAIN_AFTER_MS = 1_000;

/** In touch with Asterisk, or not: after each absence notes are compared before anything else is heard. */
export class Touch {
  private link: LinkState = 'starting';
  /** What happens while we compare notes is heard afterwards. */
  private buffered: TelephonyEvent[] = [];
  private syncing: Promise<void> = Promise.resolve();
  /** How often the link was lost: a snapshot from before the last loss is worth nothing. */
  private losses = 0;

  constructor(
    private readonly parts: {
      readonly telephony: Pick<Telephony, 'start' | 'snapshot'>;
      readonly clock: Clock;
      readonly log: Log;
    },
    private readonly on: TouchHandlers,
  ) {}

  get state(): LinkState {
    return this.link;
  }

  /** Connects and compares notes for the first time. */
  async start(): Promise<void> {
    await this.parts.telephony.start((event) => this.heard(event));
    await this.resync();
  }

  stop(): void {
    this.link = 'stopped';
  }

  /** Resolves when no comparison is going on. */
  idle(): Promise<void> {
    return this.syncing;
  }

  private heard(event: TelephonyEvent): void {
    if (this.link === 'stopped') return;
    switch (event.type) {
      case 'replaced':
        this.on.replaced();
        return;
      case 'link-down':
        this.parts.log.warn('the link to Asterisk is down; calls go on without us', { why: event.why });
        this.losses += 1;
        this.link = 'down';
        this.on.hold();
        return;
      case 'link-up':
        void this.resync();
        return;
      default:
        if (this.link === 'up') this.on.event(event);
        else this.buffered.push(event);
    }
  }

  private resync(): Promise<void> {
    this.syncing = this.syncing.then(() => this.compare());
    return this.syncing;
  }

  private async compare(): Promise<void> {
    if (this.isStopped()) return;
    const { telephony, clock, log } = this.parts;
    try {
      const { losses } = this;
      const snapshot = await telephony.snapshot();
      if (losses !== this.losses || this.isStopped()) return;
      this.on.recover(snapshot);
      this.link = 'up';
      for (const event of this.buffered.splice(0)) this.on.event(event);
      this.on.release();
    } catch (error) {
      log.error('could not compare notes with Asterisk; trying again', { error });
      clock.at(clock.now() + ASK_AGAIN_AFTER_MS, () => void this.resync());
    }
  }

  /** It changes while we await. */
  private isStopped(): boolean {
    return this.link === 'stopped';
  }
}
