import { setImmediate as breathe } from 'node:timers/promises';
import type { CarillonEvent } from '../domain/event';
import { callOf, type CallId, type CommandId } from '../domain/ids';
import {
  fateOf,
  LEFT_ALONE_MS,
  overdueOf,
  type Pruned,
  type PrunedKind,
  type PruneReport,
  type RecordingFile,
} from '../domain/retention';
import type { Instant } from '../domain/time';
import type { Voicemail } from '../domain/voicemail';
import type { FloorRecords } from '../engine/ports/floor-records';
import type { Recorded, RecordingFiles } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import type { Clock, Log } from '../engine/ports/world';
import type { VoicemailUseCases } from '../engine/voicemail-book';
import type { Site } from '../flow/office';
import type { Session } from '../flow/session';

export interface Sweep {
  readonly now: Instant;
  readonly dryRun: boolean;
}

export interface PruneParts {
  readonly recorded: Recorded;
  readonly boxes: Pick<VoicemailUseCases, 'changeVoicemail'>;
  readonly recordings: Pick<RecordingFiles, 'files' | 'remove'>;
  /** Sounds of prompts: each deletes what is no longer needed, and says what. */
  readonly prompts: readonly ((sweep: Sweep) => Promise<readonly Omit<Pruned, 'kind'>[]>)[];
  /** What the floor was given. */
  readonly records?: Pick<FloorRecords, 'trim'>;
  readonly store: Pick<Store, 'append'>;
  readonly site: () => Pick<Site, 'retention' | 'agents' | 'queues'>;
  readonly openCalls: () => readonly Session[];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly happened: (events: readonly CarillonEvent[]) => void;
  /** Told of each deletion: for counters. */
  readonly observe: (kind: PrunedKind, how: 'deleted' | 'failed') => void;
}

const BY = 'retention';
const AT_ONCE = 500;
const MOST_ITEMS = 1_000;

/**
 * Deletes what is over its time: first it is marked in the history, then the file goes; what fails is found again the next
 * time. Nothing that a call in progress uses or names is touched.
 */
export class Pruner {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: PruneParts) {}

  run({ dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal }): Promise<PruneReport> {
    const next = this.last.then(() => new Pruning(this.parts, dryRun, signal).run());
    this.last = next.catch(() => undefined);
    return next;
  }
}

class Pruning {
  private readonly now: Instant;
  private readonly counts = { message: 0, recording: 0, 'left-over': 0, prompt: 0 };
  private readonly items: Pruned[] = [];
  private failed = 0;

  constructor(
    private readonly parts: PruneParts,
    private readonly dryRun: boolean,
    private readonly signal: AbortSignal,
  ) {
    this.now = parts.clock.now();
  }

  async run(): Promise<PruneReport> {
    await this.messages();
    await this.files();
    for (const sweep of this.parts.prompts) {
      this.signal.throwIfAborted();
      for (const swept of await sweep({ now: this.now, dryRun: this.dryRun }))
        this.prompt({ kind: 'prompt', ...swept });
    }
    await this.turns();
    const { now: at, dryRun, counts, failed, items } = this;
    if (Object.values(counts).some((count) => count > 0) || failed > 0)
      this.parts.log.info('what was over its time is looked through', { dryRun, ...counts, failed });
    return { at, dryRun, counts, failed, items };
  }

  private async messages(): Promise<void> {
    const overdue = overdueOf(this.parts.site(), this.now);
    let page: readonly Voicemail[] = [];
    do {
      const after = page.at(-1);
      page = await this.parts.recorded.overdue(overdue, { limit: AT_ONCE, ...(after && { after }) });
      const isUsed = await this.inUse();
      for (const message of page) if (!isUsed(message.id)) await this.message(message);
    } while (page.length === AT_ONCE);
  }

  private async message({ id, at, box, state }: Voicemail): Promise<void> {
    this.signal.throwIfAborted();
    const item: Pruned = { kind: 'message', name: id, from: at, bytes: null };
    if (this.dryRun) {
      this.note(item);
      return;
    }
    const changed = await this.parts.boxes.changeVoicemail(id, 'deleted', BY);
    // Somebody was quicker; the file is found with the others.
    if (typeof changed !== 'object') return;
    if (state === 'new' || state === 'taken')
      this.parts.log.warn('a message is deleted that nobody is done with', { voicemail: id, box, state });
    await this.remove(item);
  }

  private async files(): Promise<void> {
    let batch: RecordingFile[] = [];
    for await (const file of this.parts.recordings.files()) {
      if (this.now - file.writtenAt < LEFT_ALONE_MS) continue;
      batch.push(file);
      if (batch.length < AT_ONCE) continue;
      await this.judge(batch);
      batch = [];
    }
    await this.judge(batch);
  }

  private async judge(files: readonly RecordingFile[]): Promise<void> {
    if (files.length === 0) return;
    const pasts = await this.parts.recorded.pastOf(files.map(({ recording }) => recording));
    const { retention } = this.parts.site();
    const isUsed = await this.inUse();
    for (const file of files) {
      this.signal.throwIfAborted();
      const { recording: name, writtenAt: from, bytes } = file;
      const fate = fateOf(file, pasts.get(name) ?? { is: 'unknown' }, retention, this.now);
      if (fate.is === 'stays' || isUsed(name)) continue;
      const item: Pruned = { kind: fate.why === 'overdue' ? 'recording' : 'left-over', name, from, bytes };
      if (this.dryRun) {
        this.note(item);
        continue;
      }
      if (fate.why === 'overdue') await this.mark(name);
      await this.remove(item);
    }
  }

  /** Its id is made of the recording's: marked twice, the history has it once. */
  private async mark(recording: CommandId): Promise<void> {
    const { store, happened } = this.parts;
    const event: CarillonEvent = {
      id: `${recording}.deleted`,
      at: this.now,
      call: callOf(recording),
      type: 'recording.deleted',
      data: { recording, by: BY },
    };
    await store.append([event]);
    happened([event]);
  }

  /** Asterisk's folder may not be ours to write in. */
  private async remove(item: Pruned): Promise<void> {
    const { kind, name, from } = item;
    const days = this.daysSince(from);
    try {
      await this.parts.recordings.remove(name);
    } catch (error) {
      this.failed++;
      this.parts.observe(kind, 'failed');
      this.parts.log.error('a recording cannot be removed', { kind, recording: name, days, error });
      return;
    }
    this.parts.log.info('a recording is deleted', { kind, recording: name, days });
    this.note(item);
  }

  private async turns(): Promise<void> {
    const { replayMs } = this.parts.site().retention;
    if (replayMs !== null && !this.dryRun) await this.parts.records?.trim(this.now - replayMs);
  }

  private prompt(item: Pruned): void {
    const { name: file, from } = item;
    if (!this.dryRun) this.parts.log.info('the sound of a prompt is deleted', { file, days: this.daysSince(from) });
    this.note(item);
  }

  private daysSince(from: Instant): number {
    return Math.floor((this.now - from) / 86_400_000);
  }

  private note(item: Pruned): void {
    this.counts[item.kind]++;
    if (this.items.length < MOST_ITEMS) this.items.push(item);
    if (!this.dryRun) this.parts.observe(item.kind, 'deleted');
  }

  /** Of a call that is open, or named by one: in a variable, or in a box that is being listened to. */
  private async inUse(): Promise<(recording: CommandId) => boolean> {
    const open = new Set<CallId>();
    const named = new Set<CommandId>();
    for (const session of this.parts.openCalls()) {
      open.add(session.call.id);
      for (const [name] of JSON.stringify(session).matchAll(/[\w.-]+\.r\d+/g)) named.add(name);
      await breathe();
    }
    return (recording) => open.has(callOf(recording)) || named.has(recording);
  }
}
