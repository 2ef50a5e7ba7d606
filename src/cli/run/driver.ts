import type { Site } from '../../flow/office';
import type { PlayedCall } from '../../sim/played-call';
import { sceneOf, type Scene } from '../../sim/scene';

/** What the caller does when it is their turn. */
export type Turn =
  | { readonly do: 'press'; readonly keys: string }
  /** Says nothing: time passes until something else happens. */
  | { readonly do: 'wait' }
  | { readonly do: 'hang-up' }
  | { readonly do: 'agent-hangs-up' }
  /** Speaks into a recording. */
  | { readonly do: 'speak' }
  /** Leaves the call as it is. */
  | { readonly do: 'stop' };

/** Whoever is the caller: given keys, or somebody at the keyboard. */
export type Caller = (scene: Scene, call: PlayedCall) => Promise<Turn>;

/** After so long without anything to hear it is the caller's turn, wherever the call is. */
const SILENCE_MS = 1_500;
/** What is said into a recording. */
const SPEECH_MS = 5_000;
const AT_MOST_MS = 2 * 86_400_000;

/** Plays a call: time passes by itself, and the caller is asked when it is their turn. */
export async function drive(call: PlayedCall, site: Site, caller: Caller, forMs: number | null): Promise<void> {
  const until = call.given.at + (forMs ?? AT_MOST_MS);
  for (;;) {
    await becomesTurn(call, site, until);
    if (call.ended && (await isCalledBack(call, until))) continue;
    if (call.ended || call.endless !== null) return;
    if (call.now >= until) {
      await call.hangsUp('caller');
      await call.isLeftAlone();
      return;
    }
    const turn = await caller(sceneOf(call, site), call);
    if (turn.do === 'stop') return;
    await take(turn, call, until);
  }
}

/** Time passes until the caller has answered a call back, or nobody will call (any more). */
async function isCalledBack(call: PlayedCall, until: number): Promise<boolean> {
  if (!call.isPromised) return false;
  const isSo = (): boolean => call.follow();
  await call.until(() => (isSo() || !call.isPromised ? 'met' : 'not-yet'), Math.max(0, until - call.now));
  return !call.ended;
}

async function take(turn: Exclude<Turn, { do: 'stop' }>, call: PlayedCall, until: number): Promise<void> {
  switch (turn.do) {
    case 'press':
      await call.presses(turn.keys);
      return;
    case 'hang-up':
      await call.hangsUp('caller');
      return;
    case 'agent-hangs-up':
      await call.hangsUp('agent');
      return;
    case 'speak':
      await call.speaks(SPEECH_MS);
      return;
    case 'wait': {
      const moments = call.timeline.length;
      await call.until(() => (call.timeline.length > moments ? 'met' : 'not-yet'), Math.max(0, until - call.now));
      return;
    }
  }
}

/** Lets time pass until the caller may do something, or the call is over, or it is time. */
async function becomesTurn(call: PlayedCall, site: Site, until: number): Promise<void> {
  let silentSince: number | null = null;
  let moments = -1;
  await call.until(() => {
    const scene = sceneOf(call, site);
    const { is } = scene;
    if (is === 'over') return call.ended ? 'met' : 'not-yet';
    if (is === 'asked' || is === 'talking' || is === 'recorded') return 'met';
    // Whoever is rung answers or does not, soon.
    const goesOn = is === 'hearing' || (is === 'in-queue' && scene.ringing !== null);
    if (goesOn || call.timeline.length !== moments) silentSince = goesOn ? null : call.now;
    moments = call.timeline.length;
    return silentSince !== null && call.simulation.nextDue(until) - silentSince > SILENCE_MS ? 'met' : 'not-yet';
  }, until - call.now);
}

/** Presses each group of keys when it is the caller's turn and something was heard since the last; then says nothing. */
export function pressing(groups: readonly string[]): Caller {
  const left = [...groups];
  let heard = 0;
  return (scene, call) => {
    const isTurn = scene.is === 'asked' || call.caller.heard.length > heard;
    if (scene.is === 'talking' || !isTurn) return Promise.resolve({ do: 'wait' });
    heard = call.caller.heard.length;
    const keys = left.shift();
    return Promise.resolve(keys === undefined ? { do: 'wait' } : { do: 'press', keys });
  };
}
