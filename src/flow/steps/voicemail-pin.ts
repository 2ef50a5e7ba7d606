import { ownerOf, type BoxName } from '../../domain/voicemail';
import type { PinSubject } from '../../domain/pin-lock';
import { isPin } from '../checks-of-input/pin-hash';
import { leave } from '../step';
import type { Turn } from '../turn';
import type { PromptName } from '../values';
import { behaviour } from './asking/dialogue';
import { isBarred, judged, subjectsOf } from './asking/pin-tries';
import { readDigits } from './asking/reading';
import { partsOf, type Asking } from './asking/settings';
import { askingUsually } from './voicemail-box-spec';

const MOST_PIN_DIGITS = 12;
const WRONG_PINS = 3;

interface PinAsked extends Asking {
  readonly box: BoxName;
}

export const pinOf = (prompt: readonly PromptName[], box: BoxName): PinAsked => ({
  ...askingUsually(prompt, WRONG_PINS),
  box,
});

/** Asks for the PIN of a box; left by `right`, by `locked` where none is taken any more, or otherwise. */
export const pin = behaviour<PinAsked, null>({
  first: null,
  question: (spec, _stage, turn) => ({
    say: () => partsOf(spec.prompt, spec.bargeIn, turn),
    main: true,
    secret: true,
    fresh: false,
    ignores: '',
    read: (typed, paused) => readDigits({ max: MOST_PIN_DIGITS, end: '#', repeat: '', decimals: 0 }, typed, paused),
    accept: (digits) => {
      const isRight = (): boolean => isPin(digits, hashOf(spec.box, turn)) === true;
      switch (judged(subjectsOf(subjectOf(spec.box), turn), isRight, turn)) {
        case 'right':
          return leave('right');
        case 'wrong':
          return { wrong: undefined };
        case 'locked':
          return { barred: 'locked' };
      }
    },
  }),
});

/** Whether too many wrong PINs were keyed in for the box, or by the caller, over all calls. */
export const isPinBarred = (box: BoxName, turn: Turn): boolean => isBarred(subjectsOf(subjectOf(box), turn), turn);

const subjectOf = (box: BoxName): PinSubject => ({ is: 'voicemail', of: '', key: box, secret: false });

/** '' where there is none: such a box opens to nobody who is asked for a PIN. */
export function hashOf(box: BoxName, { office }: Turn): string {
  const owner = ownerOf(box);
  return owner.is === 'agent' ? (office.agents.get(owner.agent)?.voicemailPin ?? '') : '';
}
