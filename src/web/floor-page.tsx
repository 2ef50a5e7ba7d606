import { useState, type ReactNode } from 'react';
import { AgentsTable } from './agents-table';
import type { Api } from './api';
import { CallsTable } from './calls-table';
import { Help } from './help';
import { HistoryTable } from './history-table';
import { Queues } from './queues';
import { SiteBanner } from './site-banner';
import { clock, useNow } from './time';
import { useFloor } from './use-floor';
import { sentence, useWords } from './words/language';

interface FloorProps {
  readonly api: Api;
  readonly picker: ReactNode;
  readonly onLeave: (why?: unknown) => void;
}

/** The whole floor at a glance. */
export function FloorPage({ api, picker, onLeave }: FloorProps): ReactNode {
  const words = useWords();
  const here = useNow();
  const { floor, connected, refresh } = useFloor(api, onLeave);
  const [error, setError] = useState<unknown>();
  // Timers go by the node's clock, whatever the clock of this machine says.
  const now = floor ? floor.at + Math.max(0, here - floor.takenAt) : here;

  return (
    <>
      <header className="top">
        <h1>
          Carillon <span>{words.title}</span>
        </h1>
        {connected && floor && <span className="live">{words.link.live}</span>}
        {picker}
        <button type="button" onClick={() => onLeave()}>
          {words.signIn.out}
        </button>
      </header>
      <main className="floor">
        {!connected && (
          <p className="alarm" role="alert">
            <strong>{words.link.lost}</strong> {floor && words.link.age(clock(here - floor.takenAt))}
          </p>
        )}
        {error !== undefined && (
          <p className="alarm" role="alert">
            {sentence(error, words)}
            <button type="button" onClick={() => setError(undefined)}>
              {words.errors.dismiss}
            </button>
          </p>
        )}
        <SiteBanner api={api} />
        {floor ? (
          <>
            <Queues queues={floor.queues} sinceTaken={now - floor.at} />
            <AgentsTable
              agents={floor.agents}
              calls={floor.calls}
              rules={floor.rules}
              now={now}
              api={api}
              onDone={(refused) => {
                setError(refused);
                refresh();
              }}
            />
            <CallsTable calls={floor.calls} agents={floor.agents} queues={floor.queues} now={now} />
            <HistoryTable
              history={floor.history}
              away={floor.historyError !== undefined}
              api={api}
              agents={floor.agents}
            />
          </>
        ) : (
          <p className="quiet">{words.link.loading}</p>
        )}
        <Help />
      </main>
    </>
  );
}
