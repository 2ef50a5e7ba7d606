import { isDeepStrictEqual } from 'node:util';
import type { CallId, CommandId, LegId } from '../../src/domain/ids';
import type { Telephony, TelephonyCommand, TelephonyEvent, TelephonySnapshot } from '../../src/engine/ports/telephony';
import { eventually, PATIENCE_MS } from '../support/patience';

/** What the contract needs of the world around the port: the fake's and the real one have the same. */
export interface TelephonyWorld {
  /** A node's way to the one Asterisk of this world. */
  telephony(): Telephony;
  /** A way to where no Asterisk is. */
  telephonyToNowhere(): Telephony;
  /** Someone outside calls 100. */
  calls(facts?: CallingFacts): Promise<Outsider>;
  /** A desk phone with this account; in the contract its number and password are the same words. */
  phone(account: string): Promise<DeskPhone>;
  /** Somebody talks with this phone, and neither made nor took the call by us. */
  callsPastUs(account: string): Promise<{ hangUp(): void }>;
  /** The one phone beyond the trunk, which is 4999; it is always there. */
  outside(): Promise<DeskPhone>;
  /** Resolves when what is said goes into this recording; no node is told of that. */
  recordingBegins(recording: CommandId): Promise<void>;
  /** Resolves when it no longer does, also while no node is there to be told. */
  recordingEnds(recording: CommandId): Promise<void>;
  /** Hangs everything up. */
  tidyUp(): Promise<void>;
}

export interface CallingFacts {
  readonly ani?: string;
  readonly name?: string;
  readonly dnis?: string;
  readonly diverted?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What can be heard: a prompt by its name, the music, a party's voice, or nothing. */
export type Audible =
  'welcome' | 'menu' | 'long' | 'music' | 'the caller' | 'anna' | 'bob' | 'outside' | 'ringing' | 'silence';

export interface Outsider {
  readonly sipCallId: string;
  press(keys: string): void;
  /** Speaks from now on (as at first), or falls silent. */
  says(speaks: boolean): void;
  /** Resolves when so much more was said: sound on the wire, which a stalled machine sends later. */
  speaks(forMs: number): Promise<void>;
  hangUp(): void;
  /** Resolves when their phone says that ours rings. */
  rings(): Promise<void>;
  /** Goes where a transfer sends them (as at first), or refuses to. */
  takesTransfers(takes: boolean): void;
  /** Where a transfer sent them. */
  sentTo(): Promise<string>;
  /** Is sent to us once more by the dialplan's fallback; a real one does so by itself. */
  comesBack(): void;
  hears(what: Audible): Promise<void>;
  /** The SIP status with which we were refused, or `null` for a call that was hung up. */
  ended(): Promise<number | null>;
}

export type Manners =
  | 'answers'
  | 'only rings'
  | 'busy'
  | 'declines'
  | 'is silent'
  /** Is heard before it answers, and never does. */
  | 'announces'
  /** There is no such number. */
  | 'is unknown'
  | 'is congested';

export interface DeskPhone {
  behaves(manners: Manners): void;
  /** Connects to the network: registers. */
  plugIn(): Promise<void>;
  /** The call that rings or is on it now, or comes within the time. */
  call(): Promise<DeskCall>;
  dials(number: string): void;
}

export interface DeskCall {
  /** Who the display says is calling. */
  readonly shows: { readonly name: string; readonly number: string };
  hears(what: Audible): Promise<void>;
  hangUp(): void;
  /** How it ended for the phone. */
  ended(): Promise<'hung up' | 'cancelled' | 'answered elsewhere'>;
}

/** Who would ring for ever is soon given up; whoever does something is given all the time that it takes. */
export const ringingFor = (manners: Manners): number =>
  manners === 'only rings' || manners === 'is silent' ? 1000 : PATIENCE_MS;

type OfType<T extends TelephonyEvent['type']> = Extract<TelephonyEvent, { type: T }>;

/** A node in the contract: it keeps all it hears, and commands one call at a time. */
export class Node {
  readonly events: TelephonyEvent[] = [];
  private readonly looks = new Set<() => void>();
  private readonly taken = new Set<CallId>();
  private serial = 0;

  constructor(readonly telephony: Telephony) {}

  async start(): Promise<this> {
    await this.telephony.start((event) => {
      this.events.push(event);
      for (const look of [...this.looks]) look();
    });
    return this;
  }

  /** The first event of a kind, now or as soon as it comes. */
  hears<T extends TelephonyEvent['type']>(
    type: T,
    fits: (event: OfType<T>) => boolean = () => true,
  ): Promise<OfType<T>> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.looks.delete(look);
      };
      const look = (): void => {
        const found = this.all(type).find(fits);
        if (!found) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no ${type}, but ${JSON.stringify(this.events)}`));
      }, PATIENCE_MS);
      this.looks.add(look);
      look();
    });
  }

  all<T extends TelephonyEvent['type']>(type: T): OfType<T>[] {
    return this.events.filter((event): event is OfType<T> => event.type === type);
  }

  /** The snapshot is, or soon becomes, this: Asterisk's lists lag a little behind what it does. */
  async finds(expected: Partial<TelephonySnapshot>): Promise<void> {
    await eventually(
      `to find ${JSON.stringify(expected)}`,
      () => this.telephony.snapshot(),
      (snapshot) => isDeepStrictEqual({ ...snapshot, ...expected }, snapshot),
    );
  }

  /** Takes the next caller, whom nobody has taken yet. */
  async takes(): Promise<CallHands> {
    const taken = this.taken;
    const { arrival } = await this.hears('arrived', ({ arrival }) => !taken.has(arrival.leg));
    taken.add(arrival.leg);
    return this.hands(arrival.leg);
  }

  hands(call: CallId): CallHands {
    return new CallHands(this, call, () => (this.serial += 1));
  }
}

export type CommandOf<T extends TelephonyCommand['type']> = Extract<TelephonyCommand, { type: T }>;

export const CALLER_ID = { name: 'Jo', number: '5551234' };
export const targets = {
  anna: { is: 'agent', agent: 'anna' },
  outside: { is: 'number', number: '4999', trunk: 'carrier', endpoint: 'carrier' },
} as const;

type Loose<T> = T extends unknown ? Omit<T, 'call' | 'id'> & { id?: CommandId } : never;

/** Commands for one call, with ids made up. */
export class CallHands {
  readonly gone = new AbortController();

  constructor(
    private readonly node: Node,
    readonly call: CallId,
    private readonly next: () => number,
  ) {}

  give(command: Loose<TelephonyCommand>): ReturnType<Telephony['run']> {
    const whole = { id: this.id('c'), ...command, call: this.call } as TelephonyCommand;
    return this.node.telephony.run(whole, this.gone.signal);
  }

  /** Gives it and expects it to be taken. */
  async does(command: Loose<TelephonyCommand>): Promise<void> {
    expect([command.type, await this.give(command)]).toEqual([command.type, { is: 'done' }]);
  }

  id(letter: 'a' | 'b' | 'c' | 'd' | 'p' | 'r'): string {
    return `${this.call.replace('~', '')}.${letter}${this.next()}`;
  }

  /** Starts a prompt; its id. */
  async plays(...names: string[]): Promise<CommandId> {
    const id = this.id('p');
    await this.does({ type: 'play', id, media: names.map((name) => ({ is: 'prompt', name })), language: 'en' });
    return id;
  }

  /** Rings an agent; the leg. */
  async rings(agent: string, ringForMs = PATIENCE_MS): Promise<LegId> {
    const leg = this.id('a');
    await this.does({ type: 'ring-agent', leg, agent, callerId: CALLER_ID, ringForMs });
    return leg;
  }

  /** Rings an agent who answers, and lets the two talk. */
  async connects(agent: string): Promise<{ readonly leg: LegId; readonly bridge: CommandId }> {
    const leg = await this.rings(agent);
    await this.node.hears('leg-answered', (event) => event.leg === leg);
    const bridge = this.id('b');
    await this.does({ type: 'connect', id: bridge, leg });
    return { leg, bridge };
  }

  /** Dials by itself; the leg. Where a bridge is named, the caller hears already before the answer. */
  async dials(whom: 'anna' | 'outside', early: CommandId | null = null, ringForMs = PATIENCE_MS): Promise<LegId> {
    const id = this.id('d');
    await this.does({ type: 'dial', id, to: targets[whom], callerId: CALLER_ID, ringForMs, early });
    return id;
  }

  /** Dials somebody who answers, and lets the two talk. */
  async reaches(whom: 'anna' | 'outside'): Promise<{ readonly leg: LegId; readonly bridge: CommandId }> {
    const bridge = this.id('b');
    const leg = await this.dials(whom, bridge);
    await this.node.hears('leg-answered', (event) => event.leg === leg);
    await this.does({ type: 'connect', id: bridge, leg });
    return { leg, bridge };
  }

  /** Records the caller; the recording. */
  async records(how: Partial<Omit<CommandOf<'record'>, 'type' | 'call'>> = {}): Promise<CommandId> {
    const id = how.id ?? this.id('r');
    await this.does({ type: 'record', maxMs: PATIENCE_MS, silenceMs: null, endKeys: '#', beep: false, ...how, id });
    return id;
  }

  /** The end of a leg, and that there was just one: told after all that came with it has been heard. */
  async ended(leg: LegId): Promise<OfType<'leg-ended'>> {
    const event = await this.node.hears('leg-ended', (each) => each.leg === leg);
    await this.node.telephony.snapshot();
    expect(this.node.all('leg-ended').filter((each) => each.leg === leg)).toHaveLength(1);
    return event;
  }
}
