import { useState, type ReactNode, type FormEvent } from 'react';
import { Dialog } from './dialog';
import type { AgentRulesView } from '../engine/agent-views';
import { clock } from './time';
import { inLanguage, useLanguage, useWords } from './words/language';

interface ReasonProps {
  readonly name: string;
  readonly rules: AgentRulesView;
  readonly onPick: (reason: string) => void;
  readonly onClose: () => void;
}

/** Why an agent is not ready: a reason of the site, or where it has none a usual one; or words of one's own. */
export function ReasonPicker({ name, rules, onPick, onClose }: ReasonProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const choices =
    rules.reasons.length > 0
      ? rules.reasons.map(({ code, labels, limitMs }) => ({ code, word: inLanguage(labels, language), limitMs }))
      : Object.entries(words.reasons).map(([code, word]) => ({ code, word, limitMs: null }));
  const [own, setOwn] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (own.trim() !== '') onPick(own.trim());
  };
  return (
    <Dialog label={words.agents.why(name)} className="reasons" onClose={onClose}>
      <h2>{words.agents.why(name)}</h2>
      <div className="choices">
        {choices.map(({ code, word, limitMs }) => (
          <button key={code} type="button" onClick={() => onPick(code)}>
            {word ?? code}
            {limitMs !== null && <span className="quiet"> {clock(limitMs)}</span>}
          </button>
        ))}
      </div>
      <form onSubmit={submit}>
        {rules.otherReasons && (
          <label>
            {words.agents.other}
            <input maxLength={100} value={own} onChange={(event) => setOwn(event.target.value)} />
          </label>
        )}
        <div className="row">
          <button type="button" onClick={onClose}>
            {words.agents.cancel}
          </button>
          {rules.otherReasons && (
            <button type="submit" className="main" disabled={own.trim() === ''}>
              {words.agents.ok}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
