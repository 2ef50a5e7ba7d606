import { z } from 'zod';
import { rejectCauses, type RejectCause } from '../../domain/call';
import { stay, wait, type StepKind } from '../step';

const causes = Object.keys(rejectCauses) as [RejectCause, ...RejectCause[]];

export const reject: StepKind<RejectCause, null> = {
  about: `Refuses the call before it is answered, with a cause: ${causes.join(', ')}. An answered call is hung up.`,
  manual: {
    group: 'flow',
    example: `hello:
  - if: call.ani in lists.blacklist
    then:
      - reject: busy
  - answer
  - play: news/today
`,
    exits: {},
    notes: ['The caller hears what their network plays for the cause, and pays nothing.'],
  },
  schema: z.enum(causes),
  exits: () => [],
  enter: (cause, turn) => {
    if (turn.session.answered) return stay(null, turn.end({ type: 'hangup' }, 'self-served'));
    turn.note('call.refused', { cause });
    return stay(null, turn.end({ type: 'reject', cause }, 'refused'));
  },
  on: (_, local) => wait(local),
};

const ended = z
  .union([
    z.null(),
    z.strictObject({ cause: z.enum(causes).describe('Why, for the network that the caller comes by') }),
  ])
  .transform((written): RejectCause | null => written?.cause ?? null);

export const hangup: StepKind<RejectCause | null, null> = {
  about: `Ends the call; with a cause where the other side wants one: ${causes.join(', ')}.`,
  manual: {
    group: 'flow',
    example: `hello:
  - answer
  - play: office/goodbye
  - if: call.ani == ''
    then:
      - hangup: { cause: busy }
  - hangup
`,
    exits: {},
    notes: [
      'Below the last step of a label the call is hung up too.',
      'A network may play its own tone for the cause of an answered call, or none: who is not to be answered gets `reject`.',
    ],
  },
  schema: ended,
  bare: null,
  exits: () => [],
  enter: (cause, turn) => {
    const ending = { type: 'hangup', ...(cause !== null && { cause }) } as const;
    return stay(null, turn.end(ending, turn.session.served ? 'answered' : 'self-served'));
  },
  on: (_, local) => wait(local),
};
