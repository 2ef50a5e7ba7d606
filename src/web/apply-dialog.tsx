import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import type { SiteChanges } from '../domain/site-version';
import type { Problem } from '../flow/problem';
import type { Api } from './api';
import { Dialog } from './dialog';
import { sentence, useWords } from './words/language';

interface ApplyProps {
  readonly api: Api;
  /** The revision that runs while this is looked at. */
  readonly base: string;
  readonly problems: readonly Problem[];
  readonly onClose: () => void;
  readonly onDone: (failed?: unknown) => void;
}

/** What is different between the folder and what runs, and one button that publishes it. */
export function ApplyDialog({ api, base, problems, onClose, onDone }: ApplyProps): ReactNode {
  const words = useWords();
  const [changes, setChanges] = useState<SiteChanges>();
  const [message, setMessage] = useState('');
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const errors = problems.filter(({ severity }) => severity === 'error');

  useEffect(() => {
    api.get<SiteChanges>('/site/changes').then(setChanges, setFailed);
  }, [api]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    void api.post('/site/versions', { message: message.trim(), base }).then(() => onDone(), onDone);
  };

  return (
    <Dialog label={words.site.apply} className="apply" onClose={onClose}>
      <h2>{words.site.apply}</h2>
      {failed !== undefined && <p className="alarm">{sentence(failed, words)}</p>}
      <ul>
        {changes?.summary.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {errors.length > 0 && (
        <ul className="alarm">
          {errors.map(({ file, line, col, message: what }) => (
            <li key={`${file}:${line}:${col}:${what}`}>
              {file}:{line}:{col}: {what}
            </li>
          ))}
        </ul>
      )}
      {changes?.files.map(({ path, patch }) => (
        <details key={path}>
          <summary>{path}</summary>
          <pre>{patch}</pre>
        </details>
      ))}
      <form onSubmit={submit}>
        <label>
          {words.site.message}
          <input maxLength={1000} value={message} onChange={(event) => setMessage(event.target.value)} />
        </label>
        <div className="row">
          <button type="button" onClick={onClose}>
            {words.agents.cancel}
          </button>
          <button type="submit" className="main" disabled={busy || message.trim() === '' || errors.length > 0}>
            {words.site.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
