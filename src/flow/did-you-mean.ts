import { closest, distance } from 'fastest-levenshtein';

/** The nearest of `known` to what was written, as ` (did you mean "x"?)`, or '' where nothing is near. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearestTo(written, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** Near is: a third of the letters differ at most, or two of a short word, or one of three letters. */
export function nearestTo(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(written, known);
  const most = written.length > 3 ? Math.max(2, Math.floor(written.length / 3)) : written.length > 1 ? 1 : 0;
  return distance(written, near) <= most ? near : undefined;
}
