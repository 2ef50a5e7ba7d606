import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalendarView } from '../../src/engine/calendar-book';
import type { ChosenState } from '../../src/domain/agent';
import type { CarillonEvent, EventData, EventType } from '../../src/domain/event';
import type { AgentRequest, AgentRulesView } from '../../src/engine/agent-views';
import type { OverrideRequest, ScheduleView } from '../../src/engine/overrides';
import type { EventStream } from '../../src/engine/ports/state';
import type { PhoneAccount } from '../../src/engine/ports/telephony';
import type { SiteChanges, VersionHead } from '../../src/domain/site-version';
import { compareSites } from '../../src/site/changes';
import type { SiteFiles } from '../../src/site/compile';
import type { CanaryOrder, PublishOrder, Published, Which, WhichContent } from '../../src/engine/site-use-cases';
import type { Wait } from '../../src/domain/wait';
import type { AgentView, CallView, QueueView, SiteView, UseCases } from '../../src/engine/use-cases';
import { createMetrics, type Metrics } from '../../src/http/metrics';
import type { HttpParts } from '../../src/http/parts';
import { createHttp } from '../../src/http/server';
import { MemoryHistory } from '../fakes/history';
import { FeedReader } from './feed-reader';
import { Lines } from './lines';

export const TOKEN = 'a-token-of-the-tests';
export const NOON = Date.parse('2026-11-21T12:00:00Z');

export const VERSION: VersionHead = {
  number: 7,
  revision: '3f9a1c2b4d5e',
  author: 'olga',
  message: 'New hours',
  at: NOON,
  from: 'folder',
  basedOn: 6,
  takenAt: NOON,
};

/** A centre with two agents and one queue, and no telephony behind it. */
export class FakeCentre implements UseCases {
  calendarList: CalendarView[] = [];
  agentList: AgentView[] = [agent('anna', 'Anna Berg'), agent('boris', 'Boris Orlov')];
  callList: CallView[] = [];
  readonly waits = new Map<string, Wait>();
  away = new Set<string>();
  refuseWith: string | null = null;
  readonly asked: { agent: string; to: ChosenState; reason: string; by: string }[] = [];
  siteView: SiteView = {
    revision: VERSION.revision,
    loadedAt: NOON,
    version: VERSION,
    lastReload: { at: NOON, taken: true, by: 'olga', why: '', problems: [] },
    folder: null,
    canary: null,
    lastCanary: null,
    unkept: 0,
  };
  /** How the next publish goes. */
  nextPublished: Published = { is: 'published', version: VERSION, problems: [], summary: [] };
  readonly orders: PublishOrder[] = [];
  readonly canaryOrders: unknown[] = [];
  readonly contents = new Map<Which, WhichContent>();
  readonly recordings = new Map<string, Uint8Array>();
  databaseAway = false;

  constructor(private readonly now: () => number = () => NOON) {}

  calendars(): readonly CalendarView[] {
    return this.calendarList;
  }

  agents(): readonly AgentView[] {
    return this.agentList;
  }

  queues(): readonly QueueView[] {
    const line = this.callList.filter(({ position }) => position !== null);
    const count = { 'signed-out': 0, 'not-ready': 0, available: 0, offered: 0, 'on-call': 0, 'wrap-up': 0 };
    for (const { state } of this.agentList) count[state]++;
    return [
      {
        name: 'sales',
        title: 'Sales',
        waiting: line.length,
        offered: 0,
        talking: this.callList.filter(({ agent: id }) => id !== null).length,
        callbacks: 0,
        longestWaitMs: Math.max(0, ...line.map(({ arrivedAt }) => this.now() - arrivedAt)),
        agents: count,
      },
    ];
  }

  calls(): readonly CallView[] {
    return this.callList;
  }

  why(call: string): Wait | undefined {
    return this.waits.get(call);
  }

  rulesView: AgentRulesView = { reasons: [], otherReasons: true, dispositions: {} };
  readonly requests: { agent: string; request: AgentRequest; by: string }[] = [];

  agentRules(): AgentRulesView {
    return this.rulesView;
  }

  async askOfAgent(id: string, request: AgentRequest, by: string): Promise<string | null> {
    if (request.type !== 'set-agent-state' || request.force === true) {
      this.requests.push({ agent: id, request, by });
      return this.refuseWith;
    }
    const { to, reason } = request;
    this.asked.push({ agent: id, to, reason, by });
    if (this.refuseWith !== null) return this.refuseWith;
    this.agentList = this.agentList.map((each) =>
      each.id === id ? { ...each, state: to, reason: to === 'not-ready' ? reason : '', since: this.now() } : each,
    );
    return null;
  }

  readonly overridden: { schedule: string; to: string | null; until?: string; by: string; why: string }[] = [];
  /** Setting an override rejects, as when Redis is away. */
  storeIsAway = false;

  schedules(): readonly ScheduleView[] {
    const last = this.overridden.at(-1);
    const to = last?.to ?? null;
    return [
      {
        name: 'office',
        timeZone: 'Europe/Moscow',
        opening: to === 'closed' ? { is: 'closed' } : { is: 'open' },
        until: null,
        byHours: { is: 'open' },
        override:
          to === null ? null : { schedule: 'office', to, until: null, since: NOON, by: last!.by, why: last!.why },
        states: ['open', 'closed', 'emergency'],
      },
    ];
  }

  async setOverride(schedule: string, wanted: OverrideRequest, by: string): Promise<string | null> {
    if (this.storeIsAway) throw new Error('Redis did not answer within 2000 ms');
    if (this.refuseWith !== null) return this.refuseWith;
    this.overridden.push({ schedule, ...wanted, by });
    return null;
  }

  async clearOverride(schedule: string, by: string, why: string): Promise<string | null> {
    this.overridden.push({ schedule, to: null, by, why });
    return null;
  }

  site(): SiteView {
    return this.siteView;
  }

  async publishSite(order: PublishOrder): Promise<Published> {
    this.orders.push(order);
    return this.nextPublished;
  }

  async siteVersions({ limit, before = Infinity }: { limit: number; before?: number }): Promise<VersionHead[]> {
    if (this.databaseAway) throw new Error('the database is away');
    return [VERSION, { ...VERSION, number: 6 }].filter(({ number }) => number < before).slice(0, limit);
  }

  async siteContent(which: Which): Promise<WhichContent | undefined> {
    if (this.databaseAway && typeof which === 'number') throw new Error('the database is away');
    return this.contents.get(which);
  }

  async compareSites(before: SiteFiles, after: SiteFiles): Promise<SiteChanges> {
    return compareSites(before, after);
  }

  async changeCanary(order: CanaryOrder, by: string): Promise<string | null> {
    this.canaryOrders.push({ ...order, by });
    return this.refuseWith;
  }

  async keepRecording(hash: string, bytes: Uint8Array): Promise<boolean> {
    if (createHash('sha256').update(bytes).digest('hex') !== hash) return false;
    this.recordings.set(hash, bytes);
    return true;
  }

  phone(account: string): PhoneAccount | undefined {
    if (account !== 'anna') return undefined;
    return { account, agent: 'anna', name: 'Anna Berg', password: 'phone-secret', address: null };
  }

  async health(): Promise<Record<string, { ok: boolean; what: string }>> {
    return Object.fromEntries(
      ['asterisk', 'redis', 'history', 'site'].map((part) => [
        part,
        { ok: !this.away.has(part), what: this.away.has(part) ? `${part} is away` : `${part} answers` },
      ]),
    );
  }
}

/** The event stream in memory. */
export class FakeStream implements Pick<EventStream, 'follow' | 'lag'> {
  private readonly kept: { position: string; event: CarillonEvent }[] = [];
  private readonly followers = new Set<(position: string, event: CarillonEvent) => void>();
  behind = 0;
  private serial = 0;

  happens<T extends EventType>(type: T, call: string | null, data: EventData[T]): string {
    const position = `${NOON}-${this.serial++}`;
    const id = `${call ?? 'floor'}.e${this.serial}`;
    const event = { id, at: NOON + this.serial * 1000, call, type, data } as unknown as CarillonEvent;
    this.kept.push({ position, event });
    for (const follower of this.followers) follower(position, event);
    return position;
  }

  all(): readonly CarillonEvent[] {
    return this.kept.map(({ event }) => event);
  }

  async follow(
    handler: (position: string, event: CarillonEvent) => void,
    signal: AbortSignal,
    since?: string,
  ): Promise<void> {
    const from = since === undefined ? this.kept.length : this.kept.findIndex(({ position }) => position === since) + 1;
    for (const { position, event } of this.kept.slice(from)) handler(position, event);
    this.followers.add(handler);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.followers.delete(handler);
  }

  async lag(): Promise<number> {
    return this.behind;
  }
}

export interface Api {
  readonly url: string;
  readonly centre: FakeCentre;
  readonly history: MemoryHistory;
  readonly stream: FakeStream;
  readonly metrics: Metrics;
  readonly log: Lines;
  /** A request with the admin's token, below `/api/v1`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  put(path: string, body: unknown): Promise<Response>;
  /** Opens the live stream and reads it event by event. */
  follow(query?: string, headers?: Record<string, string>): Promise<FeedReader>;
  close(): Promise<void>;
}

/** A whole API on a port of its own, before a centre that is not there. */
export async function startApi(more: Partial<HttpParts> & { centre?: FakeCentre } = {}): Promise<Api> {
  const centre = more.centre ?? new FakeCentre();
  const [history, stream, metrics, log] = [new MemoryHistory(), new FakeStream(), createMetrics(), new Lines()];
  const server = await createHttp({
    useCases: centre,
    history,
    stream,
    metrics,
    token: TOKEN,
    port: 0,
    webRoot: mkdtempSync(join(tmpdir(), 'carillon-web-')),
    log,
    promptText: (name, language) => (name === 'office/main-menu' ? `[${language}] For sales press 1.` : undefined),
    now: () => NOON,
    ...more,
  });
  const url = `http://${server.address.host}:${server.address.port}`;
  const bearer = { authorization: `Bearer ${TOKEN}` };
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, { ...init, headers: { ...bearer, ...(init.headers as Record<string, string>) } });
  return {
    url,
    centre,
    history,
    stream,
    metrics,
    log,
    ask,
    put: (path, body) =>
      ask(path, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    follow: async (query = '', headers = {}) => FeedReader.on(await ask(`/events${query}`, { headers })),
    close: () => server.close(),
  };
}

export function agent(id: string, name: string, state: AgentView['state'] = 'available'): AgentView {
  return {
    id,
    name,
    phone: id,
    state,
    reason: '',
    since: NOON - 65_000,
    until: null,
    queues: ['sales'],
    skills: { sales: 80 },
    call: null,
    next: null,
  };
}

export const callView = (more: Partial<CallView> = {}): CallView => ({
  id: 'carillon-1795290196.12',
  sipCallId: '7f3a@192.0.2.10',
  ani: '+79161234567',
  name: '',
  dnis: '1000',
  campaign: 'autumn',
  flow: 'main',
  node: 'sales.0',
  arrivedAt: NOON - 30_000,
  answered: true,
  queue: 'sales',
  position: 1,
  agent: null,
  ...more,
});

/** How a call begins, as the stream tells it. */
export const arrival = (id: string, sipCallId: string, at = NOON, ani = '+79161234567'): EventData['call.arrived'] => ({
  facts: {
    id,
    ani,
    name: '',
    dnis: '1000',
    diverted: '',
    trunk: 'city',
    channel: 'trunk',
    sipCallId,
    campaign: 'autumn',
    language: 'en',
    person: '',
    agent: '',
    arrivedAt: at,
  },
  flow: 'main',
  revision: '3f9a1c2b4d5e',
});
