import { rejectCauses, type DialTarget } from '../domain/call';
import type { CommandId, LegId } from '../domain/ids';
import type {
  CommandOutcome,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
  TelephonySnapshot,
} from '../engine/ports/telephony';
import type { SimulatedCaller } from './caller';
import type { Exchange } from './exchange';

const DONE: CommandOutcome = { is: 'done' };
const GONE: CommandOutcome = { is: 'failed', code: 'gone', why: 'not there' };
const REFUSED: CommandOutcome = { is: 'failed', code: 'refused', why: 'this node gives no commands' };
const NORMAL_CLEARING = 16;
const ANSWERED_ELSEWHERE = 26;
const TRANSFERRED = 16;

/** Commands that make sense after the caller is gone. */
type Ending =
  'stop-playing' | 'stop-recording' | 'disconnect' | 'drop-leg' | 'reject' | 'hangup' | 'call-back' | 'tell-leg';

/** One node's way to an `Exchange`. */
export class SimulatedTelephony implements Telephony {
  private onEvent: ((event: TelephonyEvent) => void) | undefined;
  private over = false;

  constructor(private readonly exchange: Exchange) {}

  start(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    this.exchange.take(this);
    this.onEvent = onEvent;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.crash();
    return Promise.resolve();
  }

  /** The node is gone at once; what happens now is lost. */
  crash(): void {
    this.over = true;
    this.onEvent = undefined;
    this.exchange.leave(this);
  }

  run(command: TelephonyCommand): Promise<CommandOutcome> {
    return this.over ? Promise.resolve(REFUSED) : Promise.resolve(this.perform(command));
  }

  snapshot(): Promise<TelephonySnapshot> {
    return Promise.resolve(this.exchange.snapshot());
  }

  publishPhones(): Promise<void> {
    return Promise.resolve();
  }

  hear(event: TelephonyEvent): void {
    this.onEvent?.(event);
  }

  private perform(command: TelephonyCommand): CommandOutcome | Promise<CommandOutcome> {
    const caller = this.exchange.callerOn(command.call);
    switch (command.type) {
      case 'stop-playing':
        caller?.stopPlaying(command.playback);
        return DONE;
      case 'stop-recording':
        caller?.stopRecording(command.recording);
        return DONE;
      case 'disconnect':
        this.exchange.bridges.delete(command.bridge);
        return DONE;
      case 'drop-leg':
        this.exchange.legs
          .get(command.leg)
          ?.end('us', command.answeredElsewhere ? ANSWERED_ELSEWHERE : NORMAL_CLEARING);
        this.exchange.callerOn(command.leg)?.end('us', NORMAL_CLEARING);
        return DONE;
      case 'call-back':
        return this.callBack(command);
      case 'tell-leg':
        return this.tellLeg(command);
      case 'reject':
        caller?.end('us', rejectCauses[command.cause]);
        return DONE;
      case 'hangup':
        caller?.end('us', command.cause === undefined ? NORMAL_CLEARING : rejectCauses[command.cause]);
        return DONE;
      case 'ring-agent':
        if (!caller && command.alone !== true) return GONE;
        return this.ring(command.leg, command.agent, command.ringForMs);
      default:
        return caller ? this.serve(caller, command) : GONE;
    }
  }

  private serve(
    caller: SimulatedCaller,
    command: Exclude<TelephonyCommand, { type: Ending | 'ring-agent' }>,
  ): CommandOutcome | Promise<CommandOutcome> {
    switch (command.type) {
      case 'answer':
        caller.answer();
        return DONE;
      case 'ring':
        return DONE;
      case 'play':
        caller.play(command);
        return DONE;
      case 'send-keys':
        return command.leg === null || this.exchange.legs.get(command.leg)?.answered === true ? DONE : GONE;
      case 'music':
        caller.afterPrompt(() => (caller.music = command.class));
        return DONE;
      case 'stop-music':
        caller.afterPrompt(() => (caller.music = null));
        return DONE;
      case 'record':
        caller.record(command);
        return DONE;
      case 'to-fallback':
        caller.toFallback();
        return DONE;
      case 'redirect':
        caller.end('us', TRANSFERRED);
        return DONE;
      case 'connect':
        return this.connect(caller, command.id, command.leg);
      case 'dial':
        return this.ring(command.id, called(command.to), command.ringForMs);
    }
  }

  private callBack({ call, to, ringForMs, attempt }: CommandOf<'call-back'>): CommandOutcome {
    const facts = { dnis: '', ani: to.number, endpoint: to.endpoint, channel: 'callback', sipCallId: '' } as const;
    if (this.exchange.callBack(call, facts, { ringForMs, attempt })) return DONE;
    return { is: 'failed', code: 'unreachable', why: `${to.number} cannot be reached` };
  }

  private tellLeg({ id, leg, media, language }: CommandOf<'tell-leg'>): CommandOutcome {
    const there = this.exchange.legs.get(leg);
    if (!there?.answered) return GONE;
    there.tell(
      id,
      media.reduce((sum, each) => sum + this.exchange.lengthOf(each, language), 0),
    );
    return DONE;
  }

  /** As with Asterisk: while a prompt plays the answer does not come, and yet they are connected after it. */
  private connect(caller: SimulatedCaller, bridge: CommandId, leg: LegId): Promise<CommandOutcome> {
    return new Promise((resolve) =>
      caller.afterPrompt(
        () => resolve(this.join(caller, bridge, leg)),
        null,
        () => resolve(GONE),
      ),
    );
  }

  private join(caller: SimulatedCaller, bridge: CommandId, leg: LegId): CommandOutcome {
    const there = this.exchange.legs.get(leg);
    if (!there?.answered) return GONE;
    const members = this.exchange.bridges.get(bridge) ?? new Set();
    this.exchange.bridges.set(bridge, members);
    if (!members.has(leg)) there.joined();
    members.add(caller.leg).add(leg);
    return DONE;
  }

  private ring(leg: LegId, who: string, ringForMs: number): CommandOutcome {
    if (this.exchange.ring(leg, who, ringForMs) === 'rings') return DONE;
    return { is: 'failed', code: 'unreachable', why: `${who} cannot be reached` };
  }
}

type CommandOf<T extends TelephonyCommand['type']> = Extract<TelephonyCommand, { type: T }>;

const called = (to: DialTarget): string => (to.is === 'agent' ? to.agent : to.number);
