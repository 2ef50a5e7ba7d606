import type { AgentId } from '../../src/domain/ids';
import type { DeskLamps, Light, MessageCount } from '../../src/engine/ports/lamps';

/** Desk phones that show at once what they are told. */
export class ShownLamps implements DeskLamps {
  lamps: ReadonlyMap<string, Light> = new Map();
  messages: ReadonlyMap<AgentId, MessageCount> = new Map();

  show(lamps: ReadonlyMap<string, Light>): void {
    this.lamps = lamps;
  }

  showMessages(counts: ReadonlyMap<AgentId, MessageCount>): void {
    this.messages = counts;
  }
}
