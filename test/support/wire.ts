import type { FloorAction, FloorInput } from '../../src/acd/decision';
import type { FloorSettings } from '../../src/acd/floor';
import { FloorStory } from './floor';

/** How a message fares: it comes, comes and comes again later, or never comes. */
export type Fate = 'comes' | 'comes twice' | 'is lost';

type Leg = { readonly agent: string; readonly call: string; state: 'rings' | 'is answered' };

/**
 * The phones and callers of a floor, at the other end of a wire on which messages are late, overtake one another, come twice or
 * are lost. What is true stands here; the floor only knows what it was told.
 */
export class Wire {
  readonly floor: FloorStory;
  readonly callers = new Set<string>();
  readonly legs = new Map<string, Leg>();
  private readonly toFloor: FloorInput[] = [];
  private readonly toWorld: FloorAction[] = [];
  private heard = 0;
  private calls = 0;

  constructor(settings: FloorSettings) {
    this.floor = new FloorStory(settings);
  }

  /** How many messages are on their way. */
  get underway(): number {
    this.pickUp();
    return this.toFloor.length + this.toWorld.length;
  }

  arrives(queue: string, priority: number): void {
    const call = `c${++this.calls}`;
    this.callers.add(call);
    this.floor.enters(call, { queue, priority });
  }

  hangsUp(nth: number): void {
    const call = pick([...this.callers], nth);
    if (call === undefined) return;
    this.callers.delete(call);
    this.toFloor.push({ type: 'leave-queue', ticket: `${call}.t1`, reason: 'abandoned' });
  }

  answers(nth: number): void {
    const [id, leg] = pick([...this.legs], nth) ?? [];
    if (id === undefined || leg?.state !== 'rings') return;
    leg.state = 'is answered';
    this.toFloor.push({ type: 'leg-answered', leg: id });
  }

  ends(nth: number, cause: number): void {
    const [id, leg] = pick([...this.legs], nth) ?? [];
    if (id === undefined || !leg) return;
    this.legs.delete(id);
    this.toFloor.push({ type: 'leg-ended', leg: id, by: 'them', cause: leg.state === 'rings' ? cause : 16 });
  }

  /** The next but so many message, whoever it is for. Gives the input that the floor was told. */
  delivers(nth: number, fate: Fate): FloorInput | undefined {
    this.pickUp();
    const at = nth % Math.max(1, this.underway);
    if (at < this.toFloor.length) {
      const [input] = fate === 'comes twice' ? this.toFloor.slice(at, at + 1) : this.toFloor.splice(at, 1);
      return fate === 'is lost' ? undefined : input;
    }
    const place = at - this.toFloor.length;
    const [action] = fate === 'comes twice' ? this.toWorld.slice(place, place + 1) : this.toWorld.splice(place, 1);
    if (action && fate !== 'is lost') this.does(action);
    return undefined;
  }

  /** What there is, as the look at Asterisk after an absence and every minute finds it. Older news is worth nothing then. */
  looks(): FloorInput {
    this.toFloor.length = 0;
    return {
      type: 'recovered',
      calls: [...this.callers],
      legs: [...this.legs].map(([leg, { state }]) => ({ leg, answered: state === 'is answered' })),
    };
  }

  private pickUp(): void {
    const { actions } = this.floor;
    this.toWorld.push(...actions.slice(this.heard));
    this.heard = actions.length;
  }

  private does(action: FloorAction): void {
    switch (action.type) {
      case 'ring-agent': {
        const { leg, agent, call } = action;
        if (!this.callers.has(call)) this.toFloor.push({ type: 'ring-failed', leg, phone: false });
        else if (!this.legs.has(leg)) this.legs.set(leg, { agent, call, state: 'rings' });
        return;
      }
      case 'drop-leg':
        if (this.legs.delete(action.leg))
          this.toFloor.push({
            type: 'leg-ended',
            leg: action.leg,
            by: 'us',
            cause: action.answeredElsewhere ? 26 : 16,
          });
        return;
      case 'tell': {
        const { message, call } = action;
        if (message.type !== 'agent-answered' || !this.callers.has(call)) return;
        const done = this.legs.get(message.leg)?.state === 'is answered';
        this.toFloor.push({ type: 'report-bridge', ticket: message.ticket, leg: message.leg, done });
        return;
      }
      case 'call-customer':
      case 'tell-agent':
      case 'ask-agent':
      case 'stop-asking':
      case 'ask-chooser':
        return;
    }
  }
}

const pick = <T>(from: readonly T[], nth: number): T | undefined => from[nth % Math.max(1, from.length)];
