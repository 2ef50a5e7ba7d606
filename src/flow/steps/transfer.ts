import { z } from 'zod';
import type { CommandId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import { leave, stay, wait, type StepKind } from '../step';
import { cel, label, reference, type Cel, type Label, type Reference } from '../values';
import { numberOver, trunkOf } from './outside';

interface Transfer {
  readonly number: Cel;
  readonly over: Reference;
  readonly failed: Label | undefined;
}

type Local = { readonly command: CommandId; readonly until: Instant };

/** The other side takes the caller over and hangs up on us; longer than this it will not. */
const LEAVES_WITHIN_MS = 20_000;

const schema = z
  .strictObject({
    number: cel().describe('The number outside: an expression'),
    over: reference('trunk').describe('The trunk (trunks.yaml), which must allow the number and say its domain'),
    on: z
      .strictObject({ failed: label().optional().describe('The other side would not, or the number is not allowed') })
      .default({})
      .describe('Where the call goes on when it stays with us; without it, below'),
  })
  .transform((written): Transfer => ({ number: written.number, over: written.over, failed: written.on.failed }));

export const transfer: StepKind<Transfer, Local> = {
  about:
    'Sends the caller away for good: the carrier connects them to the number (SIP REFER; before the answer 302), and our part is over.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - transfer: { number: "'+74950000000'", over: carrier, on: { failed: by_us } }
by_us:
  - connect: { number: "'+74950000000'", over: carrier }
  - hangup
`,
    exits: {
      failed:
        'the number may not be dialled over the trunk, the trunk has no `domain`, or the other side refused or did nothing for 20 s',
    },
    notes: [
      'Many carriers take no REFER: let `failed` lead to a `connect`, which does the same through us and costs two lines.',
    ],
  },
  schema,
  exits: (spec) => [{ name: 'failed', to: spec.failed }],
  enter: (spec, turn) => {
    const trunk = trunkOf(spec.over, turn);
    const number = numberOver(trunk, spec.number, 'transfer', turn);
    if (number === null) return leave('failed');
    if (trunk.domain === null) {
      turn.problem(`transfer: the trunk ${trunk.name} has no domain (trunks.yaml), so there is no address to send to`);
      return leave('failed');
    }
    turn.stopPlaying();
    const command = turn.newId('command');
    turn.ask({ type: 'redirect', id: command, to: `sip:${number}@${trunk.domain}` });
    const until = turn.now + LEAVES_WITHIN_MS;
    return stay({ command, until }, until);
  },
  on: (_, local, event, turn) => {
    if (event.type === 'deadline') {
      turn.problem('transfer: the other side did not take the caller over');
      return leave('failed');
    }
    if (event.type !== 'failed' || event.command !== local.command) return wait(local);
    turn.problem(`transfer: ${event.why}`);
    return leave('failed');
  },
  /** It is not asked for again: the caller might be connected twice. */
  recover: (_spec, local, _alive, turn) => stay(local, Math.max(local.until, turn.now + 1_000)),
};
