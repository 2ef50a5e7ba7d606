import type { QueueName } from '../domain/ids';
import type { Presence } from '../domain/queue-gate';
import { isAtWork, type Agent } from './floor';
import type { Line } from './line';
import type { Chair } from './strategies';

/** Where an agent stands: in which lines they may serve, and on which chair in each while they are free. */
export interface Post {
  /** The queues they belong to. */
  readonly staffs: readonly (readonly [QueueName, Counts])[];
  readonly lines: Set<Line>;
  readonly chairs: Map<Line, Chair>;
  agent: Agent;
  isFree: boolean;
}

/** How many members of a queue are at work, and how many of them are free. */
export interface Staff {
  readonly atWork: number;
  readonly free: number;
}

export interface Counts {
  atWork: number;
  free: number;
  readonly present: Map<Presence, number>;
}

export const noCounts = (): Counts => ({ atWork: 0, free: 0, present: new Map() });

/** What somebody who is signed in to a queue is doing; `null` for who is signed out. */
export function presenceOf({ state, phone }: Agent): Presence | null {
  switch (state.is) {
    case 'signed-out':
      return null;
    case 'not-ready':
      return 'not_ready';
    case 'wrap-up':
      return 'wrap_up';
    case 'offered':
      return 'ringing';
    case 'on-call':
      return 'talking';
    case 'available':
      if (phone === 'idle') return 'available';
      return phone === 'in-use' ? 'in_use' : 'unreachable';
  }
}

export function count({ staffs, agent, isFree }: Post, by: 1 | -1): void {
  const presence = presenceOf(agent);
  for (const [queue, staff] of staffs) {
    if (agent.out.includes(queue)) continue;
    if (isAtWork(agent)) staff.atWork += by;
    if (isFree) staff.free += by;
    if (presence) staff.present.set(presence, (staff.present.get(presence) ?? 0) + by);
  }
}
