import type { CallOutcome, EndedBy } from '../domain/call';
import type { NodeId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { FlowNode } from './flow';
import { DEEPEST, firstFrame, framesOf, lift, pop, push, putBack, type Held } from './frames';
import { pay, rest } from './pace';
import { perFlow } from './per-flow';
import { leave, NEXT, type Abandoned, type Move, type Run } from './step';
import type { Turn } from './turn';

/** What a flow may still do after its caller is gone. */
const AFTER_MS = 60_000;

type Variables = Readonly<Record<string, Json>>;

export const freshVariables = perFlow(({ variables, secrets }): Variables =>
  Object.fromEntries([...variables].filter(([name]) => !secrets.has(name))),
);
export const freshSecrets = perFlow(({ variables, secrets }): Variables =>
  Object.fromEntries([...secrets].map((name) => [name, variables.get(name) ?? ''])),
);

// ── what a step decides, done ───────────────────────────────────────────────────────────────────────────────────────

/** Asks the step at a depth for its move, and makes it. Whether what runs on top of it goes on. */
export function ask(turn: Turn, depth: number, decide: (node: FlowNode, local: Json) => Move<Json>): boolean {
  const { playing } = turn.session;
  const held = lift(turn, depth);
  const node = nodeAt(turn, turn.session.node);
  turn.held = held.length;
  const move = decide(node, turn.session.local);
  turn.held = 0;
  const goesOn = 'stay' in move && !('run' in move) && !('alone' in move && move.alone);
  if (goesOn) {
    settle(turn, node, move);
    putBack(turn, held);
    return true;
  }
  giveBack(turn, held, playing);
  const next = settle(turn, node, move);
  if (turn.session.bridge === null && turn.session.state.is === 'live') turn.tune();
  if (next !== null) enter(turn, next);
  return false;
}

/** The flows above a step that goes elsewhere are given up, the innermost first. */
export function giveBack(turn: Turn, held: Held, playing: string | null): void {
  if (held.length === 0) return;
  putBack(turn, held);
  for (const _ of held) {
    leaveStep(turn, 'interrupted');
    pop(turn);
    turn.change({ resting: false });
  }
  if (playing !== null && turn.session.playing === playing) turn.stopPlaying();
}

/** The innermost step gives back what it holds; a step that cannot must not hold up the end. */
export function leaveStep(turn: Turn, why: Abandoned): void {
  const node = turn.flow.nodes.get(turn.session.node);
  // A step that was never entered holds nothing.
  if (!node || (turn.session.resting && turn.held === 0)) return;
  try {
    node.step.abandon?.(node.spec, turn.session.local, turn, why);
  } catch (error) {
    turn.problem(`${node.kind}: ${error instanceof Error ? error.message : 'cannot be abandoned'}`);
  }
  noteStep(turn, node, why);
}

function noteStep(turn: Turn, node: FlowNode, exit: string): void {
  const tookMs = turn.now - turn.session.enteredAt;
  turn.note('flow.step', { flow: turn.flow.name, node: node.id, kind: node.kind, exit, tookMs });
}

/** The call is to end by a step of its own: what the flows below hold is given back at once. */
export function giveBackAtEnd(turn: Turn): void {
  const { state, below } = turn.session;
  if (state.is === 'ending') abandonFrom(turn, below.length - 1, 'interrupted');
}

/** The steps of these flows give back what they hold, the innermost first. */
export function abandonFrom(turn: Turn, innermost: number, why: Abandoned): void {
  for (let depth = innermost; depth >= 0; depth--) {
    const held = lift(turn, depth);
    turn.held = held.length;
    leaveStep(turn, why);
    turn.held = 0;
    turn.change({ music: null });
    putBack(turn, held);
  }
}

// ── from step to step ───────────────────────────────────────────────────────────────────────────────────────────────

function nodeAt(turn: Turn, id: NodeId): FlowNode {
  const node = turn.flow.nodes.get(id);
  if (!node) throw new Error(`flow ${turn.session.flow} has no step ${id}`);
  return node;
}

/** Enters a step and all that follow it until one waits or the call ends. */
export function enter(turn: Turn, start: NodeId): void {
  let next: NodeId | null = start;
  while (next !== null) {
    const node = nodeAt(turn, next);
    if (turn.session.state.is === 'after' && node.step.afterwards !== true) {
      turn.problem(`${node.kind}: the caller has hung up`);
      next = endOfFlow(turn, null);
      continue;
    }
    if (!pay(turn, node)) {
      rest(turn, node);
      return;
    }
    turn.change({ node: node.id, local: null, enteredAt: turn.now, due: null, resting: false });
    next = settle(turn, node, node.step.enter(node.spec, turn));
  }
}

/** Makes a move of the innermost step: where to go next, or `null` when nothing more is to be entered. */
function settle(turn: Turn, node: FlowNode, move: Move<Json>): NodeId | null {
  if ('run' in move) {
    turn.change({ local: move.stay, due: move.until });
    return beginFlow(turn, node, move);
  }
  if ('stay' in move) {
    turn.change(move.until === 'same-deadline' ? { local: move.stay } : { local: move.stay, due: move.until });
    if (turn.session.pace.rests > 0) turn.change({ pace: { ...turn.session.pace, rests: 0 } });
    return null;
  }
  turn.stopPlaying();
  turn.stopMusic();
  if ('give' in move) {
    noteStep(turn, node, 'return');
    return endOfFlow(turn, move.give);
  }
  if ('leaveBelow' in move) {
    noteStep(turn, node, move.leaveBelow);
    return leaveBelow(turn, move.leaveBelow);
  }
  noteStep(turn, node, move.leave);
  const next = node.exits.get(move.leave);
  if (next === undefined) throw new Error(`${turn.flow.name}/${node.id} has no exit ${move.leave}`);
  return next ?? endOfFlow(turn, null);
}

function beginFlow(turn: Turn, node: FlowNode, { run, parameters }: Run<Json>): NodeId | null {
  const flow = turn.office.flows.get(run);
  if (!flow || turn.session.below.length >= DEEPEST) {
    turn.problem(flow ? `${run} is called ${DEEPEST} flows deep; it is left out` : `there is no flow ${run}`);
    return returned(turn, node, null);
  }
  push(turn, firstFrame(flow, { ...freshVariables(flow), ...parameters }, turn.now), freshSecrets(flow));
  return flow.start;
}

function returned(turn: Turn, node: FlowNode, value: Json): NodeId | null {
  const { step, spec } = node;
  return settle(turn, node, step.returned?.(spec, turn.session.local, value, turn) ?? leave(NEXT));
}

/** A flow is over: the step that runs it goes on; below the outermost there is nothing, and the call is ended. */
export function endOfFlow(turn: Turn, value: Json): NodeId | null {
  const { state, below } = turn.session;
  if (state.is === 'after' && below.length <= state.depth) {
    if (below.length === 0) return over(turn);
    pop(turn);
    return afterwards(turn);
  }
  if (below.length === 0) {
    turn.end({ type: 'hangup' }, turn.session.served ? 'answered' : 'self-served');
    return null;
  }
  pop(turn);
  turn.tune();
  return returned(turn, nodeAt(turn, turn.session.node), value);
}

function leaveBelow(turn: Turn, exit: string): NodeId | null {
  for (;;) {
    if (turn.session.below.length === 0) {
      turn.problem(`nothing here can be left by ${exit}`);
      return endOfFlow(turn, null);
    }
    pop(turn);
    turn.tune();
    const node = nodeAt(turn, turn.session.node);
    const move = node.step.leftBy?.(node.spec, turn.session.local, exit, turn);
    if (move) return settle(turn, node, move);
    leaveStep(turn, 'interrupted');
  }
}

// ── after the caller ────────────────────────────────────────────────────────────────────────────────────────────────

export function ended(turn: Turn, by: EndedBy, cause: number | null): void {
  const { session, now } = turn;
  const { state } = session;
  const outcome = state.is === 'ending' ? state.outcome : outcomeOf(turn, by);
  turn.disconnect();
  const after = { is: 'after', outcome, by, cause, at: now, node: session.node, depth: session.below.length } as const;
  turn.change({ state: after, playing: null, music: null, tune: null, resting: false });
}

/** The next flow that has something to do after the hang-up, the innermost first. */
export function afterwards(turn: Turn): NodeId | null {
  for (;;) {
    const { state, below } = turn.session;
    if (state.is !== 'after') throw new Error('the call is not over yet');
    const { onHangup } = turn.flow;
    turn.change({ state: { ...state, depth: below.length }, until: state.at + AFTER_MS });
    if (onHangup !== null) return onHangup;
    if (below.length === 0) return over(turn);
    pop(turn);
  }
}

export function over(turn: Turn): null {
  const { state } = turn.session;
  if (state.is !== 'after') throw new Error('the call is not over yet');
  const { outcome, by, cause, at, node } = state;
  turn.change({ state: { is: 'over', outcome, by }, limits: [] });
  turn.note('call.ended', { outcome, by, cause, node }, at);
  return null;
}

function outcomeOf({ session, office }: Turn, by: EndedBy): CallOutcome {
  if (session.served) return 'answered';
  if (session.promised === true) return 'self-served';
  const kinds = framesOf(session).map(({ flow, node }) => office.flows.get(flow)?.nodes.get(node)?.kind);
  if (kinds.includes('queue')) return 'abandoned';
  // Who was sent elsewhere has left as the flow wanted.
  if (kinds.includes('transfer')) return 'self-served';
  return by === 'unknown' ? 'lost' : 'left';
}
