import type { ReactNode } from 'react';
import { useWords } from './words/language';

/** What a newcomer does next. */
export function Help(): ReactNode {
  const words = useWords();
  return (
    <aside className="card help" aria-label={words.help.heading}>
      <h2>{words.help.heading}</h2>
      <dl>
        <dt>{words.help.call}</dt>
        <dd>
          <code>npx carillon call 1000</code>
        </dd>
        <dt>{words.help.phone}</dt>
        <dd>
          <code>npx carillon phone anna</code>
        </dd>
      </dl>
      <p className="quiet">{words.help.then}</p>
      <p className="quiet">
        {words.help.more} <a href="/api/v1/openapi.json">openapi.json</a>
      </p>
    </aside>
  );
}
