import { createTable, instant, word } from './migration';

/** Made by the post-call job. */
export const summaries = createTable('0009_summaries', 'summaries', (t) => {
  word(t, 'call_id').primary();
  instant(t, 'at').notNullable();
  t.json('summary').notNullable();
});
