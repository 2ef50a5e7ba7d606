import type { Revision } from '../domain/ids';
import type { VersionHead } from '../domain/site-version';
import type { Versions } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import type { PublishOrder, Published, Which, WhichContent } from '../engine/site-use-cases';
import { revisionOf, type SiteFiles } from '../site/compile';
import { recordingsOf, type SiteContent } from '../site/content';
import type { SiteFolder } from './site-folder';
import type { SiteRecord } from './site-record';

interface ContentParts {
  readonly record: SiteRecord;
  readonly folder: SiteFolder;
  readonly store: Pick<Store, 'loadRevision'>;
  readonly versions: Versions;
}

/** What every version holds: near by where it is in use, else from the database. */
export class SiteContents {
  constructor(private readonly parts: ContentParts) {}

  /** The newest first, also those that the database has not yet. */
  async list(filter: { readonly limit: number; readonly before?: number }): Promise<readonly VersionHead[]> {
    const kept = await this.parts.versions.list(filter);
    const waiting = this.parts.record.state.unkept.filter(({ number }) => number < (filter.before ?? Infinity));
    const all = new Map([...kept, ...waiting].map((head) => [head.number, head]));
    return [...all.values()].sort((a, b) => b.number - a.number).slice(0, filter.limit);
  }

  async of(which: Which, running: SiteFiles): Promise<WhichContent | undefined> {
    const { record, folder, store, versions } = this.parts;
    const { current, canary, unkept } = record.state;
    if (which === 'folder') {
      const { files } = await folder.read();
      return { version: null, revision: revisionOf(files), files };
    }
    if (which === 'running') return { version: current, revision: current.revision, files: running };
    const near = [current, ...(canary ? [canary.version] : []), ...unkept];
    const head = which === 'canary' ? canary?.version : near.find(({ number }) => number === which);
    const files = head && (await store.loadRevision(head.revision));
    if (files) return { version: head, revision: head.revision, files };
    const kept = which === 'canary' ? undefined : await versions.load(which);
    if (!kept) return undefined;
    const { files: text, ...version } = kept;
    return { version, revision: version.revision, files: text };
  }

  /** The recordings, by hash, of these versions and of those that wait for the database; `undefined` when one is lost. */
  async recordingsOf(revisions: ReadonlySet<Revision>, running: SiteFiles): Promise<ReadonlySet<string> | undefined> {
    const { record, store } = this.parts;
    const { current, unkept } = record.state;
    const hashes = new Set<string>();
    for (const revision of new Set([...revisions, ...unkept.map((head) => head.revision)])) {
      const files = revision === current.revision ? running : await store.loadRevision(revision);
      if (!files) return undefined;
      for (const { hash } of recordingsOf(files).values()) hashes.add(hash);
    }
    return hashes;
  }

  /** What an order wants to publish, or why there is no such thing. */
  async ordered({ content }: PublishOrder, running: SiteFiles): Promise<SiteContent | Published> {
    switch (content.is) {
      case 'folder':
        return this.parts.folder.read();
      case 'sent':
        return { files: content.files, recordings: new Map() };
      case 'version': {
        const found = await this.of(content.number, running);
        if (found) return { files: found.files, recordings: new Map() };
        return { is: 'not-found', why: `there is no version ${content.number}` };
      }
    }
  }
}
