import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { isKeptPlace } from '../domain/callback';
import type { CarillonEvent, EventData, EventType } from '../domain/event';
import type { QueueName } from '../domain/ids';
import type { PrunedKind } from '../domain/retention';
import { usualCounting, type CountingRules } from '../domain/service-level';
import { createLevels, type ScrapedParts } from './metric-levels';

const WAITS = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];
const TALKS = [15, 30, 60, 120, 180, 300, 600, 1_200, 1_800, 3_600];
const QUICK = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
const STEPS = [...QUICK, 10, 30, 60, 300];

export interface Metrics {
  /** Counts every event that was saved, once. */
  observe(events: readonly CarillonEvent[]): void;
  ariRequest(operation: string, status: string | number, seconds: number): void;
  ariEvent(type: string): void;
  /** A text became sound: made anew, taken from before, or not at all. */
  speech(engine: string, result: string, seconds: number): void;
  /** Something was deleted because its time was over, or could not be. */
  pruned(kind: PrunedKind, how: 'deleted' | 'failed'): void;
  /** The text that Prometheus reads; what is a level and not a count is asked for now. */
  scrape(from: ScrapedParts): Promise<string>;
  readonly contentType: string;
}

/** Labels are bounded: by the site (queues, flows, nodes, connectors) or by lists of ours. Never a caller, call or agent. */
export function createMetrics(
  rulesOf: (queue: QueueName) => Pick<CountingRules, 'shortAbandonMs'> = () => usualCounting,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: L[]
  ): Histogram<L> => new Histogram({ name, help, buckets, labelNames, registers });

  const arrived = counter('carillon_calls_arrived_total', 'Calls that reached us', 'channel');
  const ended = counter('carillon_calls_ended_total', 'Calls by how they ended', 'outcome');
  const callsFailed = counter('carillon_calls_failed_total', 'Calls that the dialplan had to take over');
  const offered = counter('carillon_calls_offered_total', 'Callers who entered a queue', 'queue');
  const answered = counter('carillon_calls_answered_total', 'Callers whom an agent spoke with', 'queue');
  const abandoned = counter('carillon_calls_abandoned_total', 'Callers who gave up waiting', 'queue', 'short');
  const overflowed = counter('carillon_calls_overflowed_total', 'Callers who left unserved', 'queue', 'reason');
  const offers = counter('carillon_offers_total', 'Offers to agents by how they ended', 'queue', 'how');
  const waited = histogram('carillon_answer_seconds', 'From entering the queue to an agent', WAITS, 'queue');
  const talked = histogram('carillon_talk_seconds', 'Talk with an agent', TALKS, 'queue');
  const wrappedUp = histogram('carillon_wrapup_seconds', 'Wrap-up after a talk', TALKS);
  const step = histogram('carillon_flow_node_seconds', 'Time in a step of a flow', STEPS, 'flow', 'kind');
  const flowErrors = counter('carillon_flow_errors_total', 'What did not go as written; the call went on', 'node');
  const lookup = histogram('crm_lookup_seconds', 'Look-ups as callers wait for them', QUICK, 'connector', 'result');
  const refusedPublishes = counter('carillon_site_refused_total', 'Publishes that changed nothing', 'from');
  const ariRequests = histogram('ari_request_seconds', 'Requests to Asterisk', QUICK, 'op', 'status');
  const speech = histogram('carillon_speech_seconds', 'Texts that were spoken', QUICK, 'engine', 'result');
  const voicemails = counter('carillon_voicemails_total', 'Messages that callers left', 'box');
  const callbacks = counter('carillon_callbacks_total', 'Callbacks asked for, and by how they ended', 'queue', 'how');
  const callbackTries = counter(
    'carillon_callback_tries_total',
    'Customers called back by how that went',
    'queue',
    'how',
  );
  const notices = counter('carillon_notices_total', 'Mail, text messages and webhooks by how they ended', 'by', 'how');
  const pruned = counter('carillon_pruned_total', 'What was over its time, by what became of it', 'kind', 'how');
  const listChanges = counter(
    'carillon_list_changes_total',
    'Entries added to lists, removed and ended',
    'list',
    'what',
  );
  const pinLocks = counter('carillon_pin_locks_total', 'Times that wrong PINs locked something');
  const pinsRefused = counter('carillon_pins_refused_total', 'PINs that were not looked at because of a lock');
  const agentLimits = counter(
    'carillon_agent_limits_total',
    'Limits that agents reached: of a reason, of missed offers, of an unreachable phone, of being signed in',
    'limit',
    'then',
  );
  const choosers = counter(
    'carillon_chooser_answers_total',
    'Times that somebody outside was asked which agent is to have a call, by what came of it',
    'connector',
    'how',
  );
  const repaired = counter(
    'carillon_agents_repaired_total',
    'Agents found in a state that could not be, and put right',
  );
  const starving = counter(
    'carillon_callers_starving_total',
    'Callers who waited long while others who came later were served',
    'queue',
  );
  const dispositions = counter('carillon_dispositions_total', 'Codes of what came of talks', 'queue', 'code');
  const conditions = counter(
    'carillon_queue_conditions_total',
    'Times that a condition of a queue let callers go or kept them out',
    'queue',
    'condition',
  );
  const fetches = counter(
    'carillon_calendar_fetches_total',
    'Times that a calendar was asked for elsewhere, by what came of it',
    'calendar',
    'result',
  );
  const ariEvents = counter('ari_events_total', 'Events from Asterisk', 'type');

  const counts: { readonly [T in EventType]: ((data: EventData[T]) => void) | null } = {
    'call.arrived': ({ facts: { channel } }) => arrived.inc({ channel }),
    'call.answered': null,
    'call.refused': null,
    'call.ended': ({ outcome }) => ended.inc({ outcome }),
    'call.language': null,
    'call.tagged': null,
    'call.noted': null,
    'call.failed': () => callsFailed.inc(),
    'flow.step': ({ flow, kind, tookMs }) => step.observe({ flow, kind }, tookMs / 1000),
    'flow.input': null,
    'flow.play': null,
    'flow.keys-sent': null,
    'flow.lookup': ({ connector, result, tookMs }) => lookup.observe({ connector, result }, tookMs / 1000),
    'flow.problem': ({ node }) => flowErrors.inc({ node }),
    'flow.variable': null,
    'survey.answered': null,
    'dial.started': null,
    'dial.ended': null,
    'voicemail.left': ({ box }) => voicemails.inc({ box }),
    'voicemail.changed': null,
    'recording.kept': null,
    'recording.deleted': null,
    'notice.ended': ({ by, how }) => notices.inc({ by, how }),
    'queue.entered': ({ queue, ticket }) => {
      if (!isKeptPlace(ticket)) offered.inc({ queue });
    },
    'queue.offered': null,
    'queue.chooser': ({ connector, how }) => choosers.inc({ connector, how }),
    'queue.confirm-asked': null,
    'queue.offer-ended': ({ queue, how }) => offers.inc({ queue, how }),
    'queue.connected': ({ queue, ticket, waitedMs }) => {
      if (isKeptPlace(ticket)) return;
      answered.inc({ queue });
      waited.observe({ queue }, waitedMs / 1000);
    },
    'queue.talk-ended': ({ queue, talkedMs }) => talked.observe({ queue }, talkedMs / 1000),
    'queue.disposition': ({ queue, code }) => dispositions.inc({ queue, code }),
    'queue.left': ({ queue, ticket, reason, waitedMs }) => {
      if (isKeptPlace(ticket)) return;
      if (reason === 'abandoned')
        abandoned.inc({ queue, short: waitedMs < rulesOf(queue).shortAbandonMs ? 'yes' : 'no' });
      else if (reason !== 'answered') overflowed.inc({ queue, reason });
    },
    'queue.condition': ({ queue, condition, holds }) => {
      if (holds) conditions.inc({ queue, condition });
    },
    'queue.starving': ({ queue }) => starving.inc({ queue }),
    'queue.moved': null,
    'queue.priority': null,
    'queue.withdrawn': null,
    'queue.announced': null,
    'queue.picked': null,
    'callback.requested': ({ queue }) => callbacks.inc({ queue, how: 'requested' }),
    'callback.tried': ({ queue, how }) => callbackTries.inc({ queue, how }),
    'callback.ended': ({ queue, how }) => callbacks.inc({ queue, how }),
    'agent.state': ({ was, forMs }) => {
      if (was === 'wrap-up') wrappedUp.observe(forMs / 1000);
    },
    'agent.next': null,
    'agent.wrap-up': null,
    'agent.queue': null,
    'agent.limit': ({ limit, then }) => agentLimits.inc({ limit, then }),
    'agent.repaired': () => repaired.inc(),
    'schedule.override': null,
    'calendar.fetched': ({ calendar }) => fetches.inc({ calendar, result: 'fetched' }),
    'calendar.failed': ({ calendar }) => fetches.inc({ calendar, result: 'failed' }),
    'list.changed': ({ list, what }) => listChanges.inc({ list, what }),
    'pin.locked': () => pinLocks.inc(),
    'pin.refused': () => pinsRefused.inc(),
    'pin.lifted': null,
    'site.published': null,
    'site.refused': ({ from }) => refusedPublishes.inc({ from }),
    'site.canary': null,
  };
  const levels = createLevels(registry);

  return {
    contentType: registry.contentType,
    observe: (events) => {
      for (const { type, data } of events) (counts[type] as ((data: unknown) => void) | null)?.(data);
    },
    ariRequest: (op, status, seconds) => ariRequests.observe({ op, status: String(status) }, seconds),
    ariEvent: (type) => ariEvents.inc({ type }),
    speech: (engine, result, seconds) => speech.observe({ engine, result }, seconds),
    pruned: (kind, how) => pruned.inc({ kind, how }),
    scrape: async (from) => {
      for (const { name: queue } of from.useCases.queues()) {
        // A counter that is not there yet makes the first call invisible to rate().
        offered.inc({ queue }, 0);
        answered.inc({ queue }, 0);
        for (const short of ['yes', 'no']) abandoned.inc({ queue, short }, 0);
      }
      await levels(from);
      return registry.metrics();
    },
  };
}
