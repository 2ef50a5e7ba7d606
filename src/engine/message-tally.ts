import type { AgentSettings } from '../domain/agent';
import type { CarillonEvent } from '../domain/event';
import type { AgentId } from '../domain/ids';
import { boxName, isOpen, type BoxName, type Voicemail, type VoicemailId } from '../domain/voicemail';
import type { MessageCount } from './ports/lamps';

type Kept = Pick<Voicemail, 'box' | 'state' | 'by'>;

/** The messages that still want something of somebody: what there was, and what has happened since. */
export class MessageTally {
  private readonly open = new Map<VoicemailId, Kept>();
  /** What happens while we ask what there was; `null` afterwards. */
  private meanwhile: CarillonEvent[] | null = [];

  /** Whether all messages are known. */
  get complete(): boolean {
    return this.meanwhile === null;
  }

  /** Takes what there was. What has happened since is applied again: it may be in it or not. */
  begin(messages: readonly (Kept & Pick<Voicemail, 'id'>)[]): void {
    this.open.clear();
    for (const { id, box, state, by } of messages) this.keep(id, { box, state, by });
    const { meanwhile } = this;
    this.meanwhile = null;
    this.observe(meanwhile ?? []);
  }

  /** Returns whether a message is among them. */
  observe(events: readonly CarillonEvent[]): boolean {
    const ours = events.filter(({ type }) => type === 'voicemail.left' || type === 'voicemail.changed');
    this.meanwhile?.push(...ours);
    for (const { type, data } of ours) {
      if (type === 'voicemail.left') this.keep(data.voicemail, { box: data.box, state: 'new', by: null });
      if (type === 'voicemail.changed') this.keep(data.voicemail, { box: data.box, state: data.to, by: data.by });
    }
    return ours.length > 0;
  }

  /**
   * What the lamp of each agent's phone shows: their own messages and those of their queues. One that somebody takes care of
   * is an old one of theirs, and of nobody else.
   */
  counts(agents: Iterable<AgentSettings>): ReadonlyMap<AgentId, MessageCount> {
    const boxes = new Map<BoxName, Kept[]>();
    for (const message of this.open.values()) {
      const others = boxes.get(message.box);
      if (others) others.push(message);
      else boxes.set(message.box, [message]);
    }
    return new Map(
      [...agents].map(({ id, queues }) => {
        const own = [boxName({ is: 'agent', agent: id }), ...queues.map((queue) => boxName({ is: 'queue', queue }))];
        const messages = own.flatMap((box) => boxes.get(box) ?? []);
        const fresh = messages.filter(({ state }) => state === 'new').length;
        const old = messages.filter(({ state, by }) => state === 'heard' || (state === 'taken' && by === id)).length;
        return [id, { fresh, old }];
      }),
    );
  }

  private keep(id: VoicemailId, message: Kept): void {
    if (isOpen(message)) this.open.set(id, message);
    else this.open.delete(id);
  }
}
