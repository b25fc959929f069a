import { UPDATE_REFUSALS, type UpdateView } from '../../../src-shared/ipc/update-view.ts';
import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { Button } from '../../ui/button.tsx';
import { clockTime } from '../../ui/time-words.ts';

/** How it stands with updates, in the settings. */
export function UpdateLine() {
  const desktop = useDesktop();
  const update = useDeskView()?.update;
  if (update === undefined) return null;
  return (
    <section className="desk-files">
      <p className="quiet" role="status">
        {wordsFor(update)}
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

function wordsFor(update: UpdateView): string {
  switch (update.phase) {
    case 'off':
      return 'Your IT department updates this console.';
    case 'none':
      return update.checkedAt === null
        ? 'Nobody has looked for updates yet.'
        : `Up to date at ${clockTime(update.checkedAt)}.`;
    case 'loading':
      return `Version ${update.version} is being downloaded.`;
    case 'refused':
      return `${UPDATE_REFUSALS[update.code]} (${clockTime(update.checkedAt)})`;
    case 'ready':
      return `Version ${update.version} is ready to be installed.`;
  }
}
