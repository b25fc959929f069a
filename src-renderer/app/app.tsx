import type { RouterHistory } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import type { SessionUser } from '../../src-shared/contract/session.ts';
import { Restoring } from '../features/connection/restoring.tsx';
import { ConsoleSettings } from '../features/desktop/console-settings.tsx';
import { DeskGate } from '../features/desktop/desk-gate.tsx';
import { SignInForm, SignInPage } from '../features/sign-in/sign-in.tsx';
import type { DesktopWindow } from '../host/desktop-host.ts';
import type { Host } from '../host/host.ts';
import { ClockProvider, createClock } from '../ui/clock.ts';
import { Dialog, DialogBody } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { DesktopProvider } from './desktop.ts';
import { HostProvider, useHost, useReadable, UserProvider } from './host-context.tsx';
import { fetchLaterParts, later } from './later.ts';
import { useSignOut } from './sign-out.ts';

const Product = later(async () => (await import('./product.tsx')).Product);

/** By then the first screen stands, and its requests are answered. */
const SETTLED_MS = 1_000;

/** Everything on the screen. Who made the host closes it. */
export function App(props: { host: Host; history: RouterHistory; desktop: DesktopWindow | null }) {
  const { host, history, desktop } = props;
  const [clock] = useState(() => createClock(() => host.serverNow()));
  useEffect(() => {
    const timer = setTimeout(() => void fetchLaterParts(), SETTLED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <HostProvider value={host}>
      <ClockProvider value={clock}>
        <DesktopProvider value={desktop}>
          <DeskGate>
            <Session history={history} />
            <ConsoleSettings />
          </DeskGate>
        </DesktopProvider>
      </ClockProvider>
    </HostProvider>
  );
}

/** Who is signed in decides what is shown; a session that ends leaves the screen as it was. */
function Session({ history }: { history: RouterHistory }) {
  const session = useReadable(useHost().session);
  const [lastUser, setLastUser] = useState<SessionUser | null>(null);
  const user = session.status === 'signed-in' ? session.user : null;
  if (user && user !== lastUser) setLastUser(user);
  if (session.status === 'signed-out' && !isEnded(session.reason) && lastUser) setLastUser(null);

  if (session.status === 'restoring') return <Restoring />;
  const shown =
    user ?? (session.status === 'signed-out' && isEnded(session.reason) ? lastUser : null);
  if (!shown) {
    return (
      <SignInPage reason={session.status === 'signed-out' ? session.reason : 'never-signed-in'} />
    );
  }
  return (
    <UserProvider value={shown}>
      <Suspense fallback={<Skeleton lines={4} label="Starting" />}>
        <Product history={history} />
      </Suspense>
      {!user && <EndedDialog username={shown.id} />}
    </UserProvider>
  );
}

function isEnded(reason: string): boolean {
  return reason === 'session-ended';
}

/** Asks for the password again over the screen, so that a half-filled form is still there after. */
function EndedDialog({ username }: { username: string }) {
  const signOut = useSignOut();
  return (
    <Dialog
      title="Your session has ended"
      about="Sign in again to go on where you were. What you see may be out of date."
      isDismissable={false}
      onClose={signOut}
    >
      <DialogBody>
        <SignInForm username={username} />
      </DialogBody>
    </Dialog>
  );
}
