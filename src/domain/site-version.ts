import type { Revision } from './ids';
import type { Instant, Millis } from './time';

/** A published site, and who made it why. Never changed, but for `takenAt`. */
export interface VersionHead {
  /** 1, 2, 3 …; the same content published again later has another number and the same revision. */
  readonly number: number;
  readonly revision: Revision;
  readonly author: string;
  readonly message: string;
  readonly at: Instant;
  readonly from: VersionFrom;
  /** The version that ran when this one was made; `null` for the first. */
  readonly basedOn: number | null;
  /** Since when all new calls got it; `null` for a canary that has not been promoted. */
  readonly takenAt: Instant | null;
}

/** Where the content came from: the node's own folder, another machine, or an earlier version. */
export const versionSources = ['folder', 'sent', 'rollback'] as const;
export type VersionFrom = (typeof versionSources)[number];

/** Files by path. A recording is a pointer (`sha256:<64 hex digits> <bytes>`) to what is kept by its hash. */
export interface SiteVersion extends VersionHead {
  readonly files: Readonly<Record<string, string>>;
}

/** What one site has that another has not. */
export interface SiteChanges {
  readonly files: readonly FileChange[];
  /** The same in the words of the site: `flow main: label menu changed`. */
  readonly summary: readonly string[];
}

export interface FileChange {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** A unified diff, as `patch` and `git apply` take it. */
  readonly patch: string;
}

/** What became of the calls of one version. Agents' own calls (feature codes) are not counted. */
export interface Outcomes {
  readonly arrived: number;
  readonly ended: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly selfServed: number;
  /** Went to the dialplan's fallback, or ended in a way that nobody saw. */
  readonly failed: number;
  /** Of the calls that ended: how many failed, or met a problem of their flow. */
  readonly troubled: number;
  /** Problems of flows in all. */
  readonly problems: number;
  /** Callers who reached an agent, and the time from arrival to agent of all of them. */
  readonly reachedAgent: number;
  readonly toAgentMs: Millis;
}

export const noOutcomes: Outcomes = {
  arrived: 0,
  ended: 0,
  answered: 0,
  abandoned: 0,
  selfServed: 0,
  failed: 0,
  troubled: 0,
  problems: 0,
  reachedAgent: 0,
  toAgentMs: 0,
};

export interface Comparison {
  readonly base: Outcomes;
  readonly canary: Outcomes;
}

/** A version that a share of the new calls gets. */
export interface Canary {
  readonly version: VersionHead;
  /** 1–99. */
  readonly percent: number;
  readonly since: Instant;
  readonly outcomes: Comparison;
}

/** How a canary ended. */
export interface CanaryEnd {
  readonly version: VersionHead;
  readonly at: Instant;
  readonly how: 'promoted' | 'stopped' | 'stopped-itself' | 'replaced';
  readonly by: string;
  readonly why: string;
  readonly outcomes: Comparison;
}

/** What runs: kept beside the calls, so that it survives us as they do. */
export interface SiteState {
  readonly current: VersionHead;
  /** The highest number that was given. */
  readonly newest: number;
  /** The revision that the node's folder had when it was last in step with a published version. */
  readonly folderAt: Revision;
  readonly canary: Canary | null;
  readonly lastCanary: CanaryEnd | null;
  /** Versions that are not yet kept for good: the database was away. */
  readonly unkept: readonly VersionHead[];
  /** Of the last event of the site. */
  readonly serial: number;
}
