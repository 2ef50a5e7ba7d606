import type { Knex } from 'knex';
import type { CarillonEvent } from '../../domain/event';
import { projections } from './projections/registry';
import { rowsOf, type Cells, type Projection } from './projections/projection';

/** Rows that name the same columns go in one statement. */
interface Upsert {
  readonly projection: Projection;
  readonly columns: readonly string[];
  readonly rows: Cells[];
}

/**
 * Writes what the events mean into every table made from them. An event that a projection cannot read (its fields are not
 * what they should be) is told to `onUnreadable` and left out: it is in `events` all the same, for `recompute`.
 */
export async function project(
  trx: Knex.Transaction,
  events: readonly CarillonEvent[],
  onUnreadable: (event: CarillonEvent, error: unknown) => void,
): Promise<void> {
  const upserts = new Map<string, Upsert>();
  for (const event of events) {
    try {
      for (const [projection, row] of allRowsOf(event)) add(upserts, projection, row);
    } catch (error) {
      onUnreadable(event, error);
    }
  }
  for (const { projection, columns, rows } of upserts.values()) {
    const told = columns.filter((column) => !projection.key.includes(column));
    await trx(projection.table)
      .insert(rows)
      .onConflict([...projection.key])
      .merge(told);
  }
}

const allRowsOf = (event: CarillonEvent): (readonly [Projection, Cells])[] =>
  projections.flatMap((projection) => rowsOf(projection, event).map((row) => [projection, row] as const));

function add(upserts: Map<string, Upsert>, projection: Projection, row: Cells): void {
  const columns = Object.keys(row);
  const name = `${projection.table}(${columns.join()})`;
  const upsert = upserts.get(name) ?? { projection, columns, rows: [] };
  upserts.set(name, upsert);
  upsert.rows.push(row);
}
