import { useState } from 'react';
import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { Button } from '../../ui/button.tsx';
import { NOT_TAKEN } from './not-taken.ts';
import { updateWords } from './update-words.ts';

/** How it stands with updates, in the settings. */
export function UpdateLine() {
  const desktop = useDesktop();
  const { update, disturbance = null } = useDeskView() ?? {};
  const [problem, setProblem] = useState<string | null>(null);
  if (update === undefined) return null;
  return (
    <section className="desk-files">
      <p className="quiet" role="status">
        {updateWords(update, disturbance)}
      </p>
      {update.phase !== 'off' && (
        <div className="queue-actions">
          <Button
            isDisabled={update.phase === 'loading'}
            onPress={() => {
              setProblem(null);
              void desktop?.ask({ method: 'check-for-updates' });
            }}
          >
            Look for updates
          </Button>
          {update.phase === 'ready' && (
            <Button
              isDisabled={disturbance === 'waiting' || disturbance === 'dialog'}
              onPress={() => {
                // The sentence above has told of the alarms, and so does the button.
                const despiteAlarms = disturbance === 'alarms';
                void desktop?.ask({ method: 'install-update', despiteAlarms }).then((result) => {
                  setProblem(result?.ok ? null : (result?.problem.sentence ?? NOT_TAKEN));
                });
              }}
            >
              {disturbance === 'alarms' ? 'Restart despite the alarms' : 'Restart and update'}
            </Button>
          )}
        </div>
      )}
      {problem !== null && <p role="alert">{problem}</p>}
    </section>
  );
}
