import { createTable, instant, word } from './migration';

/** Every publish of the site; the text is in `site_revisions`, once for each content. */
export const siteVersions = createTable('0011_site_versions', 'site_versions', (t) => {
  t.integer('number').unsigned().primary();
  word(t, 'revision', 32).notNullable().index('site_versions_revision');
  word(t, 'author', 255).notNullable();
  t.text('message').notNullable();
  instant(t, 'published_at').notNullable();
  word(t, 'source', 16).notNullable();
  t.integer('based_on').unsigned();
  instant(t, 'taken_at').index('site_versions_taken');
});
