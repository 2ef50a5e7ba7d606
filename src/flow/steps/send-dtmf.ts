import { leave, NEXT, stay, wait, type StepKind } from '../step';
import type { CommandId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import { keysToSend, sendKeys, type KeysToSend } from './keys-sent';

type Local = { readonly command: CommandId; readonly until: Instant };

export const sendDtmf: StepKind<KeysToSend, Local> = {
  about:
    'Presses keys for the caller, who hears the tones: for a machine that called, or a line that wants a code. What follows waits until all are sent.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - send_dtmf: '12w34#'
  - collect: { prompt: office/enter-contract, digits: 6, into: contract, no_input: { then: end }, no_match: { then: end } }
  - send_dtmf: { keys: 'W{{ contract }}#', lasts: 200ms, gap: 80ms }
  - goto: end
end:
  - hangup
`,
    exits: { next: 'all keys are sent, or there were none that could be (the history says why)' },
    notes: [
      '`w` is a pause of half a second, `W` of a whole one, as in SendDTMF() of the dialplan.',
      'They go as the line has them: events of RFC 4733, SIP INFO or tones, as `dtmf_mode` of the endpoint says.',
      'A secret may be sent; in the history it is masked. After a crash in between nothing is sent a second time.',
      'Keys for a number outside that `connect` has dialled: its own setting `send_dtmf`.',
    ],
  },
  schema: keysToSend(),
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    turn.stopPlaying();
    const sending = sendKeys(spec, null, 'send_dtmf', turn);
    if (!sending) return leave(NEXT);
    const until = turn.now + sending.forMs;
    return stay({ command: sending.command, until }, until);
  },
  on: (_, local, event, turn) => {
    switch (event.type) {
      case 'failed':
        if (event.command !== local.command) return wait(local);
        turn.problem(`send_dtmf: ${event.why}`);
        return leave(NEXT);
      case 'deadline':
        return leave(NEXT);
      default:
        return wait(local);
    }
  },
  recover: (_, local, _alive, turn) => stay(local, Math.max(local.until, turn.now)),
};
