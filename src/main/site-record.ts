import type { Revision } from '../domain/ids';
import type { SiteState } from '../domain/site-version';
import type { CarillonEvent, EventData } from '../domain/event';
import type { SiteRegister } from '../engine/ports/state';
import type { SiteFiles } from '../site/compile';

type SiteEventType = 'site.published' | 'site.refused' | 'site.canary';
type SiteEvent = { readonly [T in SiteEventType]: { readonly type: T; readonly data: EventData[T] } }[SiteEventType];

/** What a change of the record comes to. */
export interface RecordChange {
  readonly state: Omit<SiteState, 'serial'>;
  /** The text of a version that is new. */
  readonly content?: { readonly revision: Revision; readonly files: SiteFiles };
  readonly events?: readonly SiteEvent[];
}

/** The state of the site as the register has it. Changes go one after another; one that is not saved has not happened. */
export class SiteRecord {
  private known: SiteState | undefined;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly register: SiteRegister,
    private readonly now: () => number,
    /** Hears of what was saved: for counters. */
    private readonly onEvents: (events: readonly CarillonEvent[]) => void,
  ) {}

  async load(): Promise<SiteState | undefined> {
    this.known = await this.register.loadSite();
    return this.known;
  }

  get found(): SiteState | undefined {
    return this.known;
  }

  get state(): SiteState {
    if (!this.known) throw new Error('the state of the site is not loaded');
    return this.known;
  }

  /** The first state of all. */
  begin(change: RecordChange): Promise<void> {
    return this.inTurn(() => this.save(change, 0));
  }

  /** Changes the state; `null` leaves it as it is. */
  change(decide: (state: SiteState) => RecordChange | null): Promise<void> {
    return this.inTurn(async () => {
      const change = decide(this.state);
      if (change) await this.save(change, this.state.serial);
    });
  }

  private async save({ state, content, events = [] }: RecordChange, last: number): Promise<void> {
    const at = this.now();
    // It rises also where the register was lost, and numbers of before are still in the history.
    const first = Math.max(last + 1, at);
    const numbered = events.map((event, index): CarillonEvent => ({
      id: `site.e${first + index}`,
      at,
      call: null,
      ...event,
    }));
    const next: SiteState = { ...state, serial: events.length > 0 ? first + events.length - 1 : last };
    await this.register.saveSite(next, content ?? null, numbered);
    this.known = next;
    this.onEvents(numbered);
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.busy.then(work);
    this.busy = next.catch(() => undefined);
    return next;
  }
}
