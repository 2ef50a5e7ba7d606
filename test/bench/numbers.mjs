/** Of a sorted list; `share` from 0 to 1. */
function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
}

const sorted = (values) => [...values].sort((a, b) => a - b);

export const percentile = (values, share) => at(sorted(values), share);

/** What is told of repeated measurements: the middle one, and how far they lie apart. */
export function spread(values) {
  const all = sorted(values);
  const half = all.length / 2;
  const median = Number.isInteger(half) ? (all[half - 1] + all[half]) / 2 : all[Math.floor(half)];
  return { median, min: all[0], max: all.at(-1), count: all.length };
}

/** Three figures that count. */
export function short(value) {
  if (value === undefined || Number.isNaN(value)) return '-';
  if (value >= 1000) return Math.round(Number(value.toPrecision(3))).toLocaleString('en-US');
  return `${Number(value.toPrecision(value < 1 ? 2 : 3))}`;
}

/** `5.1 (4.9–5.6)` */
export function told({ median, min, max, count }) {
  return count === 1 ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;
}
