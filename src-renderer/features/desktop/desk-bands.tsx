import { HardDrive, RefreshCw, Settings2 } from 'lucide-react';
import { useState } from 'react';
import type { Held } from '../../../src-shared/ipc/desktop-message.ts';
import { useDeskView } from '../../app/desktop.ts';
import { Band } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';

const HELD: Record<Held, string> = {
  session:
    'Settings of this console were changed. They count once everything is sent and you have signed out: this computer keeps nothing, so that a restart now would lose your sign-in and what waits to be sent.',
  waiting:
    'Settings of this console were changed. They count once nothing waits to be sent: a restart now would leave that behind. If it cannot be sent, write it down before you take it back.',
};

/** What the desktop itself has to say: that its engine is started again, and what is not kept. */
export function DeskBands() {
  const held = useDeskView()?.syncHost.held ?? null;
  return (
    <>
      <HostBand />
      {held !== null && (
        <Band tone="notice" icon={<Settings2 aria-hidden />}>
          {HELD[held]}
        </Band>
      )}
    </>
  );
}

/** The process behind the console, and what it keeps. */
function HostBand() {
  const desk = useDeskView();
  const [understood, setUnderstood] = useState<string | null>(null);
  if (desk === null) return null;
  const { running, keeping } = desk.syncHost;
  if (!running) {
    return (
      <Band tone="warning" icon={<RefreshCw aria-hidden />}>
        The part of the console that talks to the server stopped and is started again. Your changes
        are kept.
      </Band>
    );
  }
  const notice = keeping.kind === 'starting' ? null : keeping.notice;
  if (notice === null || notice === understood) return null;
  return (
    <Band
      tone="notice"
      icon={<HardDrive aria-hidden />}
      actions={
        <Button
          kind="plain"
          onPress={() => {
            setUnderstood(notice);
          }}
        >
          Understood
        </Button>
      }
    >
      {notice}
    </Band>
  );
}
