import type { CallFacts, CallOutcome, EndedBy } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import type { Json } from '../domain/json';
import type { Instant } from '../domain/time';
import type { FlowCommand } from './command';
import type { Flow, FlowNode } from './flow';
import type { Office } from './office';
import type { CallEvent, Session } from './session';
import { stay, type Move } from './step';
import { GONE_WITHIN_MS, Turn, type Noted } from './turn';

/** What a turn came to: save the session and the events, then give the commands. */
export interface Advance {
  readonly session: Session;
  readonly commands: readonly FlowCommand[];
  readonly events: readonly CarillonEvent[];
}

/** More steps than this without waiting for anything is a loop. */
const LONGEST_RUN = 100;
/** An end that was asked for so often and never came is written down as unknown; in all some three minutes. */
const ASK_TO_END_TIMES = 6;
const LONGEST_PAUSE_MS = 60_000;

/** How the caller's channel comes to us: fresh, or (after `fallback`) answered already and for another time. */
export interface Begin {
  readonly answered: boolean;
  readonly visit: number;
}

/** Ids of a channel's second visit must not be those of its first. */
const SERIALS_PER_VISIT = 100_000;

/** A call begins: its session before the first step. */
export function begin(call: CallFacts, flow: Flow, office: Office, now: Instant, arrival: Begin): Advance {
  const session: Session = {
    call,
    revision: office.revision,
    flow: flow.name,
    node: flow.start,
    local: null,
    enteredAt: now,
    deadline: now,
    vars: Object.fromEntries([...flow.variables].filter(([name]) => !flow.secrets.has(name))),
    answered: arrival.answered,
    playing: null,
    music: null,
    bridge: null,
    served: false,
    serial: arrival.visit * SERIALS_PER_VISIT,
    state: { is: 'live' },
    sealed: { typed: '', vars: Object.fromEntries([...flow.secrets].map((name) => [name, ''])) },
  };
  const turn = new Turn(session, flow, office, now);
  turn.note('call.arrived', { facts: call, flow: flow.name, revision: office.revision });
  enter(turn, flow.start);
  return finish(turn);
}

/** One event in the life of a call. Pure: the same session, event and instant give the same turn. */
export function advance(session: Session, event: CallEvent, office: Office, now: Instant): Advance {
  // A call can always end, also one whose flow is lost.
  const turn = new Turn(session, office.flows.get(session.flow) ?? NO_FLOW, office, now);
  if (session.state.is === 'over') return finish(turn);
  if (event.type === 'hung-up') return hungUp(turn, event.by, event.cause);
  if (session.state.is === 'ending') return stillThere(turn, session.state, event);
  const node = nodeOf(turn.flow, session.node);
  if (event.type === 'digit')
    turn.change({ sealed: { ...session.sealed, typed: (session.sealed.typed + event.digit).slice(-64) } });
  if ((event.type === 'done' || event.type === 'failed') && event.command === session.playing)
    turn.change({ playing: null });
  if (event.type === 'recovered') {
    turn.stopPlaying();
    const { step, spec } = node;
    settle(turn, node, step.recover?.(spec, session.local, event.alive, turn) ?? step.enter(spec, turn));
    return finish(turn);
  }
  const move = node.step.on?.(node.spec, session.local, event, turn) ?? stay(session.local, session.deadline);
  if (event.type === 'deadline' && 'stay' in move && untilOf(move, session.deadline) <= now)
    throw new Error(`${turn.flow.name}/${node.id} answers its own deadline with the same deadline`);
  settle(turn, node, move);
  return finish(turn);
}

/** Our head failed on this call: it gives back what it holds, and the dialplan takes the caller over (law 8). */
export function giveUp(session: Session, why: string, office: Office, now: Instant): Advance {
  const turn = new Turn(session, office.flows.get(session.flow) ?? NO_FLOW, office, now);
  abandon(turn);
  turn.stopPlaying();
  turn.stopMusic();
  turn.disconnect();
  turn.note('call.failed', { why });
  turn.end({ type: 'to-fallback' }, 'failed');
  return finish(turn);
}

/** The visit that a session belongs to (see `Begin`). */
export const visitOf = (session: Session): number => Math.floor(session.serial / SERIALS_PER_VISIT);

const NO_FLOW: Flow = {
  name: '',
  language: null,
  start: '',
  nodes: new Map(),
  expressions: new Map(),
  variables: new Map(),
  secrets: new Set(),
  place: { file: '', line: 1, col: 1 },
};

/** We asked for the end and the caller is still there: the command may be lost, so it is given again, ever more rarely. */
function stillThere(turn: Turn, state: Extract<Session['state'], { is: 'ending' }>, event: CallEvent): Advance {
  if (event.type !== 'deadline' && event.type !== 'recovered') return finish(turn);
  if (state.asked >= ASK_TO_END_TIMES) return over(turn, 'unknown', null);
  turn.ask({ ...state.ending, id: turn.newId('command') });
  const pause = Math.min(GONE_WITHIN_MS * 2 ** state.asked, LONGEST_PAUSE_MS);
  turn.change({ state: { ...state, asked: state.asked + 1 }, deadline: turn.now + pause });
  return finish(turn);
}

/** The step gives back what it holds (its place in a queue …); a step that cannot must not hold up the end. */
function abandon(turn: Turn): void {
  const node = turn.flow.nodes.get(turn.session.node);
  if (turn.session.state.is !== 'live' || !node) return;
  try {
    node.step.abandon?.(node.spec, turn.session.local, turn);
  } catch (error) {
    turn.problem(`${node.kind}: ${error instanceof Error ? error.message : 'cannot be abandoned'}`);
  }
}

function nodeOf(flow: Flow, id: string): FlowNode {
  const node = flow.nodes.get(id);
  if (!node) throw new Error(`flow ${flow.name} has no step ${id}`);
  return node;
}

function untilOf(move: Exclude<Move<Json>, { leave: string }>, before: Instant): Instant {
  return move.until === 'same-deadline' ? before : move.until;
}

/** Enters a step and all that follow it until one waits or the call ends. */
function enter(turn: Turn, start: string): void {
  let next = start;
  for (let steps = 0; ; steps++) {
    if (steps >= LONGEST_RUN)
      throw new Error(`${turn.flow.name}: ${LONGEST_RUN} steps without waiting for anything, at ${next}`);
    const node = nodeOf(turn.flow, next);
    turn.change({ node: node.id, local: null, enteredAt: turn.now });
    const typed = turn.session.sealed.typed.length;
    const entry = node.step.enter(node.spec, turn);
    // Each key is used once, so steps that use keys typed ahead come to an end.
    if (turn.session.sealed.typed.length < typed) steps = 0;
    const after = stayOrNext(turn, node, entry);
    if (after === null) return;
    next = after;
  }
}

function settle(turn: Turn, node: FlowNode, move: Move<Json>): void {
  const next = stayOrNext(turn, node, move);
  if (next !== null) enter(turn, next);
}

/** Stays, or leaves to the next step; `null` when nothing more is to be entered. */
function stayOrNext(turn: Turn, node: FlowNode, move: Move<Json>): string | null {
  if ('stay' in move) {
    turn.change({ local: move.stay, deadline: untilOf(move, turn.session.deadline) });
    return null;
  }
  turn.stopPlaying();
  turn.stopMusic();
  turn.note('flow.step', {
    flow: turn.flow.name,
    node: node.id,
    kind: node.kind,
    exit: move.leave,
    tookMs: turn.now - turn.session.enteredAt,
  });
  const next = node.exits.get(move.leave);
  if (next === undefined) throw new Error(`${turn.flow.name}/${node.id} has no exit ${move.leave}`);
  if (next === null) endOfFlow(turn);
  return next;
}

/** Below the last step there is nothing: the call is ended, as in a dialplan. */
function endOfFlow(turn: Turn): void {
  turn.end({ type: 'hangup' }, turn.session.served ? 'answered' : 'self-served');
}

function hungUp(turn: Turn, by: EndedBy, cause: number | null): Advance {
  const { session, flow } = turn;
  const node = flow.nodes.get(session.node);
  if (session.state.is === 'live' && node) {
    abandon(turn);
    turn.note('flow.step', {
      flow: flow.name,
      node: node.id,
      kind: node.kind,
      exit: 'hung-up',
      tookMs: turn.now - session.enteredAt,
    });
  }
  return over(turn, by, cause);
}

function over(turn: Turn, by: EndedBy, cause: number | null): Advance {
  const { session } = turn;
  const outcome = session.state.is === 'ending' ? session.state.outcome : outcomeOf(session, turn.flow, by);
  turn.disconnect();
  turn.change({ state: { is: 'over', outcome, by }, playing: null, music: null });
  turn.note('call.ended', { outcome, by, cause, node: session.node });
  return finish(turn);
}

function outcomeOf(session: Session, flow: Flow, by: EndedBy): CallOutcome {
  if (session.served) return 'answered';
  if (flow.nodes.get(session.node)?.kind === 'queue') return 'abandoned';
  return by === 'unknown' ? 'lost' : 'left';
}

function finish(turn: Turn): Advance {
  const events = turn.noted.map((noted) => eventOf(turn, noted));
  return { session: turn.session, commands: turn.commands, events };
}

function eventOf(turn: Turn, noted: Noted): CarillonEvent {
  const { id } = turn.call;
  return { id: turn.newId('event'), at: turn.now, call: id, ...noted } as CarillonEvent;
}
