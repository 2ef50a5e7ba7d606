import { z } from 'zod';
import type { CommandId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import type { StepEvent } from '../session';
import { leave, NEXT, stay, wait, type Entry, type Move, type StepKind } from '../step';
import type { Turn } from '../turn';
import { duration, label, prompts, variable, type Label, type PromptName, type Variable } from '../values';
import {
  beginRecording,
  HANGS_UP_WITHIN_MS,
  recordedSoFar,
  recordingMeets,
  recordOn,
  secondsOf,
  stopRecording,
  takingShape,
  type Recorded,
  type Taking,
} from './recording';

interface Record extends Taking {
  readonly into: Variable;
  readonly prompts: readonly PromptName[];
  readonly minMs: Millis;
  readonly tooShort: Label | undefined;
  readonly failed: Label | undefined;
}

type Asked = { readonly is: 'asking'; readonly playback: CommandId };
/** All is recorded, and the caller's hang-up is on its way. */
type Gone = { readonly is: 'gone' };
type Local = Asked | Recorded | Gone;

const NOTHING = { recording: '', seconds: 0 };

const schema = z
  .strictObject({
    into: variable(NOTHING).describe('The variable that gets { recording, seconds }'),
    prompt: prompts().optional().describe('What is said before; a key skips it'),
    max: duration({ min: 1_000, max: 3_600_000 }).default(120_000).describe('The longest recording'),
    silence: duration({ min: 1_000, max: 60_000 })
      .optional()
      .describe('So much silence ends it; without it only a key, the longest time or the hang-up does'),
    ...takingShape,
    min: duration({ max: 60_000 }).default(1_000).describe('What is shorter is no recording'),
    on: z
      .strictObject({
        too_short: label().optional().describe('Less than min was recorded'),
        failed: label().optional().describe('It could not be recorded'),
      })
      .default({})
      .describe('Where the call goes on otherwise; what is not named goes on below'),
  })
  .transform((written): Record => ({
    into: written.into,
    prompts: written.prompt ?? [],
    maxMs: written.max,
    silenceMs: written.silence ?? null,
    end: written.end,
    beep: written.beep,
    minMs: written.min,
    tooShort: written.on.too_short,
    failed: written.on.failed,
  }));

export const record: StepKind<Record, Local> = {
  about:
    'Records the caller, until a key, silence, the longest time or the hang-up. A call that is not answered yet is answered.',
  manual: {
    group: 'talk',
    example: `hello:
  - record: { into: message, prompt: office/leave-message, max: 3m, silence: 5s, on: { too_short: again } }
  - tag: message
  - hangup
again:
  - play: office/say-more
  - goto: hello
`,
    exits: {
      next: 'the message is recorded: `message.recording` is its name, `message.seconds` its length',
      too_short: 'less than `min` was recorded',
      failed: 'it could not be recorded',
    },
    notes: [
      'A caller who hangs up has left a message as well: the variable is filled, and the labels of `on_hangup` may use it.',
      'The recording lies as `<its name>.wav` in the folder of recordings (`CARILLON_RECORDINGS`), for as long as `retention` in site.yaml says.',
    ],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, { name: 'too_short', to: spec.tooShort }, { name: 'failed', to: spec.failed }],
  enter: (spec, turn) => {
    if (!turn.session.answered) turn.answerNow();
    turn.forgetDigits();
    turn.set(spec.into.name, NOTHING);
    return say(spec, turn);
  },
  on: (spec, local, event, turn) => {
    if (event.type === 'digit') turn.forgetDigits();
    switch (local.is) {
      case 'asking':
        return asking(spec, local, event, turn);
      case 'recording':
      case 'stopping':
        return recording(spec, local, event, turn);
      case 'gone':
        return event.type === 'deadline' ? leave(NEXT) : wait(local);
    }
  },
  recover: (spec, local, _alive, turn) => {
    if (local.is === 'asking') return say(spec, turn);
    if (local.is === 'gone') return stay(local, turn.now + HANGS_UP_WITHIN_MS);
    return recordOn(spec, local, turn);
  },
  abandon: (spec, local, turn, why) => {
    if (local.is === 'asking' || local.is === 'gone') return;
    if (why === 'interrupted') stopRecording(local, turn);
    keep(spec, local, recordedSoFar(spec, local, turn), turn);
  },
};

function say(spec: Record, turn: Turn): Entry<Local> {
  const { playback, until } = turn.play(turn.prompts(spec.prompts));
  return playback === '' ? beginRecording(spec, turn) : stay({ is: 'asking', playback }, until);
}

function asking(spec: Record, local: Asked, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'digit':
    case 'deadline':
      return beginRecording(spec, turn);
    case 'done':
      return event.command === local.playback ? beginRecording(spec, turn) : wait(local);
    case 'failed':
      if (event.command !== local.playback) return wait(local);
      turn.problem(`record: ${event.why}`);
      return beginRecording(spec, turn);
    default:
      return wait(local);
  }
}

function recording(spec: Record, local: Recorded, event: StepEvent, turn: Turn): Move<Local> {
  const progress = recordingMeets(spec, local, event, turn);
  switch (progress.is) {
    case 'as-before':
      return wait(local);
    case 'stopping':
      return progress.stay;
    case 'failed':
      turn.problem(`record: ${progress.why}`);
      return leave('failed');
    case 'over':
      keep(spec, local, progress.ms, turn);
      if (progress.by === 'hangup') return stay({ is: 'gone' }, turn.now + HANGS_UP_WITHIN_MS);
      return leave(progress.ms < spec.minMs ? 'too_short' : NEXT);
  }
}

/** What is too short is not kept in the variable. */
function keep({ into, minMs }: Record, { recording }: Recorded, ms: Millis, turn: Turn): void {
  if (ms < minMs) return;
  const seconds = secondsOf(ms);
  turn.note('recording.kept', { node: turn.session.node, recording, seconds });
  turn.set(into.name, { recording, seconds });
}
