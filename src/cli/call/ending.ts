import type { CallEnd } from '../../phone/call-events';
import { exitCodes, type ExitCode } from '../failure';
import { clock } from '../times';

export interface Ended {
  readonly sentence: string;
  readonly code: ExitCode;
}

export interface Ending {
  readonly end: CallEnd;
  readonly number: string;
  readonly server: string;
  /** When it was answered, if it was, and when it ended. */
  readonly answeredAt: number | null;
  readonly endedAt: number;
  /** What Carillon says of it, if it said anything: `answered`, `failed` … */
  readonly outcome: string | null;
}

/** How the call ended, for whoever made it, and whether that is a success. */
export function describeEnding(ending: Ending): Ended {
  const { end, answeredAt, endedAt, outcome } = ending;
  if (answeredAt === null) return unanswered(ending);
  const failed = outcome === 'failed' || outcome === 'lost' || end.how === 'no-response' || end.how === 'failed';
  const who = end.by === 'us' ? 'You hung up' : 'The other side hung up';
  return {
    sentence: `${who} after ${clock(endedAt - answeredAt)}${failed ? `; Carillon calls it ${outcome ?? end.how}` : ''}.`,
    code: failed ? exitCodes.failed : exitCodes.fine,
  };
}

function unanswered({ end, number, server }: Ending): Ended {
  const failed = (sentence: string): Ended => ({ sentence, code: exitCodes.failed });
  switch (end.how) {
    case 'cancelled':
      return { sentence: 'You hung up before the answer.', code: exitCodes.fine };
    case 'no-response':
      return failed(`Nothing answers SIP at ${server}; is \`npm start\` running, and CARILLON_SIP_PORT right?`);
    case 'rejected':
      return failed(refusal(end.code ?? 0, number));
    case 'hung-up':
    case 'failed':
      return failed('There is no sound that both sides understand; the log of Asterisk tells more.');
    case 'phone-closed':
      return failed('The call was broken off.');
  }
}

function refusal(code: number, number: string): string {
  switch (code) {
    case 401:
    case 403:
    case 407:
      return `Asterisk does not let us call (SIP ${code}): it does not take the account carillon-cli. A --from that is an agent's account needs that agent's phone.`;
    case 404:
    case 484:
    case 604:
      return `The number ${number} leads nowhere (SIP ${code}); numbers.yaml says which do.`;
    case 486:
    case 600:
      return `The call was refused: busy (SIP ${code}).`;
    case 603:
      return `The call was declined (SIP ${code}).`;
    case 408:
    case 480:
      return `Nobody answered (SIP ${code}).`;
    case 488:
    case 606:
      return `Asterisk wants another codec than G.711 (SIP ${code}).`;
    default:
      return code >= 500
        ? `The call cannot be taken at the moment (SIP ${code}).`
        : `The call was refused (SIP ${code}).`;
  }
}
