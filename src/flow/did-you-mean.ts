import { closest, distance } from 'fastest-levenshtein';

/** The nearest of `known` to what was written, as ` (did you mean "x"?)`, or '' where nothing is near. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearestTo(written, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** Near is: a third of the letters differ at most, or two of a short word, but never all of them. */
export function nearestTo(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(written, known);
  const most = Math.min(Math.max(2, Math.floor(written.length / 3)), Math.max(written.length, near.length) - 1);
  return distance(written, near) <= most ? near : undefined;
}
