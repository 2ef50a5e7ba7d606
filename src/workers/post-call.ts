import type { CallId } from '../domain/ids';
import type { History } from '../engine/ports/history';
import type { Clock } from '../engine/ports/world';
import { isComplete, summarise, summaryJson } from '../reports/call-summary';

/** Makes the summary of a call that is over, of what is recorded of it; `open-ends` when more is to be expected. */
export function postCallProcessor(
  history: Pick<History, 'eventsOf' | 'saveSummary'>,
  clock: Pick<Clock, 'now'>,
): (call: CallId) => Promise<'complete' | 'open-ends'> {
  return async (call) => {
    const summary = summarise(await history.eventsOf(call));
    await history.saveSummary({ call, at: clock.now(), summary: summaryJson(summary) });
    return isComplete(summary) ? 'complete' : 'open-ends';
  };
}
