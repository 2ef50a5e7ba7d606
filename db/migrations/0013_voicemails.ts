import { createTable, instant, word } from './migration';

/** One row a message that a caller left; `state` is empty while nobody has heard or taken it. */
export const voicemails = createTable('0013_voicemails', 'voicemails', (t) => {
  word(t, 'id').primary();
  word(t, 'call_id').index('voicemails_call');
  word(t, 'box');
  instant(t, 'left_at');
  t.decimal('seconds', 8, 1);
  word(t, 'caller_number');
  word(t, 'caller_name', 128);
  word(t, 'state', 16);
  word(t, 'changed_by');
  instant(t, 'changed_at');
  t.index(['box', 'left_at'], 'voicemails_box');
  t.index(['left_at'], 'voicemails_left');
});
