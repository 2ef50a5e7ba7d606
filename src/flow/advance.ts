import type { CallFacts, EndedBy } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import type { Json } from '../domain/json';
import type { Instant } from '../domain/time';
import type { FlowCommand } from './command';
import type { Flow } from './flow';
import { limitsOf, lowestOf, nextOf, nodeOf, passed } from './deadlines';
import { freshPace } from './pace';
import { firstFrame, framesOf, lift } from './frames';
import {
  abandonFrom,
  afterwards,
  ask,
  ended,
  endOfFlow,
  enter,
  freshSecrets,
  freshVariables,
  giveBack,
  giveBackAtEnd,
  leaveStep,
  over,
} from './moves';
import type { Office } from './office';
import type { CallEvent, KeptPlace, Session, StepEvent } from './session';
import { leave, TOO_LONG, wait, type Move } from './step';
import { GONE_WITHIN_MS, Turn, type Noted } from './turn';

/** What a turn came to: save the session and the events, then give the commands. */
export interface Advance {
  readonly session: Session;
  readonly commands: readonly FlowCommand[];
  readonly events: readonly CarillonEvent[];
}

/** An end that was asked for so often and never came is written down as unknown; in all some three minutes. */
const ASK_TO_END_TIMES = 6;
const LONGEST_PAUSE_MS = 60_000;

/** How the caller's channel comes to us: fresh, or (after `fallback`) answered already and for another time. */
export interface Begin {
  readonly answered: boolean;
  readonly visit: number;
  /** Of a callback. */
  readonly place?: KeptPlace;
  /** What the flow takes, from the number that was called. */
  readonly parameters?: Readonly<Record<string, Json>>;
}

/** Ids of a channel's second visit must not be those of its first. */
const SERIALS_PER_VISIT = 100_000;

/** A call begins: its session before the first step. */
export function begin(call: CallFacts, flow: Flow, office: Office, now: Instant, arrival: Begin): Advance {
  // All that a session may ever hold, and copied parts last: V8 takes a hundred times as long to add keys to a copy.
  const session: Session = {
    call,
    revision: office.revision,
    below: [],
    deadline: now,
    answered: arrival.answered,
    playing: null,
    tune: null,
    bridge: null,
    talking: false,
    served: false,
    lastTalk: null,
    lastWait: null,
    promised: false,
    place: arrival.place ?? null,
    tags: [],
    limits: [],
    keys: '',
    pace: freshPace(now),
    resting: false,
    serial: arrival.visit * SERIALS_PER_VISIT,
    state: { is: 'live' },
    sealed: { typed: '', vars: freshSecrets(flow), below: [] },
    ...firstFrame(flow, { ...freshVariables(flow), ...arrival.parameters }, now),
  };
  const turn = new Turn(session, office, now);
  turn.note('call.arrived', { facts: call, flow: flow.name, revision: office.revision });
  // Whom we called has answered us.
  if (arrival.place) turn.note('call.answered', {});
  enter(turn, flow.start);
  giveBackAtEnd(turn);
  return finish(turn);
}

/** One event in the life of a call. Pure: the same session, event and instant give the same turn. */
export function advance(session: Session, event: CallEvent, office: Office, now: Instant): Advance {
  const turn = new Turn(session, office, now);
  const { state } = session;
  if (state.is === 'over') return finish(turn);
  if (event.type === 'hung-up') {
    if (state.is !== 'after') hungUp(turn, event.by, event.cause);
    return finish(turn);
  }
  if ('ticket' in event && !isOwned(turn, event)) {
    giveBackTicket(turn, event);
    return finish(turn);
  }
  if (state.is === 'ending') return stillThere(turn, state, event);
  if (event.type === 'digit')
    turn.change({ sealed: { ...session.sealed, typed: (session.sealed.typed + event.digit).slice(-64) } });
  if ((event.type === 'done' || event.type === 'failed') && event.command === session.playing)
    turn.change({ playing: null });
  switch (event.type) {
    case 'recovered':
      turn.stopPlaying();
      turn.silenceForgotten();
      recover(turn, event.alive);
      break;
    case 'deadline':
      due(turn);
      break;
    default:
      deliver(turn, ownerOf(turn, event), event);
  }
  if (state.is === 'live') giveBackAtEnd(turn);
  return finish(turn);
}

/** Our head failed on this call: it gives back what it holds, and the dialplan takes the caller over (law 8). */
export function giveUp(session: Session, why: string, office: Office, now: Instant): Advance {
  const turn = new Turn(session, office, now);
  if (session.state.is === 'after') {
    turn.problem(`what was to be done after the call failed: ${why}`);
    over(turn);
    return finish(turn);
  }
  if (session.state.is === 'live') abandonFrom(turn, session.below.length, 'interrupted');
  turn.stopPlaying();
  turn.disconnect();
  turn.note('call.failed', { why });
  turn.end({ type: 'to-fallback' }, 'failed');
  return finish(turn);
}

/** The visit that a session belongs to (see `Begin`). */
export const visitOf = (session: Session): number => Math.floor(session.serial / SERIALS_PER_VISIT);

// ── to the step that it concerns ────────────────────────────────────────────────────────────────────────────────────

/** How many flows lie below the step that an event is for. */
function ownerOf(turn: Turn, event: StepEvent): number {
  const frames = framesOf(turn.session);
  for (let depth = frames.length - 2; depth >= 0; depth--) {
    const frame = frames[depth];
    if (frame && (nodeOf(turn, frame)?.step.owns?.(frame.local, event) ?? false)) return depth;
  }
  return frames.length - 1;
}

/** Whether a step of the call still waits under this ticket: what the call left before a crash the floor may not know. */
function isOwned({ session, office }: Turn, event: StepEvent): boolean {
  if (session.state.is !== 'live') return false;
  return framesOf(session).some(
    ({ flow, node, local }) => office.flows.get(flow)?.nodes.get(node)?.step.owns?.(local, event) ?? false,
  );
}

function giveBackTicket(turn: Turn, event: Extract<StepEvent, { ticket: string }>): void {
  if (event.type !== 'queued' && event.type !== 'position' && event.type !== 'agent-answered') return;
  turn.ask({ type: 'leave-queue', id: turn.newId('command'), ticket: event.ticket, reason: 'withdrawn' });
}

function deliver(turn: Turn, depth: number, event: StepEvent): void {
  if (turn.session.resting && depth === turn.session.below.length) {
    if (event.type === 'deadline') enter(turn, turn.session.node);
    return;
  }
  ask(turn, depth, (node, local) => {
    const move = node.step.on?.(node.spec, local, event, turn) ?? wait(local);
    const until = 'until' in move && move.until === 'same-deadline' ? turn.session.due : untilOf(move);
    if (event.type === 'deadline' && until !== null && until <= turn.now)
      throw new Error(`${turn.flow.name}/${node.id} answers its own deadline with the same deadline`);
    return move;
  });
}

const untilOf = (move: Move<Json>): Instant | null =>
  'until' in move && move.until !== 'same-deadline' ? move.until : null;

// ── by itself ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The first deadline that has come, the outermost flow first. */
function due(turn: Turn): void {
  for (const [depth, frame] of framesOf(turn.session).entries()) {
    if (depth < lowestOf(turn.session)) continue;
    const limits = limitsOf(turn, frame);
    if (passed(limits.flow, turn.now)) {
      flowTooLong(turn, depth);
      return;
    }
    if (passed(limits.step, turn.now)) {
      ask(turn, depth, (node, local) => {
        node.step.abandon?.(node.spec, local, turn, 'interrupted');
        return leave(TOO_LONG);
      });
      return;
    }
    if (passed(frame.due, turn.now)) {
      deliver(turn, depth, { type: 'deadline' });
      return;
    }
  }
}

function flowTooLong(turn: Turn, depth: number): void {
  const { playing } = turn.session;
  giveBack(turn, lift(turn, depth), playing);
  leaveStep(turn, 'interrupted');
  turn.stopPlaying();
  turn.stopMusic();
  turn.change({ until: null });
  const { tooLong } = turn.flow;
  const next = tooLong !== null && turn.session.state.is === 'live' ? tooLong : endOfFlow(turn, null);
  if (next !== null) enter(turn, next);
}

/** We were away: each step says how it goes on, the outermost first. */
function recover(turn: Turn, alive: readonly string[]): void {
  const innermost = turn.session.below.length;
  for (let depth = lowestOf(turn.session); depth <= innermost; depth++) {
    const goesOn = ask(turn, depth, ({ step, spec }, local) => {
      if (turn.session.resting && depth === innermost) return wait(local);
      if (step.recover) return step.recover(spec, local, alive, turn);
      return depth === innermost ? step.enter(spec, turn) : wait(local);
    });
    if (!goesOn) return;
  }
}

// ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** We asked for the end and the caller is still there: the command may be lost, so it is given again, ever more rarely. */
function stillThere(turn: Turn, state: Extract<Session['state'], { is: 'ending' }>, event: CallEvent): Advance {
  if (event.type !== 'deadline' && event.type !== 'recovered') return finish(turn);
  if (state.asked >= ASK_TO_END_TIMES) {
    ended(turn, 'unknown', null);
    over(turn);
    return finish(turn);
  }
  turn.ask({ ...state.ending, id: turn.newId('command') });
  const pause = Math.min(GONE_WITHIN_MS * 2 ** state.asked, LONGEST_PAUSE_MS);
  turn.change({ state: { ...state, asked: state.asked + 1 }, due: turn.now + pause });
  return finish(turn);
}

function hungUp(turn: Turn, by: EndedBy, cause: number | null): void {
  const { state } = turn.session;
  if (state.is === 'live') abandonFrom(turn, turn.session.below.length, 'hung-up');
  ended(turn, by, cause);
  // Who goes to the dialplan comes back as the same channel: nothing of this visit may go on by then.
  if (state.is === 'ending' && state.ending.type === 'to-fallback') over(turn);
  else {
    const next = afterwards(turn);
    if (next !== null) enter(turn, next);
  }
}

function finish(turn: Turn): Advance {
  const { session } = turn;
  if (session.state.is !== 'over') turn.change({ deadline: nextOf(turn, session) });
  const events = turn.noted.map((noted) => eventOf(turn, noted));
  return { session, commands: turn.commands, events };
}

function eventOf(turn: Turn, noted: Noted): CarillonEvent {
  const { id } = turn.call;
  const { type, data, at } = noted;
  return { id: turn.newId('event'), call: id, type, data, at } as CarillonEvent;
}
