import { z } from 'zod';
import type { Media } from '../../domain/call';
import { isPart } from '../../domain/ids';
import { announcing } from '../announced';
import { leave, NEXT, type StepKind } from '../step';
import type { Turn } from '../turn';
import { cel, prompts, type Cel, type PromptName } from '../values';
import { drawn } from './drawing';
import { hearing, type HearingLocal } from './hearing';
import {
  beginControlled,
  controlsSchema,
  onControlled,
  recoverControlled,
  type ControlledLocal,
  type Controls,
} from './play-controls';

type Play = { readonly bargeIn: boolean; readonly controls: Controls | undefined } & (
  | { readonly prompts: readonly PromptName[] }
  | { readonly recording: Cel }
  | { readonly oneOf: readonly (readonly PromptName[])[]; readonly order: 'in_turn' | 'random' }
);

const besides = {
  barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  controls: controlsSchema.optional(),
} as const;

const long = z
  .strictObject({
    prompts: prompts(),
    ...besides,
  })
  .transform(({ prompts: list, barge_in, controls }): Play => ({ prompts: list, bargeIn: barge_in, controls }));

const recorded = z
  .strictObject({
    recording: cel({ wants: 'string' }).describe('What a caller recorded, by its name: message.recording'),
    ...besides,
  })
  .transform(({ recording, barge_in, controls }): Play => ({ recording, bargeIn: barge_in, controls }));

const several = z
  .strictObject({
    one_of: z.array(prompts()).min(2).max(100).describe('Messages (a prompt or a list each), of which one is heard'),
    order: z
      .enum(['in_turn', 'random'])
      .default('in_turn')
      .describe('Each time the next one, or any but the one before'),
    ...besides,
  })
  .transform(({ one_of, order, barge_in, controls }): Play => ({ oneOf: one_of, order, bargeIn: barge_in, controls }));

const heardOut = hearing<Play>('play', mediaOf);

export const play: StepKind<Play, HearingLocal | ControlledLocal> = {
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
  - play: { prompts: news/today, controls: { pause: '2', rewind: '1', forward: '3', restart: '4', jump: 10s } }
  - hangup
`,
    exits: { next: 'all has been heard, or a key ended it' },
    notes: [
      'A prompt is a recording of `prompts/<language>/`, or the text beside it that is spoken.',
      'A name may hold an expression: `"greeting/{{ daypart }}"` needs a prompt for each part of the day.',
      'Of `one_of` each call hears the first, then the second …, each time that it comes here, or one at random: for messages while callers wait.',
      'With `controls` the caller goes to and fro in it, as with ControlPlayback() of the dialplan: over several prompts as if they were one. Such a key is no input for the next question; any other ends the step, unless `barge_in: false`. A crash changes nothing: it goes on where it was, and a pause stays one.',
      'A loop that only plays needs `barge_in: false`: a key typed ahead would skip every prompt of it.',
    ],
  },
  schema: z.union([
    prompts().transform((list): Play => ({ prompts: list, bargeIn: true, controls: undefined })),
    long,
    recorded,
    several,
  ]),
  ...heardOut,
  enter: (spec, turn) => {
    if (!spec.controls || (spec.bargeIn && turn.session.sealed.typed !== '')) return heardOut.enter(spec, turn);
    return beginControlled(
      announcing(turn, () => mediaOf(spec, turn)),
      turn,
    );
  },
  on: (spec, local, event, turn) => {
    if (!('media' in local)) return heardOut.on(spec, local, event, turn);
    return spec.controls ? onControlled(spec.controls, spec.bargeIn, local, event, turn) : leave(NEXT);
  },
  recover: (spec, local, _alive, turn) =>
    spec.controls && 'media' in local ? recoverControlled(spec.controls, local, turn) : play.enter(spec, turn),
};

function mediaOf(spec: Play, turn: Turn): readonly Media[] {
  if ('recording' in spec) return recordedMedia(spec.recording, turn);
  return turn.prompts('oneOf' in spec ? nextOf(spec, turn) : spec.prompts);
}

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
