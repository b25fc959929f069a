import { useHost, useReadable } from '../../app/host-context.tsx';
import { signOutDoor, signOutWords, useUnsent } from '../../app/sign-out.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

const close = (): void => {
  signOutDoor.set(false);
};

/** Asks whoever signs out about the changes that would be lost with it. */
export function SignOutQuestion() {
  const host = useHost();
  const isOpen = useReadable(signOutDoor);
  const count = useUnsent();
  if (!isOpen) return null;
  return (
    <Dialog title="Sign out?" role="alertdialog" onClose={close}>
      <DialogBody>
        <p>{count === 0 ? 'All changes were sent meanwhile.' : signOutWords(count)}</p>
      </DialogBody>
      <DialogFoot>
        <Button
          kind={count === 0 ? 'normal' : 'danger'}
          onPress={() => {
            close();
            void host.signOut();
          }}
        >
          Sign out
        </Button>
        <Button kind="primary" autoFocus onPress={close}>
          Stay signed in
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
