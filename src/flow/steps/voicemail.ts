import type { CommandId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import { boxName, type BoxName } from '../../domain/voicemail';
import type { StepEvent } from '../session';
import { isAsBefore, leave, NEXT, stay, wait, type Entry, type Move, type StepKind } from '../step';
import type { Turn } from '../turn';
import type { AskingLocal } from './asking/dialogue';
import { boxOf } from './box';
import {
  beginRecording,
  HANGS_UP_WITHIN_MS,
  recordedSoFar,
  recordingMeets,
  recordOn,
  secondsOf,
  stopRecording,
  type Recorded,
} from './recording';
import { menuOf, reviewing, type Stage } from './voicemail-review';
import { AGAIN, NOTHING, voicemailSchema, type Voicemail } from './voicemail-spec';

/** What was recorded and is long enough, until it is left or said anew. */
type Kept = { readonly recording: CommandId; readonly ms: Millis };
type InBox = { readonly box: BoxName; readonly kept: Kept | null };
type Local =
  | (InBox & { readonly is: 'greeting'; readonly playback: CommandId })
  | (InBox & { readonly is: 'recording'; readonly at: Recorded })
  | (InBox & { readonly is: 'review'; readonly kept: Kept; readonly at: AskingLocal<Stage> })
  /** The message is left, and the caller's hang-up is on its way. */
  | { readonly is: 'gone' };

export const voicemail: StepKind<Voicemail, Local> = {
  about:
    'Takes a message for an agent, or for a queue, of which somebody then takes care. A call that is not answered yet is answered.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - voicemail: { agent: "'anna'", prompt: voicemail/greeting, max: 3m, review: true, on: { nothing: end } }
  - play: office/goodbye
  - goto: end
end:
  - hangup
`,
    exits: {
      next: 'the message is left',
      nothing: 'less than `min` was said',
      failed: 'there is no such agent, or it could not be recorded',
    },
    notes: [
      'A caller who hangs up, or is cut off, has left what was said so far.',
      'In the review 1 keeps the message, 2 plays it, 3 says it again; silence keeps it.',
      'A box with `mail` (agents.yaml, queues.yaml) sends each message there, with the recording.',
      'Messages are heard with `voicemail_box`, `carillon voicemails`, or over the API.',
    ],
  },
  schema: voicemailSchema,
  exits: (spec) => [{ name: NEXT }, { name: 'nothing', to: spec.nothing }, { name: 'failed', to: spec.failed }],
  enter: (spec, turn) => {
    const owner = boxOf(spec.whose, 'voicemail', turn);
    if (!owner) return leave('failed');
    if (!turn.session.answered) turn.answerNow();
    turn.forgetDigits();
    if (spec.into) turn.set(spec.into.name, NOTHING);
    return greet(spec, { box: boxName(owner), kept: null }, turn);
  },
  on: (spec, local, event, turn) => {
    if (event.type === 'digit' && local.is !== 'review') turn.forgetDigits();
    switch (local.is) {
      case 'greeting':
        return greeting(spec, local, event, turn);
      case 'recording':
        return recording(spec, local, event, turn);
      case 'review':
        return reviewed(spec, local, reviewing.on(menuOf(spec), local.at, event, turn), turn);
      case 'gone':
        return event.type === 'deadline' ? leave(NEXT) : wait(local);
    }
  },
  recover: (spec, local, alive, turn) => {
    switch (local.is) {
      case 'greeting':
        return greet(spec, local, turn);
      case 'recording': {
        const { stay: at, until } = recordOn(spec, local.at, turn);
        return stay({ ...local, at }, until);
      }
      case 'review':
        return entered(spec, local, reviewing.recover(menuOf(spec), local.at, alive, turn), turn);
      case 'gone':
        return stay(local, turn.now + HANGS_UP_WITHIN_MS);
    }
  },
  abandon: (spec, local, turn, why) => {
    if (local.is === 'gone' || local.is === 'greeting') return;
    if (local.is === 'recording' && why === 'interrupted') stopRecording(local.at, turn);
    const message =
      local.is === 'recording' ? longEnough(spec, local, recordedSoFar(spec, local.at, turn)) : local.kept;
    if (message) leaveMessage(spec, local.box, message, turn);
  },
};

// ── greeting and recording ──────────────────────────────────────────────────────────────────────────────────────────

function greet(spec: Voicemail, inBox: InBox, turn: Turn): Entry<Local> {
  const { playback, until } = turn.play(turn.prompts(spec.prompts));
  return playback === '' ? begin(spec, inBox, turn) : stay({ ...of(inBox), is: 'greeting', playback }, until);
}

function begin(spec: Voicemail, inBox: InBox, turn: Turn): Entry<Local> {
  const { stay: at, until } = beginRecording(spec, turn);
  return stay({ ...of(inBox), is: 'recording', at }, until);
}

const of = ({ box, kept }: InBox): InBox => ({ box, kept });

function greeting(
  spec: Voicemail,
  local: Extract<Local, { is: 'greeting' }>,
  event: StepEvent,
  turn: Turn,
): Move<Local> {
  switch (event.type) {
    case 'digit':
    case 'deadline':
      return begin(spec, local, turn);
    case 'done':
    case 'failed':
      if (event.command !== local.playback) return wait(local);
      if (event.type === 'failed') turn.problem(`voicemail: ${event.why}`);
      return begin(spec, local, turn);
    default:
      return wait(local);
  }
}

function recording(
  spec: Voicemail,
  local: Extract<Local, { is: 'recording' }>,
  event: StepEvent,
  turn: Turn,
): Move<Local> {
  const progress = recordingMeets(spec, local.at, event, turn);
  switch (progress.is) {
    case 'as-before':
      return wait(local);
    case 'stopping':
      return stay({ ...local, at: progress.stay.stay }, progress.stay.until);
    case 'failed':
      turn.problem(`voicemail: ${progress.why}`);
      return local.kept ? done(spec, local.box, local.kept, turn) : leave('failed');
    case 'over': {
      const message = longEnough(spec, local, progress.ms);
      if (progress.by === 'hangup') {
        if (message) leaveMessage(spec, local.box, message, turn);
        return stay({ is: 'gone' }, turn.now + HANGS_UP_WITHIN_MS);
      }
      if (!message) return leave('nothing');
      return spec.review.length === 0 ? done(spec, local.box, message, turn) : review(spec, local.box, message, turn);
    }
  }
}

/** What is too short is nothing; then what was said before it counts. */
const longEnough = (
  { minMs }: Voicemail,
  { kept, at: { recording: name } }: Extract<Local, { is: 'recording' }>,
  ms: Millis,
): Kept | null => (ms >= minMs ? { recording: name, ms } : kept);

// ── what becomes of the message ─────────────────────────────────────────────────────────────────────────────────────

function review(spec: Voicemail, box: BoxName, kept: Kept, turn: Turn): Entry<Local> {
  const first = reviewing.enter(menuOf(spec), turn);
  if (!('stay' in first)) return entered(spec, { box, kept }, first, turn);
  const at = { ...first.stay, stage: { listens: false, recording: kept.recording } };
  return entered(spec, { box, kept }, { ...first, stay: at }, turn);
}

/** What the menu came to; whatever it is but `again`, the message is kept. */
function entered(
  spec: Voicemail,
  { box, kept }: { readonly box: BoxName; readonly kept: Kept },
  move: Entry<AskingLocal<Stage>>,
  turn: Turn,
): Entry<Local> {
  if ('stay' in move && !('run' in move)) return stay({ box, kept, is: 'review', at: move.stay }, move.until);
  if ('leave' in move && move.leave === AGAIN) return begin(spec, { box, kept }, turn);
  return done(spec, box, kept, turn);
}

function reviewed(
  spec: Voicemail,
  local: Extract<Local, { is: 'review' }>,
  move: Move<AskingLocal<Stage>>,
  turn: Turn,
): Move<Local> {
  return isAsBefore(move) ? wait({ ...local, at: move.stay }) : entered(spec, local, move, turn);
}

function done(spec: Voicemail, box: BoxName, message: Kept, turn: Turn): Entry<Local> {
  leaveMessage(spec, box, message, turn);
  return leave(NEXT);
}

function leaveMessage({ into }: Voicemail, box: BoxName, { recording: name, ms }: Kept, turn: Turn): void {
  const { ani, name: callerName } = turn.call;
  const seconds = secondsOf(ms);
  turn.note('voicemail.left', {
    node: turn.session.node,
    voicemail: name,
    box,
    recording: name,
    seconds,
    caller: { number: ani, name: callerName },
  });
  if (into) turn.set(into.name, { voicemail: name, seconds });
}
