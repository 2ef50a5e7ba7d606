import type { DialTarget, EndedBy } from '../../domain/call';
import type { AgentId, CommandId, LegId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import type { Turn } from '../turn';
import type { ConnectExit } from './connect-spec';

/** A leg that rings. */
export type Rung = { readonly leg: LegId; readonly agent: AgentId | null };
/** `ended`: how those ended who ring no more. */
export type Ringing = {
  readonly is: 'ringing';
  readonly rung: readonly Rung[];
  readonly ended: readonly ConnectExit[];
  readonly bridge: CommandId;
  readonly since: Instant;
};
export type Together = Rung & {
  /** `sending`: keys are pressed for who has answered. */
  readonly is: 'sending' | 'connecting' | 'talking';
  readonly bridge: CommandId;
  /** When it began to ring, and when they could talk. */
  readonly since: Instant;
  readonly talkingSince: Instant | null;
  /** The command that presses keys. */
  readonly keys?: CommandId;
};
export type Local = Ringing | Together;

export const BY_US = { by: 'us', cause: null } as const;
export const UNKNOWN = { by: 'unknown', cause: null } as const;

export type HowEnded = { readonly by: EndedBy; readonly cause: number | null };
type Times = { readonly since: Instant; readonly talkingSince?: Instant | null };

export function drop({ leg }: Rung, turn: Turn): void {
  turn.ask({ type: 'drop-leg', id: turn.newId('command'), leg, answeredElsewhere: false });
}

export function noteStart(leg: LegId, to: DialTarget, turn: Turn): void {
  turn.note('dial.started', {
    node: turn.session.node,
    leg,
    agent: to.is === 'agent' ? to.agent : null,
    number: to.is === 'number' ? to.number : null,
    trunk: to.is === 'number' ? to.trunk : null,
  });
}

export function noteEnd(
  { leg }: Rung,
  { since, talkingSince = null }: Times,
  how: string,
  ended: HowEnded,
  turn: Turn,
): void {
  turn.note('dial.ended', {
    node: turn.session.node,
    leg,
    how,
    by: ended.by,
    cause: ended.cause,
    rangMs: (talkingSince ?? turn.now) - since,
    talkedMs: talkingSince === null ? 0 : turn.now - talkingSince,
  });
}
