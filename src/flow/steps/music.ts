import { z } from 'zod';
import type { Instant, Millis } from '../../domain/time';
import { leave, NEXT, stay, wait, type StepKind } from '../step';
import type { Turn } from '../turn';
import { duration } from '../values';

export interface Music {
  readonly class: string;
  readonly forMs: Millis;
  readonly bargeIn: boolean;
}

type Local = { readonly until: Instant };

/** Music that nobody set an end for: long enough to wait for a key, and no line is held for ever. */
const LONGEST_BY_ITSELF_MS = 300_000;

const musicClass = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, {
    error: (issue) => `"${String(issue.input)}" is no class of music on hold: letters, digits, _ and -`,
  })
  .meta({ title: 'music class', description: 'A class of music on hold, such as default' });

const long = z
  .strictObject({
    class: musicClass.default('default'),
    for: duration({ min: 500 }).default(LONGEST_BY_ITSELF_MS).describe('How long it plays'),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform((written): Music => ({ class: written.class, forMs: written.for, bargeIn: written.barge_in }));

const short = musicClass.transform((name): Music => ({ class: name, forMs: LONGEST_BY_ITSELF_MS, bargeIn: true }));

function playUntil(spec: Music, until: Instant, turn: Turn): ReturnType<typeof stay<Local>> {
  turn.startMusic(spec.class);
  return stay({ until }, until);
}

export const music: StepKind<Music, Local> = {
  about:
    'Plays music on hold for a time (5 minutes where none is named). A key ends it (unless `barge_in: false`) and stays typed ahead.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - music: { class: default, for: 30s }
  - music: default
  - hangup
`,
    exits: { next: 'the time is over, or a key ended it' },
    notes: ['A queue plays its own music: this step is for moments without one.'],
  },
  schema: z.union([short, long]),
  /** What was typed ahead skips it. */
  instant: (spec) => spec.bargeIn,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    if (spec.bargeIn && turn.session.sealed.typed !== '') return leave(NEXT);
    return playUntil(spec, turn.now + spec.forMs, turn);
  },
  on: (spec, local, event, turn) => {
    switch (event.type) {
      case 'digit':
        return spec.bargeIn ? leave(NEXT) : wait(local);
      case 'failed':
        turn.problem(`music: ${event.why}`);
        return wait(local);
      case 'deadline':
        return leave(NEXT);
      default:
        return wait(local);
    }
  },
  /** It ends when it would have ended. */
  recover: (spec, local, _alive, turn) => (local.until > turn.now ? playUntil(spec, local.until, turn) : leave(NEXT)),
};
