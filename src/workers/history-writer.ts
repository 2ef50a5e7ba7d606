import type { CarillonEvent } from '../domain/event';
import type { History } from '../engine/ports/history';
import type { EventStream } from '../engine/ports/state';
import type { PostCallJobs } from '../engine/ports/work';
import type { Log } from '../engine/ports/world';

export const HISTORY_GROUP = 'history';

export interface HistoryWriterParts {
  readonly stream: Pick<EventStream, 'consume'>;
  readonly history: Pick<History, 'record'>;
  readonly jobs: PostCallJobs;
  readonly log: Log;
}

/**
 * Takes the events from the stream into history, and asks for the summary of each call that ended. While either is away
 * the batch waits in the stream; nothing of it is lost or done twice.
 */
export async function runHistoryWriter(
  { stream, history, jobs, log }: HistoryWriterParts,
  signal: AbortSignal,
): Promise<void> {
  const take = async (events: readonly CarillonEvent[]): Promise<void> => {
    await history.record(events);
    const ended = events.flatMap(({ type, call }) => (type === 'call.ended' && call !== null ? [call] : []));
    await Promise.all(ended.map((call) => jobs.add(call)));
  };
  const onError = (error: unknown): void => log.warn('history is behind', { error });
  await stream.consume(HISTORY_GROUP, take, { signal, onError });
}
