import { Order } from '../../src/adapters/ari/order';
import { rejectCauses } from '../../src/domain/call';
import type { CommandId } from '../../src/domain/ids';
import type {
  CommandOutcome,
  PhoneAccount,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
  TelephonySnapshot,
} from '../../src/engine/ports/telephony';
import type { FakeCaller } from './telephony-caller';
import { FakeCustomer, FakeLeg } from './telephony-phone';
import type { FakeAsterisk } from './telephony-world';

export { FakeAsterisk } from './telephony-world';
export type { FakeAsteriskOptions } from './telephony-world';
export type { CallerFacts, FakeCaller } from './telephony-caller';
export type { FakePhone, PhoneBehaviour } from './telephony-phone';

const DONE: CommandOutcome = { is: 'done' };
const GONE: CommandOutcome = { is: 'failed', code: 'gone', why: 'not there' };
const TIMEOUT: CommandOutcome = { is: 'failed', code: 'timeout', why: 'no answer' };
const REFUSED: CommandOutcome = { is: 'failed', code: 'refused', why: 'this node gives no commands' };
const NORMAL_CLEARING = 16;
const ANSWERED_ELSEWHERE = 26;
const ANSWER_WITHIN_MS = 5000;

const endings = new Set(['disconnect', 'reject', 'hangup', 'drop-leg', 'stop-playing', 'stop-recording']);

/** Served whether the caller is still there or not. */
type Ending =
  'stop-playing' | 'stop-recording' | 'disconnect' | 'drop-leg' | 'reject' | 'hangup' | 'call-back' | 'tell-leg';

/** One node's way to a `FakeAsterisk`. */
export class FakeTelephony implements Telephony {
  /** Every command given, oldest first. */
  readonly commands: TelephonyCommand[] = [];
  private onEvent: ((event: TelephonyEvent) => void) | undefined;
  private over = false;
  private readonly order = new Order();

  constructor(private readonly world: FakeAsterisk) {}

  start(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    if (!this.world.reachable) return Promise.reject(new Error('no connection to Asterisk'));
    this.world.take(this);
    this.onEvent = onEvent;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.crash();
    return Promise.resolve();
  }

  /** The node is gone at once: it hears and commands nothing any more, and what happens now is lost. */
  crash(): void {
    this.over = true;
    this.onEvent = undefined;
    this.world.leave(this);
  }

  run(command: TelephonyCommand, signal: AbortSignal): Promise<CommandOutcome> {
    if (this.over) return Promise.resolve(REFUSED);
    this.commands.push(command);
    return this.order.run(command.call, async () => {
      if (signal.aborted && !endings.has(command.type)) return GONE;
      if (!this.world.reachable) return TIMEOUT;
      return this.perform(command);
    });
  }

  snapshot(): Promise<TelephonySnapshot> {
    if (!this.world.reachable || this.over) return Promise.reject(new Error('no snapshot of Asterisk'));
    return Promise.resolve(this.world.snapshot());
  }

  publishPhones(phones: readonly PhoneAccount[]): Promise<void> {
    if (!this.world.reachable || this.over) return Promise.reject(new Error('Asterisk did not take the phones'));
    this.world.publish(phones);
    return Promise.resolve();
  }

  hear(event: TelephonyEvent): void {
    this.onEvent?.(event);
  }

  replaced(): void {
    this.over = true;
    // The news itself is on its way.
    queueMicrotask(() => (this.onEvent = undefined));
  }

  private perform(command: TelephonyCommand): CommandOutcome | Promise<CommandOutcome> {
    const { world } = this;
    switch (command.type) {
      case 'stop-playing':
        world.callerOn(command.call)?.stopPlaying(command.playback);
        for (const leg of world.legs.values()) leg.stopPlaying(command.playback);
        return DONE;
      case 'stop-recording':
        world.callerOn(command.call)?.recorder.stop(command.recording);
        return DONE;
      case 'disconnect':
        this.disconnect(command.bridge);
        return DONE;
      case 'drop-leg':
        this.drop(command);
        return DONE;
      case 'reject':
        return this.end(command.call, `reject ${command.cause}`, rejectCauses[command.cause]);
      case 'hangup':
        return this.end(
          command.call,
          'hangup',
          command.cause === undefined ? NORMAL_CLEARING : rejectCauses[command.cause],
        );
      case 'call-back':
        return this.callBack(command);
      case 'tell-leg':
        return this.tellLeg(command);
      case 'ring-agent':
        if (!world.callerOn(command.call) && command.alone !== true) return GONE;
        return this.ring(command);
      default: {
        const caller = world.callerOn(command.call);
        return caller ? this.serve(caller, command) : GONE;
      }
    }
  }

  private serve(
    caller: FakeCaller,
    command: Exclude<TelephonyCommand, { type: Ending | 'ring-agent' }>,
  ): CommandOutcome | Promise<CommandOutcome> {
    switch (command.type) {
      case 'answer':
        caller.answer();
        return DONE;
      case 'play':
        caller.play(command);
        return DONE;
      case 'send-keys':
        return this.sendKeys(caller, command);
      case 'music':
        caller.startMusic(command.class);
        return DONE;
      case 'stop-music':
        caller.stopMusic();
        return DONE;
      case 'to-fallback':
        caller.toFallback();
        return DONE;
      case 'ring':
        caller.ring();
        return DONE;
      case 'record':
        caller.record(command);
        return DONE;
      case 'redirect':
        return caller.redirect(command.to) ? DONE : { is: 'failed', code: 'refused', why: 'SIP 603' };
      case 'dial':
        return this.dial(caller, command);
      case 'connect':
        return this.connect(caller, command.id, command.leg);
    }
  }

  /** As with Asterisk: while a prompt plays the answer does not come, and yet they are connected after it. */
  private connect(caller: FakeCaller, bridge: CommandId, leg: string): Promise<CommandOutcome> {
    const { world } = this;
    if (!world.bridges.has(bridge)) world.bridges.set(bridge, new Set());
    return new Promise((resolve) => {
      const callOff = world.clock.at(world.clock.now() + ANSWER_WITHIN_MS, () => resolve(TIMEOUT));
      const answer = (outcome: CommandOutcome): void => {
        callOff();
        if (outcome.is === 'failed') world.bridges.delete(bridge);
        resolve(outcome);
      };
      const join = (): void => answer(this.join(caller, bridge, leg));
      const there = world.legs.get(leg);
      caller.afterPrompt(() => (there ? there.afterPrompt(join) : join()), { gone: () => answer(GONE) });
    });
  }

  private join(caller: FakeCaller, bridge: CommandId, leg: string): CommandOutcome {
    const there = this.world.legs.get(leg);
    const members = this.world.bridges.get(bridge);
    if (!there?.answered || !members) return GONE;
    if (!members.has(leg)) {
      caller.heard.push(`connect ${there.account}`);
      there.phone.heard.push('connect');
      there.hearsRinging = false;
    }
    members.add(caller.leg).add(leg);
    return DONE;
  }

  private disconnect(bridge: CommandId): void {
    for (const leg of this.world.bridges.get(bridge) ?? []) this.world.callerOn(leg)?.heard.push('disconnect');
    this.world.bridges.delete(bridge);
  }

  private end(leg: string, word: string, cause: number): CommandOutcome {
    const caller = this.world.callerOn(leg);
    caller?.heard.push(word);
    caller?.end('us', cause);
    return DONE;
  }

  private drop({ leg, answeredElsewhere }: Extract<TelephonyCommand, { type: 'drop-leg' }>): void {
    const there = this.world.legs.get(leg);
    there?.phone.heard.push(answeredElsewhere ? 'answered elsewhere' : 'dropped');
    there?.end('us', answeredElsewhere ? ANSWERED_ELSEWHERE : NORMAL_CLEARING);
    this.world.callerOn(leg)?.end('us', NORMAL_CLEARING);
  }

  private callBack(command: CommandOf<'call-back'>): CommandOutcome {
    const { call, to, callerId, ringForMs, beside, attempt } = command;
    const { world } = this;
    const agent = beside === null ? undefined : world.legs.get(beside);
    if (beside !== null && !agent) return { is: 'failed', code: 'refused', why: 'the agent is gone' };
    if (world.callerOn(call)) return DONE;
    if (agent) agent.hearsRinging = true;
    const customer = new FakeCustomer(world, call, call, world.outside(to.number));
    customer.endpoint = to.endpoint;
    customer.attempt = attempt;
    return this.rings(customer, callerId, ringForMs);
  }

  private tellLeg({ id, leg, media }: CommandOf<'tell-leg'>): CommandOutcome {
    const there = this.world.legs.get(leg);
    if (!there?.answered) return GONE;
    const names = media.flatMap((each) => (each.is === 'prompt' ? [each.name] : []));
    there.tell(
      id,
      names.join(' '),
      names.reduce((sum, name) => sum + (this.world.promptMs(name) ?? 0), 0),
    );
    return DONE;
  }

  private sendKeys(caller: FakeCaller, { leg, keys }: CommandOf<'send-keys'>): CommandOutcome {
    if (leg === null) {
      caller.heard.push(`keys ${keys}`);
      return DONE;
    }
    const there = this.world.legs.get(leg);
    if (!there?.answered) return GONE;
    there.phone.heard.push(`keys ${keys}`);
    return DONE;
  }

  private ring(command: CommandOf<'ring-agent'>): CommandOutcome {
    const { call, leg, agent, callerId, ringForMs } = command;
    const phone = this.world.phone(this.world.accountOf(agent));
    return this.rings(new FakeLeg(this.world, leg, call, phone), callerId, ringForMs);
  }

  private dial(caller: FakeCaller, command: CommandOf<'dial'>): CommandOutcome {
    const { call, id, to, callerId, ringForMs, early } = command;
    const { world } = this;
    const phone = to.is === 'agent' ? world.phone(world.accountOf(to.agent)) : world.outside(to.number);
    const known = world.legs.has(id);
    const outcome = this.rings(new FakeLeg(world, id, call, phone), callerId, ringForMs);
    if (early !== null && !known && world.legs.has(id)) world.bridges.set(early, new Set([caller.leg, id]));
    return outcome;
  }

  private rings(leg: FakeLeg, callerId: CommandOf<'dial'>['callerId'], ringForMs: number): CommandOutcome {
    if (this.world.legs.has(leg.id)) return DONE;
    if (!leg.phone.reachable) return { is: 'failed', code: 'unreachable', why: `${leg.account} is not there` };
    this.world.legs.set(leg.id, leg);
    leg.phone.rings(leg, callerId, ringForMs);
    return DONE;
  }
}

type CommandOf<T extends TelephonyCommand['type']> = Extract<TelephonyCommand, { type: T }>;
