import { callOf } from '../../src/domain/ids';
import type { PhoneAccount, Telephony, TelephonyCommand } from '../../src/engine/ports/telephony';
import { Node } from './telephony-world';
import type { TelephonyWorld } from './telephony-world';

/** An agent's account whose number and password are the same word. */
export const accountOf = (name: string, more: Partial<PhoneAccount> = {}): PhoneAccount => ({
  account: name,
  agent: name,
  name: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
  password: name,
  address: null,
  ...more,
});

/** Where the stories of the contract are played, and swept after each. */
export class TelephonyStage {
  private readonly started: Telephony[] = [];

  constructor(readonly world: TelephonyWorld) {}

  /** A node that has started. */
  node(): Promise<Node> {
    const telephony = this.world.telephony();
    this.started.push(telephony);
    return new Node(telephony).start();
  }

  /** A node with two agents: Anna, whose phone is plugged in and only rings, and Bob, whose phone is not. */
  async office(): Promise<Node> {
    const node = await this.node();
    await node.telephony.publishPhones([accountOf('anna'), accountOf('bob')]);
    await (await this.world.phone('anna')).plugIn();
    return node;
  }

  /** Ends whatever is left, by the port itself. */
  async clear(): Promise<void> {
    const last = this.started.at(-1);
    if (last) await this.endAll(last);
    await this.world.tidyUp();
    await Promise.all(this.started.splice(0).map((telephony) => telephony.stop()));
  }

  private async endAll(telephony: Telephony): Promise<void> {
    const left = await telephony.snapshot().catch(() => null);
    if (!left) return;
    const { signal } = new AbortController();
    const commands: TelephonyCommand[] = [
      ...left.callers.map(({ leg }) => ({ type: 'hangup', call: leg, id: 'over' }) as const),
      ...[...left.agentLegs, ...left.dialledLegs, ...left.callbackLegs].map(
        ({ leg }) => ({ type: 'drop-leg', call: callOf(leg), leg, answeredElsewhere: false }) as const,
      ),
      ...left.bridges.map(({ id }) => ({ type: 'disconnect', call: callOf(id), id: 'over', bridge: id }) as const),
    ];
    await Promise.all(commands.map(async (command) => telephony.run(command, signal)));
  }
}
