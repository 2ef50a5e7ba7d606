import { clip, date, type Projection } from './projection';

export const calls: Projection = {
  table: 'calls',
  key: ['id'],
  on: {
    'call.arrived': ({ data: { facts, flow, revision } }) => [
      {
        id: facts.id,
        ani: clip(facts.ani),
        caller_name: clip(facts.name, 128),
        dnis: clip(facts.dnis),
        diverted: clip(facts.diverted),
        trunk: clip(facts.trunk),
        channel: facts.channel,
        sip_call_id: clip(facts.sipCallId, 255),
        campaign: clip(facts.campaign),
        language: clip(facts.language, 16),
        person: clip(facts.person),
        agent: clip(facts.agent),
        flow: clip(flow),
        revision: clip(revision, 32),
        arrived_at: date(facts.arrivedAt),
      },
    ],
    'call.answered': ({ call, at }) => [{ id: call, answered_at: date(at) }],
    'call.refused': ({ call, data }) => [{ id: call, refused: clip(data.cause, 32) }],
    'call.failed': ({ call, data }) => [{ id: call, failure: clip(data.why, 255) }],
    'call.ended': ({ call, at, data }) => [
      {
        id: call,
        ended_at: date(at),
        outcome: data.outcome,
        ended_by: data.by,
        cause: data.cause,
        last_node: data.node === null ? null : clip(data.node),
      },
    ],
  },
};
