import { createTable, instant, word } from './migration';

/** One row a call. Columns other than the key may be empty: events of a call may come in any order. */
export const calls = createTable('0002_calls', 'calls', (t) => {
  word(t, 'id').primary();
  word(t, 'ani').index('calls_ani');
  word(t, 'caller_name', 128);
  word(t, 'dnis').index('calls_dnis');
  word(t, 'diverted');
  word(t, 'trunk');
  word(t, 'channel', 16);
  word(t, 'sip_call_id', 255);
  word(t, 'campaign').index('calls_campaign');
  word(t, 'language', 16);
  word(t, 'person');
  word(t, 'agent');
  word(t, 'flow');
  word(t, 'revision', 32);
  instant(t, 'arrived_at').index('calls_arrived');
  instant(t, 'answered_at');
  instant(t, 'ended_at');
  word(t, 'outcome', 32).index('calls_outcome');
  word(t, 'ended_by', 16);
  t.integer('cause');
  word(t, 'last_node');
  word(t, 'refused', 32);
  word(t, 'failure', 255);
});
