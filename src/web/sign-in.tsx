import { useState, type ReactNode, type FormEvent } from 'react';
import { Api } from './api';
import { sentence, useWords } from './words/language';

interface SignInProps {
  readonly picker: ReactNode;
  /** Why one has to sign in again. */
  readonly why: unknown;
  readonly onEnter: (token: string) => void;
}

export function SignIn({ picker, why, onEnter }: SignInProps): ReactNode {
  const words = useWords();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(why);

  const enter = async (): Promise<void> => {
    setBusy(true);
    try {
      await new Api(token.trim()).get('/agents');
      onEnter(token.trim());
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void enter();
  };

  return (
    <main className="sign-in">
      <form className="card" onSubmit={submit}>
        <header>
          <h1>Carillon</h1>
          {picker}
        </header>
        <label>
          {words.signIn.token}
          <input
            type="password"
            autoComplete="off"
            autoFocus
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <p className="quiet">{words.signIn.hint}</p>
        {error !== undefined && (
          <p className="alarm" role="alert">
            {sentence(error, words)}
          </p>
        )}
        <button type="submit" className="main" disabled={busy}>
          {words.signIn.go}
        </button>
      </form>
    </main>
  );
}
