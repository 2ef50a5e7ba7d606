import { z } from 'zod';
import type { Media } from '../../domain/call';
import { isPart } from '../../domain/ids';
import type { StepKind } from '../step';
import type { Turn } from '../turn';
import { cel, prompts, type Cel, type PromptName } from '../values';
import { hearing, type HearingLocal } from './hearing';

interface Play {
  readonly prompts: readonly PromptName[];
  readonly recording: Cel | null;
  readonly bargeIn: boolean;
}

const long = z
  .strictObject({
    prompts: prompts(),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform(({ prompts: list, barge_in }): Play => ({ prompts: list, recording: null, bargeIn: barge_in }));

const recorded = z
  .strictObject({
    recording: cel({ wants: 'string' }).describe('What a caller recorded, by its name: message.recording'),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform(({ recording, barge_in }): Play => ({ prompts: [], recording, bargeIn: barge_in }));

export const play: StepKind<Play, HearingLocal> = {
  about: 'Plays prompts. A key ends it (unless `barge_in: false`) and stays typed ahead for the next menu or collect.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - play: ["greeting/{{ daypart }}", office/welcome]
  - play: { prompts: news/today, barge_in: false }
  - record: { into: message }
  - play: { recording: message.recording }
  - hangup
`,
    exits: { next: 'all has been heard, or a key ended it' },
    notes: [
      'A prompt is a recording of `prompts/<language>/`, or the text beside it that is spoken.',
      'A name may hold an expression: `"greeting/{{ daypart }}"` needs a prompt for each part of the day.',
      'A loop that only plays needs `barge_in: false`: a key typed ahead would skip every prompt of it.',
    ],
  },
  schema: z.union([
    prompts().transform((list): Play => ({ prompts: list, recording: null, bargeIn: true })),
    long,
    recorded,
  ]),
  ...hearing<Play>('play', ({ prompts: names, recording }, turn) =>
    recording === null ? turn.prompts(names) : recordedMedia(recording, turn),
  ),
};

function recordedMedia(recording: Cel, turn: Turn): readonly Media[] {
  const name = turn.evaluate(recording, '');
  if (typeof name === 'string' && isPart(name, 'recording')) return [{ is: 'recording', name }];
  turn.problem(`play: ${recording.source} names no recording`);
  return [];
}
