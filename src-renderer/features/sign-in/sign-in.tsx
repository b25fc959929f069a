import { LogIn, MonitorCog } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Problem, SignedOutReason } from '../../../src-shared/sync/views.ts';
import { useDesktop } from '../../app/desktop.ts';
import { useHost } from '../../app/host-context.tsx';
import { settingsDoor } from '../../app/settings-door.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { ThemeMenu } from '../../ui/theme-menu.tsx';
import { signInWords } from './sign-in-words.ts';
import './sign-in.css';

const LEADS: Partial<Record<SignedOutReason, string>> = {
  'session-ended': 'Your session has ended. Sign in again to go on.',
  wiped: 'Your hospital has ended this session and had everything that was kept here deleted.',
};

/** The page for whoever is not signed in. */
export function SignInPage({ reason }: { reason: SignedOutReason }) {
  const isDesktop = useDesktop() !== null;
  return (
    <main className="sign-in-page">
      <div className="sign-in-sheet">
        <h1 className="sign-in-name">
          <span className="brand-mark" aria-hidden="true" />
          Wardline
        </h1>
        <p className="sign-in-lead">
          {LEADS[reason] ?? 'One board for each ward, the same on every screen.'}
        </p>
        <SignInForm />
      </div>
      <footer className="sign-in-foot">
        {isDesktop && (
          <Button
            kind="plain"
            icon={<MonitorCog aria-hidden />}
            onPress={() => {
              settingsDoor.set(true);
            }}
          >
            Console settings
          </Button>
        )}
        <ThemeMenu />
      </footer>
    </main>
  );
}

/** Name, password and whose device it is. Used by the page and by the dialog of an ended session. */
export function SignInForm({ username: known }: { username?: string }) {
  const host = useHost();
  const [username, setUsername] = useState(known ?? '');
  const [password, setPassword] = useState('');
  // A desk's computer keeps boards by its own settings, sealed; nobody is asked at the door.
  const isDesktop = useDesktop() !== null;
  const [ownDevice, setOwnDevice] = useState(isDesktop);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    void host.signIn({ username: username.trim(), password, ownDevice }).then((result) => {
      setBusy(false);
      if (result.ok) return;
      setProblem(result.problem);
      setPassword('');
    });
  };

  return (
    <form className="sign-in-form" onSubmit={submit}>
      <TextField
        label="User name"
        name="username"
        autoComplete="username"
        autoFocus={known === undefined}
        isRequired
        isDisabled={known !== undefined}
        maxLength={64}
        value={username}
        onChange={setUsername}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus={known !== undefined}
        isRequired
        maxLength={1024}
        value={password}
        onChange={setPassword}
      />
      {known === undefined && !isDesktop && (
        <CheckField
          label="This is my own device"
          hint="Boards are kept on it, so that they open without a network. Leave it off on a shared tablet."
          checked={ownDevice}
          onChange={setOwnDevice}
        />
      )}
      <div className="sign-in-problem" role="alert">
        {problem && <p>{signInWords(problem)}</p>}
      </div>
      <Button
        kind="primary"
        large
        type="submit"
        icon={<LogIn aria-hidden />}
        isDisabled={busy || username.trim() === '' || password === ''}
      >
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
