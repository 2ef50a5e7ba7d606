import { agentIntervals } from './agent-intervals';
import { callbacks } from './callbacks';
import { calls } from './calls';
import { inputs } from './inputs';
import { legs } from './legs';
import { offers } from './offers';
import type { Projection } from './projection';
import { queueVisits } from './queue-visits';
import { steps } from './steps';
import { voicemails } from './voicemails';

export const projections: readonly Projection[] = [
  calls,
  legs,
  steps,
  inputs,
  queueVisits,
  offers,
  agentIntervals,
  voicemails,
  callbacks,
];
