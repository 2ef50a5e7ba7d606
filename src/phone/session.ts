import type { Endpoint } from './rtp';
import { mirrored, parseSdp, renderSdp } from './sdp';
import type { Direction, SessionDescription } from './sdp';

/** Who has put whom on hold. */
export interface Hold {
  readonly us: boolean;
  readonly them: boolean;
}

function keepsThemOnHold(direction: Direction): boolean {
  return direction === 'sendonly' || direction === 'inactive';
}

/** Offers and answers of one call (RFC 3264): what both sides last agreed on. */
export class Session {
  /** What the other side last described. */
  remote: SessionDescription | undefined;
  private holding = false;
  private heldByThem = false;
  private version = 0;
  private lastSdp = '';

  /** Our side's wish; it takes effect with the next offer. */
  wishHold(hold: boolean): void {
    this.holding = hold;
  }

  get hold(): Hold {
    return { us: this.holding, them: this.heldByThem };
  }

  /** What we want: `sendonly` on hold. */
  get wish(): Direction {
    return this.holding ? 'sendonly' : 'sendrecv';
  }

  offer(audio: Endpoint): string {
    return this.render((version) => renderSdp({ audio, direction: this.wish, version }));
  }

  /** Our answer to their offer, or `undefined` when there is nothing in it for a G.711 phone: 488. */
  answer(offer: string, audio: Endpoint): string | undefined {
    const answers = parseSdp(offer);
    if (answers === undefined) return undefined;
    this.remote = answers;
    this.heldByThem = keepsThemOnHold(answers.direction);
    const direction = this.answeringDirection(mirrored(answers.direction));
    return this.render((version) => renderSdp({ audio, direction, version, answers }));
  }

  /** Takes their answer to our offer. */
  accept(answer: string): SessionDescription | undefined {
    const remote = parseSdp(answer);
    if (remote === undefined) return undefined;
    this.remote = remote;
    // Against our own hold they can answer little else, so it says nothing of theirs.
    if (!this.holding) this.heldByThem = keepsThemOnHold(remote.direction);
    return remote;
  }

  private answeringDirection(possible: Direction): Direction {
    if (!this.holding) return possible;
    return possible === 'sendrecv' || possible === 'sendonly' ? 'sendonly' : 'inactive';
  }

  private render(at: (version: number) => string): string {
    if (at(this.version) !== this.lastSdp) this.version += 1;
    this.lastSdp = at(this.version);
    return this.lastSdp;
  }
}
