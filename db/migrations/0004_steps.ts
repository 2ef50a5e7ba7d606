import { createTable, instant, word } from './migration';

/** The path of a call through its flow, in the order of `number`. */
export const steps = createTable('0004_steps', 'steps', (t) => {
  word(t, 'event_id').primary();
  word(t, 'call_id').index('steps_call');
  t.integer('number').unsigned();
  word(t, 'flow');
  word(t, 'node');
  word(t, 'kind', 32);
  word(t, 'exit_name');
  instant(t, 'entered_at');
  instant(t, 'left_at').index('steps_left');
  t.bigInteger('took_ms');
});
