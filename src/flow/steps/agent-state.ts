import { z } from 'zod';
import { chosenStates, wrapUpOrders, type ChosenState, type WrapUpOrder } from '../../domain/agent';
import { leave, NEXT, stay, wait, type StepKind } from '../step';
import { label, name, reference, type Label, type Reference } from '../values';

export interface AgentStateStep {
  readonly ask: Ask;
  readonly refused: Label | undefined;
}

type Ask =
  | { readonly is: 'state'; readonly to: ChosenState; readonly reason: string }
  | { readonly is: 'wrap-up'; readonly order: WrapUpOrder }
  | { readonly is: 'disposition'; readonly code: string }
  | { readonly is: 'queue'; readonly queue: Reference; readonly signedIn: boolean };

type Local = { readonly command: string };

const SET_WITHIN_MS = 3_000;
const WAYS = ['to', 'wrap_up', 'disposition', 'sign_in', 'sign_out'] as const;

const schema = z
  .strictObject({
    to: z.enum(chosenStates).optional().describe('The state that the agent chooses; during a call, the one after it'),
    reason: z.string().default('').describe('Why the agent is not ready, for screens and reports'),
    wrap_up: z.enum(wrapUpOrders).optional().describe('Ends wrap-up, extends it, or (during a call) asks for it'),
    disposition: name('a code').optional().describe('What came of the talk: a code of `disposition` of its queue'),
    sign_in: reference('queue').optional().describe('Signs in again to one of the agent’s queues'),
    sign_out: reference('queue').optional().describe('Signs out of one queue, and stays in the others'),
    refused: label().optional().describe('Where the call goes on when it is not possible; without it, below'),
  })
  .transform((written, context): AgentStateStep => {
    const ways = WAYS.filter((way) => written[way] !== undefined);
    const [, second] = ways;
    if (ways.length !== 1)
      context.addIssue({
        code: 'custom',
        path: second === undefined ? [] : [second],
        message: `needs exactly one of ${WAYS.join(', ')}`,
      });
    if (written.reason !== '' && written.to === undefined)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'stands beside to' });
    return { ask: askOf(written), refused: written.refused };
  });

interface Written {
  readonly to?: ChosenState | undefined;
  readonly reason: string;
  readonly wrap_up?: WrapUpOrder | undefined;
  readonly disposition?: string | undefined;
  readonly sign_in?: Reference | undefined;
  readonly sign_out?: Reference | undefined;
}

function askOf({ to, reason, wrap_up: order, disposition, sign_in: signIn, sign_out: signOut }: Written): Ask {
  if (order !== undefined) return { is: 'wrap-up', order };
  if (disposition !== undefined) return { is: 'disposition', code: disposition };
  if (signIn !== undefined) return { is: 'queue', queue: signIn, signedIn: true };
  if (signOut !== undefined) return { is: 'queue', queue: signOut, signedIn: false };
  return { is: 'state', to: to ?? 'available', reason };
}

export const agentState: StepKind<AgentStateStep, Local> = {
  about:
    'For feature codes: sets the state of the agent who dials, ends their wrap-up, or says what came of their talk.',
  manual: {
    group: 'flow',
    example: `hello:
  - answer
  - agent_state: { to: not-ready, reason: lunch, refused: refused }
  - play: agent/not-ready
  - hangup
refused:
  - play: agent/refused
`,
    exits: {
      next: 'the floor has done it',
      refused: 'the caller is no agent, or the floor did not allow it',
    },
    notes: [
      'Who dials is known by the phone: only accounts of `agents.yaml` are agents.',
      '`{ wrap_up: end }`, `{ wrap_up: extend }` and, during a talk, `{ wrap_up: start }` go by the `wrap_up` of the queue.',
      '`{ disposition: sold }` behind a key of a `menu` lets agents say what came of a talk by their telephone.',
      '`{ sign_out: sales }` leaves one queue, `{ sign_in: sales }` comes back to it. Which of these is allowed when: [agents](../agents.md).',
    ],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, { name: 'refused', to: spec.refused }],
  enter: ({ ask }, turn) => {
    const { agent } = turn.call;
    if (agent === '') {
      turn.problem('agent_state: this caller is no agent');
      return leave('refused');
    }
    const id = turn.newId('command');
    switch (ask.is) {
      case 'state':
        turn.ask({ type: 'set-agent-state', id, agent, to: ask.to, reason: ask.reason });
        break;
      case 'wrap-up':
        turn.ask({ type: 'wrap-up', id, agent, order: ask.order });
        break;
      case 'disposition':
        turn.ask({ type: 'disposition', id, agent, code: ask.code });
        break;
      case 'queue':
        turn.ask({ type: 'sign-in-to-queue', id, agent, queue: ask.queue.name, signedIn: ask.signedIn });
        break;
    }
    return stay({ command: id }, turn.now + SET_WITHIN_MS);
  },
  on: (_, local, event, turn) => {
    switch (event.type) {
      case 'agent-state-set':
        if (event.command !== local.command) return wait(local);
        if (event.refused !== null) turn.problem(`agent_state: ${event.refused}`);
        return leave(event.refused === null ? NEXT : 'refused');
      case 'deadline':
        return leave('refused');
      default:
        return wait(local);
    }
  },
};
