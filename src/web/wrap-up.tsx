import type { ReactNode } from 'react';
import type { AgentRulesView, AgentView } from '../engine/agent-views';
import { clock } from './time';
import { inLanguage, useLanguage, useWords } from './words/language';

interface WrapUpProps {
  readonly agent: AgentView;
  readonly rules: AgentRulesView;
  readonly now: number;
  readonly onOrder: (order: 'start' | 'extend' | 'end') => void;
  readonly onDisposition: (code: string) => void;
}

/** What can be done with wrap-up, and what came of the talk. */
export function WrapUp({ agent, rules, now, onOrder, onDisposition }: WrapUpProps): ReactNode {
  const words = useWords();
  const { wrapUp, state, lastTalk } = agent;
  if (state !== 'on-call' && state !== 'wrap-up') return null;
  const codes = lastTalk ? rules.dispositions[lastTalk.queue] : undefined;
  const early = wrapUp ? wrapUp.endsFrom - now : 0;
  const wanted = codes?.required === true && lastTalk?.disposition === null;
  return (
    <div className="wrap-up" role="group" aria-label={words.wrapUp.of(agent.name)}>
      {codes && lastTalk && (
        <Outcome chosen={lastTalk.disposition} codes={codes.codes} name={agent.name} onChoose={onDisposition} />
      )}
      {state === 'on-call' && (
        <button type="button" onClick={() => onOrder('start')}>
          {words.wrapUp.start}
        </button>
      )}
      {wrapUp && (
        <>
          <button type="button" disabled={wrapUp.extensions === 0} onClick={() => onOrder('extend')}>
            {words.wrapUp.extend}
          </button>
          <button type="button" disabled={early > 0 || wanted} onClick={() => onOrder('end')}>
            {early > 0 ? words.wrapUp.endIn(clock(early)) : words.wrapUp.end}
          </button>
        </>
      )}
    </div>
  );
}

interface OutcomeProps {
  readonly chosen: string | null;
  readonly codes: AgentRulesView['dispositions'][string]['codes'];
  readonly name: string;
  readonly onChoose: (code: string) => void;
}

function Outcome({ chosen, codes, name, onChoose }: OutcomeProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  return (
    <select
      aria-label={words.wrapUp.outcomeOf(name)}
      value={chosen ?? ''}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="" disabled>
        {words.wrapUp.outcome}
      </option>
      {codes.map(({ code, path }) => (
        <option key={code} value={code}>
          {path.map((labels) => inLanguage(labels, language) ?? code).join(' › ')}
        </option>
      ))}
    </select>
  );
}
