import type { ReactNode } from 'react';
import type { AgentView, CallView, QueueView } from '../engine/use-cases';
import { Table } from './table';
import { clock } from './time';
import { useWords } from './words/language';

interface CallsProps {
  readonly calls: readonly CallView[];
  readonly agents: readonly AgentView[];
  readonly queues: readonly QueueView[];
  readonly now: number;
}

export function CallsTable({ calls, agents, queues, now }: CallsProps): ReactNode {
  const words = useWords();
  const queueTitle = (name: string): string => queues.find((each) => each.name === name)?.title ?? name;
  return (
    <section aria-labelledby="calls">
      <h2 id="calls">{words.calls.heading}</h2>
      {calls.length === 0 ? (
        <p className="quiet">{words.calls.none}</p>
      ) : (
        <Table
          label={words.calls.heading}
          rows={calls}
          keyOf={({ id }) => id}
          columns={[
            {
              name: words.calls.caller,
              cell: ({ ani, name }) => (
                <>
                  <b>{ani || words.calls.withheld}</b> <span className="quiet">{name}</span>
                </>
              ),
            },
            { name: words.calls.number, cell: ({ dnis }) => dnis },
            { name: words.calls.where, cell: ({ flow, node }) => <code>{`${flow} › ${node}`}</code> },
            {
              name: words.calls.queue,
              cell: ({ queue, position }) =>
                queue === null ? (
                  '–'
                ) : (
                  <>
                    {queueTitle(queue)}{' '}
                    {position !== null && <span className="quiet">{words.calls.position(position)}</span>}
                  </>
                ),
            },
            {
              name: words.calls.agent,
              cell: ({ agent }) => agents.find(({ id }) => id === agent)?.name ?? agent ?? '–',
            },
            { name: words.calls.time, kind: 'number', cell: ({ arrivedAt }) => clock(now - arrivedAt) },
          ]}
        />
      )}
    </section>
  );
}
