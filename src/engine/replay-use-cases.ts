import type { FloorAction, FloorInput } from '../acd/decision';
import { explainOffer } from '../acd/explain-offer';
import type { FloorSettings } from '../acd/floor';
import type { CarillonEvent } from '../domain/event';
import type { CallId, LegId, Revision } from '../domain/ids';
import type { OfferWhy } from '../domain/offer-why';
import type { Instant } from '../domain/time';
import type { Wait } from '../domain/wait';
import type { Site } from '../flow/office';
import { agentViewsOf, type AgentView } from './agent-views';
import { replaying, type Difference, type Replay } from './floor-replay';
import type { FloorRecord, FloorRecords, FloorSite } from './ports/floor-records';
import { floorSettingsOf } from './sites';
import { whyOf } from './use-cases';
import { waitingViews, type WaitingView } from './waiting-use-cases';

/** One turn of the floor: what it was given, and all that came of it. */
export interface ReplayStep {
  readonly number: number;
  readonly at: Instant;
  readonly input: FloorInput;
  readonly events: readonly CarillonEvent[];
  readonly actions: readonly FloorAction[];
  readonly refused: string | null;
}

/** The floor as it was at an instant. */
export interface ReplayView {
  readonly at: Instant;
  /** The instant of the snapshot from which it was made again, and the turns since. */
  readonly since: Instant;
  readonly turns: number;
  /** Snapshots on the way that were the same; see `differences`. */
  readonly compared: number;
  /** Where it came out otherwise than it was: then nothing after that is to be believed. */
  readonly differences: readonly Difference[];
  readonly waiting: readonly WaitingView[];
  readonly agents: readonly AgentView[];
  /** Why the call that was asked for still waited. */
  readonly why: Wait | null;
  /** The turns after that instant. */
  readonly steps: readonly ReplayStep[];
}

export interface ReplayAsked {
  readonly at: Instant;
  readonly call?: CallId;
  readonly steps: number;
}

/** An offer that was, explained. */
export interface OfferThen {
  /** `null`: it was not found among the turns of that instant. */
  readonly why: OfferWhy | null;
  /** As in `ReplayView`. */
  readonly differences: readonly Difference[];
}

export interface ReplayUseCases {
  /** `nothing-kept`: nothing of then is kept; `site-lost`: the version that ran then cannot be read. */
  replay(asked: ReplayAsked): Promise<ReplayView | 'nothing-kept' | 'site-lost'>;
  /** Why that leg was rung, as the floor was just before it was. */
  whyOffered(offer: { readonly at: Instant; readonly leg: LegId }): Promise<OfferThen | 'nothing-kept' | 'site-lost'>;
  readonly timeZone: () => string;
}

export interface ReplayParts {
  readonly records: Pick<FloorRecords, 'read'>;
  /** A version as it was; `undefined` when its text is lost. */
  readonly site: (revision: Revision) => Promise<Pick<Site, 'agents' | 'queues' | 'rules'> | undefined>;
  /** Lets calls go on while there is much to do. */
  readonly inSlices: <T>(work: Generator<undefined, T, undefined>) => Promise<T>;
  readonly timeZone: () => string;
}

export function replayUseCases({ records, site, inSlices, timeZone }: ReplayParts): ReplayUseCases {
  const settings = async (record: FloorRecord): Promise<(site: FloorSite) => FloorSettings | undefined> => {
    const sites = [
      ...record.snapshots.map((each) => each.site),
      ...record.turns.flatMap((turn) => (turn.site ? [turn.site] : [])),
    ];
    const revisions = new Set(sites.flatMap(({ current, canary }) => [current, ...(canary === null ? [] : [canary])]));
    const known = new Map(
      await Promise.all([...revisions].map(async (revision) => [revision, await site(revision)] as const)),
    );
    return ({ current, canary }) => {
      const [first, second] = [known.get(current), canary === null ? undefined : known.get(canary)];
      return first && (canary === null || second) ? floorSettingsOf(first, second) : undefined;
    };
  };
  return {
    timeZone,
    replay: async ({ at, call, steps }) => {
      const record = await records.read(at, steps);
      const [first] = record?.snapshots ?? [];
      if (!record || !first) return 'nothing-kept';
      const replay = await inSlices(replaying(record, await settings(record), at));
      return replay ? viewOf(replay, { at, since: first.at, call }) : 'site-lost';
    },
    whyOffered: async ({ at, leg }) => {
      const record = await records.read(at, 0);
      if (!record) return 'nothing-kept';
      const replay = await inSlices(replaying(record, await settings(record), at - 1));
      return replay ? explained(replay, leg) : 'site-lost';
    },
  };
}

/** The input of the offer's own turn has changed the floor, before the offer was made: it is explained at that very point. */
function explained(replay: Replay, leg: LegId): OfferThen {
  const { differences } = replay;
  const found: OfferWhy[] = [];
  const steps = replay.steps((draft, ticket, agents) => {
    const each = explainOffer(draft, ticket, agents);
    if (each?.legs.includes(leg)) found.push(each);
  });
  for (const _ of steps) if (found.length > 0) break;
  return { why: found[0] ?? null, differences };
}

function viewOf(
  replay: Replay,
  { at, since, call }: { readonly at: Instant; readonly since: Instant; readonly call: CallId | undefined },
): ReplayView {
  const { book, turns, compared } = replay;
  const then = {
    waiting: waitingViews(book, at),
    agents: agentViewsOf(book, book.settings),
    why: (call === undefined ? undefined : whyOf({ floor: { book } }, call, at)) ?? null,
  };
  const steps = [...replay.steps()].map(({ turn: { number, at: when, input }, decision }) => ({
    ...{ number, at: when, input },
    events: decision.events,
    actions: decision.actions,
    refused: decision.refused,
  }));
  return { at, since, turns, compared, differences: replay.differences, ...then, steps };
}
