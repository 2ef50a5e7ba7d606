import type { Clock } from '../engine/ports/world';

/** setTimeout's longest; a later instant is reached in several goes. */
const LONGEST_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  at: (instant, then) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const ms = Math.max(0, instant - Date.now());
      timer = setTimeout(ms > LONGEST_MS ? wait : then, Math.min(ms, LONGEST_MS));
    };
    wait();
    return () => clearTimeout(timer);
  },
};
