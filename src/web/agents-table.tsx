import { useState, type ReactNode } from 'react';
import type { chosenStates } from '../domain/agent';
import { type ChosenState } from '../domain/agent';
import type { AgentRulesView } from '../engine/agent-views';
import type { AgentView, CallView } from '../engine/use-cases';
import type { Api } from './api';
import { ReasonPicker } from './reason-picker';
import { Table } from './table';
import { clock } from './time';
import { inLanguage, useLanguage, useWords, wordIn } from './words/language';
import { WrapUp } from './wrap-up';

interface AgentsProps {
  readonly agents: readonly AgentView[];
  readonly calls: readonly CallView[];
  readonly rules: AgentRulesView;
  readonly now: number;
  readonly api: Api;
  /** After a state was asked for: why it was refused, or nothing. */
  readonly onDone: (refused?: unknown) => void;
}

export function AgentsTable({ agents, calls, rules, now, api, onDone }: AgentsProps): ReactNode {
  const words = useWords();
  const [asking, setAsking] = useState<AgentView>();

  const asked = async (request: Promise<unknown>): Promise<void> => {
    try {
      await request;
      onDone();
    } catch (refused) {
      onDone(refused);
    }
  };
  const pathOf = (agent: AgentView): string => `/agents/${encodeURIComponent(agent.id)}`;
  const set = (agent: AgentView, state: ChosenState, reason = ''): Promise<void> =>
    asked(api.put(`${pathOf(agent)}/state`, { state, reason }));
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
            {
              name: words.agents.state,
              cell: (agent) => <State agent={agent} calls={calls} rules={rules} now={now} />,
            },
            {
              name: words.agents.queues,
              cell: (agent) => (
                <Queues
                  agent={agent}
                  onSet={(queue, isIn) => {
                    const path = `${pathOf(agent)}/queues/${encodeURIComponent(queue)}`;
                    void asked(isIn ? api.put(path, {}) : api.delete(path));
                  }}
                />
              ),
            },
            {
              name: words.agents.set,
              kind: 'actions',
              cell: (agent) => (
                <>
                  <Choice agent={agent} onChoose={(state) => choose(agent, state)} />
                  <WrapUp
                    agent={agent}
                    rules={rules}
                    now={now}
                    onOrder={(order) => void asked(api.post(`${pathOf(agent)}/wrap-up/${order}`, {}))}
                    onDisposition={(code) => void asked(api.post(`${pathOf(agent)}/disposition`, { code }))}
                  />
                </>
              ),
            },
          ]}
        />
      )}
      {asking && (
        <ReasonPicker
          name={asking.name}
          rules={rules}
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

function State({
  agent,
  calls,
  rules,
  now,
}: Pick<AgentsProps, 'calls' | 'rules' | 'now'> & { agent: AgentView }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const reasonIn = (code: string): string => {
    const known = rules.reasons.find((each) => each.code === code);
    return (known && inLanguage(known.labels, language)) ?? wordIn(words.reasons, code);
  };
  const left = agent.until === null ? 0 : agent.until - now;
  const next = agent.next === null ? [] : [wordIn(words.states, agent.next), reasonIn(agent.nextReason ?? '')];
  const call = calls.find(({ id }) => id === agent.call);
  const more = [
    agent.reason && reasonIn(agent.reason),
    call && (call.ani || words.calls.withheld),
    agent.until !== null && left >= 0 && words.agents.left(clock(left)),
    next.length > 0 && words.agents.next(next.join(' ').trim()),
  ].filter(Boolean);
  return (
    <>
      <span className="state" data-state={agent.state}>
        {words.states[agent.state]}
      </span>{' '}
      {agent.since > 0 && <span className="timer">{clock(now - agent.since)}</span>}
      {agent.overLimit === true && <span className="over-limit"> {words.agents.over(clock(-left))}</span>}
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

interface QueuesProps {
  readonly agent: AgentView;
  readonly onSet: (queue: string, isIn: boolean) => void;
}

/** Pressed where the agent is signed in. */
function Queues({ agent: { name, queues, out = [] }, onSet }: QueuesProps): ReactNode {
  const words = useWords();
  return (
    <div className="chips" role="group" aria-label={words.agents.queuesOf(name)}>
      {queues.map((queue) => (
        <button
          key={queue}
          type="button"
          aria-pressed={!out.includes(queue)}
          title={out.includes(queue) ? words.agents.signIn(queue) : words.agents.signOut(queue)}
          onClick={() => onSet(queue, out.includes(queue))}
        >
          {queue}
        </button>
      ))}
    </div>
  );
}
