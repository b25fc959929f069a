import { HardDrive, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useDeskView } from '../../app/desktop.ts';
import { Band } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';

/** What the desktop itself has to say: that its engine is started again, and what is not kept. */
export function DeskBands() {
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
