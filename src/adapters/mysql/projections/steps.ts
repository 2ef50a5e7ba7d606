import { clip, date, numberOf, type Projection } from './projection';

export const steps: Projection = {
  table: 'steps',
  key: ['event_id'],
  on: {
    'flow.step': (event) => [
      {
        event_id: event.id,
        call_id: event.call,
        number: numberOf(event),
        flow: clip(event.data.flow),
        node: clip(event.data.node),
        kind: clip(event.data.kind, 32),
        exit_name: clip(event.data.exit),
        entered_at: date(event.at - event.data.tookMs),
        left_at: date(event.at),
        took_ms: event.data.tookMs,
      },
    ],
  },
};
