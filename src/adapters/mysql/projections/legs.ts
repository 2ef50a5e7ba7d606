import { date, type Projection } from './projection';

export const legs: Projection = {
  table: 'legs',
  key: ['id'],
  on: {
    'call.arrived': ({ data: { facts } }) => [
      { id: facts.id, call_id: facts.id, part: 'caller', started_at: date(facts.arrivedAt) },
    ],
    'call.answered': ({ call, at }) => [{ id: call, call_id: call, part: 'caller', answered_at: date(at) }],
    'call.ended': ({ call, at, data }) => [
      { id: call, call_id: call, part: 'caller', ended_at: date(at), how: data.outcome, ended_by: data.by },
    ],
    'queue.offered': ({ call, at, data }) => [
      { id: data.leg, call_id: call, part: 'agent', queue: data.queue, agent: data.agent, started_at: date(at) },
    ],
    'queue.offer-ended': ({ call, at, data }) => [
      {
        id: data.leg,
        call_id: call,
        part: 'agent',
        queue: data.queue,
        agent: data.agent,
        how: data.how,
        [data.how === 'accepted' ? 'answered_at' : 'ended_at']: date(at),
      },
    ],
    'queue.connected': ({ call, at, data }) => [
      { id: data.leg, call_id: call, part: 'agent', queue: data.queue, agent: data.agent, connected_at: date(at) },
    ],
    'queue.talk-ended': ({ call, at, data }) => [
      {
        id: data.leg,
        call_id: call,
        part: 'agent',
        queue: data.queue,
        agent: data.agent,
        ended_at: date(at),
        ended_by: data.by,
      },
    ],
  },
};
