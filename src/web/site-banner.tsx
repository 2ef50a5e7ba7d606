import { useState, type ReactNode } from 'react';
import type { SiteView } from '../engine/site-use-cases';
import type { Api } from './api';
import { ApplyDialog } from './apply-dialog';
import { useSite } from './use-site';
import { sentence, useWords } from './words/language';

const FIRST_PROBLEMS = 5;

/** What is not as whoever looks after the site may think: a publish that was not taken, changes not applied, a canary. */
export function SiteBanner({ api }: { readonly api: Api }): ReactNode {
  const { site, refresh } = useSite(api);
  const [error, setError] = useState<unknown>();
  const words = useWords();
  if (!site) return null;
  const done = (failed: unknown): void => {
    setError(failed);
    refresh();
  };
  return (
    <>
      {error !== undefined && (
        <p className="alarm" role="alert">
          {sentence(error, words)}
          <button type="button" onClick={() => setError(undefined)}>
            {words.errors.dismiss}
          </button>
        </p>
      )}
      <NotTaken {...site} />
      <NotApplied site={site} api={api} onDone={done} />
      <CanaryLine site={site} api={api} onDone={done} />
    </>
  );
}

function NotTaken({ lastReload }: SiteView): ReactNode {
  const words = useWords();
  if (lastReload.taken) return null;
  return (
    <div className="alarm" role="alert">
      <strong>{words.site.notTaken(new Date(lastReload.at).toLocaleTimeString(), lastReload.by)}</strong>{' '}
      {lastReload.why}
      <ul>
        {lastReload.problems.slice(0, FIRST_PROBLEMS).map(({ file, line, col, message }) => (
          <li key={`${file}:${line}:${col}:${message}`}>
            {file}:{line}:{col}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PartProps {
  readonly site: SiteView;
  readonly api: Api;
  readonly onDone: (failed?: unknown) => void;
}

function NotApplied({ site: { folder, revision }, api, onDone }: PartProps): ReactNode {
  const words = useWords();
  const [open, setOpen] = useState(false);
  if (!folder || folder.changes.length === 0) return null;
  const errors = folder.problems.filter(({ severity }) => severity === 'error').length;
  return (
    <p className="notice" role="status">
      <strong>{words.site.notApplied(folder.changes.length)}</strong> {errors > 0 && words.site.mistakes(errors)}
      {folder.behind && words.site.behind}
      <button type="button" onClick={() => setOpen(true)}>
        {words.site.look}
      </button>
      {open && (
        <ApplyDialog
          api={api}
          // What was looked at is what is put in place of what runs, also where that came from elsewhere.
          base={revision}
          problems={folder.problems}
          onClose={() => setOpen(false)}
          onDone={(failed) => {
            setOpen(false);
            onDone(failed);
          }}
        />
      )}
    </p>
  );
}

function CanaryLine({ site: { canary }, api, onDone }: PartProps): ReactNode {
  const words = useWords();
  if (!canary) return null;
  const { base, canary: tried } = canary.outcomes;
  const order = (what: 'promote' | 'stop') => () => {
    void api.post('/site/canary', { do: what }).then(() => onDone(), onDone);
  };
  return (
    <p className="notice" role="status">
      <strong>{words.site.canary(canary.version.number, canary.percent)}</strong>{' '}
      {words.site.troubled(tried.troubled, tried.ended, base.troubled, base.ended)}
      <button type="button" onClick={order('promote')}>
        {words.site.promote}
      </button>
      <button type="button" onClick={order('stop')}>
        {words.site.stop}
      </button>
    </p>
  );
}
