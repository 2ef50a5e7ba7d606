import { useState, type ReactNode, type FormEvent } from 'react';
import { Dialog } from './dialog';
import { useWords } from './words/language';

interface ReasonProps {
  readonly name: string;
  readonly onPick: (reason: string) => void;
  readonly onClose: () => void;
}

/** Why an agent is not ready: one of the usual reasons at a touch, or words of one's own. */
export function ReasonPicker({ name, onPick, onClose }: ReasonProps): ReactNode {
  const words = useWords();
  const [own, setOwn] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (own.trim() !== '') onPick(own.trim());
  };
  return (
    <Dialog label={words.agents.why(name)} className="reasons" onClose={onClose}>
      <h2>{words.agents.why(name)}</h2>
      <div className="choices">
        {Object.entries(words.reasons).map(([reason, word]) => (
          <button key={reason} type="button" onClick={() => onPick(reason)}>
            {word}
          </button>
        ))}
      </div>
      <form onSubmit={submit}>
        <label>
          {words.agents.other}
          <input maxLength={100} value={own} onChange={(event) => setOwn(event.target.value)} />
        </label>
        <div className="row">
          <button type="button" onClick={onClose}>
            {words.agents.cancel}
          </button>
          <button type="submit" className="main" disabled={own.trim() === ''}>
            {words.agents.ok}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
