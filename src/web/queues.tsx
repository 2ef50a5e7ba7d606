import type { ReactNode } from 'react';
import { agentStates } from '../domain/agent';
import type { QueueView } from '../engine/use-cases';
import { clock } from './time';
import { useWords } from './words/language';

/** A tile a queue: who waits, how long, and who is there for them. */
export function Queues({ queues, sinceTaken }: { queues: readonly QueueView[]; sinceTaken: number }): ReactNode {
  const words = useWords();
  return (
    <section aria-labelledby="queues">
      <h2 id="queues">{words.queues.heading}</h2>
      {queues.length === 0 && <p className="quiet">{words.queues.none}</p>}
      <ul className="tiles">
        {queues.map((queue) => (
          <li key={queue.name} className="card tile">
            <h3>{queue.title || queue.name}</h3>
            <dl className="figures">
              <Figure name={words.queues.waiting} value={String(queue.waiting)} stands={queue.waiting > 0} />
              <Figure
                name={words.queues.longest}
                value={queue.waiting > 0 ? clock(queue.longestWaitMs + sinceTaken) : '–'}
                stands={queue.waiting > 0}
              />
              <Figure name={words.queues.talking} value={String(queue.talking)} stands={false} />
              {queue.callbacks > 0 && (
                <Figure name={words.queues.callbacks} value={String(queue.callbacks)} stands={false} />
              )}
            </dl>
            {(queue.conditions ?? []).map(({ of, name }) => (
              <p key={`${of} ${name}`} className="over-limit">
                {of === 'enter' ? words.queues.shut(name) : words.queues.sentOn(name)}
              </p>
            ))}
            <ul className="chips" aria-label={words.queues.agents}>
              {agentStates
                .filter((state) => queue.agents[state] > 0)
                .map((state) => (
                  <li key={state}>
                    <span className="state" data-state={state}>
                      {words.states[state]}
                    </span>{' '}
                    <b>{queue.agents[state]}</b>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figure({ name, value, stands }: { name: string; value: string; stands: boolean }): ReactNode {
  return (
    <div data-stands={stands}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
