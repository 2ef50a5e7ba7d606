import { createTable, instant, word } from './migration';

/** One row an offer: one ringing of one agent's phone. */
export const offers = createTable('0007_offers', 'offers', (t) => {
  word(t, 'leg').primary();
  word(t, 'call_id').index('offers_call');
  word(t, 'ticket').index('offers_ticket');
  word(t, 'queue');
  word(t, 'agent').index('offers_agent');
  instant(t, 'offered_at').index('offers_offered');
  instant(t, 'ended_at');
  word(t, 'how', 32);
  t.bigInteger('rang_ms');
});
