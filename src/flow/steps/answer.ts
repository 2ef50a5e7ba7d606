import { z } from 'zod';
import { leave, NEXT, stay, type StepKind } from '../step';

const ANSWER_WITHIN_MS = 5_000;

export const answer: StepKind<null, null> = {
  about: 'Answers the call. What is played before it is heard as early media, where the trunk allows.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - play: news/today
  - hangup
`,
    exits: { next: 'the call is answered, or was already' },
    notes: [
      'A caller who was not answered pays nothing in most networks: refuse (`reject`) and look up before this step.',
      '`queue` answers by itself.',
    ],
  },
  schema: z.null(),
  bare: null,
  instant: () => true,
  exits: () => [{ name: NEXT }],
  enter: (_, turn) => {
    if (turn.session.answered) return leave(NEXT);
    turn.answer();
    return stay(null, turn.now + ANSWER_WITHIN_MS);
  },
  on: (_, _local, event, turn) => {
    switch (event.type) {
      case 'done':
        turn.change({ answered: true });
        turn.note('call.answered', {});
        return leave(NEXT);
      case 'failed':
        turn.problem(`answer: ${event.why}`);
        return leave(NEXT);
      case 'deadline':
        turn.problem('answer: no word from the telephony');
        return leave(NEXT);
      default:
        return { stay: null, until: 'same-deadline' };
    }
  },
};
