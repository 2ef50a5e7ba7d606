import type { Instant } from '../domain/time';
import type { FlowNode } from './flow';
import type { Frame, Session } from './session';
import type { Turn } from './turn';

export function nodeOf(turn: Turn, frame: Frame): FlowNode | undefined {
  return turn.office.flows.get(frame.flow)?.nodes.get(frame.node);
}

/** When something in a flow happens by itself. A talk is never cut short by how long a step or a flow may take. */
export function limitsOf(turn: Turn, frame: Frame): { readonly flow: Instant | null; readonly step: Instant | null } {
  if (turn.session.talking || turn.session.state.is === 'ending') return { flow: null, step: null };
  const maxMs = nodeOf(turn, frame)?.maxMs ?? null;
  return { flow: frame.until, step: maxMs === null ? null : frame.enteredAt + maxMs };
}

/** The outermost flow in which something may still happen. */
export const lowestOf = ({ state, below }: Session): number =>
  state.is === 'after' ? state.depth : state.is === 'ending' ? below.length : 0;

export const passed = (instant: Instant | null, now: Instant): boolean => instant !== null && instant <= now;

/** The next instant at which anything happens by itself (law 2: there is one). */
export function nextOf(turn: Turn, session: Session): Instant {
  let next = soonest(turn, session);
  for (let depth = lowestOf(session); depth < session.below.length; depth++)
    next = Math.min(next, soonest(turn, session.below[depth] ?? session));
  if (next === Infinity) throw new Error(`${session.flow}/${session.node} waits without a deadline`);
  return next;
}

function soonest(turn: Turn, frame: Frame): Instant {
  const { flow, step } = limitsOf(turn, frame);
  return Math.min(frame.due ?? Infinity, flow ?? Infinity, step ?? Infinity);
}
