import { z } from 'zod';
import { rejectCauses, type RejectCause } from '../../domain/call';
import { stay, wait, type StepKind } from '../step';

/** Asterisk confirms an ending at once; if it does not, the call is written off after this. */
const GONE_WITHIN_MS = 5_000;

const causes = Object.keys(rejectCauses) as [RejectCause, ...RejectCause[]];

export const reject: StepKind<RejectCause, null> = {
  about: `Refuses the call before it is answered, with a cause: ${causes.join(', ')}. An answered call is hung up.`,
  schema: z.enum(causes),
  exits: () => [],
  enter: (cause, turn) => {
    const id = turn.newId('command');
    turn.ask(turn.session.answered ? { type: 'hangup', id } : { type: 'reject', id, cause });
    if (!turn.session.answered) turn.note('call.refused', { cause });
    turn.change({ state: { is: 'ending', outcome: turn.session.answered ? 'self-served' : 'refused' } });
    return stay(null, turn.now + GONE_WITHIN_MS);
  },
  on: (_, local) => wait(local),
};

export const hangup: StepKind<null, null> = {
  about: 'Ends the call.',
  schema: z.null(),
  bare: null,
  exits: () => [],
  enter: (_, turn) => {
    turn.ask({ type: 'hangup', id: turn.newId('command') });
    turn.change({ state: { is: 'ending', outcome: turn.session.served ? 'answered' : 'self-served' } });
    return stay(null, turn.now + GONE_WITHIN_MS);
  },
  on: (_, local) => wait(local),
};
