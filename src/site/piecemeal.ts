/** Work that can be laid down for a moment wherever it yields: calls are not to wait until all of it is done. */
export type Piecemeal<T> = Generator<undefined, T, undefined>;

/** For who has nothing else to do. */
export function atOnce<T>(work: Piecemeal<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
