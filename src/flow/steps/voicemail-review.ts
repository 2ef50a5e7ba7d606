import type { CommandId } from '../../domain/ids';
import { leave } from '../step';
import { behaviour } from './asking/dialogue';
import { entriesOf, readEntry } from './asking/reading';
import type { Asking } from './asking/settings';
import { askingUsually } from './voicemail-box-spec';
import { AGAIN, KEEP, LISTEN, type Voicemail } from './voicemail-spec';

/** In the menu after the message: the menu alone, or the message and then the menu. */
export type Stage = { readonly listens: boolean; readonly recording: CommandId };

/** The menu after the message, asked as every question is. */
export const menuOf = ({ review: prompt, end }: Voicemail): Menu => ({
  late: end.slice(0, 1),
  ...askingUsually(prompt),
});

interface Menu extends Asking {
  /** The key that ended the message may come once more. */
  readonly late: string;
}

export const reviewing = behaviour<Menu, Stage>({
  first: { listens: false, recording: '' },
  question: (spec, stage, turn) => ({
    say: () => [
      {
        media: [
          ...(stage.listens ? [{ is: 'recording', name: stage.recording } as const] : []),
          ...spec.prompt.flatMap(({ prompt }) => turn.prompts(prompt)),
        ],
        bargeIn: true,
      },
    ],
    main: false,
    secret: false,
    fresh: !stage.listens,
    ignores: spec.late,
    read: (typed, paused) => readEntry({ ...entriesOf([KEEP, LISTEN, AGAIN]), end: '', repeat: '' }, typed, paused),
    accept: (key) => (key === LISTEN ? { then: { ...stage, listens: true } } : leave(key)),
  }),
});
