import type { CarillonEvent } from '../../src/domain/event';
import { callOf, type CommandId } from '../../src/domain/ids';
import { pastOf, type Overdue, type RecordingFile, type RecordingPast } from '../../src/domain/retention';
import { voicemailStates, type Voicemail } from '../../src/domain/voicemail';
import type { Recorded, RecordingFiles } from '../../src/engine/ports/history';
import { MemoryVoicemails } from './voicemails';

/** What a history in memory has of recordings. */
export class MemoryRecorded implements Recorded {
  readonly voicemails = new MemoryVoicemails();
  private readonly events: CarillonEvent[] = [];

  observe(events: readonly CarillonEvent[]): void {
    this.events.push(...events);
    this.voicemails.observe(events);
  }

  async pastOf(recordings: readonly CommandId[]): Promise<ReadonlyMap<CommandId, RecordingPast>> {
    const pasts = recordings.map(async (each): Promise<[CommandId, RecordingPast]> => {
      const told = this.events.filter(({ call }) => call === callOf(each));
      return [each, pastOf(each, told, (await this.voicemails.find(each))?.state === 'deleted')];
    });
    return new Map(await Promise.all(pasts));
  }

  async overdue(
    { usual, boxes }: Overdue,
    { limit, after }: { readonly limit: number; readonly after?: Voicemail },
  ): Promise<readonly Voicemail[]> {
    const states = voicemailStates.filter((state) => state !== 'deleted');
    const all = [...(await this.voicemails.list({ limit: Infinity, states }))].reverse();
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after.id) + 1;
    return all
      .slice(from)
      .filter(({ box, at }) => at < ((boxes.has(box) ? boxes.get(box) : usual) ?? -Infinity))
      .slice(0, limit);
  }
}

/** Recordings in memory. */
export class MemoryRecordings implements RecordingFiles {
  readonly all = new Map<CommandId, RecordingFile & { readonly content: string }>();
  /** The folder is not ours to write in. */
  locked = false;

  put(recording: CommandId, writtenAt: number, content = recording): void {
    this.all.set(recording, { recording, writtenAt, bytes: content.length, content });
  }

  async read(recording: CommandId): Promise<Uint8Array | undefined> {
    const file = this.all.get(recording);
    return file && new TextEncoder().encode(file.content);
  }

  async readable(recordings: readonly CommandId[]): Promise<ReadonlySet<CommandId>> {
    return new Set(recordings.filter((each) => this.all.has(each)));
  }

  async *files(): AsyncIterable<RecordingFile> {
    for (const { recording, writtenAt, bytes } of [...this.all.values()]) yield { recording, writtenAt, bytes };
  }

  async remove(recording: CommandId): Promise<void> {
    if (this.locked) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    this.all.delete(recording);
  }
}
