import type { Millis } from '../domain/time';
import type { Clock, Log } from '../engine/ports/world';

/** Does something every so often; a time that fails is said, and the next one comes all the same. */
export class NowAndThen {
  private cancel: () => void = () => undefined;

  constructor(
    private readonly parts: { readonly clock: Clock; readonly log: Log; readonly everyMs: Millis },
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    const { clock, log, everyMs } = this.parts;
    this.cancel = clock.at(clock.now() + everyMs, () => {
      this.work().catch((error: unknown) => log.warn('what is done now and then failed', { error }));
      this.start();
    });
  }

  stop(): void {
    this.cancel();
  }
}
