import type { AgentId } from '../../domain/ids';

/** How the lamp beside a key looks. `away`: whom it stands for is not at work; a lamp that cannot show that is dark. */
export type Light = 'dark' | 'flashing' | 'lit' | 'away';

/** How many messages wait for an agent: not heard yet, and heard before. */
export interface MessageCount {
  readonly fresh: number;
  readonly old: number;
}

/**
 * The lamps of desk phones. What was shown last is kept so by itself: through failures, and when Asterisk or the way to it was
 * away. Nobody waits for a lamp.
 */
export interface DeskLamps {
  /** By what a phone watches: `*45`, `agent-anna`. Every other lamp of ours goes out. */
  show(lamps: ReadonlyMap<string, Light>): void;
  /** The message lamp of each agent's phone. */
  showMessages(counts: ReadonlyMap<AgentId, MessageCount>): void;
}
