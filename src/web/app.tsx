import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Api } from './api';
import { FloorPage } from './floor-page';
import { SignIn } from './sign-in';
import { firstLanguage, keepLanguage, LanguageContext, languages, useWords, type Language } from './words/language';

const KEPT_AS = 'carillon.token';

/** Who is signed in, and in which language. The token lives as long as the tab. */
export function App(): ReactNode {
  const [token, setToken] = useState(() => sessionStorage.getItem(KEPT_AS));
  const [why, setWhy] = useState<unknown>();
  const [language, setLanguage] = useState(firstLanguage);
  const api = useMemo(() => (token === null ? undefined : new Api(token)), [token]);

  useEffect(() => {
    document.documentElement.lang = language;
    keepLanguage(language);
  }, [language]);

  const enter = (entered: string): void => {
    sessionStorage.setItem(KEPT_AS, entered);
    setWhy(undefined);
    setToken(entered);
  };
  const leave = (reason?: unknown): void => {
    sessionStorage.removeItem(KEPT_AS);
    setWhy(reason);
    setToken(null);
  };

  const picker = <LanguagePicker chosen={language} onChoose={setLanguage} />;
  return (
    <LanguageContext value={language}>
      {api ? (
        <FloorPage api={api} picker={picker} onLeave={leave} />
      ) : (
        <SignIn picker={picker} why={why} onEnter={enter} />
      )}
    </LanguageContext>
  );
}

function LanguagePicker({ chosen, onChoose }: { chosen: Language; onChoose: (language: Language) => void }): ReactNode {
  const words = useWords();
  return (
    <div className="segments" role="group" aria-label={words.language}>
      {Object.entries(languages).map(([code, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          title={name}
          aria-label={name}
          aria-pressed={code === chosen}
          onClick={() => onChoose(code as Language)}
        >
          {code.toUpperCase()}
        </button>
      ))}
    </div>
  );
}
