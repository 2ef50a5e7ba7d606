import type { CallCore } from './call-core';
import { describeEnd } from './call-events';
import type { CallEnd } from './call-events';
import { nowMs, wait } from './clock';
import { describeHeard } from './ear';
import type { SoundKey } from './tones';

/** The state and all that was heard: what one wants to read when a wait was in vain. */
function describe({ state, media }: CallCore): string {
  const how = state.is === 'over' ? `the call is over (${describeEnd(state.end)})` : `the call is ${state.is}`;
  return `${how}; heard: ${describeHeard(media.ear.timeline(nowMs()))}`;
}

interface WaitInCall<T> {
  readonly withinMs: number;
  readonly what: string;
  /** Looks at the call now and after each change. */
  readonly check: (resolve: (value: T) => void) => void;
}

function waitInCall<T>(core: CallCore, { withinMs, what, check }: WaitInCall<T>): Promise<T> {
  return wait<T>({
    withinMs,
    tooLate: () => `waited ${withinMs} ms for ${what}; ${describe(core)}`,
    listen: (resolve, reject) => {
      const look = (): void => {
        check(resolve);
        if (core.isOver()) reject(new Error(`waited for ${what}; ${describe(core)}`));
      };
      core.events.on('state', look).on('heard', look);
      look();
      return () => core.events.off('state', look).off('heard', look);
    },
  });
}

export async function untilAnswered(core: CallCore, withinMs: number): Promise<void> {
  await waitInCall<'answered'>(core, {
    withinMs,
    what: 'the answer',
    check: (resolve) => {
      if (core.state.is === 'talking') resolve('answered');
    },
  });
}

/** Resolves with the ms waited; 0 when it is heard already. */
export function untilHeard(core: CallCore, key: SoundKey, withinMs: number): Promise<number> {
  const from = nowMs();
  return waitInCall<number>(core, {
    withinMs,
    what: key,
    check: (resolve) => {
      if (!core.isOver() && core.media.ear.hearing() === key) resolve(Math.round(nowMs() - from));
    },
  });
}

export function untilOver(core: CallCore, withinMs: number): Promise<CallEnd> {
  return wait<CallEnd>({
    withinMs,
    tooLate: () => `the call did not end within ${withinMs} ms: it is ${core.state.is}`,
    listen: (resolve) => {
      if (core.state.is === 'over') resolve(core.state.end);
      core.events.on('over', resolve);
      return () => core.events.off('over', resolve);
    },
  });
}

export interface Steadily {
  /** How long, in ms from now. */
  readonly forMs: number;
  /** Anything else is forgiven when it lasts no longer, in ms: a busy machine stutters. Default 0. */
  readonly exceptForMs?: number;
}

/** Here the deadline is the good end. */
export function whileHearing(core: CallCore, key: SoundKey, { forMs, exceptForMs = 0 }: Steadily): Promise<void> {
  return new Promise((resolve, reject) => {
    let patience: NodeJS.Timeout | undefined;
    const stop = (): void => {
      clearTimeout(timer);
      clearTimeout(patience);
      core.events.off('heard', listen).off('over', fail);
    };
    const fail = (): void => {
      stop();
      reject(new Error(`expected to hear nothing but ${key} for ${forMs} ms; ${describe(core)}`));
    };
    const listen = (): void => {
      if (core.media.ear.hearing() === key) {
        clearTimeout(patience);
        patience = undefined;
      } else if (exceptForMs === 0) fail();
      else patience ??= setTimeout(fail, exceptForMs);
    };
    const timer = setTimeout(() => {
      stop();
      resolve();
    }, forMs);
    core.events.on('heard', listen).on('over', fail);
    if (core.isOver()) fail();
    else listen();
  });
}
