import { z } from 'zod';
import { chosenStates, type ChosenState } from '../../domain/agent';
import { leave, NEXT, stay, wait, type StepKind } from '../step';
import { label, type Label } from '../values';

export interface AgentStateStep {
  readonly to: ChosenState;
  readonly reason: string;
  readonly refused: Label | undefined;
}

type Local = { readonly command: string };

const SET_WITHIN_MS = 3_000;

const schema = z
  .strictObject({
    to: z.enum(chosenStates).describe('The state that the agent chooses'),
    reason: z.string().default('').describe('Why the agent is not ready, for screens and reports'),
    refused: label().optional().describe('Where the call goes on when it is not possible; without it, below'),
  })
  .transform((written): AgentStateStep => ({ to: written.to, reason: written.reason, refused: written.refused }));

export const agentState: StepKind<AgentStateStep, Local> = {
  about: 'For feature codes: sets the state of the agent who dials, from the desk phone.',
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
      next: 'the agent is in the new state',
      refused: 'the caller is no agent, or the floor did not allow it',
    },
    notes: ['Who dials is known by the phone: only accounts of `agents.yaml` are agents.'],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, { name: 'refused', to: spec.refused }],
  enter: (spec, turn) => {
    if (turn.call.agent === '') {
      turn.problem('agent_state: this caller is no agent');
      return leave('refused');
    }
    const command = turn.newId('command');
    turn.ask({ type: 'set-agent-state', id: command, agent: turn.call.agent, to: spec.to, reason: spec.reason });
    return stay({ command }, turn.now + SET_WITHIN_MS);
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
