import type { Redis } from 'ioredis';
import type { CarillonEvent } from '../../domain/event';
import type { CallId, Revision } from '../../domain/ids';
import type { Ticket } from '../../domain/queue';
import type { QueueGate } from '../../domain/queue-gate';
import type { SiteState } from '../../domain/site-version';
import type { Agent, FloorChanges, FloorCounters, FloorState } from '../../acd/floor';
import { emptyFloor } from '../../acd/floor';
import { Fenced, type SiteRegister, type Store } from '../../engine/ports/state';
import type { Session } from '../../flow/session';
import { EVENT_FIELD, keysOf } from './keys';
import { refusalCode, type RedisLink } from './link';
import type { Sealer } from './sealer';

/** The lease whose number our writes carry; `number` is 0 while it is not ours. */
export interface Fence {
  readonly numberKey: string;
  readonly number: number;
}

export interface RedisStoreOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  readonly sealer: Sealer;
  readonly fence: Fence;
  /** A saved call whose sealed part cannot be opened (its key is gone) comes back without it. */
  readonly onUnsealable: (call: CallId, error: unknown) => void;
}

/** A repeated save comes within seconds; an hour is for ever. */
const SAID_FOR_S = 3600;

/**
 * KEYS: the lease's number, the stream, then for each event the mark of its source.
 * ARGV: our number, how many events, for each its number and its text, then commands, each led by its length.
 */
const SAVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('FENCED by ' .. tostring(redis.call('GET', KEYS[1]))) end
local at = 3
for event = 1, tonumber(ARGV[2]) do
  local mark, number = KEYS[2 + event], tonumber(ARGV[at])
  if number > tonumber(redis.call('GET', mark) or -1) then
    redis.call('XADD', KEYS[2], '*', '${EVENT_FIELD}', ARGV[at + 1])
    redis.call('SET', mark, number, 'EX', ${SAID_FOR_S})
  end
  at = at + 2
end
while at <= #ARGV do
  local length = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + length))
  at = at + length + 1
end
return 'OK'`;

type Saving = Redis & { carillonSave(keys: number, ...args: (string | number)[]): Promise<unknown> };
type Command = readonly (string | number)[];

/**
 * Live state in Redis. Every save is one script: it checks the lease, appends the events, then writes the state.
 *
 * An event's number rises within its source (`<call>.e12` → 12 of `<call>`, `floor.e9` → 9 of `floor`), and the highest
 * that was appended is kept: so a save that is repeated because its answer was lost writes the same state again and
 * appends nothing.
 */
export class RedisStore implements Store, SiteRegister {
  private readonly keys: ReturnType<typeof keysOf>;

  constructor(private readonly options: RedisStoreOptions) {
    this.keys = keysOf(options.prefix);
    options.link.redis.defineCommand('carillonSave', { lua: SAVE });
  }

  async saveCall(session: Session, events: readonly CarillonEvent[]): Promise<void> {
    const { id } = session.call;
    const command: Command =
      session.state.is === 'over' ? ['HDEL', this.keys.calls, id] : ['HSET', this.keys.calls, id, this.sealed(session)];
    await this.save(events, [command]);
  }

  async saveFloor(changes: FloorChanges, events: readonly CarillonEvent[]): Promise<void> {
    const { agents, tickets, counters, gates } = this.keys;
    const commands: Command[] = [['SET', counters, JSON.stringify(changes.counters)]];
    for (const agent of changes.agents) commands.push(['HSET', agents, agent.id, JSON.stringify(agent)]);
    for (const ticket of changes.tickets) commands.push(['HSET', tickets, ticket.id, JSON.stringify(ticket)]);
    for (const gate of changes.gates ?? []) commands.push(['HSET', gates, gate.queue, JSON.stringify(gate)]);
    for (const id of changes.closed) commands.push(['HDEL', tickets, id]);
    await this.save(events, commands);
  }

  async append(events: readonly CarillonEvent[]): Promise<void> {
    await this.save(events, []);
  }

  async openCalls(): Promise<readonly Session[]> {
    const saved = await this.options.link.run((redis) => redis.hvals(this.keys.calls));
    return saved.map((text) => this.unsealed(text));
  }

  async loadFloor(): Promise<FloorState> {
    const { agents, tickets, counters, gates } = this.keys;
    const replies = await this.options.link.run((redis) =>
      redis.multi().hvals(agents).hvals(tickets).get(counters).hvals(gates).exec(),
    );
    const [savedAgents, savedTickets, savedCounters, savedGates] = (replies ?? []).map(([error, reply]) => {
      if (error) throw error;
      return reply;
    });
    const byEntry = parseAll<Ticket>(savedTickets).sort((a, b) => a.number - b.number);
    return {
      agents: new Map(parseAll<Agent>(savedAgents).map((agent) => [agent.id, agent])),
      tickets: new Map(byEntry.map((ticket) => [ticket.id, ticket])),
      gates: new Map(parseAll<QueueGate>(savedGates).map((gate) => [gate.queue, gate])),
      counters: typeof savedCounters === 'string' ? (JSON.parse(savedCounters) as FloorCounters) : emptyFloor.counters,
    };
  }

  async loadRevision(revision: Revision): Promise<Readonly<Record<string, string>> | undefined> {
    const saved = await this.options.link.run((redis) => redis.hget(this.keys.revisions, revision));
    return saved === null ? undefined : (JSON.parse(saved) as Record<string, string>);
  }

  async loadSite(): Promise<SiteState | undefined> {
    const saved = await this.options.link.run((redis) => redis.get(this.keys.site));
    return saved === null ? undefined : (JSON.parse(saved) as SiteState);
  }

  async saveSite(
    state: SiteState,
    content: { readonly revision: Revision; readonly files: Readonly<Record<string, string>> } | null,
    events: readonly CarillonEvent[],
  ): Promise<void> {
    const commands: Command[] = [['SET', this.keys.site, JSON.stringify(state)]];
    if (content) commands.push(['HSET', this.keys.revisions, content.revision, JSON.stringify(content.files)]);
    await this.save(events, commands);
  }

  async trimRevisions(keep: ReadonlySet<Revision>): Promise<void> {
    const there = await this.options.link.run((redis) => redis.hkeys(this.keys.revisions));
    const gone = there.filter((revision) => !keep.has(revision));
    if (gone.length > 0) await this.save([], [['HDEL', this.keys.revisions, ...gone]]);
  }

  /** What about this Redis may lose calls; empty when all is well. */
  async check(): Promise<readonly string[]> {
    const info = await this.options.link.run((redis) => redis.info());
    const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
    const warnings: string[] = [];
    const policy = value('maxmemory_policy');
    if (policy !== 'noeviction')
      warnings.push(
        `Redis may forget calls when its memory is full: maxmemory-policy is ${policy}, set it to noeviction`,
      );
    if (value('aof_enabled') !== '1') warnings.push('Redis forgets all calls when it stops: set appendonly to yes');
    return warnings;
  }

  private async save(events: readonly CarillonEvent[], commands: readonly Command[]): Promise<void> {
    const { link, fence } = this.options;
    if (fence.number === 0) throw new Fenced('the lease is not ours');
    const sources = events.map((event) => sourceOf(event.id));
    const keys = [fence.numberKey, this.keys.events, ...sources.map(({ source }) => this.keys.said(source))];
    const args = [fence.number, events.length];
    const texts = events.flatMap((event, i) => [sources[i]?.number ?? 0, JSON.stringify(event)]);
    const words = commands.flatMap((command) => [command.length, ...command]);
    try {
      await link.run((redis) => (redis as Saving).carillonSave(keys.length, ...keys, ...args, ...texts, ...words));
    } catch (error) {
      if (refusalCode(error) === 'FENCED') throw new Fenced(`lease ${fence.number} was taken over`, { cause: error });
      throw error;
    }
  }

  private sealed(session: Session): string {
    const sealed = this.options.sealer.seal(JSON.stringify(session.sealed), session.call.id);
    return JSON.stringify({ ...session, sealed });
  }

  private unsealed(text: string): Session {
    const saved = JSON.parse(text) as Omit<Session, 'sealed'> & { sealed: string };
    const { id } = saved.call;
    try {
      return { ...saved, sealed: JSON.parse(this.options.sealer.open(saved.sealed, id)) as Session['sealed'] };
    } catch (error) {
      this.options.onUnsealable(id, error);
      return { ...saved, sealed: { typed: '', vars: {}, below: saved.below.map(() => ({})) } };
    }
  }
}

/** `<call>.e12` is number 12 of its call; an id without a number is a source of its own. */
function sourceOf(id: string): { readonly source: string; readonly number: number } {
  const [, source, number] = /^(.*)\.e(\d+)$/.exec(id) ?? [];
  return source === undefined ? { source: id, number: 0 } : { source, number: Number(number) };
}

const parseAll = <T>(texts: unknown): T[] => (texts as readonly string[]).map((text) => JSON.parse(text) as T);
