import type { Call } from '../../phone/call';
import { describeEnd, type CallEnd } from '../../phone/call-events';
import { Listener } from '../call/hearing';
import { Voice } from '../call/voice';
import { printable } from '../table';
import { clock, lasted } from '../times';
import type { SoftPhone, World } from '../world';

const AUTO_ANSWER_AFTER_MS = 1_000;
/** The agent's beep is another than the caller's. */
const BEEP_HZ = 600;

export type Colour = 'bold' | 'dim' | 'green' | 'yellow';

export interface LineParts {
  readonly phone: Pick<SoftPhone, 'call'>;
  readonly world: Pick<World, 'now'>;
  readonly autoAnswer: boolean;
  readonly say: (colour: Colour, text: string) => void;
}

/** The call on the phone, with its ear and voice. */
interface Taken {
  readonly call: Call;
  readonly listener: Listener;
  readonly voice: Voice;
  /** When it began to ring. */
  readonly rangAt: number;
  /** When somebody answered; `null` before. */
  talkingSince: number | null;
}

/** The one line of a desk phone: rings, dials, talks. */
export class DeskLine {
  private taken: Taken | undefined;

  constructor(private readonly parts: LineParts) {}

  get isFree(): boolean {
    return this.taken === undefined;
  }

  get isTalking(): boolean {
    return this.taken?.call.state.is === 'talking';
  }

  incoming(call: Call): void {
    if (this.taken) {
      call.reject(486);
      return;
    }
    call.ring();
    const { name, number } = call.remoteIdentity;
    const caller = printable([name, number].filter(Boolean).join(', '));
    this.parts.say('bold', `☎ ${caller === '' ? 'a caller without a number' : caller} calls`);
    this.take(call);
    if (!this.parts.autoAnswer) return;
    setTimeout(() => {
      if (call.state.is === 'ringing') void call.answer();
    }, AUTO_ANSWER_AFTER_MS);
  }

  dial(number: string): void {
    if (this.taken) {
      this.parts.say('dim', 'the line is taken');
      return;
    }
    this.parts.say('bold', `dialling ${number}`);
    this.take(this.parts.phone.call(number));
  }

  answer(): void {
    const call = this.ringing();
    if (call) void call.answer();
    else this.parts.say('dim', 'there is nothing to answer');
  }

  decline(): void {
    const call = this.ringing();
    if (call) call.reject(603);
    else this.parts.say('dim', 'there is nothing to decline');
  }

  hangUp(): void {
    this.taken?.call.hangup();
  }

  press(keys: string): void {
    if (!this.taken || !this.isTalking) {
      this.parts.say('dim', 'a key is heard only in a call');
      return;
    }
    this.parts.say('dim', `pressed ${keys}`);
    this.taken.call.press(keys).catch((error: unknown) => this.parts.say('yellow', String(error)));
  }

  /** To be called now and then. */
  tick(now: number): void {
    if (!this.taken) return;
    const { listener, voice } = this.taken;
    voice.speakWhile(this.isTalking, now);
    const heard = listener.check(now);
    if (heard) this.parts.say('dim', `♪ ${heard.is === 'silence' ? 'silence' : `hearing ${heard.what}`}`);
  }

  status(now: number): string {
    if (!this.taken) return 'no call  ·  ? shows the keys';
    const { call, rangAt, talkingSince } = this.taken;
    return `${call.state.is} ${clock(now - (talkingSince ?? rangAt))}  ·  ${this.ringing() ? 'a answer, d decline' : 'h hangs up'}`;
  }

  private ringing(): Call | undefined {
    const call = this.taken?.call;
    return call?.direction === 'in' && call.state.is === 'ringing' ? call : undefined;
  }

  private take(call: Call): void {
    const { world, say } = this.parts;
    const listener = new Listener();
    const taken: Taken = {
      call,
      listener,
      voice: new Voice(call, BEEP_HZ),
      rangAt: world.now(),
      talkingSince: null,
    };
    this.taken = taken;
    call.events.on('heard', (heard) => listener.hear(heard));
    call.events.on('state', (state) => {
      if (state.is !== 'talking') return;
      taken.talkingSince ??= world.now();
      if (!state.hold.us && !state.hold.them) say('green', 'talking');
    });
    call.events.on('dtmf', ({ digit }) => say('dim', `the other side pressed ${digit}`));
    call.events.once('over', (end) => {
      this.taken = undefined;
      // Of a talk the talk is told, and of what never was one the ringing.
      say(
        'bold',
        `${endInWords(call.direction, end)} after ${lasted(world.now() - (taken.talkingSince ?? taken.rangAt))}`,
      );
    });
  }
}

function endInWords(direction: 'in' | 'out', end: CallEnd): string {
  const we = end.by === 'us';
  switch (end.how) {
    case 'hung-up':
      return we ? 'you hung up' : 'the other side hung up';
    case 'cancelled':
      return direction === 'in' ? 'it stopped ringing' : 'you gave up';
    case 'rejected':
      return we ? 'you declined' : `refused (SIP ${end.code ?? 0})`;
    default:
      return describeEnd(end);
  }
}
