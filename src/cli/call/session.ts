import { setTimeout as pause } from 'node:timers/promises';
import { formatDuration } from '../../domain/time';
import type { Call } from '../../phone/call';
import type { CallEnd } from '../../phone/call-events';
import type { Api } from '../api';
import { listenToKeyboard } from '../keyboard';
import type { Terminal } from '../terminal';
import { clock } from '../times';
import type { SoftPhone, World } from '../world';
import type { CallOptions } from './command';
import { describeEnding, type Ended } from './ending';
import { Listener } from './hearing';
import { Keys } from './keys';
import { CallStory, type Scene, type Tone } from './story';
import { Voice } from './voice';

const TICK_MS = 100;
/** Carillon's last word on the call comes a moment after the call itself has ended. */
const LAST_WORD_WITHIN_MS = 1_500;
/** Asterisk answers at once, if it is there. */
const SIP_ANSWERS_WITHIN_MS = 3_000;
/** A prompt that is not heard by then is not heard at all. */
const HEARD_WITHIN_MS = 3_000;

export interface SessionParts {
  readonly world: World;
  readonly api: Api;
  readonly phone: SoftPhone;
  readonly terminal: Terminal;
  readonly nameOf: (agent: string) => string;
  /** For messages. */
  readonly server: string;
  readonly number: string;
  readonly options: CallOptions;
}

/** One call from this terminal: what Carillon says of it, what the phone hears, what we press. */
export class CallerSession {
  private readonly story: CallStory;
  private readonly listener = new Listener();
  private readonly keys: Keys;
  private readonly voice: Voice;
  private readonly call: Call;
  private readonly beganAt: number;
  private scene: Scene = { is: 'on-the-way' };
  private answeredAt: number | null = null;
  private outcome: string | null = null;
  /** By when something must be heard, when a prompt is played. */
  private soundBy: number | null = null;
  private sipIsSilent = false;
  private ended: (end: CallEnd) => void = () => undefined;

  constructor(private readonly parts: SessionParts) {
    const { phone, number, options, world } = parts;
    this.beganAt = world.now();
    this.story = new CallStory(parts.nameOf);
    this.call = phone.call(number, { from: options.from, ...(options.name !== undefined && { name: options.name }) });
    this.keys = new Keys(this.call, options.keys, {
      now: world.now,
      onPressed: (keys) => this.say('main', `pressed ${keys}`),
      onTrouble: (why) => this.say('trouble', why),
    });
    this.voice = new Voice(this.call);
  }

  async run(): Promise<Ended> {
    const { world, api, number, server, options } = this.parts;
    const stop = new AbortController();
    const over = this.whenOver();
    this.say('main', `calling ${number} as ${options.from}`);
    const following = api.follow(
      this.call.callId,
      {
        onEvent: (event) => {
          this.keys.tell();
          const { lines, scene } = this.story.tell(event);
          for (const { tone, text } of lines) this.say(tone, text);
          if (event.type === 'flow.play') this.soundBy ??= world.now() + HEARD_WITHIN_MS;
          if (event.type === 'call.ended') this.outcome = event.data.outcome;
          this.scene = scene;
        },
        onLink: (up) =>
          up
            ? this.say('main', 'Carillon is there again')
            : this.say('trouble', 'Carillon is away; the call goes on in Asterisk'),
      },
      stop.signal,
    );
    // A stream that we may not read does not end the call; it is only told less well.
    following.catch((error: unknown) => this.say('trouble', error instanceof Error ? error.message : String(error)));
    const ticking = setInterval(() => this.tick(), TICK_MS);
    const stopKeyboard = this.listenToKeyboard();
    const end = await over;
    const endedAt = world.now();
    await this.lastWord();
    clearInterval(ticking);
    stopKeyboard();
    stop.abort();
    this.parts.terminal.status('');
    return describeEnding({ end, number, server, answeredAt: this.answeredAt, endedAt, outcome: this.outcome });
  }

  private whenOver(): Promise<CallEnd> {
    const { call } = this;
    call.events.on('progress', ({ code, earlyMedia }) => {
      if (code === 180 || code === 183) this.say('main', earlyMedia ? 'not answered yet, but heard' : 'ringing');
    });
    call.events.on('heard', (heard) => this.listener.hear(heard));
    call.events.on('state', (state) => {
      if (state.is !== 'talking' || this.answeredAt !== null) return;
      this.answeredAt = this.parts.world.now();
      this.say('main', 'answered');
    });
    return new Promise((resolve) => {
      this.ended = resolve;
      call.events.once('over', resolve);
    });
  }

  private listenToKeyboard(): () => void {
    const { world } = this.parts;
    const { options } = this.parts;
    const hangUp = (): void => this.hangUp();
    const stopKeys = listenToKeyboard(world.stdin, {
      onKey: (key) => {
        if (key === 'q' || key === 'ctrl-c') hangUp();
        else if (/^[0-9*#]$/.test(key)) this.keys.press(key);
      },
      onLine: (line) => {
        const keys = line.replace(/[^0-9*#]/g, '');
        if (/^q/i.test(line)) hangUp();
        else if (keys !== '') this.keys.pressWhenPossible(keys);
      },
    });
    const stopSignals = world.onInterrupt(hangUp);
    const alarm =
      options.forMs === null
        ? undefined
        : setTimeout(() => {
            this.say('main', `${formatDuration(options.forMs ?? 0)} are over: hanging up`);
            this.hangUp();
          }, options.forMs);
    return () => {
      stopKeys();
      stopSignals();
      clearTimeout(alarm);
    };
  }

  /** The first time as one should; the second time we do not wait for an answer. */
  private hangUp(): void {
    if (this.call.state.is === 'leaving')
      this.ended({ by: 'us', how: this.answeredAt === null ? 'cancelled' : 'hung-up' });
    else this.call.hangup();
  }

  private async lastWord(): Promise<void> {
    for (let waited = 0; waited < LAST_WORD_WITHIN_MS && this.outcome === null; waited += TICK_MS) await pause(TICK_MS);
  }

  private tick(): void {
    const now = this.parts.world.now();
    const change = this.listener.check(now);
    const { hearing } = this.listener;
    if (change) this.say('detail', `♪ ${this.hearingInWords()}`);
    if (hearing.is === 'sound') this.soundBy = null;
    if (this.soundBy !== null && now > this.soundBy && this.answeredAt !== null) {
      this.soundBy = null;
      const { received } = this.call.rtp();
      this.say('trouble', `nothing is heard of it (${received === 0 ? 'no sound came at all' : 'only silence came'})`);
    }
    const unheardOf = this.call.state.is === 'calling' && this.scene.is === 'on-the-way';
    if (unheardOf && !this.sipIsSilent && now - this.beganAt > SIP_ANSWERS_WITHIN_MS) {
      this.sipIsSilent = true;
      this.say('trouble', `nothing answers SIP at ${this.parts.server} so far`);
    }
    this.voice.speakWhile(this.scene.is === 'talking', now);
    this.keys.tick(now, this.listener.silentForMs(now));
    this.parts.terminal.status(this.status(now));
  }

  private hearingInWords(): string {
    const { hearing } = this.listener;
    if (hearing.is === 'silence') return 'silence';
    return this.scene.is === 'waiting' && hearing.what === 'sound'
      ? 'hearing music or a prompt'
      : `hearing ${hearing.what}`;
  }

  private status(now: number): string {
    const parts = [
      clock(now - this.beganAt),
      this.sceneInWords(),
      `♪ ${this.hearingInWords()}`,
      this.keys.pending === '' ? '0-9 * # press, q hangs up' : `pressing ${this.keys.pending}`,
    ];
    return parts.join('  ·  ');
  }

  private sceneInWords(): string {
    const { scene } = this;
    switch (scene.is) {
      case 'on-the-way':
        return this.call.state.is;
      case 'in-flow':
        return scene.node === '' ? 'in the flow' : `at ${scene.node}`;
      case 'waiting':
        return `waiting in ${scene.queue}, #${scene.position}${scene.ringing === null ? '' : `, ringing ${scene.ringing}`}`;
      case 'talking':
        return `talking with ${scene.agent}`;
      case 'over':
        return 'over';
    }
  }

  private say(tone: Tone, text: string): void {
    const { terminal, world, options } = this.parts;
    if (options.quiet && (tone === 'detail' || tone === 'said')) return;
    const { bold, dim, yellow, cyan } = terminal.colours;
    const paint = { main: bold, said: cyan, detail: dim, trouble: yellow }[tone];
    terminal.line(`${dim(clock(world.now() - this.beganAt).padStart(6))}  ${paint(text)}`);
  }
}
