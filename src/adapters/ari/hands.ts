import type { AgentId, LegId } from '../../domain/ids';
import type { CommandOutcome, TelephonyCommand, TelephonyEvent } from '../../engine/ports/telephony';
import type { Log } from '../../engine/ports/world';
import type { Legs } from './legs';
import type { Recordings } from './recordings';
import type { Reply, Requests } from './requests';
import type { Sounds } from './sounds';

/** What a command is carried out with. */
export interface Hands {
  readonly requests: Requests;
  readonly legs: Legs;
  readonly sounds: Sounds;
  readonly recordings: Recordings;
  readonly app: string;
  readonly log: Log;
  readonly accountOf: (agent: AgentId) => string;
  readonly tell: (event: TelephonyEvent) => void;
}

export type CommandType = TelephonyCommand['type'];
export type CommandOf<T extends CommandType> = Extract<TelephonyCommand, { type: T }>;
export type Kind<T extends CommandType> = (command: CommandOf<T>, hands: Hands) => Promise<CommandOutcome>;

export const DONE: CommandOutcome = { is: 'done' };

/** Ids are ours: what exists was made by us, by the same command. */
export function outcomeOf(reply: Reply<unknown>): CommandOutcome {
  if (reply.is === 'done' || reply.code === 'exists') return DONE;
  return { is: 'failed', code: reply.code, why: reply.why };
}

export function goneIsDone(reply: Reply<unknown>): CommandOutcome {
  return reply.is === 'failed' && reply.code === 'gone' ? DONE : outcomeOf(reply);
}

/** `cause` is one of Q.850. */
export async function hangUp(leg: LegId, cause: number, { requests, legs }: Hands): Promise<CommandOutcome> {
  legs.weEnd(leg, cause);
  const request = { channelId: leg, reason_code: String(cause) };
  const reply = await requests.ask('channels.hangup', ({ channels }) => channels.hangup(request));
  if (reply.is === 'failed' && reply.code === 'gone') legs.wasGone(leg);
  return goneIsDone(reply);
}
