import { createTable, instant, word } from './migration';

/** Every site that was ever published, whole. */
export const siteRevisions = createTable('0010_site_revisions', 'site_revisions', (t) => {
  word(t, 'revision', 32).primary();
  instant(t, 'published_at');
  t.json('files');
});
