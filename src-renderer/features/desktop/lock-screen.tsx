import { Lock } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useDesktop } from '../../app/desktop.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { signOutWords, useUnsent } from '../../app/sign-out.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { TextField } from '../../ui/field.tsx';
import { clockTime } from '../../ui/time-words.ts';
import { NOT_TAKEN } from './not-taken.ts';

const MINUTE_MS = 60_000;

/** Covers the console until its user gives the password; who may not know it can sign out. */
export function LockScreen() {
  const host = useHost();
  const desktop = useDesktop();
  const session = useReadable(host.session);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const now = useNow(MINUTE_MS);
  const unsent = useUnsent();
  const [isLeaving, setLeaving] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy || password === '') return;
    setBusy(true);
    void desktop?.ask({ method: 'unlock', password }).then((result) => {
      setBusy(false);
      setPassword('');
      setProblem(result?.ok ? null : (result?.problem.sentence ?? NOT_TAKEN));
    });
  };

  return (
    <ModalOverlay
      className="lock-cover"
      isOpen
      isDismissable={false}
      isKeyboardDismissDisabled
      // Above whatever dialog opens behind it, which would else take its focus.
      data-react-aria-top-layer
    >
      <Modal>
        <AriaDialog className="desk-sheet" aria-label="Locked">
          <form className="lock-form" onSubmit={submit}>
            <Heading slot="title" className="desk-sheet-title">
              <Lock aria-hidden /> Locked
            </Heading>
            <p className="quiet">
              {session.status === 'signed-in' && `${session.user.name}, `}
              {clockTime(now)}. Nothing was lost; the boards go on behind this.
            </p>
            <TextField
              label="Password"
              type="password"
              autoComplete="current-password"
              autoFocus
              maxLength={1024}
              value={password}
              onChange={(value) => {
                setProblem(null);
                setPassword(value);
              }}
              error={problem ?? undefined}
            />
            <Button kind="primary" large type="submit" isDisabled={busy || password === ''}>
              {busy ? 'Unlocking…' : 'Unlock'}
            </Button>
            {isLeaving && unsent > 0 && <p role="alert">{signOutWords(unsent)}</p>}
            <Button
              kind={isLeaving && unsent > 0 ? 'danger' : 'plain'}
              onPress={() => {
                if (isLeaving || unsent === 0) void host.signOut();
                else setLeaving(true);
              }}
            >
              {isLeaving && unsent > 0 ? 'Sign out all the same' : 'Sign out'}
            </Button>
          </form>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
