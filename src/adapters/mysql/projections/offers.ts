import { date, type Projection } from './projection';

export const offers: Projection = {
  table: 'offers',
  key: ['leg'],
  on: {
    'queue.offered': ({ call, at, data }) => [
      {
        leg: data.leg,
        call_id: call,
        ticket: data.ticket,
        queue: data.queue,
        agent: data.agent,
        offered_at: date(at),
      },
    ],
    'queue.offer-ended': ({ call, at, data }) => [
      {
        leg: data.leg,
        call_id: call,
        ticket: data.ticket,
        queue: data.queue,
        agent: data.agent,
        ended_at: date(at),
        how: data.how,
        rang_ms: data.rangMs,
      },
    ],
  },
};
