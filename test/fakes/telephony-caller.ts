import type { Arrival, EndedBy, Media } from '../../src/domain/call';
import type { CallId, CommandId } from '../../src/domain/ids';
import type { TelephonyCommand } from '../../src/engine/ports/telephony';
import { FakeRecorder } from './telephony-recorder';
import type { FakeAsterisk } from './telephony-world';

export type CallerFacts = Partial<Omit<Arrival, 'leg' | 'at' | 'visit' | 'answered'>>;

/** Where a caller is: with us, in the dialplan's fallback, or nowhere any more. */
export type CallerPlace =
  | { readonly is: 'with-us' }
  | { readonly is: 'fallback' }
  | { readonly is: 'gone'; readonly by: EndedBy; readonly cause: number | null };

interface Playback {
  readonly id: CommandId;
  readonly media: readonly Media[];
  readonly fromMs?: number;
}

type Record = Extract<TelephonyCommand, { type: 'record' }>;

interface Waiting {
  readonly playback: CommandId | null;
  readonly go: () => void;
  /** Instead, when the caller leaves first. */
  readonly gone: () => void;
}

/** Someone who calls in, and what they hear. */
export class FakeCaller {
  /** What was done to this caller, as words: `answer`, `play office/welcome`, `music default`, `connect anna`. */
  readonly heard: string[] = [];
  place: CallerPlace = { is: 'with-us' };
  private readonly facts: Omit<Arrival, 'answered' | 'visit'>;
  private answered = false;
  private visit = 0;
  private music: string | null = null;
  private playing: (Playback & { readonly callOff: () => void }) | undefined;
  readonly recorder: FakeRecorder;
  /** What waits for the prompt to end, as in a channel's own queue. */
  private waiting: Waiting[] = [];

  constructor(
    private readonly world: FakeAsterisk,
    readonly leg: CallId,
    facts: CallerFacts,
  ) {
    this.recorder = new FakeRecorder(world);
    this.facts = {
      ani: '5551234',
      name: '',
      dnis: '100',
      diverted: '',
      endpoint: 'local',
      channel: 'trunk',
      sipCallId: `${leg}@fake`,
      diversionReason: facts.diverted === undefined ? '' : 'cfu',
      ...facts,
      headers: handedOver(facts.headers ?? {}),
      leg,
      at: world.clock.now(),
    };
  }

  // ── what a caller does ──────────────────────────────────────────────────────────────────────────────────────────

  press(keys: string): void {
    // Between two parties the keys pass through Asterisk unseen.
    if (this.place.is !== 'with-us' || this.world.bridgeOf(this.leg) !== undefined) return;
    for (const digit of keys) {
      this.world.tell({ type: 'digit', leg: this.leg, digit });
      this.recorder.pressed(digit);
    }
  }

  hangUp(cause = 16): void {
    this.end('them', cause);
  }

  /** The dialplan tries us again with a caller in its fallback. */
  comesBack(): void {
    if (this.place.is !== 'fallback') return;
    this.visit += 1;
    this.place = { is: 'with-us' };
    this.enter();
  }

  /** `play office/welcome`, `music default`, `anna` (an agent's voice) or `silence`. */
  hears(): string {
    if (this.playing) return `play ${words(this.playing.media)}`;
    const bridge = this.world.bridgeOf(this.leg);
    const others = [...(this.world.bridges.get(bridge ?? '') ?? [])].filter((leg) => leg !== this.leg);
    const voices = others.flatMap((leg) => this.world.legs.get(leg)?.voice ?? []);
    if (voices.length > 0) return voices.join('+');
    return this.music === null ? 'silence' : `music ${this.music}`;
  }

  // ── what is done to them, by the port ───────────────────────────────────────────────────────────────────────────

  enter(): void {
    this.world.tell({ type: 'arrived', arrival: this.arrival() });
  }

  arrival(): Arrival {
    return { ...this.facts, answered: this.answered, visit: this.visit };
  }

  /** They did not call: we did, for the so many-th time, and they have answered. */
  wasCalled(attempt: number): void {
    this.answered = true;
    this.visit = attempt;
  }

  answer(): void {
    if (!this.answered) this.heard.push('answer');
    this.answered = true;
  }

  play(playback: Playback): void {
    const known = this.playing?.id === playback.id || this.waiting.some((each) => each.playback === playback.id);
    if (known) return;
    this.afterPrompt(() => this.begin(playback), { playback: playback.id });
  }

  ring(): void {
    if (!this.answered) this.heard.push('ring');
  }

  get isRung(): boolean {
    return this.heard.includes('ring');
  }

  record(command: Record): void {
    if (this.recorder.knows(command.id)) return;
    this.afterPrompt(() => {
      this.heard.push(command.beep ? 'beep' : 'record');
      this.recorder.begin(command);
    });
  }

  /** Sent away, by REFER or by 302: they go where they are told, or refuse and stay. */
  redirect(to: string): boolean {
    this.heard.push(`redirect ${to}`);
    if (this.answered && !this.takesTransfers) return false;
    this.end(this.answered ? 'them' : 'us', 16);
    return true;
  }

  takesTransfers = true;

  stopPlaying(id: CommandId): void {
    if (this.playing?.id === id) {
      this.heard.push('stop-playing');
      this.playbackEnds(null);
      return;
    }
    const before = this.waiting.length;
    this.waiting = this.waiting.filter(({ playback }) => playback !== id);
    if (this.waiting.length < before) this.world.tell({ type: 'played', playback: id, failed: null });
  }

  startMusic(musicClass: string): void {
    this.afterPrompt(() => {
      this.music = musicClass;
      this.heard.push(`music ${musicClass}`);
    });
  }

  stopMusic(): void {
    this.afterPrompt(() => {
      if (this.music !== null) this.heard.push('stop-music');
      this.music = null;
    });
  }

  /** Runs it now, or when the prompt has ended. */
  afterPrompt(go: () => void, { playback = null, gone = () => undefined }: Partial<Waiting> = {}): void {
    if (this.playing) this.waiting.push({ playback, go, gone });
    else go();
  }

  toFallback(): void {
    this.afterPrompt(() => {
      this.heard.push('fallback');
      this.leave({ is: 'fallback' });
      this.answered = true;
      this.world.tell({ type: 'leg-ended', leg: this.leg, by: 'us', cause: null });
    });
  }

  end(by: 'us' | 'them', cause: number): void {
    if (this.place.is !== 'with-us') {
      this.place = { is: 'gone', by, cause };
      return;
    }
    this.leave({ is: 'gone', by, cause });
    this.world.tell({ type: 'leg-ended', leg: this.leg, by, cause });
  }

  lost(): void {
    this.leave({ is: 'gone', by: 'unknown', cause: null });
  }

  private leave(place: CallerPlace): void {
    if (this.place.is === 'gone') return;
    this.place = place;
    for (const { gone } of this.waiting.splice(0)) gone();
    this.music = null;
    if (this.playing) this.playbackEnds('the caller is gone');
    this.recorder.end('hangup');
    this.world.unbridge(this.leg);
  }

  private begin(playback: Playback): void {
    this.heard.push(`play ${words(playback.media)}`);
    const lengths = playback.media.map((each) => this.lengthOf(each));
    const sum = lengths.reduce<number>((all, ms) => all + (ms ?? 0), 0);
    const forMs = Math.max(0, sum - (playback.fromMs ?? 0));
    // A missing one is passed over; the last one decides how it ended.
    const failed = lengths.at(-1) === null ? 'missing' : null;
    const { clock } = this.world;
    this.playing = { ...playback, callOff: clock.at(clock.now() + forMs, () => this.playbackEnds(failed)) };
  }

  /** `null` for what is missing. */
  private lengthOf(media: Media): number | null {
    switch (media.is) {
      case 'prompt':
        return this.world.promptMs(media.name);
      case 'text':
        return media.text.length * 60;
      case 'silence':
        return media.ms;
      case 'recording':
        return this.world.recordings.get(media.name) ?? null;
    }
  }

  private playbackEnds(failed: string | null): void {
    const ended = this.playing;
    if (!ended) return;
    ended.callOff();
    this.playing = undefined;
    this.world.tell({ type: 'played', playback: ended.id, failed });
    while (!this.isPlaying()) {
      const next = this.waiting.shift();
      if (!next) return;
      next.go();
    }
  }

  private isPlaying(): boolean {
    return this.playing !== undefined;
  }
}

const words = (media: readonly Media[]): string =>
  media
    .map((each) => (each.is === 'text' ? each.text : each.is === 'silence' ? `silence ${each.ms}` : each.name))
    .join(' ');

/** What the dialplan lets through. */
const handedOver = (headers: NonNullable<Arrival['headers']>): NonNullable<Arrival['headers']> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      /^(x-|user-to-user$)/i.test(name) ? [[name.toLowerCase(), value.slice(0, 256)]] : [],
    ),
  );
