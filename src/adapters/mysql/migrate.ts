import type { Knex } from 'knex';
import { migrations } from '../../../db/migrations';
import type { Migration } from '../../../db/migrations/migration';

const WAIT_S = 60;

/**
 * Brings the database up to date and says what was done. Nodes that start together take turns: the lock belongs to the
 * connection, so it is freed even when its owner dies.
 */
export async function migrate(db: Knex): Promise<readonly string[]> {
  const lock = "CONCAT('carillon.', SHA1(DATABASE()))";
  // A transaction, only to keep hold of one connection: the migrations run on others.
  return db.transaction(async (holder) => {
    const ask = async (sql: string): Promise<unknown> => {
      const [rows] = (await holder.raw(sql)) as [readonly { readonly answer: unknown }[]];
      return rows[0]?.answer;
    };
    if (Number(await ask(`SELECT GET_LOCK(${lock}, ${WAIT_S}) AS answer`)) !== 1)
      throw new Error(`another node has been migrating this database for ${WAIT_S} s`);
    try {
      // A server that went down in the middle leaves knex's own lock behind; ours says that nobody else is at it.
      await db.migrate.forceFreeMigrationsLock({ migrationSource: source });
      const [, done] = (await db.migrate.latest({ migrationSource: source, disableTransactions: true })) as [
        number,
        string[],
      ];
      return done;
    } finally {
      await ask(`SELECT RELEASE_LOCK(${lock}) AS answer`);
    }
  });
}

const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: ({ name }) => name,
  getMigration: (migration) =>
    Promise.resolve({
      up: (db) => migration.up(db),
      down: () => Promise.reject(new Error('the database only goes forward')), // knex wants one
    }),
};
