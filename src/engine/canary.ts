import type { CarillonEvent, EventOf } from '../domain/event';
import type { CallId, Revision } from '../domain/ids';
import { percentileOf } from '../domain/percentile';
import type { Comparison, Outcomes } from '../domain/site-version';
import type { Instant } from '../domain/time';
import type { Session } from '../flow/session';

/**
 * Whether a caller is among the share that gets this canary. The same caller always stands at the same place, so who had
 * the new version gets it again, and keeps it when the share grows. Another canary deals anew.
 */
export const isAmong = (caller: string, canary: Revision, percent: number): boolean =>
  percentileOf(`${canary} ${caller}`) < percent;

/** Fewer ended calls on either side say nothing. */
export const FEWEST_CALLS = 20;
/** One in 740 by chance: the question is asked again after every call. */
export const CLEARLY_Z = 3;
/** A difference that nobody would notice is no reason to stop. */
export const CLEARLY_POINTS = 0.05;
/** So many failed calls, when they are half of all, need no comparison. */
export const TOO_MANY_FAILED = 5;

/**
 * Why a canary should stop, or `null`. A call is troubled when it failed or met a problem of its flow. The shares of
 * troubled calls p₁ (canary) and p₀ (base) are compared by the pooled two-proportion z-test:
 * z = (p₁ − p₀) / √(p(1 − p)(1/n₁ + 1/n₀)), p = all troubled / all ended.
 * It stops with n₁, n₀ ≥ 20, z ≥ 3 and p₁ − p₀ ≥ 5 points, or when 5 calls failed and they are half of the canary's.
 */
export function whyStop({ base, canary }: Comparison): string | null {
  if (canary.failed >= TOO_MANY_FAILED && canary.failed * 2 >= canary.ended)
    return `${canary.failed} of its ${canary.ended} calls failed`;
  if (canary.ended < FEWEST_CALLS || base.ended < FEWEST_CALLS) return null;
  const [ofCanary, ofBase] = [canary.troubled / canary.ended, base.troubled / base.ended];
  const z = zOf(canary, base);
  if (z < CLEARLY_Z || ofCanary - ofBase < CLEARLY_POINTS) return null;
  return `${percent(ofCanary)} of its ${canary.ended} calls were troubled, of the others ${percent(ofBase)} of ${base.ended} (z = ${z.toFixed(1)})`;
}

/** The z of the test above; 0 where nothing was troubled, or everything. */
export function zOf(one: Outcomes, other: Outcomes): number {
  const pooled = (one.troubled + other.troubled) / (one.ended + other.ended);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / one.ended + 1 / other.ended));
  return spread > 0 ? (one.troubled / one.ended - other.troubled / other.ended) / spread : 0;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

type Side = keyof Comparison;

interface OpenCall {
  readonly side: Side;
  readonly arrivedAt: Instant;
  troubled: boolean;
  reachedAgent: boolean;
}

/** Counts what becomes of the calls of two versions, from the events as they are saved. */
export class CanaryWatch {
  private readonly open = new Map<CallId, OpenCall>();

  constructor(
    private readonly revisions: Readonly<Record<Side, Revision>>,
    private counted: Comparison,
    private readonly since: Instant,
  ) {}

  get outcomes(): Comparison {
    return this.counted;
  }

  /** Calls that were counted as arrived before we were away. */
  resume(sessions: readonly Pick<Session, 'call' | 'revision' | 'served'>[]): void {
    for (const { call, revision, served } of sessions) {
      const side = call.arrivedAt >= this.since ? this.sideOf(revision, call.channel) : null;
      if (side) this.open.set(call.id, { side, arrivedAt: call.arrivedAt, troubled: false, reachedAgent: served });
    }
  }

  observe(events: readonly CarillonEvent[]): void {
    for (const event of events) this.see(event);
  }

  private see(event: CarillonEvent): void {
    if (event.type === 'call.arrived') {
      const { revision, facts } = event.data;
      const side = this.sideOf(revision, facts.channel);
      if (!side) return;
      this.open.set(facts.id, { side, arrivedAt: event.at, troubled: false, reachedAgent: false });
      this.add(side, { arrived: 1 });
      return;
    }
    const call = event.call === null ? undefined : this.open.get(event.call);
    if (!call) return;
    switch (event.type) {
      case 'flow.problem':
        call.troubled = true;
        this.add(call.side, { problems: 1 });
        return;
      case 'call.failed':
        call.troubled = true;
        return;
      case 'queue.connected':
        if (!call.reachedAgent) this.add(call.side, { reachedAgent: 1, toAgentMs: event.at - call.arrivedAt });
        call.reachedAgent = true;
        return;
      case 'call.ended':
        this.ended(event, call);
        return;
      default:
        return;
    }
  }

  private ended({ call: id, data: { outcome } }: EventOf<'call.ended'>, call: OpenCall): void {
    if (id !== null) this.open.delete(id);
    const failed = outcome === 'failed' || outcome === 'lost';
    this.add(call.side, {
      ended: 1,
      answered: outcome === 'answered' ? 1 : 0,
      abandoned: outcome === 'abandoned' ? 1 : 0,
      selfServed: outcome === 'self-served' ? 1 : 0,
      failed: failed ? 1 : 0,
      troubled: failed || call.troubled ? 1 : 0,
    });
  }

  private sideOf(revision: Revision, channel: string): Side | null {
    if (channel === 'agent') return null;
    return revision === this.revisions.canary ? 'canary' : revision === this.revisions.base ? 'base' : null;
  }

  private add(side: Side, more: Partial<Outcomes>): void {
    const before = this.counted[side];
    const after = Object.fromEntries(
      Object.entries(before).map(([name, count]: [string, number]) => [
        name,
        count + (more[name as keyof Outcomes] ?? 0),
      ]),
    ) as unknown as Outcomes;
    this.counted = { ...this.counted, [side]: after };
  }
}
