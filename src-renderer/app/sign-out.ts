import { Cell } from '../../src-shared/sync/readable.ts';
import type { PendingView } from '../../src-shared/sync/views.ts';
import { useHost, useReadable } from './host-context.tsx';

/** Whether somebody who wants to sign out is asked about what was not sent. */
export const signOutDoor = new Cell(false);

/** Signs out; where that would delete changes which were not sent, it asks first. */
export function useSignOut(): () => void {
  const host = useHost();
  return () => {
    if (unsent(host.pending.get()) > 0) signOutDoor.set(true);
    else void host.signOut();
  };
}

/** So many changes of this device a sign-out deletes without anybody else having seen them. */
export function useUnsent(): number {
  return unsent(useReadable(useHost().pending));
}

function unsent(pending: readonly PendingView[]): number {
  return pending.filter(({ status }) => ['waiting', 'sending', 'question'].includes(status)).length;
}

/** What a sign-out would cost. @param count at least one */
export function signOutWords(count: number): string {
  return count === 1
    ? 'One change from this device was not sent. Signing out deletes it.'
    : `${String(count)} changes from this device were not sent. Signing out deletes them.`;
}
