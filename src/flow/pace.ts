import type { Millis } from '../domain/time';
import type { FlowNode } from './flow';
import type { Turn } from './turn';

/**
 * A brake for flows that go in circles without a caller noticing: "try again until somebody answers" with nobody there, a
 * loop of sub-flows. Every step costs something, what it costs comes back with time, and a call that has nothing left
 * rests. A flow for people never comes near it; a table of 200 conditions is fine.
 */
const FULL = 300;
const BACK_PER_SECOND = 20;
const INSTANT_COSTS = 1;
const WAITING_COSTS = 10;
const REST_MS: Millis = 1_000;
/** A call that rests so often and never waits for anything in between is going in circles for ever. */
const MOST_RESTS = 5;

export const freshPace = (now: number): { left: number; at: number; rests: number } => ({
  left: FULL,
  at: now,
  rests: 0,
});

/** Pays for a step. `false` when there is not enough left. */
export function pay(turn: Turn, node: FlowNode): boolean {
  const { pace } = turn.session;
  const back = (Math.max(0, turn.now - pace.at) / 1000) * BACK_PER_SECOND;
  const left =
    Math.min(FULL, pace.left + back) - ((node.step.instant?.(node.spec) ?? false) ? INSTANT_COSTS : WAITING_COSTS);
  if (left < 0) return false;
  turn.change({ pace: { left, at: turn.now, rests: pace.rests } });
  return true;
}

/** The call enters the step later. Throws when it has rested often enough. */
export function rest(turn: Turn, node: FlowNode): void {
  const { pace } = turn.session;
  if (pace.rests >= MOST_RESTS)
    throw new Error(`${turn.flow.name}: goes in circles without waiting for anything, at ${node.id}`);
  turn.problem('the flow goes too fast for a caller; it rests for a second');
  turn.change({
    node: node.id,
    local: null,
    enteredAt: turn.now,
    due: turn.now + REST_MS,
    resting: true,
    pace: { ...pace, rests: pace.rests + 1 },
  });
}
