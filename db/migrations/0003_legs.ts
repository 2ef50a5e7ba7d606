import { createTable, instant, word } from './migration';

/** One row a leg: the caller's (its id is the call's) and each agent's that was rung. */
export const legs = createTable('0003_legs', 'legs', (t) => {
  word(t, 'id').primary();
  word(t, 'call_id').index('legs_call');
  word(t, 'part', 16);
  word(t, 'queue');
  word(t, 'agent').index('legs_agent');
  instant(t, 'started_at');
  instant(t, 'answered_at');
  instant(t, 'connected_at');
  instant(t, 'ended_at');
  word(t, 'how', 32);
  word(t, 'ended_by', 16);
});
