import type { LegId } from '../domain/ids';
import type { Telephony, TelephonySnapshot } from './ports/telephony';
import type { Clock, Log } from './ports/world';

/** How often we look for ends that were never told. */
const PATROL_EVERY_MS = 60_000;

export interface Beat {
  readonly telephony: Pick<Telephony, 'snapshot'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether there is anything to be seen at the moment. */
  isUp(): boolean;
  /** Callers, agents' legs and those on agents' phones that should be there. */
  expected(): readonly LegId[];
  /** Dialled legs that are there and nobody's. */
  stray(snapshot: TelephonySnapshot): readonly LegId[];
  gone(leg: LegId): void;
  drop(leg: LegId): void;
  /** All legs were looked at. */
  looked(): void;
}

/**
 * Looks every minute for ends that were never told: a leg that is missing from two snapshots in a row is gone, and one that
 * was nobody's twice is ended. What is found so is logged, for it should not happen.
 */
export class Patrol {
  private cancel: () => void = () => undefined;
  private walking = false;
  private missing: ReadonlySet<LegId> = new Set();
  private stray: ReadonlySet<LegId> = new Set();

  constructor(private readonly beat: Beat) {}

  start(): void {
    this.walking = true;
    this.later();
  }

  stop(): void {
    this.walking = false;
    this.cancel();
  }

  private later(): void {
    const { clock } = this.beat;
    this.cancel = clock.at(clock.now() + PATROL_EVERY_MS, () => void this.walk());
  }

  private async walk(): Promise<void> {
    const { log } = this.beat;
    try {
      if (this.beat.isUp()) await this.look();
    } catch (error) {
      log.warn('could not look after the calls; trying again', { error });
    }
    if (this.walking) this.later();
  }

  private async look(): Promise<void> {
    const { beat } = this;
    const expected = beat.expected();
    const snapshot = await beat.telephony.snapshot();
    const there = new Set([...snapshot.callers, ...snapshot.agentLegs, ...snapshot.dialledLegs].map(({ leg }) => leg));
    const missing = [...new Set(expected)].filter((leg) => !there.has(leg));
    for (const leg of missing.filter((each) => this.missing.has(each))) {
      beat.log.warn('a leg is gone and nothing was told of its end', { leg });
      beat.gone(leg);
    }
    const stray = beat.stray(snapshot);
    for (const leg of stray.filter((each) => this.stray.has(each))) {
      beat.log.warn('a leg is there and belongs to nobody; it is ended', { leg });
      beat.drop(leg);
    }
    this.missing = new Set(missing);
    this.stray = new Set(stray);
    beat.looked();
  }
}
