import { createTable, instant, word } from './migration';

/** One row a callback that a caller asked for, with what has become of it; `id` is the call to be. */
export const callbacks = createTable('0014_callbacks', 'callbacks', (t) => {
  word(t, 'id').primary();
  word(t, 'ticket');
  word(t, 'asked_by').index('callbacks_asked_by');
  word(t, 'queue');
  word(t, 'number').index('callbacks_number');
  word(t, 'trunk');
  instant(t, 'asked_at').index('callbacks_asked');
  instant(t, 'due_at');
  instant(t, 'expires_at');
  t.integer('calls').unsigned();
  instant(t, 'last_at');
  word(t, 'last_how', 16);
  word(t, 'agent');
  instant(t, 'ended_at').index('callbacks_ended');
  word(t, 'ended_how', 16);
  word(t, 'ended_by');
  t.index(['queue', 'asked_at'], 'callbacks_queue');
});
