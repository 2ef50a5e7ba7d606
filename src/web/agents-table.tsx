import { useState, type ReactNode } from 'react';
import type { chosenStates } from '../domain/agent';
import { type ChosenState } from '../domain/agent';
import type { AgentView, CallView } from '../engine/use-cases';
import type { Api } from './api';
import { ReasonPicker } from './reason-picker';
import { Table } from './table';
import { clock } from './time';
import { useWords, wordIn } from './words/language';

interface AgentsProps {
  readonly agents: readonly AgentView[];
  readonly calls: readonly CallView[];
  readonly now: number;
  readonly api: Api;
  /** After a state was asked for: why it was refused, or nothing. */
  readonly onDone: (refused?: unknown) => void;
}

export function AgentsTable({ agents, calls, now, api, onDone }: AgentsProps): ReactNode {
  const words = useWords();
  const [asking, setAsking] = useState<AgentView>();

  const set = async (agent: AgentView, state: ChosenState, reason = ''): Promise<void> => {
    try {
      await api.put(`/agents/${encodeURIComponent(agent.id)}/state`, { state, reason });
      onDone();
    } catch (refused) {
      onDone(refused);
    }
  };
  const choose = (agent: AgentView, state: ChosenState): void => {
    if (state === 'not-ready') setAsking(agent);
    else void set(agent, state);
  };

  return (
    <section aria-labelledby="agents">
      <h2 id="agents">{words.agents.heading}</h2>
      {agents.length === 0 ? (
        <p className="quiet">{words.agents.none}</p>
      ) : (
        <Table
          label={words.agents.heading}
          rows={agents}
          keyOf={({ id }) => id}
          columns={[
            {
              name: words.agents.name,
              cell: (agent) => (
                <>
                  <b>{agent.name}</b> <span className="quiet">{agent.phone}</span>
                </>
              ),
            },
            { name: words.agents.state, cell: (agent) => <State agent={agent} calls={calls} now={now} /> },
            { name: words.agents.queues, cell: (agent) => agent.queues.join(', ') },
            {
              name: words.agents.set,
              kind: 'actions',
              cell: (agent) => <Choice agent={agent} onChoose={(state) => choose(agent, state)} />,
            },
          ]}
        />
      )}
      {asking && (
        <ReasonPicker
          name={asking.name}
          onClose={() => setAsking(undefined)}
          onPick={(reason) => {
            setAsking(undefined);
            void set(asking, 'not-ready', reason);
          }}
        />
      )}
    </section>
  );
}

function State({ agent, calls, now }: Pick<AgentsProps, 'calls' | 'now'> & { agent: AgentView }): ReactNode {
  const words = useWords();
  const call = calls.find(({ id }) => id === agent.call);
  const more = [
    agent.reason && wordIn(words.reasons, agent.reason),
    call && (call.ani || words.calls.withheld),
    agent.until !== null && agent.overLimit !== true && words.agents.left(clock(agent.until - now)),
    agent.next !== null && words.agents.next(wordIn(words.states, agent.next)),
  ].filter(Boolean);
  return (
    <>
      <span className="state" data-state={agent.state}>
        {words.states[agent.state]}
      </span>{' '}
      {agent.since > 0 && <span className="timer">{clock(now - agent.since)}</span>}
      {more.length > 0 && <span className="quiet"> {more.join(' · ')}</span>}
    </>
  );
}

const ORDER: readonly ChosenState[] = [
  'available',
  'not-ready',
  'signed-out',
] satisfies readonly (typeof chosenStates)[number][];

function Choice({ agent, onChoose }: { agent: AgentView; onChoose: (state: ChosenState) => void }): ReactNode {
  const words = useWords();
  return (
    <div className="segments" role="group" aria-label={agent.name}>
      {ORDER.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={agent.state === state}
          aria-haspopup={state === 'not-ready' ? 'dialog' : undefined}
          onClick={() => onChoose(state)}
        >
          {words.states[state]}
          {state === 'not-ready' && '…'}
        </button>
      ))}
    </div>
  );
}
