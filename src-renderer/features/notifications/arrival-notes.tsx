import { useLocation } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { NotificationView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import type { Host } from '../../host/host.ts';
import { createToasts, toast, ToastCorner, type ToastNote } from '../../ui/toast.tsx';
import { useArrivals } from './arrivals.ts';
import { KINDS } from './notification-row.tsx';

/**
 * Tells of assignments and notices as they arrive. Each goes by itself, and at once when it is read
 * on any device. Alarms and messages have bands of their own, and a nurse's own page has cards.
 * `isQuiet`: whoever looks at the list sees them there.
 */
export function ArrivalNotes({ isQuiet }: { isQuiet: boolean }) {
  const host = useHost();
  const list = useReadable(host.notifications);
  const hasCards = useLocation().pathname.endsWith('/me');
  const [toasts] = useState(createToasts);
  /** Keys of the notes by notification. */
  const shown = useRef(new Map<string, string>());
  const onNews = useCallback(
    (news: readonly NotificationView[]) => {
      if (hasCards || isQuiet) return;
      for (const one of news) {
        if (one.kind === 'alert' || one.kind === 'message') continue;
        shown.current.set(one.id, toast(toasts, noteOf(host, one)));
      }
    },
    [host, toasts, hasCards, isQuiet],
  );
  useArrivals(onNews);
  useEffect(() => {
    for (const [id, key] of shown.current) {
      if (list.find((one) => one.id === id)?.isRead === false) continue;
      toasts.close(key);
      shown.current.delete(id);
    }
  }, [list, toasts]);
  return <ToastCorner toasts={toasts} label="News" place="corner" />;
}

function noteOf(host: Host, one: NotificationView): ToastNote {
  const { words } = KINDS[one.kind];
  const place = one.wardId === null ? one.hospitalId : `${one.hospitalId} ${one.wardId}`;
  const from = one.from === null ? '' : ` from ${one.from}`;
  const actions = [
    {
      text: 'Got it',
      run: () => {
        host.readNotification(one.id);
      },
    },
  ];
  return { tone: 'info', title: one.title, text: `${words}${from}, ${place}`, actions };
}
