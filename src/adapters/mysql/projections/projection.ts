import type { CarillonEvent, EventOf, EventType } from '../../../domain/event';

/** What one event writes into one row; columns that it does not name stay as they are. */
export type Cells = Readonly<Record<string, string | number | Date | null>>;

/**
 * How one table is made from the events: for each type the rows it writes. An event only ever says what it knows itself, so
 * rows come out the same in whatever order events of different calls (or of call and floor) are recorded, and however
 * often.
 */
export interface Projection {
  readonly table: string;
  readonly key: readonly string[];
  readonly on: { readonly [T in EventType]?: (event: EventOf<T>) => readonly Cells[] };
}

export function rowsOf(projection: Projection, event: CarillonEvent): readonly Cells[] {
  // Each function takes events of the type it stands under, and is looked up by just that.
  const write = projection.on[event.type] as ((event: CarillonEvent) => readonly Cells[]) | undefined;
  return write?.(event) ?? [];
}

/** What comes from outside (numbers and names of callers) may be of any length; a column is not. */
export const clip = (text: string, length = 96): string => (text.length <= length ? text : text.slice(0, length));

/** `<call>.e12` → 12: the order within a call. */
export const numberOf = (event: CarillonEvent): number => Number(/\d+$/.exec(event.id)?.[0] ?? 0);

/** Throws for what is no instant: better one event unread than a batch that no server takes. */
export function date(instant: number): Date {
  if (!Number.isFinite(instant)) throw new RangeError(`${String(instant)} is no instant`);
  return new Date(instant);
}
