import { createTable, word } from './migration';

/** The bytes of recordings, by their hash, in parts that every server takes in one packet. */
export const siteRecordings = createTable('0012_site_recordings', 'site_recordings', (t) => {
  word(t, 'hash', 64);
  t.integer('part').unsigned();
  t.specificType('bytes', 'mediumblob').notNullable();
  t.boolean('last').notNullable();
  t.primary(['hash', 'part']);
});
