import { date, type Projection } from './projection';

export const queueVisits: Projection = {
  table: 'queue_visits',
  key: ['ticket'],
  on: {
    'queue.entered': ({ call, at, data }) => [
      {
        ticket: data.ticket,
        call_id: call,
        queue: data.queue,
        priority: data.priority,
        position_at_entry: data.position,
        entered_at: date(at),
      },
    ],
    'queue.connected': ({ call, at, data }) => [
      { ticket: data.ticket, call_id: call, queue: data.queue, agent: data.agent, connected_at: date(at) },
    ],
    'queue.talk-ended': ({ call, data }) => [
      { ticket: data.ticket, call_id: call, queue: data.queue, talked_ms: data.talkedMs },
    ],
    'queue.left': ({ call, at, data }) => [
      {
        ticket: data.ticket,
        call_id: call,
        queue: data.queue,
        left_at: date(at),
        reason: data.reason,
        waited_ms: data.waitedMs,
        position: data.position,
        position_at_entry: data.positionAtEntry,
      },
    ],
  },
};
