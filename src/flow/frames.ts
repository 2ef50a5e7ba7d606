import type { Json } from '../domain/json';
import type { Frame, Session } from './session';
import type { Turn } from './turn';

/** The flows above one that is looked at for a moment, the outermost first. */
export type Held = readonly { readonly frame: Frame; readonly secrets: Readonly<Record<string, Json>> }[];

/** More flows than this on top of one another are a circle. */
export const DEEPEST = 20;

export const frameOf = (session: Session): Frame => {
  const { flow, node, local, enteredAt, due, until, vars, music } = session;
  return { flow, node, local, enteredAt, due, until, vars, music };
};

/** All flows the call is in, the outermost first. */
export const framesOf = (session: Session): readonly Frame[] => [...session.below, frameOf(session)];

/** Puts a flow on top: what the call was in waits below it. */
export function push(turn: Turn, frame: Frame, secrets: Readonly<Record<string, Json>>): void {
  const { session } = turn;
  const { sealed } = session;
  turn.change({
    below: [...session.below, frameOf(session)],
    sealed: { ...sealed, vars: secrets, below: [...sealed.below, sealed.vars] },
    ...frame,
  });
}

/** Takes the innermost flow away: the one below goes on. */
export function pop(turn: Turn): { readonly frame: Frame; readonly secrets: Readonly<Record<string, Json>> } {
  const { session } = turn;
  const { sealed } = session;
  const frame = frameOf(session);
  const next = session.below.at(-1);
  if (!next) throw new Error(`${session.flow} has no flow below it`);
  turn.change({
    below: session.below.slice(0, -1),
    sealed: { ...sealed, vars: sealed.below.at(-1) ?? {}, below: sealed.below.slice(0, -1) },
    ...next,
  });
  return { frame, secrets: sealed.vars };
}

/** Makes the flow at `depth` the innermost, and keeps those above for `putBack`. */
export function lift(turn: Turn, depth: number): Held {
  const held: { frame: Frame; secrets: Readonly<Record<string, Json>> }[] = [];
  while (turn.session.below.length > depth) held.unshift(pop(turn));
  return held;
}

export function putBack(turn: Turn, held: Held): void {
  for (const { frame, secrets } of held) push(turn, frame, secrets);
}

/** A place in a flow that begins: its variables are fresh. */
export function firstFrame(
  flow: { readonly name: string; readonly start: string; readonly maxMs: number | null },
  vars: Readonly<Record<string, Json>>,
  now: number,
): Frame {
  return {
    flow: flow.name,
    node: flow.start,
    local: null,
    enteredAt: now,
    due: now,
    until: flow.maxMs === null ? null : now + flow.maxMs,
    vars,
    music: null,
  };
}
