import type { Arrival, EndedBy, Media, RecordingEnd } from '../domain/call';
import type { CallId, CommandId } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { TelephonyCommand } from '../engine/ports/telephony';
import type { Exchange } from './exchange';

export type CallerFacts = Pick<Arrival, 'dnis'> & Partial<Omit<Arrival, 'leg' | 'at' | 'visit' | 'answered'>>;

/** One thing that the caller heard, or hears. */
export interface Heard {
  readonly media: Media;
  readonly language: string;
  readonly at: Instant;
  /** When it ended; `null` while it is to be heard. */
  until: Instant | null;
  /** It was not cut off. */
  whole: boolean;
}

export type CallerPlace =
  | { readonly is: 'with-us' }
  | { readonly is: 'fallback' }
  | { readonly is: 'gone'; readonly by: EndedBy; readonly cause: number | null };

type Play = Extract<TelephonyCommand, { type: 'play' }>;
type Record = Extract<TelephonyCommand, { type: 'record' }>;

interface Waiting {
  readonly playback: CommandId | null;
  readonly go: () => void;
  readonly gone: () => void;
}

interface Recording extends Record {
  readonly since: Instant;
  readonly callOff: (() => void)[];
}

const HUNG_UP = 16;
/** A beep of Asterisk's own. */
const BEEP_MS = 200;

/** Someone who calls in, and what they hear. As in Asterisk, a prompt that plays holds up what comes after it. */
export class SimulatedCaller {
  readonly heard: Heard[] = [];
  place: CallerPlace = { is: 'with-us' };
  music: string | null = null;
  /** Told of each thing as it begins to be heard. */
  onHears: (heard: Heard) => void = () => undefined;
  private answered = false;
  private visit = 0;
  private readonly facts: Omit<Arrival, 'answered' | 'visit'>;
  private playing: { readonly id: CommandId; callOff: () => void } | undefined;
  private waiting: Waiting[] = [];
  private recording: Recording | undefined;
  private speaksUntil: Instant = -Infinity;

  constructor(
    private readonly exchange: Exchange,
    readonly leg: CallId,
    facts: CallerFacts,
  ) {
    this.facts = {
      ani: '',
      name: '',
      diverted: '',
      endpoint: 'trunk',
      channel: 'trunk',
      sipCallId: `${leg}@simulated`,
      ...facts,
      leg,
      at: exchange.clock.now(),
    };
  }

  // ── what a caller does ──────────────────────────────────────────────────────────────────────────────────────────

  press(digit: string): void {
    if (this.recording?.endKeys.includes(digit) === true) this.recorded('key');
    // Between two parties the keys pass through unseen.
    else if (this.place.is === 'with-us' && !this.inTalk) this.exchange.tell({ type: 'digit', leg: this.leg, digit });
  }

  /** Says something for so long; to be heard only by who listens or records. */
  speak(forMs: Millis): void {
    this.speaksUntil = this.now + forMs;
    this.listenForSilence();
  }

  hangUp(): void {
    this.end('them', HUNG_UP);
  }

  get inTalk(): boolean {
    return this.exchange.bridgeOf(this.leg) !== undefined;
  }

  get isPlaying(): boolean {
    return this.playing !== undefined;
  }

  get isRecording(): boolean {
    return this.recording !== undefined;
  }

  // ── what is done to them ────────────────────────────────────────────────────────────────────────────────────────

  arrival(): Arrival {
    return { ...this.facts, answered: this.answered, visit: this.visit };
  }

  answer(): void {
    this.answered = true;
  }

  /** They did not call: we did, for the so many-th time, and they have answered. */
  wasCalled(attempt: number): void {
    this.answered = true;
    this.visit = attempt;
  }

  play(command: Play): void {
    if (this.playing?.id === command.id || this.waiting.some(({ playback }) => playback === command.id)) return;
    this.afterPrompt(() => {
      this.playing = { id: command.id, callOff: () => undefined };
      this.playFrom(0, command, command.fromMs ?? 0);
    }, command.id);
  }

  stopPlaying(id: CommandId): void {
    if (this.playing?.id === id) {
      this.playbackEnds();
      return;
    }
    const before = this.waiting.length;
    this.waiting = this.waiting.filter(({ playback }) => playback !== id);
    if (this.waiting.length < before) this.exchange.tell({ type: 'played', playback: id, failed: null });
  }

  /** Runs it now, or when the prompt has ended; `gone` instead, when the caller leaves first. */
  afterPrompt(go: () => void, playback: CommandId | null = null, gone: () => void = () => undefined): void {
    if (this.playing) this.waiting.push({ playback, go, gone });
    else go();
  }

  record(command: Record): void {
    if (this.recording?.id === command.id) return;
    this.afterPrompt(() => {
      const since = this.now + (command.beep ? BEEP_MS : 0);
      const most = this.later(since + command.maxMs - this.now, () => this.recorded('max'));
      this.recording = { ...command, since, callOff: [most] };
      this.listenForSilence();
    });
  }

  stopRecording(id: CommandId): void {
    if (this.recording?.id === id) this.recorded('stopped');
  }

  toFallback(): void {
    this.afterPrompt(() => {
      this.leave({ is: 'fallback' });
      this.exchange.tell({ type: 'leg-ended', leg: this.leg, by: 'us', cause: null });
    });
  }

  end(by: EndedBy, cause: number): void {
    if (this.place.is !== 'with-us') return;
    this.leave({ is: 'gone', by, cause });
    this.exchange.tell({ type: 'leg-ended', leg: this.leg, by, cause });
  }

  // ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────────

  private get now(): Instant {
    return this.exchange.clock.now();
  }

  private later(ms: Millis, then: () => void): () => void {
    return this.exchange.clock.at(this.now + ms, then);
  }

  private playFrom(index: number, command: Play, fromMs: Millis): void {
    const media = command.media[index];
    if (!this.playing) return;
    if (!media) {
      this.playbackEnds();
      return;
    }
    const { language } = command;
    const heard: Heard = { media, language, at: this.now, until: null, whole: false };
    if (media.is !== 'silence') {
      this.heard.push(heard);
      this.onHears(heard);
    }
    this.playing.callOff = this.later(Math.max(0, this.exchange.lengthOf(media, language) - fromMs), () => {
      heard.until = this.now;
      heard.whole = true;
      this.playFrom(index + 1, command, 0);
    });
  }

  private playbackEnds(): void {
    const ended = this.playing;
    if (!ended) return;
    ended.callOff();
    this.playing = undefined;
    const last = this.heard.at(-1);
    if (last?.until === null) last.until = this.now;
    this.exchange.tell({ type: 'played', playback: ended.id, failed: null });
    while (!this.isPlaying) {
      const next = this.waiting.shift();
      if (!next) return;
      next.go();
    }
  }

  private listenForSilence(): void {
    const { recording } = this;
    if (!recording || recording.silenceMs === null) return;
    const silentFrom = Math.max(recording.since, this.speaksUntil);
    recording.callOff.push(
      this.later(silentFrom + recording.silenceMs - this.now, () => {
        if (this.recording === recording && Math.max(recording.since, this.speaksUntil) === silentFrom)
          this.recorded('silence');
      }),
    );
  }

  private recorded(by: RecordingEnd): void {
    const { recording } = this;
    if (!recording) return;
    for (const callOff of recording.callOff) callOff();
    this.recording = undefined;
    const durationMs = Math.max(0, this.now - recording.since);
    this.exchange.tell({ type: 'recorded', recording: recording.id, durationMs, by });
  }

  private leave(place: CallerPlace): void {
    this.recorded('hangup');
    this.place = place;
    for (const { gone } of this.waiting.splice(0)) gone();
    this.music = null;
    if (this.playing) this.playbackEnds();
    this.exchange.unbridge(this.leg);
  }
}
