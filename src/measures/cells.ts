import type { CountingRules } from '../domain/service-level';
import { measures } from './definitions';
import type { Interval } from './intervals';
import type { Base, Derived, Measure, Subject } from './measure';

/** The figures of one queue, one agent or all calls in one interval; what is not there is 0. Lengths are in milliseconds. */
export type Cell = Map<string, number>;

export interface Row {
  readonly subject: Subject;
  /** The queue or the agent; '' of all calls. */
  readonly key: string;
  readonly interval: Interval;
  readonly cell: Cell;
}

const folds = new Map(measures.flatMap((each) => ('fold' in each ? [[each.name, each.fold] as const] : [])));

/** Adds to a figure, or takes back (`sign` -1); what is the highest stays so. */
export function put(cell: Cell, name: string, value: number, sign: 1 | -1 = 1): void {
  const before = cell.get(name) ?? 0;
  if (folds.get(name) === 'highest') cell.set(name, Math.max(before, value));
  else cell.set(name, before + sign * value);
}

/** The cell of an interval, made where there is none. */
export function cellIn(cells: Map<string, Row>, subject: Subject, key: string, interval: Interval): Cell {
  const name = `${subject} ${key} ${interval.from}`;
  const known = cells.get(name);
  if (known) return known.cell;
  const cell: Cell = new Map();
  cells.set(name, { subject, key, interval, cell });
  return cell;
}

/** Of several cells one: of a day its hours, of a centre its queues. */
export function together(cells: Iterable<Cell>): Cell {
  const all: Cell = new Map();
  for (const cell of cells) for (const [name, value] of cell) put(all, name, value);
  return all;
}

export const basesOf = <F extends Base['from']>(from: F, subject: Subject): readonly Extract<Base, { from: F }>[] =>
  measures.filter((each): each is Extract<Base, { from: F }> => each.from === from && each.subject === subject);

/** The value of a measure, lengths in seconds; `null` where there was nothing to divide by. */
export function valueOf(measure: Measure, cell: Cell, rules: CountingRules): number | null {
  const value = measure.from === 'figures' ? derivedOf(measure, cell, rules) : (cell.get(measure.name) ?? 0);
  if (value === null) return null;
  return measure.unit === 'seconds' ? value / 1000 : value;
}

const derivedOf = (measure: Derived, cell: Cell, rules: CountingRules): number | null =>
  measure.of((name) => cell.get(name) ?? 0, rules);
