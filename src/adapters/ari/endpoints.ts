import type { PhoneState } from '../../domain/agent';
import type { AgentId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import type { PhoneStanding } from '../../engine/ports/telephony';
import type { Log } from '../../engine/ports/world';
import type { AriChannel } from './events';
import { isOurs } from './legs';
import type { Requests } from './requests';

const TECHNOLOGY = 'PJSIP';
const LOOK_EVERY_MS: Millis = 5_000;

/** Whose phone an endpoint is; `undefined` for one that is no agent's. */
export type AgentOf = (account: string) => AgentId | undefined;

interface WatchParts {
  readonly requests: Requests;
  readonly app: string;
  readonly agentOf: AgentOf;
  /** 5 s. */
  readonly everyMs?: Millis | undefined;
  readonly log: Log;
  readonly tell: (standing: PhoneStanding) => void;
}

/** An agent's endpoint, with what is on it and is no leg of ours. */
interface Endpoint {
  readonly agent: AgentId;
  readonly isThere: boolean;
  readonly others: readonly string[];
}

/**
 * Looks at the agents' endpoints every few seconds, for calls that are none of ours and for phones that come and go.
 *
 * Asterisk could tell by itself, by a subscription of the application to `deviceState:`. But ARI stops for good when that
 * subscription ends while something is told, and it ends with our websocket (asterisk/asterisk#2170; met with 22.10.1).
 */
export class PhoneWatch {
  private readonly told = new Map<AgentId, PhoneState>();
  /** Channels that seemed to be others' calls when we last looked. */
  private suspects: ReadonlySet<string> = new Set();
  private last: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: WatchParts) {}

  start(): void {
    this.timer = setTimeout(() => void this.look().finally(() => this.timer && this.start()), this.everyMs).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Whoever is told now knows nothing: everything is told at the next look. */
  forget(): void {
    this.told.clear();
  }

  look(): Promise<void> {
    this.last = this.last
      .then(() => this.lookOnce())
      .catch((error: unknown) => this.parts.log.warn('the phones could not be looked at', { error }));
    return this.last;
  }

  /** As they are now, compared with all channels there are; rejects when Asterisk does not say. */
  async standings(channels: readonly AriChannel[]): Promise<readonly PhoneStanding[]> {
    const endpoints = await this.endpoints();
    if (typeof endpoints === 'string') throw new Error(`Asterisk does not say what its phones do: ${endpoints}`);
    const others = new Set(channels.filter((channel) => !this.isWithUs(channel)).map(({ id }) => id));
    return endpoints.map((endpoint) => standingOf(endpoint, (id) => others.has(id)));
  }

  private async lookOnce(): Promise<void> {
    const endpoints = await this.endpoints();
    // Out of touch: the next look is soon.
    if (typeof endpoints === 'string') return;
    const others = new Set(await this.othersAmong(endpoints.flatMap((endpoint) => endpoint.others)));
    const { suspects } = this;
    // A call that the agent has just begun is still in the dialplan, on its way to us.
    for (const endpoint of endpoints) this.tell(standingOf(endpoint, (id) => others.has(id) && suspects.has(id)));
    this.suspects = others;
  }

  private tell(standing: PhoneStanding): void {
    if (this.told.get(standing.agent) === standing.state) return;
    this.told.set(standing.agent, standing.state);
    this.parts.tell(standing);
  }

  private async endpoints(): Promise<readonly Endpoint[] | string> {
    const { requests, agentOf } = this.parts;
    const reply = await requests.ask('endpoints.listByTech', (client) =>
      client.endpoints.listByTech({ tech: TECHNOLOGY }),
    );
    if (reply.is === 'failed') return reply.why;
    return reply.value.flatMap(({ resource, state, channel_ids: ids }) => {
      const agent = agentOf(resource);
      const others = [ids].flat().filter((id) => !isOurs(id));
      return agent === undefined ? [] : [{ agent, isThere: state !== 'offline', others }];
    });
  }

  /** Few: agents who have called a feature code, and calls that go past us. */
  private async othersAmong(ids: readonly string[]): Promise<readonly string[]> {
    const found = await Promise.all(
      ids.map(async (channelId) => {
        const reply = await this.parts.requests.ask('channels.get', ({ channels }) => channels.get({ channelId }));
        return reply.is === 'done' && !this.isWithUs(reply.value) ? [channelId] : [];
      }),
    );
    return found.flat();
  }

  private isWithUs({ dialplan: { app_name: name, app_data: data } }: Pick<AriChannel, 'dialplan'>): boolean {
    return name === 'Stasis' && data.split(',')[0] === this.parts.app;
  }

  private get everyMs(): Millis {
    return this.parts.everyMs ?? LOOK_EVERY_MS;
  }
}

function standingOf({ agent, isThere, others }: Endpoint, isOthers: (id: string) => boolean): PhoneStanding {
  if (others.some(isOthers)) return { agent, state: 'in-use' };
  return { agent, state: isThere ? 'idle' : 'unreachable' };
}
