import type { CarillonEvent } from '../../src/domain/event';
import type { Voicemail, VoicemailId } from '../../src/domain/voicemail';
import type { VoicemailFilter, Voicemails } from '../../src/engine/ports/history';

/** The messages of a history in memory. */
export class MemoryVoicemails implements Voicemails {
  private readonly left = new Map<VoicemailId, Voicemail>();
  private readonly changes = new Map<VoicemailId, Pick<Voicemail, 'state' | 'by' | 'since'>>();
  away = false;

  observe(events: readonly CarillonEvent[]): void {
    for (const { type, at, call, data } of events) {
      if (type === 'voicemail.changed') this.changes.set(data.voicemail, { state: data.to, by: data.by, since: at });
      if (type !== 'voicemail.left') continue;
      const { voicemail: id, box, seconds, caller } = data;
      this.left.set(id, { id, call: call ?? '', box, at, seconds, caller, state: 'new', by: null, since: null });
    }
  }

  async list({ box, states, before, limit }: VoicemailFilter): Promise<readonly Voicemail[]> {
    const last = before === undefined ? undefined : await this.find(before);
    return this.all()
      .filter((each) => box === undefined || each.box === box)
      .filter(({ state }) => (states ? states.includes(state) : state !== 'deleted'))
      .filter(({ at }) => before === undefined || (last !== undefined && at < last.at))
      .slice(0, limit);
  }

  async find(id: VoicemailId): Promise<Voicemail | undefined> {
    return this.all().find((each) => each.id === id);
  }

  private all(): readonly Voicemail[] {
    if (this.away) throw new Error('the database is away');
    return [...this.left.values()]
      .map((message) => ({ ...message, ...this.changes.get(message.id) }))
      .sort((a, b) => b.at - a.at);
  }
}
