import { agentIntervals } from './agent-intervals';
import { calls } from './calls';
import { inputs } from './inputs';
import { legs } from './legs';
import { offers } from './offers';
import type { Projection } from './projection';
import { queueVisits } from './queue-visits';
import { siteRevisions } from './site-revisions';
import { steps } from './steps';

export const projections: readonly Projection[] = [
  calls,
  legs,
  steps,
  inputs,
  queueVisits,
  offers,
  agentIntervals,
  siteRevisions,
];
