import type { Arrival } from '../domain/call';
import type { Revision } from '../domain/ids';
import type { Site } from '../flow/office';
import type { FloorSettings } from '../acd/floor';
import { isAmong } from './canary';
import type { FloorSite } from './ports/floor-records';
import type { Store } from './ports/state';
import type { Log } from './ports/world';

export type SiteFiles = Readonly<Record<string, string>>;

type OfFloor = Pick<Site, 'agents' | 'queues' | 'rules'>;

/** What the floor goes by: a version, and what only the canary has besides. */
export function floorSettingsOf({ agents, queues, rules }: OfFloor, canary: OfFloor | undefined): FloorSettings {
  if (!canary) return { agents, queues, rules };
  return { agents: new Map([...canary.agents, ...agents]), queues: new Map([...canary.queues, ...queues]), rules };
}

/**
 * The published versions of the site. New calls get the current one, or by their share the canary; a call in progress
 * keeps the one it began with, also over a restart (law 9).
 */
export class Sites {
  private readonly known = new Map<Revision, Site>();
  private newest: Site;
  private trial: { readonly site: Site; readonly percent: number } | null = null;
  private readonly listeners: (() => void)[] = [];
  /** Not in use when we last looked. */
  private idle: ReadonlySet<Revision> = new Set();

  constructor(
    first: { readonly site: Site; readonly files: SiteFiles },
    private readonly store: Pick<Store, 'loadRevision'>,
    private readonly compile: (files: SiteFiles) => Site | undefined,
    private readonly log: Log,
  ) {
    this.newest = first.site;
    this.known.set(first.site.revision, first.site);
  }

  get current(): Site {
    return this.newest;
  }

  get canary(): Site | null {
    return this.trial?.site ?? null;
  }

  /** The version for a call that begins now: of the same caller always the same. Agents' own calls are no trial. */
  forCall({ ani, leg, channel }: Pick<Arrival, 'ani' | 'leg' | 'channel'>): Site {
    if (!this.trial || channel === 'agent') return this.newest;
    const { site, percent } = this.trial;
    return isAmong(ani === '' ? leg : ani, site.revision, percent) ? site : this.newest;
  }

  /** Makes a version, which is kept already, the one for all new calls. */
  take(site: Site): void {
    this.known.set(site.revision, site);
    this.newest = site;
    this.trial = null;
    this.changed();
  }

  /** Gives a version, which is kept already, to a share of the new calls; `null` to none any more. */
  tryOut(trial: { readonly site: Site; readonly percent: number } | null): void {
    if (trial) this.known.set(trial.site.revision, trial.site);
    this.trial = trial;
    this.changed();
  }

  /** Told whenever another version is given to calls. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  /** The versions that calls may be on now. */
  get inUse(): ReadonlySet<Revision> {
    return new Set(this.known.keys());
  }

  /** Every version that calls may be on, the one for new calls among them. */
  get all(): Iterable<Site> {
    return new Set([this.newest, ...this.known.values()]);
  }

  get(revision: Revision): Site | undefined {
    return this.known.get(revision);
  }

  /** What the floor goes by, whatever version a call runs on: the current one, and what only the canary has besides. */
  floorSettings(): FloorSettings {
    return floorSettingsOf(this.newest, this.trial?.site);
  }

  /** The versions that those settings are of. */
  get ofFloor(): FloorSite {
    return { current: this.newest.revision, canary: this.trial?.site.revision ?? null };
  }

  /** Fetches the versions that calls in progress need. One that is lost is replaced by the current one, and said. */
  async need(revisions: Iterable<Revision>): Promise<void> {
    for (const revision of new Set(revisions)) {
      if (this.known.has(revision)) continue;
      const files = await this.store.loadRevision(revision);
      const site = files && this.compile(files);
      if (!site)
        this.log.error('a call needs a version of the site that is lost; it goes on with the current one', {
          revision,
        });
      this.known.set(revision, site ?? this.newest);
    }
  }

  /**
   * Forgets the versions that no call needs any more and says which are left. What falls out of use is kept until the next
   * look: a call that has just begun on it may not be saved yet.
   */
  trim(inUse: Iterable<Revision>): ReadonlySet<Revision> {
    const used = new Set([...inUse, this.newest.revision, ...(this.trial ? [this.trial.site.revision] : [])]);
    const idle = [...this.known.keys()].filter((revision) => !used.has(revision));
    for (const revision of idle.filter((each) => this.idle.has(each))) this.known.delete(revision);
    this.idle = new Set(idle);
    return new Set(this.known.keys());
  }
}
