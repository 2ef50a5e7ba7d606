import type { CommandId } from '../../domain/ids';
import type { StepEvent } from '../session';
import { leave, NEXT, stay, wait, type Entry, type Move } from '../step';
import type { Turn } from '../turn';
import type { Remark, VoicemailBox } from './voicemail-box-spec';

/** The last word at a box is being said. */
export type Closing = { readonly is: 'closing'; readonly playback: CommandId };

export function close(spec: VoicemailBox, what: Remark, turn: Turn): Entry<Closing> {
  const said = [...spec.said[what], ...(what === 'deleted' ? spec.said.noMore : [])];
  const { playback, until } = turn.play(turn.prompts(said));
  return playback === '' ? leave(NEXT) : stay({ is: 'closing', playback }, until);
}

export function closing(local: Closing, event: StepEvent, turn: Turn): Move<Closing> {
  switch (event.type) {
    case 'digit':
      turn.forgetDigits();
      return leave(NEXT);
    case 'deadline':
      return leave(NEXT);
    case 'done':
    case 'failed':
      return event.command === local.playback ? leave(NEXT) : wait(local);
    default:
      return wait(local);
  }
}
