import { Gauge, type Registry } from 'prom-client';
import type { EventStream } from '../engine/ports/state';
import type { Log } from '../engine/ports/world';
import type { UseCases } from '../engine/use-cases';

export interface ScrapedParts {
  readonly useCases: UseCases;
  readonly stream: Pick<EventStream, 'lag'>;
  readonly log: Log;
}

/** What is as it is now: asked for at each scrape. */
export function createLevels(registry: Registry): (from: ScrapedParts) => Promise<void> {
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const waiting = gauge('carillon_queue_waiting', 'Callers in line', 'queue');
  const callbacks = gauge('carillon_queue_callbacks', 'Customers who are to be called back', 'queue');
  const longest = gauge('carillon_queue_longest_wait_seconds', 'How long the first in line waits', 'queue');
  const today = gauge(
    'carillon_queue_today',
    'Measures of the day (docs/measures.md), lengths in seconds',
    'queue',
    'measure',
  );
  const agents = gauge('carillon_agents', 'Agents of a queue by state', 'queue', 'state');
  const calls = gauge('carillon_calls_open', 'Calls that go on');
  const reloaded = gauge('carillon_config_last_reload_successful', 'Whether the last reload of the site was taken');
  const reloadedAt = gauge('carillon_config_last_reload_success_timestamp_seconds', 'When the site was published');
  const lastAt = gauge('carillon_config_last_reload_timestamp_seconds', 'When a publish was last tried');
  const version = gauge('carillon_site_version', 'The number of the version that new calls get');
  const share = gauge('carillon_canary_percent', 'The share of new calls that get another version, 0 without one');
  const notApplied = gauge('carillon_site_changes_not_applied', 'Files of the folder that differ from what runs');
  const calendarAge = gauge(
    'carillon_calendar_age_seconds',
    'How long ago a fetched calendar was last confirmed by where it comes from',
    'calendar',
  );
  const calendarUp = gauge('carillon_calendar_up', 'Whether a fetched calendar is there and not stale', 'calendar');
  const connected = gauge('ari_ws_connected', 'Whether Asterisk can be heard');
  const up = gauge('carillon_part_up', 'Whether a part answers', 'part');
  const lag = gauge('carillon_event_lag_events', 'Events that the history has not yet taken');

  return async ({ useCases, stream, log }) => {
    for (const level of [waiting, longest, callbacks, agents, today, up, lag, calendarAge, calendarUp]) level.reset();
    for (const queue of useCases.queues()) {
      waiting.set({ queue: queue.name }, queue.waiting);
      longest.set({ queue: queue.name }, queue.longestWaitMs / 1000);
      callbacks.set({ queue: queue.name }, queue.callbacks);
      for (const [measure, value] of Object.entries(queue.today ?? {}))
        if (value !== null) today.set({ queue: queue.name, measure }, value);
      for (const [state, number] of Object.entries(queue.agents)) agents.set({ queue: queue.name, state }, number);
    }
    for (const { name, state, ageMs } of useCases.calendars()) {
      calendarUp.set({ calendar: name }, state === 'fresh' ? 1 : 0);
      if (ageMs !== null) calendarAge.set({ calendar: name }, ageMs / 1000);
    }
    calls.set(useCases.calls().length);
    const { loadedAt, lastReload, version: running, canary, folder } = useCases.site();
    lastAt.set(lastReload.at / 1000);
    version.set(running?.number ?? 0);
    share.set(canary?.percent ?? 0);
    notApplied.set(folder?.changes.length ?? 0);
    reloaded.set(lastReload.taken ? 1 : 0);
    reloadedAt.set(loadedAt / 1000);
    const health = await useCases.health();
    for (const [part, { ok }] of Object.entries(health)) up.set({ part }, ok ? 1 : 0);
    connected.set(health['asterisk']?.ok === true ? 1 : 0);
    try {
      lag.set(await stream.lag('history'));
    } catch (error) {
      lag.set(NaN);
      log.warn('the lag of the history cannot be read', { error });
    }
  };
}
