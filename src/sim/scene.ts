import type { Site } from '../flow/office';
import type { PlayedCall } from './played-call';

/** What the caller is in the middle of. */
export type Scene =
  | { readonly is: 'over' }
  /** Something plays. */
  | { readonly is: 'hearing' }
  /** The flow waits for keys. */
  | { readonly is: 'asked'; readonly label: string }
  | { readonly is: 'talking'; readonly who: string }
  | { readonly is: 'recorded' }
  | { readonly is: 'in-queue'; readonly queue: string; readonly ringing: string | null }
  /** A look-up, a ringing phone, a pause. */
  | { readonly is: 'between' };

/** Every question can be left by silence. */
const SILENCE_EXIT = 'no_input';

export function sceneOf(call: PlayedCall, site: Site): Scene {
  const { session, caller } = call;
  if (call.ended || caller.place.is !== 'with-us') return { is: 'over' };
  const [other] = call.simulation.exchange.with(caller.leg);
  if (other) return { is: 'talking', who: site.agents.get(other.who)?.name ?? other.who };
  if (caller.isPlaying) return { is: 'hearing' };
  if (caller.isRecording) return { is: 'recorded' };
  if (session?.state.is !== 'live') return { is: 'between' };
  const node = site.flows.get(session.flow)?.nodes.get(session.node);
  if (node?.exits.has(SILENCE_EXIT) === true) return { is: 'asked', label: session.node.split('.')[0] ?? '' };
  return inQueue(call) ?? { is: 'between' };
}

function inQueue(call: PlayedCall): Scene | undefined {
  const entered = call.of('queue.entered').findLast(({ call: of }) => of === call.caller.leg)?.data;
  if (!entered || call.of('queue.left').some(({ data }) => data.ticket === entered.ticket)) return undefined;
  const offered = call.of('queue.offered').at(-1)?.data;
  const isOver = offered === undefined || call.of('queue.offer-ended').some(({ data }) => data.leg === offered.leg);
  return { is: 'in-queue', queue: entered.queue, ringing: isOver ? null : offered.agent };
}
