import type { Revision } from '../domain/ids';
import type { Canary, CanaryEnd, SiteChanges, SiteVersion, VersionHead } from '../domain/site-version';
import type { Instant } from '../domain/time';
import type { Problem } from '../flow/problem';

/** How the site is, for whoever looks after it. */
export interface SiteView {
  readonly revision: Revision;
  readonly loadedAt: Instant;
  /** `null` while it has no number: the register was empty and the database has not answered yet. */
  readonly version: VersionHead | null;
  /** The last publish, by whatever way: whether it was taken, by whom it was asked for, and what was wrong. */
  readonly lastReload: {
    readonly at: Instant;
    readonly taken: boolean;
    readonly by: string;
    /** Why it was not taken, in a sentence; '' when it was. */
    readonly why: string;
    readonly problems: readonly Problem[];
  };
  /** What lies in the node's folder and is not applied; `null` when the folder is not looked at. */
  readonly folder: FolderView | null;
  readonly canary: Canary | null;
  readonly lastCanary: CanaryEnd | null;
  /** How many versions wait for the database to be kept for good. */
  readonly unkept: number;
}

export interface FolderView {
  readonly revision: Revision;
  readonly lookedAt: Instant;
  /** Files that differ from the running version. */
  readonly changes: readonly { readonly path: string; readonly change: 'added' | 'removed' | 'changed' }[];
  readonly problems: readonly Problem[];
  /** The running version came from elsewhere (rolled back, sent): the folder is not a step ahead of it, but beside it. */
  readonly behind: boolean;
}

/** What is to be published, and on what understanding. */
export interface PublishOrder {
  readonly message: string;
  /** For the record: `olga@laptop (admin)`. */
  readonly by: string;
  /** The node's own folder, the content of another one, or that of a version. */
  readonly content:
    | { readonly is: 'folder' }
    | { readonly is: 'sent'; readonly files: SiteVersion['files'] }
    | { readonly is: 'version'; readonly number: number };
  /** The revision that the author believes to run; `null`: whatever runs. The folder has its own when none is given. */
  readonly base?: Revision | null;
  /** 1–99: only this share of the new calls gets it. */
  readonly percent?: number;
  readonly dryRun?: boolean;
}

export type Published =
  | {
      readonly is: 'published';
      readonly version: VersionHead;
      readonly problems: readonly Problem[];
      readonly summary: readonly string[];
    }
  /** It runs already. */
  | { readonly is: 'unchanged'; readonly version: VersionHead | null }
  | { readonly is: 'checked'; readonly problems: readonly Problem[]; readonly summary: readonly string[] }
  | { readonly is: 'mistakes'; readonly why: string; readonly problems: readonly Problem[] }
  /** Somebody else published meanwhile, or a canary runs. */
  | { readonly is: 'conflict'; readonly why: string; readonly version: VersionHead }
  /** Recordings that must be sent first, by hash. */
  | { readonly is: 'missing'; readonly recordings: readonly { readonly path: string; readonly hash: string }[] }
  | { readonly is: 'not-found'; readonly why: string }
  | { readonly is: 'unavailable'; readonly why: string };

/** A version by its number, what runs, the canary, or what lies in the node's folder. */
export type Which = number | 'running' | 'canary' | 'folder';

export interface WhichContent {
  /** `null` for the folder. */
  readonly version: VersionHead | null;
  readonly revision: Revision;
  readonly files: SiteVersion['files'];
}

/** What people and programs may ask about the site's versions. */
export interface SiteUseCases {
  site(): SiteView;
  publishSite(order: PublishOrder): Promise<Published>;
  /** The newest first. */
  siteVersions(filter: { readonly limit: number; readonly before?: number }): Promise<readonly VersionHead[]>;
  siteContent(which: Which): Promise<WhichContent | undefined>;
  compareSites(before: SiteVersion['files'], after: SiteVersion['files']): Promise<SiteChanges>;
  /** `null` when it was done, else why not. */
  changeCanary(order: CanaryOrder, by: string): Promise<string | null>;
  /** Takes the bytes of a recording that is about to be published; whether they have this hash. */
  keepRecording(hash: string, bytes: Uint8Array): Promise<boolean>;
}

export type CanaryOrder =
  | { readonly do: 'promote' }
  /** `itself`: by the rule of the house, and by nobody. */
  | { readonly do: 'stop'; readonly why: string; readonly itself?: boolean }
  | { readonly do: 'share'; readonly percent: number };
