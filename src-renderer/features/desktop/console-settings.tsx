import { Suspense, useEffect } from 'react';
import { useDesktop } from '../../app/desktop.ts';
import { useReadable } from '../../app/host-context.tsx';
import { later } from '../../app/later.ts';
import { settingsDoor } from '../../app/settings-door.ts';

const SettingsDialog = later(async () => (await import('./settings-dialog.tsx')).SettingsDialog);

/**
 * The settings of this console, by the program's menu too; also for whoever is not signed in: the
 * gateway may be the wrong one.
 */
export function ConsoleSettings() {
  const desktop = useDesktop();
  const isOpen = useReadable(settingsDoor);
  useEffect(
    () =>
      desktop?.onWish((wish) => {
        if (wish.kind === 'menu' && wish.action === 'settings') settingsDoor.set(true);
      }),
    [desktop],
  );
  if (!desktop || !isOpen) return null;
  return (
    <Suspense fallback={null}>
      <SettingsDialog
        onClose={() => {
          settingsDoor.set(false);
        }}
      />
    </Suspense>
  );
}
