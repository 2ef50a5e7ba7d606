import { Failure } from './failure.mjs';
import { stopOnSignals } from './stop.mjs';
import { Terminal } from './terminal.mjs';

/** Runs a script's work, tells its failure as a person wants to hear it, and gives the exit code. */
export async function conclude(work) {
  const terminal = new Terminal();
  const signal = stopOnSignals(() => terminal.line(`\n${terminal.dim('Stopping; Ctrl-C again kills.')}`));
  try {
    return await work({ terminal, signal });
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof Failure)) throw error;
    terminal.failure(error);
    return 1;
  }
}
