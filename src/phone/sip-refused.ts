/** The other side refused a request, or did not answer it in time (408). */
export class SipRefused extends Error {
  override readonly name = 'SipRefused';

  constructor(
    readonly method: string,
    /** 300…699. */
    readonly status: number,
    reason: string,
  ) {
    super(`${method} refused: ${status} ${reason}`);
  }
}
