import type { CarillonEvent } from '../domain/event';
import { ApiError, type Api } from './api';

export interface FeedHandlers {
  readonly onOpen: () => void;
  readonly onAlive: () => void;
  readonly onEvent: (event: CarillonEvent) => void;
  readonly onLost: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** The node shows itself every 15 s; a stream that is silent for longer than this is dead. */
const SILENCE_MS = 35_000;

/**
 * Follows the live stream until the signal is aborted, and comes back to where it was whenever it breaks. An EventSource
 * cannot send a header, and a token does not belong in an address; hence by hand.
 */
export async function followFeed(api: Api, handlers: FeedHandlers, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await readOnce(api, last, signal, {
        ...handlers,
        onOpen: () => {
          pause = FIRST_PAUSE_MS;
          handlers.onOpen();
        },
        onId: (id) => (last = id),
      });
      handlers.onLost(undefined);
    } catch (error) {
      if (isAborted(signal)) return;
      handlers.onLost(error);
      if (error instanceof ApiError && error.status === 401) return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

async function readOnce(
  api: Api,
  last: string | undefined,
  signal: AbortSignal,
  handlers: FeedHandlers & { readonly onId: (id: string) => void },
): Promise<void> {
  const silent = new AbortController();
  const response = await api.open('/events', {
    headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) },
    signal: AbortSignal.any([signal, silent.signal]),
  });
  if (!response.body) return;
  handlers.onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const timer = setTimeout(() => silent.abort(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    handlers.onAlive();
    const blocks = (text + value).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) take(block, handlers);
  }
}

function take(block: string, { onEvent, onId }: Pick<FeedHandlers, 'onEvent'> & { onId: (id: string) => void }): void {
  for (const line of block.split('\n')) {
    if (line.startsWith('data: ')) onEvent(JSON.parse(line.slice(6)) as CarillonEvent);
    if (line.startsWith('id: ')) onId(line.slice(4));
  }
}
