import { clip, date, type Projection } from './projection';

export const callbacks: Projection = {
  table: 'callbacks',
  key: ['id'],
  on: {
    'callback.requested': ({ call, at, data }) => [
      {
        id: data.callback,
        ticket: data.ticket,
        asked_by: call,
        queue: data.queue,
        number: clip(data.number),
        trunk: clip(data.trunk),
        asked_at: date(at),
        due_at: data.at === null ? null : date(data.at),
        expires_at: date(data.expiresAt),
      },
    ],
    'callback.tried': ({ call, at, data }) => [
      { id: call, calls: data.calls, last_at: date(at), last_how: data.how, agent: data.agent },
    ],
    'callback.ended': ({ call, at, data }) => [
      { id: call, calls: data.calls, ended_at: date(at), ended_how: data.how, ended_by: clip(data.by) },
    ],
  },
};
