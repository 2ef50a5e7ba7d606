import type { PhoneState } from '../../src/domain/agent';
import { isCallback, isPart, type Part } from '../../src/domain/ids';
import type { CommandId, LegId } from '../../src/domain/ids';
import type { Millis } from '../../src/domain/time';
import type { PhoneAccount, TelephonyEvent, TelephonySnapshot } from '../../src/engine/ports/telephony';
import type { Clock } from '../../src/engine/ports/world';
import { FakeCaller } from './telephony-caller';
import type { CallerFacts } from './telephony-caller';
import { FakePhone } from './telephony-phone';
import type { FakeCustomer, FakeLeg } from './telephony-phone';
import { FakeTelephony } from './telephony';

export interface FakeAsteriskOptions {
  readonly clock: Clock;
  /** How long a prompt takes; `null` for one that is missing. Default: a second each. */
  readonly promptMs?: (name: string) => Millis | null;
}

/**
 * An Asterisk in memory, with its callers and phones: it goes on whoever listens, and keeps what is so, not what happened.
 * Like the real one, a playing prompt holds up what comes after it on the same channel.
 */
export class FakeAsterisk {
  readonly clock: Clock;
  readonly promptMs: (name: string) => Millis | null;
  readonly callers: FakeCaller[] = [];
  readonly bridges = new Map<CommandId, Set<LegId>>();
  readonly legs = new Map<LegId, FakeLeg>();
  /** What was recorded, in ms. */
  readonly recordings = new Map<CommandId, Millis>();
  private readonly phones = new Map<string, FakePhone>();
  private readonly outsiders = new Map<string, FakePhone>();
  private accounts: readonly PhoneAccount[] = [];
  /** What each phone was when that last changed. */
  private readonly standings = new Map<string, PhoneState>();
  private node: FakeTelephony | undefined;
  private linked = true;

  constructor({ clock, promptMs = () => 1000 }: FakeAsteriskOptions) {
    this.clock = clock;
    this.promptMs = promptMs;
  }

  /** A node's way to this Asterisk; the last one that starts takes it over. */
  telephony(): FakeTelephony {
    return new FakeTelephony(this);
  }

  // ── the world outside ───────────────────────────────────────────────────────────────────────────────────────────

  /** Someone calls. */
  arrives(facts: CallerFacts = {}): FakeCaller {
    const caller = new FakeCaller(this, `fake.${this.callers.length + 1}`, facts);
    this.callers.push(caller);
    caller.enter();
    return caller;
  }

  phone(account: string): FakePhone {
    const known = this.phones.get(account) ?? new FakePhone(this, account);
    this.phones.set(account, known);
    return known;
  }

  /** A phone outside, by its number. */
  outside(number: string): FakePhone {
    const known = this.outsiders.get(number) ?? new FakePhone(this, number, true);
    this.outsiders.set(number, known);
    return known;
  }

  /** The network between us fails: events are lost and commands are not answered. */
  loseLink(why = 'the cable was cut'): void {
    this.tell({ type: 'link-down', why });
    this.linked = false;
  }

  restoreLink(): void {
    this.linked = true;
    this.tell({ type: 'link-up' });
  }

  /** Asterisk is killed and comes back: every call is gone, and nobody is told of any. */
  restarts(): void {
    this.loseLink('Asterisk is gone');
    for (const caller of this.callers) caller.lost();
    for (const leg of [...this.legs.values()]) leg.lost();
    this.standings.clear();
    this.bridges.clear();
    this.restoreLink();
  }

  // ── for the port ────────────────────────────────────────────────────────────────────────────────────────────────

  get reachable(): boolean {
    return this.linked;
  }

  take(node: FakeTelephony): void {
    const before = this.node;
    this.tell({ type: 'replaced' });
    this.node = node;
    before?.replaced();
  }

  leave(node: FakeTelephony): void {
    if (this.node === node) this.node = undefined;
  }

  /** Never within the call that caused it, and only to a node that still listens then. */
  tell(event: TelephonyEvent): void {
    const { node } = this;
    if (!node || !this.linked) return;
    queueMicrotask(() => node.hear(event));
  }

  callerOn(leg: LegId): FakeCaller | undefined {
    return this.callers.find((caller) => caller.leg === leg && caller.place.is === 'with-us');
  }

  publish(accounts: readonly PhoneAccount[]): void {
    this.accounts = accounts;
    this.standings.clear();
    for (const { account } of accounts) this.phoneMoved(account);
  }

  /** Something happened to a phone: told where it is an agent's, and now otherwise than before. */
  phoneMoved(account: string): void {
    const agent = this.account(account)?.agent ?? null;
    if (agent === null) return;
    const { state } = this.phone(account);
    if (this.standings.get(account) === state) return;
    this.standings.set(account, state);
    this.tell({ type: 'phone-state', agent, state });
  }

  account(name: string): PhoneAccount | undefined {
    return this.accounts.find(({ account }) => account === name);
  }

  accountOf(agent: string): string {
    return this.accounts.find((each) => each.agent === agent)?.account ?? agent;
  }

  bridgeOf(leg: LegId): CommandId | undefined {
    return [...this.bridges].find(([, legs]) => legs.has(leg))?.[0];
  }

  /** Out of its bridge, which stays. */
  unbridge(leg: LegId): void {
    for (const legs of this.bridges.values()) legs.delete(leg);
  }

  snapshot(): TelephonySnapshot {
    return {
      callers: this.callers.filter(({ place }) => place.is === 'with-us').map((caller) => caller.arrival()),
      agentLegs: this.legsOf('agentLeg'),
      dialledLegs: this.legsOf('dialledLeg'),
      callbackLegs: this.customers(),
      bridges: [...this.bridges].filter(([id]) => isPart(id, 'bridge')).map(([id, legs]) => ({ id, legs: [...legs] })),
      phones: this.accounts.flatMap(({ account, agent }) =>
        agent === null ? [] : [{ agent, state: this.phone(account).state }],
      ),
    };
  }

  /** Whoever was called back and is on this phone outside. */
  customerOn(account: string): FakeCaller | undefined {
    return this.callers.find((caller) => {
      const { channel, ani } = caller.arrival();
      return channel === 'callback' && ani === account && caller.place.is === 'with-us';
    });
  }

  /** The customer's phone was answered: from now on it is a call. */
  customerAnswers({ id, account, endpoint, attempt }: FakeCustomer): void {
    const caller = new FakeCaller(this, id, {
      ani: account,
      name: '',
      dnis: '',
      endpoint,
      channel: 'callback',
      sipCallId: '',
    });
    caller.wasCalled(attempt);
    this.callers.push(caller);
    caller.enter();
  }

  private customers(): TelephonySnapshot['callbackLegs'] {
    const here = this.callers.filter(({ place }) => place.is === 'with-us');
    return [
      ...[...this.legs.values()].map(({ id }) => ({ leg: id, answered: false })),
      ...here.map(({ leg }) => ({ leg, answered: true })),
    ].filter(({ leg }) => isCallback(leg));
  }

  private legsOf(part: Part): TelephonySnapshot['agentLegs'] {
    return [...this.legs.values()]
      .filter(({ id }) => isPart(id, part))
      .map(({ id, answered }) => ({ leg: id, answered }));
  }
}
