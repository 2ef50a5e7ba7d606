import { events } from './0001_events';
import { calls } from './0002_calls';
import { legs } from './0003_legs';
import { steps } from './0004_steps';
import { inputs } from './0005_inputs';
import { queueVisits } from './0006_queue_visits';
import { offers } from './0007_offers';
import { agentIntervals } from './0008_agent_intervals';
import { summaries } from './0009_summaries';
import { siteRevisions } from './0010_site_revisions';
import { siteVersions } from './0011_site_versions';
import { siteRecordings } from './0012_site_recordings';
import { voicemails } from './0013_voicemails';
import { callbacks } from './0014_callbacks';
import type { Migration } from './migration';

/** In order. What has landed is never edited: a change is a new migration at the end. */
export const migrations: readonly Migration[] = [
  events,
  calls,
  legs,
  steps,
  inputs,
  queueVisits,
  offers,
  agentIntervals,
  summaries,
  siteRevisions,
  siteVersions,
  siteRecordings,
  voicemails,
  callbacks,
];
