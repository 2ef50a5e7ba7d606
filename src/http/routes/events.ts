import { z } from 'zod';
import { CallWatch } from '../call-watch';
import { Feed } from '../feed';
import type { LiveEvent, LiveEvents } from '../live-events';
import type { HttpParts } from '../parts';
import { invalid } from '../problem';
import { route, type Route } from '../route';

const POSITION = /^\d{1,16}-\d{1,16}$/;
const HEARTBEAT_MS = 15_000;

/** The live stream; `open` holds every reader there is. */
export function eventRoute(
  { useCases, log, heartbeatMs = HEARTBEAT_MS }: HttpParts,
  events: LiveEvents,
  open: Set<Feed>,
): Route {
  return route({
    method: 'get',
    path: '/events',
    operationId: 'followEvents',
    tag: 'Live',
    summary: 'What happens, as it happens (server-sent events)',
    description:
      'Each message is one event in JSON. Last-Event-ID goes on where a reader was. With `call`, one call from its beginning.',
    may: 'events.see',
    query: z.strictObject({
      call: z.string().min(1).optional().describe('a call id, or the SIP Call-ID of a caller who may not be here yet'),
    }),
    answer: {
      description: 'A stream that does not end by itself; a comment each 15 s shows that it is alive',
      content: {
        'text/event-stream': { schema: z.string(), example: 'id: 1795290200000-0\ndata: {"type":"call.answered"}\n\n' },
      },
    },
    handle: ({ query, req, res }) => {
      const since = req.get('last-event-id');
      if (since !== undefined && !POSITION.test(since))
        throw invalid([
          {
            in: 'header',
            path: 'Last-Event-ID',
            detail: 'is no position',
            remedy: 'send the last id received, or none',
          },
        ]);
      const watch = query.call === undefined ? undefined : new CallWatch(query.call, useCases.calls());
      const gone = new AbortController();
      const feed = new Feed(res, heartbeatMs, () => {
        gone.abort();
        open.delete(feed);
      });
      open.add(feed);
      const give = ({ event, frame }: LiveEvent): void => {
        if (!watch || watch.wants(event)) feed.send(frame);
      };
      // A Call-ID is learnt from the arrival, which may be before the position that the reader goes on from.
      for (const { event } of events.remembered()) watch?.wants(event);
      const missed = since === undefined ? (watch ? events.remembered() : []) : events.after(since);
      if (missed || since === undefined) {
        for (const event of missed ?? []) give(event);
        gone.signal.addEventListener('abort', events.listen(give));
      } else
        events.replay(since, give, gone.signal).catch((error: unknown) => {
          log.warn('a reader could not be brought up to date', { error });
          feed.end();
        });
      return 'streaming';
    },
  });
}
