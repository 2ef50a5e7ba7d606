import { createTable, instant, word } from './migration';

/** What callers keyed in; secret digits were masked before they came here. */
export const inputs = createTable('0005_inputs', 'inputs', (t) => {
  word(t, 'event_id').primary();
  word(t, 'call_id').index('inputs_call');
  t.integer('number').unsigned();
  instant(t, 'at');
  word(t, 'node');
  word(t, 'heard', 16);
  word(t, 'keyed');
});
