import type { Media } from '../../domain/call';
import { announcing } from '../announced';
import { leave, NEXT, stay, wait, type StepKind } from '../step';
import type { Turn } from '../turn';

/** What `play`, `say` and `silence` share: something is heard, until its end or until a key. */
export interface Heard {
  /** Whether a key ends it; what was typed ahead then skips it. */
  readonly bargeIn: boolean;
}

export type HearingLocal = { readonly playback: string };

type Behaviour<Spec> = Required<Pick<StepKind<Spec, HearingLocal>, 'instant' | 'exits' | 'enter' | 'on'>>;

/** `step` names the step in what is written down of it. */
export function hearing<Spec extends Heard>(
  step: string,
  mediaOf: (spec: Spec, turn: Turn) => readonly Media[],
): Behaviour<Spec> {
  return {
    /** What was typed ahead skips it. */
    instant: (spec) => spec.bargeIn,
    exits: () => [{ name: NEXT }],
    enter: (spec, turn) => {
      if (spec.bargeIn && turn.session.sealed.typed !== '') return leave(NEXT);
      const { playback, until } = turn.play(announcing(turn, () => mediaOf(spec, turn)));
      return stay({ playback }, until);
    },
    on: (spec, local, event, turn) => {
      switch (event.type) {
        case 'digit':
          return spec.bargeIn ? leave(NEXT) : wait(local);
        case 'failed':
          if (event.command !== local.playback) return wait(local);
          turn.problem(`${step}: ${event.why}`);
          return leave(NEXT);
        case 'done':
          return event.command === local.playback ? leave(NEXT) : wait(local);
        case 'deadline':
          return leave(NEXT);
        default:
          return wait(local);
      }
    },
  };
}
