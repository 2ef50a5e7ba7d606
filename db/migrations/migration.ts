import type { Knex } from 'knex';

/** One step of the database's structure: one DDL statement, harmless when it was done before (DDL cannot be rolled back). */
export interface Migration {
  readonly name: string;
  up(db: Knex): Promise<void>;
}

/** Makes a table unless it is there. */
export function createTable(name: string, table: string, columns: (t: Knex.CreateTableBuilder) => void): Migration {
  return {
    name,
    async up(db) {
      if (await db.schema.hasTable(table)) return;
      await db.schema.createTable(table, (t) => {
        t.charset('utf8mb4');
        t.collate('utf8mb4_unicode_ci');
        columns(t);
      });
    },
  };
}

/** Milliseconds, in UTC; TIMESTAMP would end in 2038. */
export const instant = (t: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder =>
  t.datetime(name, { precision: 3 });

/** Ids, names, numbers, words. */
export const word = (t: Knex.CreateTableBuilder, name: string, length = 96): Knex.ColumnBuilder =>
  t.string(name, length);
