import { clip, date, numberOf, type Projection } from './projection';

export const inputs: Projection = {
  table: 'inputs',
  key: ['event_id'],
  on: {
    'flow.input': (event) => [
      {
        event_id: event.id,
        call_id: event.call,
        number: numberOf(event),
        at: date(event.at),
        node: clip(event.data.node),
        heard: event.data.heard,
        keyed: clip(event.data.keys),
      },
    ],
  },
};
