import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { updateWords } from './update-words.ts';

/** How it stands with updates, in the settings. */
export function UpdateLine() {
  const desktop = useDesktop();
  const update = useDeskView()?.update;
  const isWaiting = useReadable(useHost().pending).length > 0;
  if (update === undefined) return null;
  return (
    <section className="desk-files">
      <p className="quiet" role="status">
        {updateWords(update, isWaiting)}
      </p>
      {update.phase !== 'off' && (
        <div className="queue-actions">
          <Button
            isDisabled={update.phase === 'loading'}
            onPress={() => {
              void desktop?.ask({ method: 'check-for-updates' });
            }}
          >
            Look for updates
          </Button>
          {update.phase === 'ready' && (
            <Button
              isDisabled={isWaiting}
              onPress={() => {
                void desktop?.ask({ method: 'install-update' });
              }}
            >
              Restart and update
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
