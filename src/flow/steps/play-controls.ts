import { z } from 'zod';
import type { Media } from '../../domain/call';
import type { Instant, Millis } from '../../domain/time';
import { leave, NEXT, stay, wait, type Entry, type Move } from '../step';
import type { StepEvent } from '../session';
import type { Turn } from '../turn';
import { lengthOf } from '../turn-facts';
import { duration } from '../values';

export const moves = ['pause', 'rewind', 'forward', 'restart', 'stop'] as const;
export type Control = (typeof moves)[number];

/** Keys with which a caller goes to and fro in what is played, as with ControlPlayback() of Asterisk's dialplan. */
export interface Controls {
  readonly byKey: ReadonlyMap<string, Control>;
  readonly jumpMs: Millis;
  readonly longestPauseMs: Millis;
}

/** Where in it the caller is. `since` is when it began to play from `at`; `null` while it pauses. */
export type ControlledLocal = {
  readonly playback: string;
  readonly media: readonly Media[];
  readonly at: Millis;
  readonly since: Instant | null;
};

const key = z.string().regex(/^[0-9*#A-D]$/, {
  error: (issue) => `"${String(issue.input)}" is no key; a control is one of 0-9, "*" and "#"`,
});

const JUMP_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

export const controlsSchema = z
  .strictObject({
    pause: key.optional().describe('The key that stops it where it is, and lets it go on there'),
    rewind: key.optional().describe('The key that goes back by `jump`'),
    forward: key.optional().describe('The key that goes on by `jump`; beyond the end the step is over'),
    restart: key.optional().describe('The key that begins anew'),
    stop: key.optional().describe('The key that ends it'),
    jump: duration({ min: 1_000, max: 600_000 }).default(JUMP_MS).describe('How far rewind and forward go'),
    longest_pause: duration({ min: 5_000, max: 3_600_000 })
      .default(LONGEST_PAUSE_MS)
      .describe('After so long a pause it goes on by itself'),
  })
  .transform((written, context): Controls => {
    const byKey = new Map<string, Control>();
    for (const control of moves) {
      const pressed = written[control];
      if (pressed === undefined) continue;
      const other = byKey.get(pressed);
      if (other !== undefined)
        context.addIssue({ code: 'custom', path: [control], message: `${pressed} is the key of ${other} already` });
      byKey.set(pressed, control);
    }
    if (byKey.size === 0) context.addIssue(`needs a key for one of ${moves.join(', ')}: { pause: "2" }`);
    return { byKey, jumpMs: written.jump, longestPauseMs: written.longest_pause };
  })
  .describe('Keys with which the caller pauses it and goes to and fro: { pause: "2", rewind: "1", forward: "3" }');

/** Begins to play; the keys of the controls are no input for a later question. */
export function beginControlled(media: readonly Media[], turn: Turn): Entry<ControlledLocal> {
  return playFrom({ media, at: 0 }, turn);
}

/** `bargeIn`: whether any other key ends it. */
export function onControlled(
  controls: Controls,
  bargeIn: boolean,
  local: ControlledLocal,
  event: StepEvent,
  turn: Turn,
): Move<ControlledLocal> {
  switch (event.type) {
    case 'digit': {
      const control = controls.byKey.get(event.digit);
      if (control === undefined) return bargeIn ? leave(NEXT) : wait(local);
      forgetLast(turn);
      return controlled(control, controls, local, turn);
    }
    case 'failed':
      if (event.command !== local.playback) return wait(local);
      turn.problem(`play: ${event.why}`);
      return leave(NEXT);
    case 'done':
      return event.command === local.playback && local.since !== null ? leave(NEXT) : wait(local);
    case 'deadline':
      return local.since === null ? playFrom(local, turn) : leave(NEXT);
    default:
      return wait(local);
  }
}

/** After a crash it goes on where it was, or goes on pausing. */
export function recoverControlled(controls: Controls, local: ControlledLocal, turn: Turn): Entry<ControlledLocal> {
  if (local.since === null) return stay(local, turn.now + controls.longestPauseMs);
  return playFrom({ ...local, at: positionOf(local, turn) }, turn);
}

function controlled(
  control: Control,
  { jumpMs, longestPauseMs }: Controls,
  local: ControlledLocal,
  turn: Turn,
): Move<ControlledLocal> {
  const at = positionOf(local, turn);
  switch (control) {
    case 'pause':
      if (local.since === null) return playFrom(local, turn);
      turn.stopPlaying();
      return stay({ ...local, playback: '', at, since: null }, turn.now + longestPauseMs);
    case 'rewind':
      return playFrom({ ...local, at: Math.max(0, at - jumpMs) }, turn);
    case 'forward':
      return playFrom({ ...local, at: at + jumpMs }, turn);
    case 'restart':
      return playFrom({ ...local, at: 0 }, turn);
    case 'stop':
      return leave(NEXT);
  }
}

const positionOf = ({ at, since }: ControlledLocal, { now }: Turn): Millis => (since === null ? at : at + now - since);

function playFrom({ media, at }: Pick<ControlledLocal, 'media' | 'at'>, turn: Turn): Entry<ControlledLocal> {
  let before = 0;
  for (const [index, each] of media.entries()) {
    const length = lengthOf([each], turn.office, turn.call.language);
    if (at < before + length) {
      const { playback, until } = turn.play(media.slice(index), at - before);
      return stay({ playback, media, at, since: turn.now }, until);
    }
    before += length;
  }
  turn.stopPlaying();
  return leave(NEXT);
}

function forgetLast(turn: Turn): void {
  const { sealed } = turn.session;
  turn.change({ sealed: { ...sealed, typed: sealed.typed.slice(0, -1) } });
}
