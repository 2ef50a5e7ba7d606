import { clip, date, type Projection } from './projection';

export const voicemails: Projection = {
  table: 'voicemails',
  key: ['id'],
  on: {
    'voicemail.left': ({ call, at, data }) => [
      {
        id: data.voicemail,
        call_id: call,
        box: clip(data.box),
        left_at: date(at),
        seconds: data.seconds,
        caller_number: clip(data.caller.number),
        caller_name: clip(data.caller.name, 128),
      },
    ],
    'voicemail.changed': ({ at, data }) => [
      {
        id: data.voicemail,
        box: clip(data.box),
        state: data.to,
        changed_by: clip(data.by),
        changed_at: date(at),
      },
    ],
  },
};
