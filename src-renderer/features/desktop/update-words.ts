import { UPDATE_REFUSALS, type UpdateView } from '../../../src-shared/ipc/update-view.ts';
import { clockTime } from '../../ui/time-words.ts';

/**
 * How it stands with updates, in a sentence.
 * @param isWaiting something waits to be sent: where nothing is kept, a restart would lose it
 */
export function updateWords(update: UpdateView, isWaiting: boolean): string {
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
      return isWaiting
        ? `Version ${update.version} is ready to be installed, once your changes are sent.`
        : `Version ${update.version} is ready to be installed.`;
  }
}
