import type { Revision } from '../domain/ids';
import type { Site } from '../flow/office';
import type { Log, Store } from './ports';

export type SiteFiles = Readonly<Record<string, string>>;

/**
 * The published versions of the site. New calls get the current one; a call in progress keeps the one it began with, also
 * over a restart (law 9).
 */
export class Sites {
  private readonly known = new Map<Revision, Site>();
  private newest: Site;

  constructor(
    first: { readonly site: Site; readonly files: SiteFiles },
    private readonly store: Pick<Store, 'saveRevision' | 'loadRevision'>,
    private readonly compile: (files: SiteFiles) => Site | undefined,
    private readonly log: Log,
  ) {
    this.newest = first.site;
    this.known.set(first.site.revision, first.site);
  }

  get current(): Site {
    return this.newest;
  }

  /** Makes a version the current one, after it is kept for good. */
  async publish(site: Site, files: SiteFiles): Promise<void> {
    await this.store.saveRevision(site.revision, files);
    this.known.set(site.revision, site);
    this.newest = site;
  }

  get(revision: Revision): Site | undefined {
    return this.known.get(revision);
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
}
