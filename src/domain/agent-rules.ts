import type { Millis } from './time';

/**
 * How the time after a talk goes; the queue of the talk says which, and it holds the agent for all queues.
 *
 * | mode                | begins                       | ends                                                       |
 * |---------------------|------------------------------|------------------------------------------------------------|
 * | `optional`          | after every talk             | when its time is over, or the agent takes any other state  |
 * | `forced`            | after every talk             | when the agent ends it; never by itself                    |
 * | `forced_with_limit` | after every talk             | when the agent ends it, at the latest when its time is over |
 * | `on_request`        | when the agent asked for it during the talk | as `optional`                               |
 */
export const wrapUpModes = ['optional', 'forced', 'forced_with_limit', 'on_request'] as const;
export type WrapUpMode = (typeof wrapUpModes)[number];

export interface WrapUpRule {
  readonly mode: WrapUpMode;
  /** The agent does not end it before. */
  readonly atLeastMs: Millis;
  /** What one extension adds to its end. */
  readonly extendMs: Millis;
  /** Extensions at most. */
  readonly extensions: number;
}

export const usualWrapUp: WrapUpRule = { mode: 'optional', atLeastMs: 0, extendMs: 30_000, extensions: 1 };

/** What happens to an agent at a limit. */
export const limitActions = ['warn', 'available', 'signed-out'] as const;
export type LimitAction = (typeof limitActions)[number];

/** Why an agent is not ready, as the site knows it. */
export interface NotReadyReason {
  readonly code: string;
  /** What people read, by language; `''` for every other. */
  readonly labels: Readonly<Record<string, string>>;
  /** Longest stay; `null`: as long as it takes. */
  readonly limitMs: Millis | null;
  readonly then: LimitAction;
}

/** What holds for every agent. `null` where there is no such rule. */
export interface AgentRules {
  readonly reasons: ReadonlyMap<string, NotReadyReason>;
  /** Whether agents may give a reason in words of their own. */
  readonly otherReasons: boolean;
  /** So many offers in a row that the agent did not answer sign out. */
  readonly missedOffers: number | null;
  /** A phone that cannot be reached for so long signs out. */
  readonly unreachableMs: Millis | null;
  /** Whoever is signed in for so long has forgotten to sign out. */
  readonly signedInMs: Millis | null;
}

export const usualAgentRules: AgentRules = {
  reasons: new Map(),
  otherReasons: true,
  missedOffers: null,
  unreachableMs: null,
  signedInMs: null,
};

/** Why the floor signed somebody out, or warned of them. */
export type AgentLimit = 'reason' | 'missed-offers' | 'unreachable' | 'signed-in';
