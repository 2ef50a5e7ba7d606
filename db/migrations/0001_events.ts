import { createTable, instant, word } from './migration';

/** The truth: every other table but `summaries` is made from it. `seq` is the order in which the events were recorded. */
export const events = createTable('0001_events', 'events', (t) => {
  t.bigIncrements('seq');
  word(t, 'id').notNullable().unique({ indexName: 'events_id' });
  instant(t, 'at').notNullable().index('events_at');
  word(t, 'call_id').index('events_call');
  word(t, 'type', 32).notNullable();
  t.json('data').notNullable();
});
