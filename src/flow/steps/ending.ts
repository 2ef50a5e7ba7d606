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

export const hangup: StepKind<null, null> = {
  about: 'Ends the call.',
  manual: {
    group: 'flow',
    example: `hello:
  - answer
  - play: office/goodbye
  - hangup
`,
    exits: {},
    notes: ['Below the last step of a label the call is hung up too.'],
  },
  schema: z.null(),
  bare: null,
  exits: () => [],
  enter: (_, turn) => stay(null, turn.end({ type: 'hangup' }, turn.session.served ? 'answered' : 'self-served')),
  on: (_, local) => wait(local),
};
