import { erlangs, serviceOf, type Load, type Service } from './erlang';

/** What service is to be. Shares from 0 to 1, times in seconds. */
export interface ServiceTarget {
  /** This share of all callers … */
  readonly share: number;
  /** … is answered within so many seconds. */
  readonly withinS: number;
  /** At most this share gives up; 1 asks for nothing. */
  readonly mostAbandon?: number;
  /** No busier than this, so that people can go on all day; 1 asks for nothing. */
  readonly mostOccupancy?: number;
}

/** More agents than this nobody plans with formulas. */
export const MOST_AGENTS = 100_000;

export const meets = (service: Service, target: ServiceTarget): boolean =>
  service.serviceLevel >= target.share &&
  service.abandons <= (target.mostAbandon ?? 1) &&
  service.occupancy <= (target.mostOccupancy ?? 1);

/**
 * The fewest agents with whom the target is met; `undefined` when `MOST_AGENTS` are too few. Each agent more makes every figure
 * better, so the answer is found by halving.
 */
export function agentsFor(load: Omit<Load, 'agents'>, target: ServiceTarget): number | undefined {
  const enough = (agents: number): boolean => meets(serviceOf({ ...load, agents }, target.withinS), target);
  let most = Math.max(1, Math.ceil(erlangs(load)));
  while (!enough(most)) {
    if (most >= MOST_AGENTS) return undefined;
    most = Math.min(MOST_AGENTS, most * 2);
  }
  return leastOf(1, most, enough);
}

/** The most calls an hour that so many agents can take with the target met: a whole number, 0 when not even one. */
export function callsPerHourFor(load: Omit<Load, 'callsPerS'>, target: ServiceTarget): number {
  const tooMany = (perHour: number): boolean =>
    !meets(serviceOf({ ...load, callsPerS: perHour / 3600 }, target.withinS), target);
  let most = Math.max(1, Math.ceil((load.agents * 3600) / load.handlingS));
  while (!tooMany(most)) most *= 2;
  return leastOf(1, most, tooMany) - 1;
}

/** People on the list for so many at work, where `shrinkage` (0 to below 1) is the share who are paid and not there. */
export const rosterFor = (agents: number, shrinkage: number): number => Math.ceil(agents / (1 - shrinkage) - 1e-9);

function leastOf(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
