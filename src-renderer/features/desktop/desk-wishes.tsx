import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { askDesk } from '../../app/desk-door.ts';
import { useDesktop } from '../../app/desktop.ts';
import { outboxDoor } from '../../app/outbox-door.ts';
import { useSignOut } from '../../app/sign-out.ts';
import type { DesktopWish } from '../../host/desktop-host.ts';

/** Does what was chosen in the program's menu, or clicked in a notification. */
export function DeskWishes() {
  const desktop = useDesktop();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const fulfil = useEffectEvent((wish: DesktopWish) => {
    if (wish.kind === 'show-ward') {
      void navigate({ to: '/h/$hospitalId/w/$wardId', params: parseWardKey(wish.ward) });
      return;
    }
    switch (wish.action) {
      case 'settings':
        // Heard by ConsoleSettings, which is there for whoever is not signed in, too.
        break;
      case 'queue':
        outboxDoor.set('queue');
        break;
      case 'palette':
        askDesk({ kind: 'palette', query: '' });
        break;
      case 'keys':
        askDesk({ kind: 'keys' });
        break;
      case 'sign-out':
        signOut();
        break;
    }
  });
  useEffect(
    () =>
      desktop?.onWish((wish) => {
        fulfil(wish);
      }),
    [desktop],
  );
  return null;
}
