import { z } from 'zod';
import type { Media } from '../../domain/call';
import { isPart } from '../../domain/ids';
import type { StepKind } from '../step';
import type { Turn } from '../turn';
import { cel, prompts, type Cel, type PromptName } from '../values';
import { drawn } from './drawing';
import { hearing, type HearingLocal } from './hearing';

type Play = { readonly bargeIn: boolean } & (
  | { readonly prompts: readonly PromptName[] }
  | { readonly recording: Cel }
  | { readonly oneOf: readonly (readonly PromptName[])[]; readonly order: 'in_turn' | 'random' }
);

const long = z
  .strictObject({
    prompts: prompts(),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform(({ prompts: list, barge_in }): Play => ({ prompts: list, bargeIn: barge_in }));

const recorded = z
  .strictObject({
    recording: cel({ wants: 'string' }).describe('What a caller recorded, by its name: message.recording'),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform(({ recording, barge_in }): Play => ({ recording, bargeIn: barge_in }));

const several = z
  .strictObject({
    one_of: z.array(prompts()).min(2).max(100).describe('Messages (a prompt or a list each), of which one is heard'),
    order: z
      .enum(['in_turn', 'random'])
      .default('in_turn')
      .describe('Each time the next one, or any but the one before'),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform(({ one_of, order, barge_in }): Play => ({ oneOf: one_of, order, bargeIn: barge_in }));

export const play: StepKind<Play, HearingLocal> = {
  about: 'Plays prompts. A key ends it (unless `barge_in: false`) and stays typed ahead for the next menu or collect.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - play: ["greeting/{{ daypart }}", office/welcome]
  - play: { prompts: news/today, barge_in: false }
  - play: { one_of: [news/today, office/please-choose], order: random }
  - record: { into: message }
  - play: { recording: message.recording }
  - hangup
`,
    exits: { next: 'all has been heard, or a key ended it' },
    notes: [
      'A prompt is a recording of `prompts/<language>/`, or the text beside it that is spoken.',
      'A name may hold an expression: `"greeting/{{ daypart }}"` needs a prompt for each part of the day.',
      'Of `one_of` each call hears the first, then the second …, each time that it comes here, or one at random: for messages while callers wait.',
      'A loop that only plays needs `barge_in: false`: a key typed ahead would skip every prompt of it.',
    ],
  },
  schema: z.union([prompts().transform((list): Play => ({ prompts: list, bargeIn: true })), long, recorded, several]),
  ...hearing<Play>('play', (spec, turn) => {
    if ('recording' in spec) return recordedMedia(spec.recording, turn);
    return turn.prompts('oneOf' in spec ? nextOf(spec, turn) : spec.prompts);
  }),
};

function nextOf({ oneOf, order }: Extract<Play, { oneOf: unknown }>, turn: Turn): readonly PromptName[] {
  const here = `${turn.flow.name}/${turn.session.node}`;
  const last = turn.session.saidLast?.[here] ?? -1;
  const others = last < 0 ? oneOf.length : oneOf.length - 1;
  const index = order === 'in_turn' ? last + 1 : last + 1 + Math.floor((drawn(here, turn) / 100) * others);
  const next = index % oneOf.length;
  turn.change({ saidLast: { ...turn.session.saidLast, [here]: next } });
  return oneOf[next] ?? [];
}

function recordedMedia(recording: Cel, turn: Turn): readonly Media[] {
  const name = turn.evaluate(recording, '');
  if (typeof name === 'string' && isPart(name, 'recording')) return [{ is: 'recording', name }];
  turn.problem(`play: ${recording.source} names no recording`);
  return [];
}
