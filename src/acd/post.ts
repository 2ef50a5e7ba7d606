import type { QueueName } from '../domain/ids';
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
}

export function count({ staffs, agent, isFree }: Post, by: 1 | -1): void {
  for (const [queue, staff] of staffs) {
    if (agent.out.includes(queue)) continue;
    if (isAtWork(agent)) staff.atWork += by;
    if (isFree) staff.free += by;
  }
}
