import { setTimeout as pause } from 'node:timers/promises';
import type { CarillonEvent } from '../domain/event';
import type { EventStream } from '../engine/ports/state';
import type { Log } from '../engine/ports/world';
import { shown, type HttpTexts } from './shown-event';

/** An event with its place in the stream, written once for all who listen. */
export interface LiveEvent {
  readonly position: string;
  readonly event: CarillonEvent;
  readonly frame: string;
}

type Listener = (event: LiveEvent) => void;

interface LiveParts {
  readonly stream: Pick<EventStream, 'follow'>;
  readonly log: Log;
  readonly promptText: HttpTexts;
}

/** Kept in memory for those who come back after a moment, and for whoever asks for a call that has begun. */
const KEEP = 5_000;
const FOLLOW_AGAIN_AFTER_MS = 1_000;

/** Follows the event stream once for all screens. */
export class LiveEvents {
  private readonly recent: LiveEvent[] = [];
  private readonly listeners = new Set<Listener>();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: LiveParts) {}

  start(): void {
    void this.follow();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Hands out every event from now on; the answer ends it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** What is remembered, the oldest first. */
  remembered(): readonly LiveEvent[] {
    return this.recent;
  }

  /** What came after a position; `undefined` when that is further back than we remember. */
  after(position: string): readonly LiveEvent[] | undefined {
    const index = this.recent.findLastIndex((each) => each.position === position);
    return index < 0 ? undefined : this.recent.slice(index + 1);
  }

  /** Reads the stream from a position on, for one listener only: for those who were away for longer. */
  async replay(since: string, listener: Listener, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.stopping.signal]);
    await this.parts.stream.follow((position, event) => listener(this.live(position, event)), either, since);
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!this.stopped()) {
      try {
        await this.parts.stream.follow((at, event) => this.heard(at, event), signal, this.recent.at(-1)?.position);
      } catch (error) {
        this.parts.log.error('the event stream cannot be followed; trying again', { error });
      }
      if (!this.stopped()) await pause(FOLLOW_AGAIN_AFTER_MS, undefined, { ref: false });
    }
  }

  private stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private heard(position: string, event: CarillonEvent): void {
    const live = this.live(position, event);
    this.recent.push(live);
    if (this.recent.length > KEEP) this.recent.splice(0, this.recent.length - KEEP);
    for (const listener of this.listeners) listener(live);
  }

  private live(position: string, event: CarillonEvent): LiveEvent {
    const data = JSON.stringify(shown(event, this.parts.promptText));
    return { position, event, frame: `id: ${position}\ndata: ${data}\n\n` };
  }
}
