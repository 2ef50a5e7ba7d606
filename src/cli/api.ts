import { setTimeout as pause } from 'node:timers/promises';
import type { ChosenState } from '../domain/agent';
import type { CallRow } from '../engine/ports/history';
import type { PhoneAccount } from '../engine/ports/telephony';
import type { AgentView, CallView, QueueView } from '../engine/use-cases';
import type { Problem } from '../flow/problem';
import { isTimeZone } from '../flow/wall-clock';
import { Failure } from './failure';
import type { Settings } from './settings';
import type { ShownEvent } from './shown-event';
import { EventReader } from './sse';

const ANSWER_WITHIN_MS = 10_000;
/** A stream says something every 15 s; one that is silent for longer is dead. */
const STREAM_SILENT_MS = 40_000;
const FOLLOW_AGAIN_AFTER_MS = 1_000;

/** Carillon said no, and why: an RFC 9457 problem. */
export class Refused extends Failure {
  constructor(
    readonly status: number,
    detail: string,
    readonly problems: readonly Problem[] | undefined,
    /** Recordings, by hash, that must be sent first. */
    readonly missing?: readonly string[],
    /** By Carillon itself, and not by something else at its address. */
    private readonly told = true,
  ) {
    super(detail);
  }

  /** What was asked makes no sense, or names nothing that there is. */
  get isUsage(): boolean {
    return this.told && (this.status === 400 || this.status === 404);
  }
}

export interface FollowListeners {
  onEvent(event: ShownEvent): void;
  /** The stream broke off, and (`true`) came back. */
  onLink(up: boolean): void;
}

/** A running Carillon, over its API. Every failure is a `Failure` that can be shown as it is. */
export class Api {
  private siteZone: string | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  /** The time zone of the site, as the last answer told it. */
  get timeZone(): string | undefined {
    return this.siteZone;
  }

  async agents(): Promise<readonly AgentView[]> {
    return (await this.get<{ agents: AgentView[] }>('/agents')).agents;
  }

  agent(id: string): Promise<AgentView> {
    return this.get(`/agents/${encodeURIComponent(id)}`);
  }

  setAgentState(id: string, state: ChosenState, reason = ''): Promise<AgentView> {
    return this.ask('PUT', `/agents/${encodeURIComponent(id)}/state`, { state, ...(reason !== '' && { reason }) });
  }

  async queues(): Promise<readonly QueueView[]> {
    return (await this.get<{ queues: QueueView[] }>('/queues')).queues;
  }

  async calls(): Promise<readonly CallView[]> {
    return (await this.get<{ calls: CallView[] }>('/calls')).calls;
  }

  async history(filter: Readonly<Record<string, string>>): Promise<readonly CallRow[]> {
    return (await this.get<{ calls: CallRow[] }>(`/history/calls?${new URLSearchParams(filter).toString()}`)).calls;
  }

  historyOf(call: string): Promise<{ readonly call: CallRow; readonly events: readonly ShownEvent[] }> {
    return this.get(`/history/calls/${encodeURIComponent(call)}`);
  }

  phone(account: string): Promise<PhoneAccount> {
    return this.get(`/phones/${encodeURIComponent(account)}`);
  }

  /** Hands out events as they happen, through breaks too, until the signal; `call` is a call's id or SIP Call-ID. */
  async follow(call: string | undefined, listeners: FollowListeners, signal: AbortSignal): Promise<void> {
    let lastId = '';
    let up = true;
    while (!signal.aborted) {
      try {
        await this.readStream(call, lastId, signal, (id, event) => {
          if (!up) listeners.onLink((up = true));
          if (id !== '') lastId = id;
          if (event) listeners.onEvent(event);
        });
      } catch (error) {
        if (error instanceof Refused && error.status !== 503) throw error;
      }
      if (isAborted(signal)) return;
      if (up) listeners.onLink((up = false));
      await pause(FOLLOW_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async readStream(
    call: string | undefined,
    lastId: string,
    signal: AbortSignal,
    onMessage: (id: string, event: ShownEvent | undefined) => void,
  ): Promise<void> {
    const silent = new AbortController();
    const alarm = setTimeout(() => silent.abort(), STREAM_SILENT_MS);
    try {
      const response = await this.send(
        'GET',
        `/events${call === undefined ? '' : `?call=${encodeURIComponent(call)}`}`,
        { headers: lastId === '' ? {} : { 'last-event-id': lastId }, signal: AbortSignal.any([signal, silent.signal]) },
      );
      if (!response.ok) await this.refuse(response);
      onMessage('', undefined);
      const reader = new EventReader();
      const decoder = new TextDecoder();
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        alarm.refresh();
        for (const { id, data } of reader.read(decoder.decode(chunk, { stream: true })))
          onMessage(id, JSON.parse(data) as ShownEvent);
      }
    } finally {
      clearTimeout(alarm);
    }
  }

  private get<T>(path: string): Promise<T> {
    return this.ask('GET', path);
  }

  /** Sends a file. */
  async upload(path: string, bytes: Uint8Array, withinMs: number): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await this.send('PUT', path, { signal: AbortSignal.timeout(withinMs), body: bytes, headers });
    if (!response.ok) await this.refuse(response);
  }

  /** Fetches a file. */
  async download(path: string, withinMs = ANSWER_WITHIN_MS): Promise<Uint8Array> {
    const response = await this.send('GET', path, { signal: AbortSignal.timeout(withinMs) });
    if (!response.ok) await this.refuse(response);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** One request and its answer in JSON. */
  async ask<T>(method: string, path: string, body?: object, withinMs = ANSWER_WITHIN_MS): Promise<T> {
    const response = await this.send(method, path, {
      signal: AbortSignal.timeout(withinMs),
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) await this.refuse(response);
    try {
      return (await response.json()) as T;
    } catch {
      throw new Failure(`What answers at ${this.settings.url} is not Carillon; is CARILLON_URL right?`);
    }
  }

  private async send(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string | Uint8Array; signal: AbortSignal },
  ): Promise<Response> {
    const { url, token } = this.settings;
    try {
      const response = await this.fetch(`${url}/api/v1${path}`, {
        ...init,
        method,
        headers: { ...init.headers, authorization: `Bearer ${token}` },
      });
      const zone = response.headers.get('carillon-time-zone');
      if (zone !== null && isTimeZone(zone)) this.siteZone = zone;
      return response;
    } catch (error) {
      const late = (error as { readonly name?: unknown } | undefined)?.name === 'TimeoutError';
      throw new Failure(
        late
          ? `Carillon at ${url} does not answer within ${ANSWER_WITHIN_MS / 1000} s; its log tells what it is doing.`
          : `Carillon does not answer at ${url}; is \`npm start\` running?`,
        { cause: error },
      );
    }
  }

  private async refuse(response: Response): Promise<never> {
    const { url, tokenFrom } = this.settings;
    const problem = (await response.json().catch(() => undefined)) as
      { detail?: string; problems?: readonly Problem[]; recordings?: readonly { readonly hash: string }[] } | undefined;
    if (response.status === 401)
      throw new Refused(401, `Carillon at ${url} does not know the token from ${tokenFrom}.`, undefined);
    if (problem?.detail === undefined)
      throw new Refused(
        response.status,
        `What answers at ${url} (${response.status}) is not Carillon; is CARILLON_URL right?`,
        undefined,
        undefined,
        false,
      );
    const missing = problem.recordings?.map(({ hash }) => hash);
    throw new Refused(response.status, problem.detail, problem.problems, missing);
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;
