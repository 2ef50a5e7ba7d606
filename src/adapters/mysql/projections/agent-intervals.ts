import { clip, date, type Projection } from './projection';

export const agentIntervals: Projection = {
  table: 'agent_intervals',
  key: ['agent', 'from_at'],
  on: {
    'agent.state': ({ at, data: { agent, state, was, forMs, by } }) => {
      const began = {
        agent,
        from_at: date(state.since),
        state: state.is,
        reason: state.is === 'not-ready' ? clip(state.reason) : null,
        set_by: clip(by),
      };
      // An interval is known by its beginning, so the event that ends it finds the row of the one that began it. From
      // `connecting` to `talking` an agent stays on the call: nothing ends.
      const before = at - forMs;
      const ended = { agent, from_at: date(before), to_at: date(at), state: was };
      return forMs > 0 && before !== state.since ? [ended, began] : [began];
    },
  },
};
