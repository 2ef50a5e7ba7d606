import type { CommandId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import { boxName, type BoxName } from '../../domain/voicemail';
import type { StepEvent } from '../session';
import { isAsBefore, leave, NEXT, stay, wait, type Entry, type Move, type StepKind } from '../step';
import type { Turn } from '../turn';
import type { AskingLocal } from './asking/dialogue';
import { askBoxes, boxOf, messagesOf } from './box';
import { answered } from './looking-up';
import { boxSchema, type VoicemailBox } from './voicemail-box-spec';
import { close, closing, type Closing } from './voicemail-closing';
import {
  CALL_BACK,
  DONE,
  hear,
  list,
  listeningTo,
  TAKE,
  withState,
  type ListLocal,
  type Stage,
} from './voicemail-list';
import { hashOf, isPinBarred, pin, pinOf } from './voicemail-pin';

type Local =
  | { readonly is: 'pin'; readonly box: BoxName; readonly at: AskingLocal }
  | { readonly is: 'opening'; readonly box: BoxName; readonly command: CommandId }
  /** `since`: when what is heard began. */
  | { readonly is: 'listening'; readonly at: ListLocal; readonly since: Instant }
  /** Whether the message may be taken, or is done, is being asked. */
  | { readonly is: 'changing'; readonly to: 'taken' | 'done'; readonly command: CommandId; readonly stage: Stage }
  | Closing;

export const voicemailBox: StepKind<VoicemailBox, Local> = {
  about:
    'Plays the messages that callers left for an agent or a queue, on any telephone: after each a key keeps, deletes or takes it.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - voicemail_box:
      agent: call.person
      pin: office/please-choose
      into: message
      on: { call_back: call_back, locked: sorry, too_often: sorry }
  - hangup
call_back:
  - connect: { number: message.number, over: carrier }
  - hangup
sorry:
  - hangup
`,
    exits: {
      next: 'all messages were heard, there is none, or nothing was pressed',
      call_back: 'key 7: the caller of the message is to be called; `into` holds the number',
      locked:
        'there were too many wrong PINs for the box over all calls, or `pin` is asked of an agent without `voicemail_pin`',
      too_often: 'the PIN was wrong three times, or not keyed in; where it has no label, the exit is `locked`',
      failed: 'there is no such box, or it could not be opened in time',
    },
    notes: [
      'Keys: 1 the next message, 2 this one again, 3 delete it, 7 call back, `*` enough. In the box of a queue 4 takes care of a message and 5 says that it is done; there is no 3.',
      'Wrong PINs count over calls, by the box and by the caller’s number, as in the step [`pin`](pin.md).',
      'From an agent’s own telephone no PIN is needed; behind a number that anybody may dial, set `pin`.',
      'New messages come first; of those heard before, the oldest. Twenty are told at once.',
    ],
  },
  schema: boxSchema,
  exits: (spec) => [
    { name: NEXT },
    ...(spec.callBack ? [{ name: 'call_back', to: spec.callBack }] : []),
    { name: 'locked', to: spec.locked },
    ...(spec.tooOften ? [{ name: 'too_often', to: spec.tooOften }] : []),
    { name: 'failed', to: spec.failed },
  ],
  enter: (spec, turn) => {
    const owner = boxOf(spec.whose, 'voicemail_box', turn);
    if (!owner) return leave('failed');
    if (!turn.session.answered) turn.answerNow();
    const box = boxName(owner);
    return spec.pin.length === 0 ? open(spec, box, turn) : askPin(spec, box, turn);
  },
  on: (spec, local, event, turn) => {
    switch (local.is) {
      case 'pin':
        return pinMove(spec, local.box, pin.on(pinOf(spec.pin, local.box), local.at, event, turn), turn);
      case 'opening':
        return opening(spec, local, event, turn);
      case 'listening':
        return listMove(spec, local, list.on(listeningTo(spec), local.at, event, turn), turn);
      case 'changing':
        return changing(spec, local, event, turn);
      case 'closing':
        return closing(local, event, turn);
    }
  },
  recover: (spec, local, alive, turn) => {
    switch (local.is) {
      case 'pin':
        return pinEntry(spec, local.box, pin.recover(pinOf(spec.pin, local.box), local.at, alive, turn), turn);
      case 'opening':
        return open(spec, local.box, turn);
      case 'listening':
        return listEntry(spec, local.at.stage, list.recover(listeningTo(spec), local.at, alive, turn), turn);
      case 'changing':
        return askChange(spec, local.to, local.stage, turn);
      case 'closing':
        return leave(NEXT);
    }
  },
  abandon: (_, local, turn) => {
    if (local.is !== 'listening') return;
    const { at, since } = local;
    const seconds = at.stage.messages[at.stage.at]?.seconds ?? 0;
    if (at.is === 'listening' || turn.now - since > seconds * 1000) hear(at.stage, turn);
  },
};

// ── the PIN ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function askPin(spec: VoicemailBox, box: BoxName, turn: Turn): Entry<Local> {
  if (hashOf(box, turn) === '') {
    turn.problem(`voicemail_box: ${box} has no voicemail_pin (agents.yaml)`);
    return leave('locked');
  }
  if (isPinBarred(box, turn)) return leave('locked');
  return pinEntry(spec, box, pin.enter(pinOf(spec.pin, box), turn), turn);
}

function pinEntry(spec: VoicemailBox, box: BoxName, move: Entry<AskingLocal>, turn: Turn): Entry<Local> {
  if ('leave' in move) {
    if (move.leave === 'right') return open(spec, box, turn);
    return leave(move.leave === 'locked' || !spec.tooOften ? 'locked' : 'too_often');
  }
  return 'stay' in move && !('run' in move) ? stay({ is: 'pin', box, at: move.stay }, move.until) : leave('locked');
}

function pinMove(spec: VoicemailBox, box: BoxName, move: Move<AskingLocal>, turn: Turn): Move<Local> {
  return isAsBefore(move) ? wait({ is: 'pin', box, at: move.stay }) : pinEntry(spec, box, move, turn);
}

// ── opening the box ─────────────────────────────────────────────────────────────────────────────────────────────────

function open(spec: VoicemailBox, box: BoxName, turn: Turn): Entry<Local> {
  const { command, until } = askBoxes(spec.withinMs, { is: 'open', box }, turn);
  return stay({ is: 'opening', box, command }, until);
}

function opening(
  spec: VoicemailBox,
  local: Extract<Local, { is: 'opening' }>,
  event: StepEvent,
  turn: Turn,
): Move<Local> {
  const result = answered(local.command, event);
  if (!result) return wait(local);
  if (result.is !== 'found') {
    turn.problem(`voicemail_box: ${result.is === 'failed' ? result.why : 'there are no boxes here'}`);
    return leave('failed');
  }
  const messages = messagesOf(result.value);
  if (messages.length === 0) return close(spec, 'none', turn);
  return hearFrom(spec, { box: local.box, messages, at: 0, before: 'count', menuOnly: false }, turn);
}

// ── message after message ───────────────────────────────────────────────────────────────────────────────────────────

function hearFrom(spec: VoicemailBox, stage: Stage, turn: Turn): Entry<Local> {
  const fresh: ListLocal = {
    is: 'listening',
    playback: '',
    bargeIn: true,
    rest: [],
    noInput: 0,
    noMatch: 0,
    repeats: 0,
    stage,
  };
  return listEntry(spec, stage, list.recover(listeningTo(spec), fresh, [], turn), turn);
}

function listEntry(spec: VoicemailBox, stage: Stage, move: Entry<ListLocal>, turn: Turn): Entry<Local> {
  if ('stay' in move && !('run' in move)) return stay({ is: 'listening', at: move.stay, since: turn.now }, move.until);
  if (!('leave' in move)) throw new Error('a menu only stays or leaves');
  switch (move.leave) {
    case TAKE:
      return askChange(spec, 'taken', stage, turn);
    case DONE:
      return askChange(spec, 'done', stage, turn);
    case CALL_BACK:
      return callBack(spec, stage, turn);
    case 'noMore':
    case 'deleted':
      return close(spec, move.leave, turn);
    default:
      hear(stage, turn);
      return leave(NEXT);
  }
}

function listMove(
  spec: VoicemailBox,
  local: Extract<Local, { is: 'listening' }>,
  move: Move<ListLocal>,
  turn: Turn,
): Move<Local> {
  if (isAsBefore(move)) return wait({ ...local, at: move.stay });
  const entry = listEntry(spec, local.at.stage, move, turn);
  const goesOn = 'stay' in entry && entry.stay.is === 'listening' && entry.stay.at.playback === local.at.playback;
  return goesOn ? { ...entry, stay: { ...entry.stay, since: local.since } } : entry;
}

function callBack({ into }: VoicemailBox, { messages, at }: Stage, turn: Turn): Entry<Local> {
  const message = messages[at];
  if (into && message) turn.set(into.name, { ...message.caller, voicemail: message.id });
  return leave('call_back');
}

// ── a queue's message: whoever takes it is the one ──────────────────────────────────────────────────────────────────

function askChange(spec: VoicemailBox, to: 'taken' | 'done', stage: Stage, turn: Turn): Entry<Local> {
  turn.stopPlaying();
  const by = turn.call.agent !== '' ? turn.call.agent : turn.call.ani;
  const voicemail = stage.messages[stage.at]?.id ?? '';
  const { command, until } = askBoxes(spec.withinMs, { is: 'change', voicemail, to, by }, turn);
  return stay({ is: 'changing', to, command, stage }, until);
}

function changing(
  spec: VoicemailBox,
  local: Extract<Local, { is: 'changing' }>,
  event: StepEvent,
  turn: Turn,
): Move<Local> {
  const result = answered(local.command, event);
  if (!result) return wait(local);
  const { to, stage } = local;
  if (result.is === 'failed') turn.problem(`voicemail_box: ${result.why}`);
  const took = result.is === 'found';
  return hearFrom(
    spec,
    { ...(took ? withState(stage, to) : stage), before: took ? to : 'refused', menuOnly: true },
    turn,
  );
}
