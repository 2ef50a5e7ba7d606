import { z } from 'zod';
import { leave, NEXT, stay, wait, type StepKind } from '../step';
import { prompts, type PromptName } from '../values';

interface Play {
  readonly prompts: readonly PromptName[];
  readonly bargeIn: boolean;
}

type Local = { readonly playback: string };

const long = z
  .strictObject({ prompts: prompts(), barge_in: z.boolean().default(true) })
  .transform(({ prompts: list, barge_in }): Play => ({ prompts: list, bargeIn: barge_in }));

export const play: StepKind<Play, Local> = {
  about: 'Plays prompts. A key ends it (unless `barge_in: false`) and stays typed ahead for the next menu or collect.',
  schema: z.union([prompts().transform((list): Play => ({ prompts: list, bargeIn: true })), long]),
  /** What was typed ahead skips it. */
  instant: (spec) => spec.bargeIn,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    if (spec.bargeIn && turn.session.sealed.typed !== '') return leave(NEXT);
    const { playback, until } = turn.play(turn.prompts(spec.prompts));
    return stay({ playback }, until);
  },
  on: (spec, local, event, turn) => {
    switch (event.type) {
      case 'digit':
        return spec.bargeIn ? leave(NEXT) : wait(local);
      case 'failed':
        if (event.command === local.playback) turn.problem(`play: ${event.why}`);
        return event.command === local.playback ? leave(NEXT) : wait(local);
      case 'done':
        return event.command === local.playback ? leave(NEXT) : wait(local);
      case 'deadline':
        return leave(NEXT);
      default:
        return wait(local);
    }
  },
};
