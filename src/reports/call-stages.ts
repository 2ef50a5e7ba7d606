import type { Instant, Millis } from '../domain/time';

/**
 * Where the time of a call goes, as the caller feels it:
 *
 * | stage      | the caller …                                                   |
 * |------------|----------------------------------------------------------------|
 * | unanswered | has called, and we have not answered                           |
 * | ivr        | listens, presses keys, hears a survey after the talk           |
 * | waiting    | is in a queue, and no phone rings                              |
 * | ringing    | is in a queue, and an agent's phone rings (or is just answered) |
 * | talking    | talks with an agent                                            |
 */
export const stageNames = ['unanswered', 'ivr', 'waiting', 'ringing', 'talking'] as const;
export type StageName = (typeof stageNames)[number];

export interface Stage {
  readonly stage: StageName;
  readonly from: Instant;
  readonly to: Instant;
  readonly ms: Millis;
  readonly queue: string | null;
  readonly agent: string | null;
}

interface Times {
  readonly arrivedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant | null;
}

interface VisitTimes {
  readonly queue: string;
  readonly enteredAt: Instant | null;
  readonly connectedAt: Instant | null;
  readonly leftAt: Instant | null;
}

interface OfferTimes {
  readonly queue: string;
  readonly agent: string;
  readonly offeredAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly talk: { readonly from: Instant | null; readonly to: Instant | null } | null;
}

type Layer = Omit<Stage, 'ms'>;

/**
 * Lays what is known over the time from arrival to end, the nearer to the agent the higher: at each moment the highest
 * layer counts, so the stages are without gap or overlap and their times add up. A call whose end is not known is told up
 * to `lastHeard`; a wait or talk whose end is not known lasts to the end.
 */
export function stagesOf(
  times: Times,
  visits: readonly VisitTimes[],
  offers: readonly OfferTimes[],
  lastHeard: Instant | null,
): readonly Stage[] {
  const begin = times.arrivedAt;
  const end = times.endedAt ?? lastHeard;
  if (begin === null || end === null) return [];
  const layers = layersOf(times, visits, offers, begin, end);
  const moments = layers.flatMap(({ from, to }) => [from, to]).filter((moment) => moment >= begin && moment <= end);
  const cuts = [...new Set([begin, ...moments, end])].sort((a, b) => a - b);
  const stages: Stage[] = [];
  for (const [i, from] of cuts.entries()) {
    const to = cuts[i + 1];
    const top = layers.find((layer) => layer.from <= from && layer.to > from);
    if (to === undefined || !top) continue;
    const last = stages.at(-1);
    if (last?.stage === top.stage && last.queue === top.queue && last.agent === top.agent)
      stages[stages.length - 1] = { ...last, to, ms: to - last.from };
    else stages.push({ ...top, from, to, ms: to - from });
  }
  return stages;
}

/** The highest first. */
function layersOf(
  times: Times,
  visits: readonly VisitTimes[],
  offers: readonly OfferTimes[],
  begin: Instant,
  end: Instant,
): readonly Layer[] {
  const layers: Layer[] = [];
  for (const { queue, agent, talk } of offers)
    if (talk) layers.push({ stage: 'talking', queue, agent, from: talk.from ?? end, to: talk.to ?? end });
  for (const { queue, agent, offeredAt, endedAt, talk } of offers)
    if (offeredAt !== null)
      layers.push({ stage: 'ringing', queue, agent, from: offeredAt, to: talk?.from ?? endedAt ?? offeredAt });
  for (const { queue, enteredAt, connectedAt, leftAt } of visits)
    if (enteredAt !== null)
      layers.push({ stage: 'waiting', queue, agent: null, from: enteredAt, to: connectedAt ?? leftAt ?? end });
  layers.push({ stage: 'unanswered', queue: null, agent: null, from: begin, to: times.answeredAt ?? end });
  layers.push({ stage: 'ivr', queue: null, agent: null, from: begin, to: end });
  return layers;
}
