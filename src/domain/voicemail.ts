import type { AgentId, CallId, CommandId, QueueName } from './ids';
import type { Instant } from './time';

/** Whose messages lie together: an agent's, or those of a queue, of which somebody must take care. */
export type BoxOwner =
  { readonly is: 'agent'; readonly agent: AgentId } | { readonly is: 'queue'; readonly queue: QueueName };

/** `agent:anna` or `queue:sales`. */
export type BoxName = string;

export const boxName = (owner: BoxOwner): BoxName =>
  owner.is === 'agent' ? `agent:${owner.agent}` : `queue:${owner.queue}`;

export function ownerOf(box: BoxName): BoxOwner {
  const name = box.slice(box.indexOf(':') + 1);
  return box.startsWith('queue:') ? { is: 'queue', queue: name } : { is: 'agent', agent: name };
}

/** A message is known by the recording that it is. */
export type VoicemailId = CommandId;

/**
 * `new`: nobody has heard it, or (of a queue) nobody takes care of it; `heard`: its owner has; `taken`: somebody takes care
 * of it; `done`: that has happened; `deleted`: it is gone, its recording too.
 */
export const voicemailStates = ['new', 'heard', 'taken', 'done', 'deleted'] as const;
export type VoicemailState = (typeof voicemailStates)[number];

export interface Voicemail {
  readonly id: VoicemailId;
  /** The call in which it was left. */
  readonly call: CallId;
  readonly box: BoxName;
  readonly at: Instant;
  /** Its length, to a tenth. */
  readonly seconds: number;
  readonly caller: { readonly number: string; readonly name: string };
  readonly state: VoicemailState;
  /** Who brought it into this state, and when; `null` while it is as it was left. */
  readonly by: string | null;
  readonly since: Instant | null;
}

/** Messages that still want something of somebody. */
export const isOpen = ({ box, state }: Pick<Voicemail, 'box' | 'state'>): boolean =>
  ownerOf(box).is === 'agent' ? state === 'new' || state === 'heard' : state === 'new' || state === 'taken';

/**
 * Why a message cannot come into a state, or `null`. What somebody takes care of is theirs until they give it back (`new`)
 * or are done; everything may be repeated.
 */
export function whyNot(message: Voicemail, to: VoicemailState, by: string): string | null {
  if (message.state === 'deleted') return 'it is deleted';
  if (ownerOf(message.box).is === 'agent')
    return to === 'taken' || to === 'done' ? "it lies in an agent's own box, where nobody else takes care of it" : null;
  if (to === 'heard') return "it lies in a queue's box: somebody must take it";
  if (message.state === 'taken' && to === 'taken' && message.by !== by) return `${message.by ?? ''} takes care of it`;
  if (message.state === 'done' && to === 'taken') return `${message.by ?? ''} has taken care of it already`;
  return null;
}

// ── what a telephone asks of the boxes ──────────────────────────────────────────────────────────────────────────────

/** The connector behind which the boxes are; no connector of a site can be called so. */
export const VOICEMAILS = 'carillon.voicemails';

/** Of one message, what is heard of it. */
export type Message = Pick<Voicemail, 'id' | 'at' | 'seconds' | 'caller' | 'state'>;

/** A telephone is told of so many at once: those longest in the box, new ones first. */
export const MOST_MESSAGES = 20;

/** Its key: to open a box, or to bring a message into a state. */
export type BoxQuestion =
  | { readonly is: 'open'; readonly box: BoxName }
  | { readonly is: 'change'; readonly voicemail: VoicemailId; readonly to: VoicemailState; readonly by: string };
