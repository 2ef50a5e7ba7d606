import type { Call } from './call';
import type { Timers } from './clock';

/** How a phone treats calls that nobody touches. */
export type Manner =
  /** Nothing: whoever takes the call rings, answers or refuses it. */
  | { readonly is: 'attended' }
  /** Rings and answers after so many ms. */
  | { readonly is: 'answers'; readonly afterMs: number }
  /** Rings and never answers. */
  | { readonly is: 'only-rings' }
  /** 486. */
  | { readonly is: 'busy' }
  /** 603. */
  | { readonly is: 'declines' }
  /** Neither hears nor says anything by SIP: unplugged, as far as anyone can tell. */
  | { readonly is: 'unreachable' }
  /** Rings, and answers just as the CANCEL comes: the 200 and the CANCEL cross. */
  | { readonly is: 'answers-on-cancel' };

/** Treats a call that has just come in. */
export function treat(call: Call, manner: Manner, timers: Timers): void {
  switch (manner.is) {
    case 'attended':
    case 'unreachable':
      return;
    case 'busy':
      call.reject(486);
      return;
    case 'declines':
      call.reject(603);
      return;
    case 'only-rings':
    case 'answers-on-cancel':
      call.ring();
      return;
    case 'answers':
      call.ring();
      timers.after(manner.afterMs, () => void call.answer());
  }
}
