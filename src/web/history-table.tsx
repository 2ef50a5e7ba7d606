import { useState, type ReactNode } from 'react';
import type { CallRow } from '../engine/ports/history';
import type { AgentView } from '../engine/use-cases';
import type { Api } from './api';
import { Table } from './table';
import { clock } from './time';
import { Timeline } from './timeline';
import { useLanguage, useWords, wordIn } from './words/language';

interface HistoryProps {
  readonly history: readonly CallRow[] | undefined;
  readonly away: boolean;
  readonly api: Api;
  readonly agents: readonly AgentView[];
}

export function HistoryTable({ history, away, api, agents }: HistoryProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const [open, setOpen] = useState<CallRow>();
  const when = new Intl.DateTimeFormat(regionOf(language), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (
    <section aria-labelledby="history">
      <h2 id="history">{words.history.heading}</h2>
      {away && <p className="quiet">{words.history.away}</p>}
      {history?.length === 0 && <p className="quiet">{words.history.none}</p>}
      {history !== undefined && history.length > 0 && (
        <Table
          label={words.history.heading}
          rows={history}
          keyOf={({ id }) => id}
          columns={[
            {
              name: words.calls.caller,
              cell: (call) => (
                <button
                  type="button"
                  className="whole-row"
                  aria-haspopup="dialog"
                  aria-label={words.history.open(call.ani || words.calls.withheld)}
                  onClick={() => setOpen(call)}
                >
                  {call.ani || words.calls.withheld}
                </button>
              ),
            },
            { name: words.history.at, cell: ({ arrivedAt }) => when.format(arrivedAt) },
            { name: words.calls.number, cell: ({ dnis }) => dnis },
            { name: words.history.outcome, cell: ({ outcome }) => <Outcome outcome={outcome ?? 'open'} /> },
            {
              name: words.history.length,
              kind: 'number',
              cell: ({ arrivedAt, endedAt }) => (endedAt === null ? '–' : clock(endedAt - arrivedAt)),
            },
          ]}
        />
      )}
      {open && <Timeline call={open} api={api} agents={agents} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

/** The region that the browser prefers for a language, for the form of dates. */
const regionOf = (language: string): string =>
  navigator.languages.find((each) => each.startsWith(language)) ?? language;

export function Outcome({ outcome }: { outcome: string }): ReactNode {
  const words = useWords();
  return (
    <span className="outcome" data-outcome={outcome}>
      {wordIn(words.outcomes, outcome)}
    </span>
  );
}
