import { createTable, instant, word } from './migration';

/** What agents did, from when to when; an interval that still lasts has no `to_at`. */
export const agentIntervals = createTable('0008_agent_intervals', 'agent_intervals', (t) => {
  word(t, 'agent').notNullable();
  instant(t, 'from_at').notNullable().index('agent_intervals_from');
  instant(t, 'to_at');
  word(t, 'state', 16);
  word(t, 'reason');
  word(t, 'set_by');
  t.primary(['agent', 'from_at']);
});
