import type { CallCore } from './call-core';
import { checkKeys } from './keypad';
import type { KeyTiming } from './keypad';
import { SipRefused } from './sip-refused';

/** A call that ends while keys are pressed is an ending, not an error. */
export type Pressed = 'pressed' | 'call-over';

/** Resolves after `ms`, or when the call is over. */
function passes(core: CallCore, ms: number): Promise<Pressed> {
  return new Promise((resolve) => {
    const done = (): void => {
      alarm.cancel();
      core.events.off('over', done);
      resolve(core.isOver() ? 'call-over' : 'pressed');
    };
    const alarm = core.line.timers.after(ms, done);
    core.events.once('over', done);
  });
}

/**
 * Keys as RFC 4733 events.
 * @throws RangeError for what is no key, Error when the other side reads no events.
 */
export async function pressByRtp(core: CallCore, keys: string, timing: KeyTiming): Promise<Pressed> {
  if (core.isOver()) return 'call-over';
  if (!core.media.sendsEvents) throw new Error('the other side reads no telephone-event');
  return passes(core, core.media.press(keys, timing));
}

/**
 * Keys as INFO, application/dtmf-relay, each after the acceptance of the one before.
 * @throws RangeError, SipRefused
 */
export async function pressByInfo(core: CallCore, keys: string, { forMs = 100 }: KeyTiming): Promise<Pressed> {
  for (const key of checkKeys(keys)) {
    if (core.isOver()) return 'call-over';
    const body = `Signal=${key}\r\nDuration=${forMs}\r\n`;
    const answer = await core.ask('INFO', { type: 'application/dtmf-relay', body });
    // The BYE may have come first; then the answer, a 481, says nothing more.
    if (core.isOver()) return 'call-over';
    if (answer.is === 'timeout') throw new SipRefused('INFO', 408, 'no response');
    if (answer.status >= 300) throw new SipRefused('INFO', answer.status, answer.reason);
  }
  return 'pressed';
}
