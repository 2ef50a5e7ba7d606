import { useEffect, useState, type ReactNode } from 'react';
import type { CarillonEvent } from '../domain/event';
import type { CallRow } from '../engine/ports/history';
import type { AgentView } from '../engine/use-cases';
import type { Api } from './api';
import { Dialog } from './dialog';
import { told } from './event-words';
import { Outcome } from './history-table';
import { clock } from './time';
import { sentence, useWords } from './words/language';

interface TimelineProps {
  readonly call: CallRow;
  readonly api: Api;
  readonly agents: readonly AgentView[];
  readonly onClose: () => void;
}

/** One call from the first ring to the end. */
export function Timeline({ call, api, agents, onClose }: TimelineProps): ReactNode {
  const words = useWords();
  const [events, setEvents] = useState<readonly CarillonEvent[]>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const read = async (): Promise<void> => {
      try {
        setEvents((await api.get<{ events: CarillonEvent[] }>(`/history/calls/${encodeURIComponent(call.id)}`)).events);
      } catch (refused) {
        setError(refused);
      }
    };
    void read();
  }, [api, call.id]);

  const caller = call.ani || words.calls.withheld;
  const name = (id: string): string => agents.find((agent) => agent.id === id)?.name ?? id;
  return (
    <Dialog label={words.history.open(caller)} className="timeline" onClose={onClose}>
      <header>
        <div>
          <h2>
            {caller} <span className="quiet">→ {call.dnis}</span>
          </h2>
          <p>
            <Outcome outcome={call.outcome ?? 'open'} />{' '}
            <span className="quiet">
              {call.endedAt !== null && `${clock(call.endedAt - call.arrivedAt)} · `}
              {call.flow} · {call.id}
            </span>
          </p>
        </div>
        <button type="button" onClick={onClose}>
          {words.timeline.close}
        </button>
      </header>
      {error !== undefined && (
        <p className="alarm" role="alert">
          {sentence(error, words)}
        </p>
      )}
      {!events && error === undefined && <p className="quiet">{words.timeline.loading}</p>}
      {events && (
        <ol aria-label={words.timeline.details}>
          {events.map((event) => (
            <li key={event.id} data-room={event.type.split('.')[0]}>
              <time>{clock(event.at - call.arrivedAt)}</time>
              <span>{told(event, words, name)}</span>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
