import { Download } from 'lucide-react';
import { useState } from 'react';
import { useDesktop, useDeskView, useIsWall } from '../../app/desktop.ts';
import { useReadable } from '../../app/host-context.tsx';
import { Band } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';
import { openDialogs } from '../../ui/open-dialogs.ts';
import { NOT_TAKEN } from './not-taken.ts';

/**
 * Offers an update that lies ready. Asked for at a quiet moment only, and gone while there is none;
 * nothing is ever installed that nobody asked for.
 */
export function UpdateBand() {
  const desktop = useDesktop();
  const { update, disturbance } = useDeskView() ?? {};
  const isWall = useIsWall();
  const isInDialog = useReadable(openDialogs) > 0;
  const [problem, setProblem] = useState<{ version: string; sentence: string } | null>(null);
  if (update?.phase !== 'ready' || !update.mayAsk || isWall) return null;
  if (disturbance !== null || isInDialog) return null;
  const { version } = update;
  return (
    <Band
      tone="notice"
      icon={<Download aria-hidden />}
      actions={
        <>
          <Button
            kind="plain"
            onPress={() => {
              void desktop?.ask({ method: 'postpone-update' });
            }}
          >
            Later
          </Button>
          <Button
            onPress={() => {
              void desktop
                ?.ask({ method: 'install-update', despiteAlarms: false })
                .then((result) => {
                  const sentence = result?.ok ? null : (result?.problem.sentence ?? NOT_TAKEN);
                  setProblem(sentence === null ? null : { version, sentence });
                });
            }}
          >
            Restart now
          </Button>
        </>
      }
    >
      {problem?.version === version
        ? problem.sentence
        : `Version ${version} is ready. It takes a restart of this console, when it suits you.`}
    </Band>
  );
}
