import type { AgentId } from '../../domain/ids';
import type { DeskLamps, Light, MessageCount } from '../../engine/ports/lamps';
import type { Log } from '../../engine/ports/world';
import type { Reply, Requests } from './requests';

/** The devices that hints of the context `lamps` name (asterisk-conf/extensions.conf). */
const DEVICE = 'Stasis:carillon-';
/** What makes a telephone's lamp look so, by way of the hint: dialog-info and presence are made from it. */
const states: Readonly<Record<Light, string>> = {
  dark: 'NOT_INUSE',
  flashing: 'RINGING',
  lit: 'INUSE',
  away: 'UNAVAILABLE',
};
/** The context that hands a count to Asterisk; without the first of these it cannot, without the second no phone is told. */
const MESSAGE_LAMP = 'message-lamp';
const NEEDED = ['app_minivm.so', 'res_pjsip_mwi.so'];
const TRY_AGAIN_AFTER_MS = 5_000;

/** One lamp that is not as it should be. */
interface Difference {
  readonly lamp: string;
  tell(): Promise<Reply<unknown>>;
  /** It is so now, or cannot be. */
  done(): void;
}

/** The box of an agent, as phones' accounts name it (`mailboxes`). */
export const mailboxOf = (agent: AgentId): string => `${agent}@carillon`;

/**
 * Brings the lamps in Asterisk to what they should be, one difference after the other: what changes twice meanwhile is told
 * once. Devices can be asked for and outlive a restart of Asterisk; counts of messages can not and do not.
 */
export class Lamps implements DeskLamps {
  private wanted: ReadonlyMap<string, Light> | null = null;
  private counts: ReadonlyMap<AgentId, MessageCount> = new Map();
  /** What Asterisk has, by device; `null`: it is to be asked. */
  private devices: Map<string, string> | null = null;
  private readonly told = new Map<AgentId, string>();
  private messagesCanBeTold = true;
  private working = false;
  private changed = false;
  private stopped = false;
  private tryAgain: NodeJS.Timeout | undefined;

  constructor(
    private readonly requests: Requests,
    private readonly log: Log,
  ) {}

  show(lamps: ReadonlyMap<string, Light>): void {
    this.wanted = lamps;
    void this.work();
  }

  showMessages(counts: ReadonlyMap<AgentId, MessageCount>): void {
    this.counts = counts;
    void this.work();
  }

  /** Asterisk is a new process. */
  forget(): void {
    this.devices = null;
    this.told.clear();
  }

  /** In touch, for the first time or again: what was told last may not have arrived. */
  inTouch(): void {
    this.devices = null;
    void this.work();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.tryAgain);
  }

  private async work(): Promise<void> {
    this.changed = true;
    if (this.working || this.stopped) return;
    this.working = true;
    clearTimeout(this.tryAgain);
    try {
      // What is said while the last look is taken wants another one.
      while (this.takeChange()) await this.mend();
    } catch (error) {
      this.log.error('lamps of desk phones could not be set', { error });
    } finally {
      this.working = false;
    }
  }

  private takeChange(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  private async mend(): Promise<void> {
    for (;;) {
      if (this.devices === null && !(await this.lookUp())) return;
      const difference = this.nextDifference();
      if (!difference) return;
      const reply = await difference.tell();
      if (reply.is === 'failed' && reply.code === 'timeout') {
        this.later(reply.why);
        return;
      }
      // What Asterisk refuses once it refuses always; the other lamps do not wait for it.
      if (reply.is === 'failed')
        this.log.warn('a lamp of desk phones could not be set', { lamp: difference.lamp, why: reply.why });
      difference.done();
    }
  }

  private later(why: string): void {
    if (this.stopped) return;
    this.log.debug('lamps of desk phones wait', { why });
    clearTimeout(this.tryAgain);
    this.tryAgain = setTimeout(() => void this.work(), TRY_AGAIN_AFTER_MS);
  }

  private async lookUp(): Promise<boolean> {
    const devices = await this.requests.ask('deviceStates.list', (client) => client.deviceStates.list());
    if (devices.is === 'failed') {
      this.later(devices.why);
      return false;
    }
    const modules = await Promise.all(
      NEEDED.map((moduleName) =>
        this.requests.ask('asterisk.getModule', ({ asterisk }) => asterisk.getModule({ moduleName })),
      ),
    );
    const missing = NEEDED.filter((_, index) => {
      const found = modules[index];
      return found?.is === 'failed' && found.code !== 'timeout';
    });
    if (missing.length > 0 && this.messagesCanBeTold)
      this.log.warn('message lamps stay dark: Asterisk has not loaded a module that they need', { missing });
    this.messagesCanBeTold = missing.length === 0;
    this.devices = new Map(devices.value.map(({ name, state }) => [name, state]));
    return true;
  }

  private nextDifference(): Difference | undefined {
    return this.device() ?? this.surplus() ?? this.count();
  }

  private device(): Difference | undefined {
    for (const [lamp, light] of this.wanted ?? []) {
      const deviceName = `${DEVICE}${lamp}`;
      const deviceState = states[light];
      if (this.devices?.get(deviceName) === deviceState) continue;
      return {
        lamp,
        tell: () =>
          this.requests.ask('deviceStates.update', ({ deviceStates }) =>
            deviceStates.update({ deviceName, deviceState }),
          ),
        done: () => this.devices?.set(deviceName, deviceState),
      };
    }
    return undefined;
  }

  /** Lamps of agents, queues and codes that are no more. */
  private surplus(): Difference | undefined {
    const { wanted } = this;
    if (wanted === null) return undefined;
    for (const deviceName of this.devices?.keys() ?? []) {
      const lamp = deviceName.slice(DEVICE.length);
      if (!deviceName.startsWith(DEVICE) || wanted.has(lamp)) continue;
      return {
        lamp,
        tell: () => this.requests.ask('deviceStates.delete', ({ deviceStates }) => deviceStates.delete({ deviceName })),
        done: () => this.devices?.delete(deviceName),
      };
    }
    return undefined;
  }

  /** By a call of Asterisk with itself: Debian's has no module by which ARI could say it (res_ari_mailboxes). */
  private count(): Difference | undefined {
    if (!this.messagesCanBeTold) return undefined;
    for (const [agent, { fresh, old }] of this.counts) {
      const count = `${fresh}/${old}`;
      if (this.told.get(agent) === count) continue;
      const variables = { MAILBOX: mailboxOf(agent), NEW: String(fresh), OLD: String(old) };
      const request = {
        endpoint: `Local/s@${MESSAGE_LAMP}/n`,
        context: MESSAGE_LAMP,
        extension: 'nobody',
        priority: 1,
        variables: { variables },
      };
      return {
        lamp: `messages of ${agent}`,
        tell: () => this.requests.ask('channels.originate', ({ channels }) => channels.originate(request)),
        done: () => this.told.set(agent, count),
      };
    }
    return undefined;
  }
}
