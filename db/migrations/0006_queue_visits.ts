import { createTable, instant, word } from './migration';

/** One row a ticket: a caller's visit to a queue, with exactly one reason for its end. */
export const queueVisits = createTable('0006_queue_visits', 'queue_visits', (t) => {
  word(t, 'ticket').primary();
  word(t, 'call_id').index('queue_visits_call');
  word(t, 'queue').index('queue_visits_queue');
  t.integer('priority');
  t.integer('position_at_entry').unsigned();
  t.integer('position').unsigned();
  instant(t, 'entered_at').index('queue_visits_entered');
  instant(t, 'connected_at');
  word(t, 'agent');
  instant(t, 'left_at').index('queue_visits_left');
  word(t, 'reason', 16);
  t.bigInteger('waited_ms');
  t.bigInteger('talked_ms');
});
