import { isCallback, isPart, type CommandId, type LegId, type Part } from '../domain/ids';
import type { Media } from '../domain/call';
import type { Millis } from '../domain/time';
import type { TelephonyEvent, TelephonySnapshot } from '../engine/ports/telephony';
import type { Clock } from '../engine/ports/world';
import { SimulatedCaller, type CallerFacts } from './caller';
import { SimulatedLeg, type PhoneManner } from './phone';
import { SimulatedTelephony } from './telephony';

/** How a phone treats calls where nothing is said of it. */
export const USUAL_MANNER: PhoneManner = { is: 'answers', afterMs: 3_000, talksMs: null };

/** An Asterisk in memory with its callers and phones: it goes on whoever listens, so a node may crash and come back. */
export class Exchange {
  readonly callers = new Map<LegId, SimulatedCaller>();
  readonly legs = new Map<LegId, SimulatedLeg>();
  readonly bridges = new Map<CommandId, Set<LegId>>();
  /** By agent or outside number. */
  readonly manners = new Map<string, PhoneManner>();
  private node: SimulatedTelephony | undefined;

  constructor(
    readonly clock: Clock,
    readonly lengthOf: (media: Media, language: string) => Millis,
  ) {}

  /** A node's way to this exchange; the last one that starts takes it over. */
  telephony(): SimulatedTelephony {
    return new SimulatedTelephony(this);
  }

  /** Someone calls. */
  arrives(id: LegId, facts: CallerFacts): SimulatedCaller {
    const caller = new SimulatedCaller(this, id, facts);
    this.callers.set(id, caller);
    this.tell({ type: 'arrived', arrival: caller.arrival() });
    return caller;
  }

  take(node: SimulatedTelephony): void {
    this.node = node;
  }

  leave(node: SimulatedTelephony): void {
    if (this.node === node) this.node = undefined;
  }

  /** Never within the call that caused it, and only to a node that still listens then. */
  tell(event: TelephonyEvent): void {
    const { node } = this;
    if (node) queueMicrotask(() => node.hear(event));
  }

  callerOn(leg: LegId): SimulatedCaller | undefined {
    const caller = this.callers.get(leg);
    return caller?.place.is === 'with-us' ? caller : undefined;
  }

  ring(leg: LegId, who: string, ringForMs: Millis): 'rings' | 'unreachable' {
    if (this.legs.has(leg)) return 'rings';
    const manner = this.manners.get(who) ?? USUAL_MANNER;
    if (manner.is === 'unreachable') return 'unreachable';
    const ringing = new SimulatedLeg(this, leg, who, manner);
    this.legs.set(leg, ringing);
    ringing.ring(ringForMs);
    return 'rings';
  }

  /** Rings a customer, who arrives when they answer. */
  callBack(leg: LegId, facts: CallerFacts, how: { readonly ringForMs: Millis; readonly attempt: number }): boolean {
    const number = facts.ani ?? '';
    if (this.ring(leg, number, how.ringForMs) === 'unreachable') return false;
    const ringing = this.legs.get(leg);
    if (ringing)
      ringing.onAnswer = () => {
        ringing.leave();
        const caller = new SimulatedCaller(this, leg, facts);
        caller.wasCalled(how.attempt);
        this.callers.set(leg, caller);
        this.onCustomer(caller);
        this.tell({ type: 'arrived', arrival: caller.arrival() });
      };
    return true;
  }

  /** Told of each customer who was called back and has answered. */
  onCustomer: (caller: SimulatedCaller) => void = () => undefined;

  /** The others in the bridge of a leg. */
  with(leg: LegId): readonly SimulatedLeg[] {
    const members = [...(this.bridges.get(this.bridgeOf(leg) ?? '') ?? [])];
    return members.flatMap((member) => (member === leg ? [] : (this.legs.get(member) ?? [])));
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
      callers: [...this.callers.values()].filter(({ place }) => place.is === 'with-us').map((each) => each.arrival()),
      agentLegs: this.legsThatAre('agentLeg'),
      dialledLegs: this.legsThatAre('dialledLeg'),
      callbackLegs: this.customers(),
      bridges: [...this.bridges].filter(([id]) => isPart(id, 'bridge')).map(([id, legs]) => ({ id, legs: [...legs] })),
      phones: [],
    };
  }

  private customers(): TelephonySnapshot['callbackLegs'] {
    const here = [...this.callers.values()].filter(({ place }) => place.is === 'with-us');
    return [
      ...[...this.legs.values()].map(({ id }) => ({ leg: id, answered: false })),
      ...here.map(({ leg }) => ({ leg, answered: true })),
    ].filter(({ leg }) => isCallback(leg));
  }

  private legsThatAre(part: Part): TelephonySnapshot['agentLegs'] {
    return [...this.legs.values()]
      .filter(({ id }) => isPart(id, part))
      .map(({ id, answered }) => ({ leg: id, answered }));
  }
}
