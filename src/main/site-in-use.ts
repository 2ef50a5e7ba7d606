import type { Revision } from '../domain/ids';
import type { Instant } from '../domain/time';
import type { Telephony } from '../engine/ports/telephony';
import type { Sites } from '../engine/sites';
import type { Switchboard } from '../engine/switchboard';
import type { Site } from '../flow/office';
import type { Problem } from '../flow/problem';
import type { SiteFiles } from '../site/compile';
import type { Making } from './site-maker';

/** The versions that calls run on now, and what goes with them: connectors, the floor's settings, the agents' phones. */
export class SiteInUse {
  constructor(
    readonly sites: Sites,
    /** The text of the current version. */
    public files: SiteFiles,
    public takenAt: Instant,
    private readonly parts: {
      readonly maker: Making;
      readonly telephony: Pick<Telephony, 'publishPhones'>;
    },
  ) {}

  private switchboard: Pick<Switchboard, 'floor' | 'openCalls'> | undefined;

  /** From now on there is a floor, and an Asterisk. */
  join(switchboard: Pick<Switchboard, 'floor' | 'openCalls'>): Promise<readonly Problem[]> {
    this.switchboard = switchboard;
    return this.apply();
  }

  take(site: Site, files: SiteFiles, at: Instant): Promise<readonly Problem[]> {
    this.sites.take(site);
    this.files = files;
    this.takenAt = at;
    return this.apply();
  }

  tryOut(trial: { readonly site: Site; readonly percent: number } | null): Promise<readonly Problem[]> {
    this.sites.tryOut(trial);
    return this.apply();
  }

  /** The versions that are in use, or were until a moment ago; the others are forgotten. */
  stillNeeded(): ReadonlySet<Revision> {
    return this.sites.trim(this.switchboard?.openCalls().map(({ revision }) => revision) ?? []);
  }

  private async apply(): Promise<readonly Problem[]> {
    const { sites, switchboard, parts } = this;
    const inUse = sites.canary ? [sites.current, sites.canary] : [sites.current];
    parts.maker.connect(...inUse);
    if (!switchboard) return [];
    switchboard.floor.post({ type: 'configured' });
    return parts.maker.publishPhones(parts.telephony, ...inUse);
  }
}
